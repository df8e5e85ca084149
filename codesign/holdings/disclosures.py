"""Who looked at what somebody said about themselves."""

import uuid

from django.utils import timezone

from codesign.models import Disclosure, Seat
from codesign.permissions.disclosures import disclosures_told_to
from people.holdings import Facts, Holding

NO_WORDS = "–"


def _tell(seat_id: uuid.UUID) -> Facts:
    told = disclosures_told_to(Seat.objects.get(pk=seat_id))
    return [{"on": timezone.localdate(each.opened_at), "why": each.reason, "law": each.legal_basis} for each in told]


def _erase(seat_id: uuid.UUID) -> None:
    """That somebody looked stays in the record; why may repeat what the person wrote, and goes."""
    Disclosure.objects.filter(voice__seat=seat_id).update(reason=NO_WORDS, tell_later_because=NO_WORDS)


DISCLOSURES = Holding("disclosures", _tell, _erase)
