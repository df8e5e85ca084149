"""What is said beside chairs: who stands in, how people were tried to be reached, and which state is the worst."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.models import OutreachAttempt
from people.models import Segment
from people.segments import questions_about
from personas.enums import WORST_FIRST, ChairState
from personas.models import Advocacy, Chair
from personas.permissions import worst_chairs_of


@dataclass(frozen=True)
class ChairFacts:
    """A chair with what everyone may know of it: its state, never a count of its people."""

    chair: Chair
    attempts: list[OutreachAttempt] = field(default_factory=list)

    @property
    def segment(self) -> Segment:
        return self.chair.segment

    @property
    def state(self) -> ChairState:
        return self.chair.state

    @property
    def advocacies(self) -> list[Advocacy]:
        return self.chair.current_advocacies  # type: ignore[attr-defined]


def facts_of(chairs: Iterable[Chair]) -> list[ChairFacts]:
    """Put beside each chair what else is known. Give it chairs `with_facts()`."""
    chairs = list(chairs)
    places = {(chair.table.subject_id, chair.segment_id) for chair in chairs}
    attempts = defaultdict(list)
    subjects, segments = {subject for subject, _segment in places}, {segment for _subject, segment in places}
    for attempt in OutreachAttempt.objects.filter(subject__in=subjects, segment__in=segments):
        attempts[attempt.subject_id, attempt.segment_id].append(attempt)
    return [ChairFacts(chair, attempts[chair.table.subject_id, chair.segment_id]) for chair in chairs]


@dataclass(frozen=True)
class Coverage:
    """A segment over all open subjects: its share, its worst state, and its worst chairs."""

    segment: Segment
    share: float | None
    state: ChairState | None
    chairs: list[ChairFacts]

    @property
    def percent(self) -> float | None:
        return None if self.share is None else self.share * 100

    @property
    def chairs_left_out(self) -> int:
        return self.chairs[0].chair.chair_count - len(self.chairs) if self.chairs else 0  # type: ignore[attr-defined]


def coverage_of(segments: Iterable[Segment], most_chairs: int) -> list[Coverage]:
    """How far each of these segments is heard. Give it `segments_for_lead()`."""
    segments = list(segments)
    shares = {asked.segment_id: asked.share for asked in questions_about(segments)}
    chairs = defaultdict(list)
    for facts in facts_of(worst_chairs_of(segments, most_chairs)):
        chairs[facts.segment.pk].append(facts)
    return [
        Coverage(segment, shares[segment.pk], worst_of(chairs[segment.pk]), chairs[segment.pk]) for segment in segments
    ]


def worst_of(facts: Iterable[ChairFacts]) -> ChairState | None:
    """The state of the worst-heard chair: a table is as good as that one, whatever the mean."""
    present = {each.state for each in facts}
    return next((state for state in WORST_FIRST if state in present), None)


def headline(facts: Iterable[ChairFacts]) -> str:
    """The worst state of a table in words, with the number of chairs in it."""
    facts = list(facts)
    worst = worst_of(facts)
    number = sum(each.state is worst for each in facts)
    sentences = {
        None: _("Nobody has a chair yet"),
        ChairState.EMPTY: ngettext("%(number)s chair is empty", "%(number)s chairs are empty", number),
        ChairState.THIN: ngettext("%(number)s chair is thin", "%(number)s chairs are thin", number),
        ChairState.UNDER_HEARD: ngettext(
            "%(number)s chair is under-heard", "%(number)s chairs are under-heard", number
        ),
        ChairState.ADVOCATED: ngettext(
            "%(number)s chair is stood in for", "%(number)s chairs are stood in for", number
        ),
        ChairState.HEARD: _("Every chair is heard"),
    }
    return sentences[worst] % {"number": number}
