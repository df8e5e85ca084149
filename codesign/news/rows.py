"""What the sorts of news have in common: what was told stands in rows of `Told`."""

import uuid
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from codesign.models import Message, Told
from people.notifications import Pace


class InRows:
    """Keeps in one column of `Told` what was told."""

    column: str
    name: str
    pace: Pace

    def keep(self, told: Iterable[tuple[Message, int]]) -> None:
        Told.objects.bulk_create(
            Told(message=message, seat_id=message.seat_id, channel=message.means, **{f"{self.column}_id": key})
            for message, key in told
        )

    def keys_of(self, message: Message) -> list[int]:
        told = self._of_this_sort(message.told.exclude(**{self.column: None}))
        return list(told.order_by(self.column).values_list(f"{self.column}_id", flat=True))

    def _of_this_sort(self, told: QuerySet[Told]) -> QuerySet[Told]:
        return told

    def _not_told(self, rows: QuerySet, *, seat: str, key: str) -> Iterable[tuple[uuid.UUID, int]]:
        """Of these rows, the seats that were not told this by any means, with what they were not told."""
        known = Told.objects.filter(**{"seat": OuterRef(seat), self.column: OuterRef(key)})
        return rows.filter(~Exists(known)).order_by(seat, key).values_list(seat, key).distinct()
