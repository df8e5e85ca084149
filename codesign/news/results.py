"""The result of a round in which somebody took part, once it is public."""

import uuid
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from codesign.models import Round, Seat, Statement, Voted
from codesign.news.rows import InRows
from codesign.results import Line, results_of
from people.notifications import Pace, Piece

MOST_STATEMENTS = 5


class ResultNews(InRows):
    """The first statements of a round with the counts that may be shown; the page has all of them."""

    name, pace, column = "results", Pace.DIGEST, "round"

    def waiting(self, seats: QuerySet[Seat]) -> Iterable[tuple[uuid.UUID, int]]:
        took_part = Voted.objects.filter(seat__in=seats, round__settled_at__isnull=False)
        return self._not_told(took_part, seat="seat_id", key="round_id")

    def pieces(self, seat_id: uuid.UUID, keys: Sequence[int]) -> list[Piece]:
        rounds = Round.objects.filter(pk__in=keys).order_by("settled_at", "id")
        return [self._piece(round_) for round_ in rounds]

    def _piece(self, round_: Round) -> Piece:
        heading = _("The result of “%(title)s” is public") % {"title": round_.title}
        told = [_in_words(statement) for statement in results_of(round_)[:MOST_STATEMENTS] if statement.result]
        return Piece(heading, told)


def _in_words(statement: Statement) -> str:
    """What everybody chose, in one line."""
    everybody: Line = statement.result.lines[0]  # type: ignore[attr-defined]
    counts = ", ".join(
        f"{label}: {_('too few to show') if count is None else count}" for label, count in everybody.counts
    )
    return f"{statement.body} – {counts}"


RESULTS = ResultNews()
