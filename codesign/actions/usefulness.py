"""Whether an outcome was of use to those whom it answers."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from codesign.models import Outcome, Seat, Usefulness


@transaction.atomic
def say_whether_useful(*, seat: Seat, outcome: Outcome, is_useful: bool) -> Usefulness:
    """Keep what somebody says of an outcome on their own words. The last word counts."""
    if not outcome.voices.filter(seat=seat).exists():
        raise PermissionDenied
    said, _is_new = Usefulness.objects.update_or_create(seat=seat, outcome=outcome, defaults={"is_useful": is_useful})
    return said
