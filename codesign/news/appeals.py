"""What somebody else decided about one's hidden words."""

import uuid
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from codesign.models import Appeal, Seat
from codesign.news.rows import InRows
from people.notifications import Pace, Piece


class DecisionNews(InRows):
    """The decision alone: why words were hidden, and why they stay so, is read in the thread."""

    name, pace, column = "decisions", Pace.DIGEST, "appeal"

    def waiting(self, seats: QuerySet[Seat]) -> Iterable[tuple[uuid.UUID, int]]:
        decided = Appeal.objects.filter(hide__voice__seat__in=seats, decided_at__isnull=False)
        return self._not_told(decided, seat="hide__voice__seat_id", key="pk")

    def pieces(self, seat_id: uuid.UUID, keys: Sequence[int]) -> list[Piece]:
        appeals = Appeal.objects.filter(pk__in=keys, hide__voice__seat=seat_id).order_by("id")
        where = _("You can read why in your thread.")
        heading = _("Somebody else looked again at your hidden words")
        return [Piece(heading, [f"{appeal.get_decision_display()}.", where]) for appeal in appeals]


DECISIONS = DecisionNews()
