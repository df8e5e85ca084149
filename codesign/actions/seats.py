"""Taking a seat at a subject."""

import secrets
import uuid

from django.db import transaction

from codesign.admission import NotAdmitted, admits
from codesign.enums import Provenance, Way
from codesign.models import Seat, Subject
from codesign.pseudonyms import COLOURS
from codesign.references import hash_reference, new_reference
from people.models import User


class SeatLeft(Exception):
    """The key of a form leads to a seat whose person is done on that device."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject.code)
        self.subject = subject


@transaction.atomic
def take_seat(
    *,
    subject: Subject,
    seat_id: uuid.UUID | None = None,
    way: Way | str = Way.OPEN_LINK,
    provenance: Provenance | str = Provenance.SELF,
    organisation: str = "",
) -> tuple[Seat, str]:
    """Take a participant's seat and return it with its reference, which nobody can read again.

    With a `seat_id` that was taken before, it is the same seat with a new reference; the old one stops working. A seat
    that was left is nobody's way in any more.
    """
    admit(subject=subject, way=way)
    reference = new_reference()
    fields = {
        "pseudonym": new_pseudonym(subject),
        "way": way,
        "organisation": organisation,
        "reference_hash": hash_reference(reference),
    }
    seat, is_new = Seat.objects.get_or_create(
        pk=seat_id or uuid.uuid4(), subject=subject, provenance=provenance, defaults=fields
    )
    if seat.is_left:
        raise SeatLeft(subject)
    return seat, reference if is_new else give_reference(seat=seat)


def admit(*, subject: Subject, way: Way | str) -> None:
    """Refuse whoever comes by a way that the mode of the subject does not admit. It stays while a seat is taken."""
    if not admits(Subject.objects.hold_mode(subject.pk), way):
        raise NotAdmitted(subject)


@transaction.atomic
def take_staff_seat(*, subject: Subject, holder: User) -> tuple[Seat, str]:
    """Take the seat of a member of staff, who is named and never counts as a participant. There is one per holder."""
    seat, _is_new = Seat.objects.get_or_create(
        subject=subject, provenance=Provenance.STAFF, holder=holder, defaults={"pseudonym": new_pseudonym(subject)}
    )
    return seat, give_reference(seat=seat)


@transaction.atomic
def take_advocate_seat(*, subject: Subject, holder: User) -> Seat:
    """Take the seat of an advocate: named, labelled wherever it speaks, and counted in no figure. One per holder."""
    seat, _is_new = Seat.objects.get_or_create(
        subject=subject, provenance=Provenance.ADVOCATE, holder=holder, defaults={"pseudonym": new_pseudonym(subject)}
    )
    return seat


def leave_seat(*, seat_id: uuid.UUID) -> None:
    """Let no form lead back to a participant's seat. Its reference opens its thread as before."""
    Seat.objects.filter(pk=seat_id, holder=None).update(is_left=True)


def give_reference(*, seat: Seat) -> str:
    """Give a seat a reference in place of any it had."""
    reference = new_reference()
    seat.reference_hash = hash_reference(reference)
    seat.save(update_fields=["reference_hash"])
    return reference


def new_pseudonym(subject: Subject) -> str:
    """Find a neutral name, such as "Blue 27", that nobody has at this subject."""
    for highest in (99, 99, 99, 999, 9_999, 99_999):
        pseudonym = f"{secrets.choice(COLOURS)} {1 + secrets.randbelow(highest)}"
        if not subject.seats.filter(pseudonym=pseudonym).exists():
            break
    return pseudonym
