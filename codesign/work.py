"""A small piece of work that a guest's browser does while far more comes in at a subject than usual.

Friction, no proof: a person waits a second, a machine that sends thousands waits long. Whoever does not do it is not
refused: a moderator reads their words first.
"""

import hashlib
import secrets
from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

from codesign.models import SolvedWork, Subject

LEADING_ZERO_BITS = 14  # some 16,000 tries
LIFETIME = timedelta(minutes=30)
MOST_DIGITS = 12
HASH_BITS = 256
_signer = TimestampSigner(salt="codesign.work")


def new_challenge(subject: Subject) -> str:
    return _signer.sign(f"{subject.code}.{secrets.token_hex(8)}")


def is_solved(*, challenge: str, solution: str, subject: Subject) -> bool:
    """Whether a challenge of ours, of this subject and of this half hour, has been answered."""
    if not (challenge.isascii() and solution.isascii() and solution.isdecimal() and len(solution) <= MOST_DIGITS):
        return False
    try:
        code, _dot, _random = _signer.unsign(challenge, max_age=LIFETIME).partition(".")
    except BadSignature:
        return False
    return code == subject.code and _zero_bits(f"{challenge}:{solution}") >= LEADING_ZERO_BITS


def use_up(*, challenge: str, what_for: str) -> bool:
    """Use an answered challenge for what is sent; False where it was used for something else.

    The same form sent twice is one use. Of two uses at the same moment the database lets one win.
    """
    used_for = _hash(what_for)
    work, _is_new = SolvedWork.objects.get_or_create(key=_hash(challenge), defaults={"used_for": used_for})
    return work.used_for == used_for


def _zero_bits(text: str) -> int:
    return HASH_BITS - int(_hash(text), 16).bit_length()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
