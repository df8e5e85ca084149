"""Who can be drawn, and what the panel must look like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from measures.errors import MeasureError, TooFew


@dataclass(frozen=True)
class Person:
    """Somebody who can be drawn, with their value of each feature; at most one of a household is drawn."""

    id: str
    values: Mapping[str, str]
    household: str = ""


@dataclass(frozen=True)
class Quota:
    """How many members of the panel have this value of this feature: at least `least`, at most `most`."""

    feature: str
    value: str
    least: int
    most: int

    def __str__(self) -> str:
        return f"{self.feature} “{self.value}”"

    def is_met_by(self, person: Person) -> bool:
        return person.values[self.feature] == self.value


@dataclass(frozen=True)
class Pool:
    """A whole draw before it is held: the people, the quotas and the number of seats."""

    people: tuple[Person, ...]
    quotas: tuple[Quota, ...]
    seats: int

    def __post_init__(self) -> None:
        """Raise MeasureError where it cannot be a draw; the sentence names the person or the quota."""
        if self.seats < 1:
            raise MeasureError(f"A panel of {self.seats} cannot be drawn.")
        if len(self.people) < self.seats:
            raise TooFew(f"There are {len(self.people)} people for {self.seats} seats.")
        _check_people(self)
        _check_quotas(self)

    def count(self, quota: Quota) -> int:
        return sum(quota.is_met_by(person) for person in self.people)

    def without(self, sitting: frozenset[str], gone: frozenset[str]) -> Pool:
        """The draw of the vacancies: quotas less what the `sitting` members fill, without who sits or has `gone`.

        Chances over both draws together are no longer the fairest possible, because the first one is over.
        """
        members = [person for person in self.people if person.id in sitting]
        households = {person.household for person in members if person.household}
        left = tuple(
            person for person in self.people if person.id not in sitting | gone and person.household not in households
        )
        return Pool(left, tuple(_less(quota, members) for quota in self.quotas), self.seats - len(members))


def _less(quota: Quota, members: list[Person]) -> Quota:
    filled = sum(quota.is_met_by(person) for person in members)
    return replace(quota, least=max(0, quota.least - filled), most=max(0, quota.most - filled))


def _check_people(pool: Pool) -> None:
    features = {quota.feature for quota in pool.quotas}
    known = {(quota.feature, quota.value) for quota in pool.quotas}
    for name, count in Counter(person.id for person in pool.people).items():
        if count > 1:
            raise MeasureError(f"The person {name} is in the pool twice.")
    for person in pool.people:
        for feature in sorted(features):
            if (feature, person.values.get(feature)) not in known:
                raise MeasureError(
                    f"The person {person.id} has the {feature} “{person.values.get(feature, '')}”, without a quota."
                )


def _check_quotas(pool: Pool) -> None:
    repeated = [
        key for key, times in Counter((quota.feature, quota.value) for quota in pool.quotas).items() if times > 1
    ]
    if repeated:
        raise MeasureError(f"The quota of {repeated[0][0]} “{repeated[0][1]}” is there twice.")
    for quota in pool.quotas:
        if not 0 <= quota.least <= quota.most:
            raise MeasureError(f"The quota of {quota} is {quota.least} to {quota.most}; that is no range.")
