"""Steps that the tests of the table share: people who say something and who they are, chairs, and who stands in."""

from datetime import date, timedelta

from django.utils import timezone

from codesign.actions.seats import new_pseudonym
from codesign.enums import Provenance
from codesign.models import Seat, Subject
from people.enums import OfficeKind, Role
from people.models import Office, ReferenceCount, Segment, Tenure, User
from people.vault import store
from personas.actions.tables import lay_table
from personas.models import Advocacy, Chair, Table
from tests.factories import make_dimension, make_seat, make_subject, make_user, make_voice


def make_segments(*names: str, **fields) -> list[Segment]:
    return list(make_dimension(*names, **fields).segments.order_by("position"))


def make_table(*names: str, subject: Subject | None = None) -> Table:
    """A table with a chair for a segment of each of these names."""
    subject = subject or make_subject()
    return lay_table(subject=subject, segments=make_segments(*names), laid_by=subject.owner)


def chair_of(table: Table, name: str) -> Chair:
    return table.chairs.with_advocates().get(segment__name=name)


def speak(subject: Subject, *segments: Segment, people: int = 1) -> list[Seat]:
    """So many people say something at a subject and that they belong to these segments."""
    seats = [make_seat(subject) for _ in range(people)]
    for seat in seats:
        make_voice(seat)
        for segment in segments:
            said = [store.Statement(segment.dimension_id, frozenset({segment.pk}))]
            store.declare(seat_id=seat.pk, statements=said, consent_text="We ask because …", language="en")
    return seats


def refer(segment: Segment, people: int, day: date = date(2026, 1, 1)) -> None:
    """Say how many people a segment has."""
    ReferenceCount.objects.create(segment=segment, people=people, source="Register", counted_date=day)


def speak_from(provenance: Provenance, subject: Subject, segment: Segment) -> None:
    """Somebody who is no counted person says something, and the vault knows a segment of that seat."""
    holder = make_user() if provenance in {Provenance.STAFF, Provenance.ADVOCATE} else None
    name = new_pseudonym(subject)
    seat = Seat.objects.create(subject=subject, provenance=provenance, holder=holder, pseudonym=name)
    make_voice(seat)
    said = [store.Statement(segment.dimension_id, frozenset({segment.pk}))]
    store.declare(seat_id=seat.pk, statements=said, consent_text="We ask because …", language="en")


def stand_in(chair: Chair, advocate: User | None = None, **fields) -> Advocacy:
    advocate = advocate or make_user(Role.ADVOCATE)
    subject, today = chair.table.subject, timezone.localdate()
    seat, _is_new = Seat.objects.get_or_create(
        subject=subject, provenance=Provenance.ADVOCATE, holder=advocate, defaults={"pseudonym": new_pseudonym(subject)}
    )
    defaults = {
        "seat": seat,
        "basis": "Ten years at the counter.",
        "conflicts": "None",
        "appointed_by": subject.owner,
        "started_on": today - timedelta(days=3),
        "ends_on": today + timedelta(days=30),
    }
    return Advocacy.objects.create(chair=chair, advocate=advocate, **defaults | fields)


def make_lead(**fields) -> User:
    user = make_user(**fields)
    office, _is_new = Office.objects.get_or_create(
        code="engagement", defaults={"kind": OfficeKind.ENGAGEMENT_LEAD, "name": "Engagement lead"}
    )
    office.tenures.filter(ended_at=None).update(ended_at=timezone.now())
    Tenure.objects.create(office=office, user=user, started_at=timezone.now() - timedelta(days=1))
    return user
