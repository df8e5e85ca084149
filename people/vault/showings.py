"""Remembers which counts by segment were shown, and whom they counted, so that the next ones give nobody away."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from measures.disclosure.releases import Counting, Ledger, People, Release, Shown
from measures.disclosure.rounding import rounded
from people.vault.models import ShownCount, ShownLineage, ShownSeat

PEOPLE = ""  # what a count without answers counts


@dataclass(frozen=True)
class Showing:
    """One look at a lineage: shows what may be shown now, and keeps what was shown before."""

    lineage: ShownLineage
    there: str  # the key under which it is kept who was there, whether or not their number was shown
    counting: Counting[str]

    def record(self) -> None:
        """Choose what to show and store it. Call it in a transaction that holds the lineage's row."""
        chosen = Release(self.counting, self._ledger).entries()
        if not chosen:
            return
        self.lineage.showings += 1
        self.lineage.save(update_fields=["showings"])
        ShownCount.objects.bulk_create(self._count(entry) for entry in chosen)
        for entry in chosen:
            self._store_people(entry.key, entry.people)
        self._store_people(self.there, self.counting.everybody)

    @cached_property
    def _ledger(self) -> Ledger[str]:
        shown = self.lineage.counts.order_by("number", "id").values_list("key", "number")
        return Ledger(
            tuple(Shown(key, self._people(key, number), self._people(self.there, number)) for key, number in shown)
        )

    @cached_property
    def _stays(self) -> dict[str, list[tuple[uuid.UUID, int, int | None]]]:
        """Each key's seats with the showings from and until which they were counted."""
        stays: dict[str, list[tuple[uuid.UUID, int, int | None]]] = {}
        for key, seat_id, since, until in self.lineage.seats.values_list("key", "seat_id", "since", "until"):
            stays.setdefault(key, []).append((seat_id, since, until))
        return stays

    def _people(self, key: str, number: int) -> People:
        stays = self._stays.get(key, [])
        return frozenset(seat for seat, since, until in stays if since <= number and (until is None or number < until))

    def _count(self, entry: Shown[str]) -> ShownCount:
        answers = self.counting.answers
        counted = Counter(answers[each] for each in entry.people) if answers else {PEOPLE: len(entry.people)}
        counts = {str(answer): rounded(count) for answer, count in counted.items()}
        return ShownCount(
            lineage=self.lineage,
            key=entry.key,
            number=self.lineage.showings,
            counts=counts,
            shown_at=timezone.now(),
        )

    def _store_people(self, key: str, people: People) -> None:
        counted = {seat for seat, _, until in self._stays.get(key, []) if until is None}
        now, number = set(people), self.lineage.showings
        for left in counted - now:
            self.lineage.seats.filter(key=key, until=None, seat_id=left).update(until=number)
        ShownSeat.objects.bulk_create(
            ShownSeat(lineage=self.lineage, key=key, seat_id=seat, since=number) for seat in now - counted
        )


def shown_counts(lineage: ShownLineage, keys: Iterable[str]) -> Mapping[str, Mapping[str, int]]:
    """Return what was last shown under each of these keys; a key that was never shown is absent."""
    counts = lineage.counts.filter(key__in=list(keys)).order_by("number")
    return {count.key: count.counts for count in counts}


def forget_seat(seat_id: uuid.UUID) -> None:
    """Keep the places that a seat had in shown counts, under a name that leads nowhere."""
    ShownSeat.objects.filter(seat_id=seat_id).update(seat_id=uuid.uuid4())
