"""A series of showings over time, and five readers who compare them."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise, permutations

from measures.disclosure.releases import Counting, Ledger, Release, Shown
from measures.disclosure.rounding import OFF_BY, Share, SuppressedTable, rounded

SEGMENTS = {"women": 0.5, "carers": 0.3, "rural": 0.1, "refugees": 0.04}
PARTITION = {"north": 0.6, "south": 0.25, "east": 0.1, "islands": 0.05}
SUBJECT, LINEAGE = "subject", "lineage"


def release(counting, ledger):
    return Release(counting, ledger).entries()


def careless(counting, ledger):
    """What a publisher does who only hides counts under ten."""
    everything = {counting.whole: counting.everybody, **counting.parts}
    return [Shown(key, people, counting.everybody) for key, people in everything.items() if len(people) >= 10]


@dataclass
class Series:
    """People come in batches, to a subject and to its ancestor; after each batch both are shown."""

    seed: int
    agree: float = 0.85
    batches: int = 8
    publish: Callable = release
    answers: dict[int, str] = field(default_factory=dict)
    segments: dict[str, set[int]] = field(default_factory=dict)
    subject: set[int] = field(default_factory=set)
    shown: list[Shown] = field(default_factory=list)

    def __post_init__(self):
        self.chance = random.Random(self.seed)
        self.segments = {name: set() for name in (*SEGMENTS, *PARTITION)}
        ledger = Ledger()
        for _ in range(self.batches):
            for _ in range(self.chance.choice([1, 2, 8, 15, 30])):
                self.arrive(len(self.answers))
            for key, people in ((SUBJECT, self.subject), (LINEAGE, set(self.answers))):
                entries = self.publish(self.counting(key, frozenset(people)), ledger)
                ledger = ledger.with_entries(entries)
        self.shown = list(ledger.entries)

    def arrive(self, person):
        self.answers[person] = "agree" if self.chance.random() < self.agree else "disagree"
        for name, rate in SEGMENTS.items():
            if self.chance.random() < rate:
                self.segments[name].add(person)
        self.segments[self.chance.choices(list(PARTITION), list(PARTITION.values()))[0]].add(person)
        if self.chance.random() < 0.9:
            self.subject.add(person)

    def counting(self, key, people):
        parts = {f"{key}:{name}": frozenset(people & of) for name, of in self.segments.items()}
        return Counting(f"{key}:all", people, parts, self.answers)

    def count(self, people, answer):
        """What the reader sees of a shown count."""
        return rounded(sum(self.answers[each] == answer for each in people))

    def share(self, people, answer):
        """Between which shares the reader sees the true one; the careless print whole percents."""
        if self.publish is careless:
            percent = round(100 * sum(self.answers[each] == answer for each in people) / len(people))
            return Share((percent - 0.5) / 100, (percent + 0.5) / 100)
        counts = {"said": self.count(people, answer), "all": rounded(len(people))}
        return SuppressedTable(counts).share("said", "all")

    def versions(self, key):
        return [entry.people for entry in self.shown if entry.key == key]

    def latest(self, key):
        return (self.versions(key) or [frozenset()])[-1]


def told_by_consecutive_showings(series) -> Iterator[set[int]]:
    for key in {entry.key for entry in series.shown}:
        for before, after in pairwise(series.versions(key)):
            yield from told_by_difference(series, after, [before])


def told_by_total_minus_parts(series) -> Iterator[set[int]]:
    for subject in (SUBJECT, LINEAGE):
        parts = [series.latest(f"{subject}:{name}") for name in PARTITION]
        for total in series.versions(f"{subject}:all"):
            yield from told_by_difference(series, total, [part for part in parts if part])


def told_by_percentage_times_people(series) -> Iterator[set[int]]:
    """The reader knows exactly how many were asked, and multiplies."""
    for people in {entry.people for entry in series.shown}:
        for answer in ("agree", "disagree"):
            if series.share(people, answer).low * len(people) > len(people) - 1:
                yield people


def told_by_overlapping_segments(series) -> Iterator[set[int]]:
    for one, other in permutations({entry.people for entry in series.shown}, 2):
        yield from told_by_difference(series, one, [other])


def told_by_a_subject_and_its_lineage(series) -> Iterator[set[int]]:
    for name in ("all", *SEGMENTS, *PARTITION):
        for lineage in series.versions(f"{LINEAGE}:{name}"):
            for subject in series.versions(f"{SUBJECT}:{name}"):
                yield from told_by_difference(series, lineage, [subject])


READERS = (
    told_by_consecutive_showings,
    told_by_total_minus_parts,
    told_by_percentage_times_people,
    told_by_overlapping_segments,
    told_by_a_subject_and_its_lineage,
)


def told_by_difference(series, people, others):
    """The people of one count and none of the others, where the shown counts say that all of them said the same.

    The reader knows who is counted where, and how far a shown count may be off.
    """
    covered = frozenset().union(*others)
    left, outside = people - covered, covered - people
    for answer in ("agree", "disagree") if left else ():
        parts = [series.count(other, answer) for other in others]
        least = series.count(people, answer) - sum(parts) - OFF_BY * (1 + len(parts))
        if least >= len(left) and not outside:
            yield left
        elif outside and least >= len(left) and sum(map(len, others)) == len(covered):
            yield left | outside
