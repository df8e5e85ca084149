"""What a device remembers of its visitor: at each subject the seat they took, and the reference of that seat."""

from django.contrib.sessions.backends.base import SessionBase

from codesign.models import Seat, Subject

KEPT = ("seats", "references")


def remember(session: SessionBase, seat: Seat, reference: str) -> None:
    """Keep a seat, and its reference where it was given one just now."""
    for kind, value in zip(KEPT, (str(seat.pk), reference), strict=True):
        if value:
            session[kind] = session.get(kind, {}) | {str(seat.subject_id): value}


def forget(session: SessionBase, subject: Subject) -> None:
    """Give up the seat at a subject. With another key for the session, sockets that are open elsewhere end as well."""
    for kind in KEPT:
        session[kind] = {key: value for key, value in session.get(kind, {}).items() if key != str(subject.pk)}
    session.cycle_key()
