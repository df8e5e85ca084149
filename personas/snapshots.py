"""How far each chair of a table is heard: asked from the vault, which gives back states and never a count."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.utils import timezone

from codesign.models import Seat, Subject
from measures.representation import Hearing
from people.models import Segment
from people.segments import questions_about
from people.vault import store
from personas.models import Table

# Between two snapshots lies a day, or at least so many people that a change of state tells of none of them.
SNAPSHOT_INTERVAL = timedelta(days=1)
FEWEST_PEOPLE = 5


@dataclass(frozen=True)
class Count:
    """What one look at the vault says: how many people spoke, and by segment how far it is heard."""

    people: int
    hearings: Mapping[int, Hearing]
    segments_with_share: frozenset[int]


def count(table: Table) -> Count:
    """Ask the vault how far the segments of a table are heard at this moment."""
    seats = people_at(table)
    questions = questions_about(Segment.objects.filter(chairs__table=table))
    hearings_of = partial(store.chair_states, questions=questions, minimum=table.minimum, limit=table.limit)
    return Count(
        people=len(seats),
        hearings=_with_representatives(hearings_of(seat_ids=seats), hearings_of(seat_ids=representatives_at(table))),
        segments_with_share=frozenset(asked.segment_id for asked in questions if asked.share is not None),
    )


def counted_subjects(table: Table) -> list[Subject]:
    """The subjects whose participants a table counts: its own first, then the ancestors that its owner named."""
    return [table.subject, *table.subject.counted_ancestors.order_by("opens_at", "code")]


def has_forgotten(table: Table) -> bool:
    """Whether what people said about themselves is past its days: then the last count stands."""
    return any(subject.segments_forgotten_on for subject in counted_subjects(table))


def people_at(table: Table) -> list[uuid.UUID]:
    """The seats of real people who said something at the subjects that a table counts."""
    seats = Seat.objects.filter(subject__in=counted_subjects(table))
    return list(seats.of_people_heard().who_said_something().values_list("pk", flat=True))


def representatives_at(table: Table) -> list[uuid.UUID]:
    """The seats of those who spoke for a body at the subjects that a table counts."""
    seats = Seat.objects.filter(subject__in=counted_subjects(table))
    return list(seats.of_representatives().who_said_something().values_list("pk", flat=True))


def _with_representatives(heard: Mapping[int, Hearing], spoken_for: Mapping[int, Hearing]) -> dict[int, Hearing]:
    """A chair for which only representatives spoke is thin, however many they are: a body is not its people."""
    return {
        segment: Hearing.THIN if hearing is Hearing.NOBODY and spoken_for[segment] is not Hearing.NOBODY else hearing
        for segment, hearing in heard.items()
    }


def is_snapshot_due(table: Table, *, people: int) -> bool:
    """Whether the states may be counted anew, now that so many people spoke.

    A state that changes right after one voice would tell about one person. So there is a day between two snapshots,
    or five more people; and of one to four people in all no chair says anything.
    """
    if 0 < people < FEWEST_PEOPLE:
        return False
    if table.snapshot_at is None or people - table.people_heard >= FEWEST_PEOPLE:
        return True
    return timezone.now() - table.snapshot_at >= SNAPSHOT_INTERVAL
