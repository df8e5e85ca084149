"""The moment at which a form was made, signed by us: people take longer than machines until they send it."""

import time

from django.core.signing import BadSignature, Signer

SIGNER = Signer(salt="codesign.stamps")
LONGEST = 24 * 60 * 60


def new_stamp() -> str:
    return SIGNER.sign(f"{time.time():.1f}")


def seconds_since(stamp: str) -> float:
    """How long ago a form was made. One without a stamp of ours, or with one of another day, was made just now."""
    try:
        age = time.time() - float(SIGNER.unsign(stamp))
    except BadSignature:
        return 0
    return max(age, 0) if age < LONGEST else 0  # a tenth is rounded up now and then
