"""What a settled round says of a statement: in all, and by the ways in which people came."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from codesign.enums import Choice, Way
from codesign.models import Round, SegmentTally, Statement
from codesign.permissions import statements_asked
from codesign.querysets.rounds import SegmentTallyQuerySet

EVERY_WAY = ""
Counts = Mapping[str, int | None]

LABELS: Mapping[str, str | Promise] = {
    EVERY_WAY: gettext_lazy("All ballots"),
    Way.INVITED: gettext_lazy("With a personal code"),
    Way.ATTESTED: gettext_lazy("With a code whose group an organisation attests"),
    Way.ASSISTED: Way.ASSISTED.label,
    Way.KIOSK: Way.KIOSK.label,
    Way.PAPER: Way.PAPER.label,
    Way.MAILED: Way.MAILED.label,
    Way.OPEN_LINK: gettext_lazy("By the open link"),
}
WITHOUT_LINKS = gettext_lazy("Without ballots by a link")
LINK_WAYS = {Way.OPEN_LINK, Way.MAILED}


@dataclass(frozen=True)
class Line:
    """Counts that may be shown, by the label of each choice. None is too few to show."""

    label: str | Promise
    counts: list[tuple[str | Promise, int | None]]


@dataclass(frozen=True)
class Result:
    """What the newest settled round says of a statement. The ways stand apart wherever there is more than one."""

    round: Round
    tallies: Mapping[str, Counts]

    @property
    def lines(self) -> list[Line]:
        lines = [_line(LABELS[EVERY_WAY], self.tallies.get(EVERY_WAY, {}))]
        if not self.needs_telling_apart:
            return lines
        lines += [_line(LABELS[way], self.tallies[way]) for way in LABELS if way and way in self.tallies]
        return [*lines, _line(WITHOUT_LINKS, self._without_links())] if set(self._ways) - LINK_WAYS else lines

    @property
    def needs_telling_apart(self) -> bool:
        """Whether people came by more than one way: else every ballot is of that way, which is `only_way`."""
        return len(self._ways) > 1

    @property
    def only_way(self) -> str | Promise | None:
        return LABELS[self._ways[0]] if len(self._ways) == 1 else None

    @property
    def _ways(self) -> list[str]:
        return [way for way in LABELS if way and way in self.tallies]

    def _without_links(self) -> Counts:
        """The sum of what is shown of the other ways: no ballot that came by the open link or by e-mail can move it.
        Whoever makes mailboxes makes seats.


        Where one of the parts is too small to be shown, so is the sum: the other parts would tell the hidden one.
        """
        parts = [self.tallies[way] for way in self._ways if way not in LINK_WAYS]
        return {choice: _sum(part.get(choice, 0) for part in parts) for choice in Choice}


def with_results(statements: Iterable[Statement]) -> list[Statement]:
    """Each with `result`: what may be shown of its newest settled round; None where it was not asked.

    Exact counts are shown of consultations only that were published with theirs.
    """
    found = list(statements)
    tallies = _tallies(SegmentTally.objects.filter(statement__in=found))
    rounds = Round.objects.select_related("subject").in_bulk({round_id for _statement_id, round_id in tallies})
    for statement in found:
        asked_in = [round_id for statement_id, round_id in tallies if statement_id == statement.pk]
        newest = max(asked_in, default=None)
        statement.result = Result(rounds[newest], tallies[statement.pk, newest]) if newest else None
    return found


def results_of(round_: Round) -> list[Statement]:
    """What a round asked about, each with `result`: what may be shown of this round."""
    tallies = _tallies(round_.tallies.all())
    found = list(statements_asked(round_))
    for statement in found:
        shown = tallies.get((statement.pk, round_.pk))
        statement.result = Result(round_, shown) if shown else None
    return found


def _tallies(rows: SegmentTallyQuerySet) -> Mapping[tuple[int, int], Mapping[str, Counts]]:
    """By statement and round, then by way, how often each choice was made."""
    found: dict[tuple[int, int], dict[str, dict[str, int | None]]] = {}
    for row in rows.of_all_segments():
        by_way = found.setdefault((row.statement_id, row.round_id), {})
        by_way.setdefault(row.way, {})[row.choice] = row.count
    return found


def _line(label: str | Promise, counts: Counts) -> Line:
    """Where one count is hidden, all are: that nobody chose the others would tell what everybody chose."""
    is_hidden = not counts or None in counts.values()
    return Line(label, [(choice.label, None if is_hidden else counts.get(choice, 0)) for choice in Choice])


def _sum(counts: Iterable[int | None]) -> int | None:
    counts = list(counts)
    return None if None in counts else sum(count or 0 for count in counts)
