"""What a session remembers of the seats that it took."""

import uuid
from collections.abc import Iterable

from django.contrib.sessions.backends.base import SessionBase

from codesign.actions.seats import leave_seat
from codesign.models import Seat, Subject
from people.vault.claims import Held

KEPT = ("seats", "references")
KIOSK = "kiosk"  # the key of the kiosk that staff unlocked in this browser


def remember_seat(session: SessionBase, seat: Seat, reference: str = "") -> None:
    """Put a seat into a session, with its reference if there is a new one, and give the session a new key.

    Somebody may have planted a key of theirs in this browser. From here on the session is worth something, and the old
    key opens nothing any more. Where nothing is new the key stays: the sockets of other windows live by it.
    """
    subject = str(seat.subject_id)
    known = {name: session.get(name, {}) for name in KEPT}
    seats = known["seats"] | {subject: str(seat.pk)}
    references = known["references"] | ({subject: reference} if reference else {})
    if known != {"seats": seats, "references": references}:
        if session.session_key:
            session.cycle_key()
        session.update({"seats": seats, "references": references})


def remember_kept_seats(session: SessionBase, kept: Iterable[Held]) -> None:
    """Put the seats that an account keeps into the session of who signs in: one person goes on from one seat."""
    if seats := {str(held.subject_id): str(held.seat_id) for held in kept}:
        session["seats"] = session.get("seats", {}) | seats


def begin_kiosk(session: SessionBase, key: str) -> None:
    """Keep nothing in this browser but that it is a kiosk: neither the last person nor the staff who unlocked it."""
    session.flush()
    session[KIOSK] = key


def forget_seat(session: SessionBase, subject: Subject) -> None:
    """Give up the seat at a subject, also for forms that are still open.

    With another key for the session, sockets that are open elsewhere end as well.
    """
    if taken := session.get("seats", {}).get(str(subject.pk)):
        leave_seat(seat_id=uuid.UUID(taken))
    for kind in KEPT:
        session[kind] = {key: value for key, value in session.get(kind, {}).items() if key != str(subject.pk)}
    session.cycle_key()


def leave_all_seats(session: SessionBase) -> None:
    """Let no form that is still open lead to a seat of a session that is about to end."""
    for taken in session.get("seats", {}).values():
        leave_seat(seat_id=uuid.UUID(taken))
