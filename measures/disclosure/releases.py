"""Decide which counts may be shown, and shown again when people have come or gone.

Whoever compares two shown counts learns something about the people who are in one and not in the other: newcomers
between two looks, everybody outside the shown segments, one segment without another, the ancestors of a subject without
the subject. So every such difference has to be nobody, or a group that could be shown by itself: at least ten people
who did not all answer the same. Nobody's answer follows then for certain from any two counts, and rounding sees to it
that it does not from three or more.

Plain sets, for the one place that knows who belongs where. Source: the 10-5 rule of ONS, carried over to series.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from measures.errors import MeasureError

Key = TypeVar("Key", bound=Hashable)
People = frozenset[Any]  # ids of any kind
Answers = Mapping[Any, Hashable]

LEAST_PEOPLE = 10


def tell_of_nobody(said: Collection[Hashable]) -> bool:
    """Whether what a group of people said may be counted: at least ten of them, who did not all say the same."""
    return len(said) >= LEAST_PEOPLE and len(set(said)) > 1


@dataclass(frozen=True)
class Shown(Generic[Key]):
    """A count that was shown: of what, whom it counted, and who was counted as a whole at that moment."""

    key: Key
    people: People
    whole: People


@dataclass(frozen=True)
class Ledger(Generic[Key]):
    """All that was shown of one lineage of subjects so far, in order."""

    entries: tuple[Shown[Key], ...] = ()

    def last(self, key: Key) -> Shown[Key]:
        """What was last shown under this key, or nobody of nobody."""
        found = (entry for entry in reversed(self.entries) if entry.key == key)
        return next(found, Shown(key, frozenset(), frozenset()))

    def with_entries(self, entries: Iterable[Shown[Key]]) -> Ledger[Key]:
        return Ledger((*self.entries, *entries))


@dataclass(frozen=True)
class Counting(Generic[Key]):
    """Whom a table counts now: everybody under one key, and under other keys the people of its parts.

    Parts may overlap, and need not add up to everybody. `answers` holds what each person said, where the table counts
    answers; without them it counts people, and what can be learnt of a person is the part they are in. A counted
    answer does not change, but for those in `changed`, which says what each said when they were counted before: whoever
    compares the two sees them leave with the one answer and come with the other.
    """

    whole: Key
    everybody: People
    parts: Mapping[Key, People]
    answers: Answers | None = None
    changed: Answers = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, people in self.parts.items():
            if people - self.everybody:
                raise MeasureError(f"“{key}” counts people who are not among everybody.")
        if self.answers is not None and self.everybody - self.answers.keys():
            raise MeasureError("Somebody who is counted has no answer.")

    def may_be_shown(self, people: People) -> bool:
        """Whether a count of these people tells of none of them what they said.

        Of people counted elsewhere `answers` may be silent; then they are no proof that not all said the same.
        """
        return self._may_be_shown(people, self.answers)

    def may_have_left(self, people: People) -> bool:
        """The same of people as they were counted before."""
        return self._may_be_shown(people, self.answers if self.answers is None else {**self.answers, **self.changed})

    def _may_be_shown(self, people: People, answers: Answers | None) -> bool:
        if answers is None:
            return len(people) >= LEAST_PEOPLE
        said = {answers[each] for each in people if each in answers}
        return len(people) >= LEAST_PEOPLE and len(said) > 1


@dataclass
class Release(Generic[Key]):
    """Gathers what of a counting may be shown now, given what was shown before."""

    counting: Counting[Key]
    ledger: Ledger[Key]
    chosen: dict[Key, Shown[Key]] = field(default_factory=dict)

    def entries(self) -> list[Shown[Key]]:
        """What to show now: everybody, if that may be, and as many parts as may; the largest first."""
        self._choose(self.counting.whole, self.counting.everybody)
        for key, people in sorted(self.counting.parts.items(), key=lambda part: -len(part[1])):
            self._choose(key, people)
        while self.chosen and not self._rest_is_safe():
            self.chosen.popitem()
        return list(self.chosen.values())

    def _choose(self, key: Key, people: People) -> None:
        before = self.ledger.last(key)
        is_news = people != before.people or not people.isdisjoint(self.counting.changed)
        if not is_news or not self._is_safe(people):
            return
        if key != self.counting.whole and self._gives_away_its_people(people, before):
            return
        self.chosen[key] = Shown(key, people, self.counting.everybody)

    def _is_safe(self, people: People) -> bool:
        return self.counting.may_be_shown(people) and self._is_apart_from_all(people, self._all_shown())

    def _is_apart_from_all(self, people: People, shown: Iterable[tuple[People, bool]]) -> bool:
        return all(self._are_apart(people, other, is_before) for other, is_before in shown)

    def _are_apart(self, one: People, other: People, is_before: bool) -> bool:
        """Whether nobody, or enough people, came to one count from another, and left; who changed did both."""
        changed = (one & other & self.counting.changed.keys()) if is_before else frozenset()
        came, left = (one - other) | changed, (other - one) | changed
        return (not came or self.counting.may_be_shown(came)) and (not left or self.counting.may_have_left(left))

    def _gives_away_its_people(self, people: People, before: Shown[Key]) -> bool:
        """Whether all who came are in this part: where people are counted, that is what nobody should learn."""
        came = self.counting.everybody - before.whole
        return self.counting.answers is None and came <= people - before.people

    def _rest_is_safe(self) -> bool:
        """Whether those in no shown part may be told apart from everybody, as everybody was and is shown."""
        parts = [self._now_shown(key) for key in self.counting.parts]
        together = frozenset[Any]().union(*parts)
        return not together or self._is_apart_from_all(together, self._wholes())

    def _now_shown(self, key: Key) -> People:
        return self.chosen[key].people if key in self.chosen else self.ledger.last(key).people

    def _wholes(self) -> Iterator[tuple[People, bool]]:
        return self._all_shown(self.counting.whole)

    def _all_shown(self, key: Key | None = None) -> Iterator[tuple[People, bool]]:
        """Whom each count counted, before and now, and whether it was before; of one key, or of all."""
        for entries, is_before in ((self.ledger.entries, True), (self.chosen.values(), False)):
            yield from ((entry.people, is_before) for entry in entries if key is None or entry.key == key)
