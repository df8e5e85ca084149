"""The seat itself."""

import uuid

from django.utils import timezone

from codesign.models import Seat, SeatGrant
from people.holdings import Facts, Holding

NOBODY = "Erased"
GONE = {"pseudonym": NOBODY, "organisation": "", "reference_hash": None, "message_hash": None, "news_by": ""}


def _tell(seat_id: uuid.UUID) -> Facts:
    seat = Seat.objects.select_related("subject").get(pk=seat_id)
    return [
        {
            "subject": seat.subject.title,
            "name_here": seat.shown_as,
            "since": seat.taken_on,
            "speaks_as": seat.get_provenance_display(),
            "came": seat.get_way_display(),
            "who_takes_part": seat.subject.get_mode_display(),
            "organisation": seat.organisation,
        }
    ]


def _erase(seat_id: uuid.UUID) -> None:
    """The seat stays, so that people are counted as before; no reference opens it, and it may do nothing."""
    now = timezone.now()
    SeatGrant.objects.filter(seat=seat_id, revoked_at=None).update(revoked_at=now)
    Seat.objects.filter(pk=seat_id).update(**GONE, erased_on=timezone.localdate())


SEAT = Holding("seat", _tell, _erase)
