"""Keeping a seat in an account, and letting it go again. Nothing of it is written outside the vault."""

from django.core.exceptions import PermissionDenied

from codesign.actions.voices import may_speak_for_oneself
from codesign.models import Seat
from people.models import User
from people.permissions import participant
from people.vault import claims


def keep_seat(*, seat: Seat, account: User) -> None:
    """Keep a participant's seat in their account. Raise ClaimRefused where another account does, or another seat is.

    There is no audit entry: it would tell outside the vault whose seat it is.
    """
    if participant(account) is None or not may_speak_for_oneself(seat) or seat.erased_on is not None:
        raise PermissionDenied
    claims.claim(account=account.key, seat_id=seat.pk, subject_id=seat.subject_id)


def let_seat_go(*, seat: Seat, account: User) -> None:
    """Let a seat go. What was said from it stays, and its reference opens it as before."""
    claims.release(account=account.key, seat_id=seat.pk)
