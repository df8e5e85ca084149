"""What a device remembers of its visitor: at each subject the seat they took, and the reference of that seat."""

from django.contrib.sessions.backends.base import SessionBase

from codesign.models import Seat

KEPT = ("seats", "references")


def remember(session: SessionBase, seat: Seat, reference: str) -> None:
    """Keep a seat, and its reference where it was given one just now."""
    for kind, value in zip(KEPT, (str(seat.pk), reference), strict=True):
        if value:
            session[kind] = session.get(kind, {}) | {str(seat.subject_id): value}
