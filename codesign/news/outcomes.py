"""What came of somebody's own words: at once, and where it is corrected, with the digest."""

import uuid
from collections.abc import Iterable, Sequence

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from codesign.enums import Visibility
from codesign.models import Outcome, Seat, Told, Voice
from codesign.news.rows import InRows
from people.notifications import Pace, Piece


class OutcomeNews(InRows):
    """Outcomes that stand. One that was corrected before somebody was told of it is not told any more."""

    column = "outcome"

    def __init__(self, *, name: str, pace: Pace, is_correction: bool) -> None:
        self.name, self.pace, self.is_correction = name, pace, is_correction

    def waiting(self, seats: QuerySet[Seat]) -> Iterable[tuple[uuid.UUID, int]]:
        answers = Outcome.voices.through.objects.filter(voice__seat__in=seats, outcome__corrected_by=None)
        of_this_sort = answers.filter(outcome__corrects__isnull=not self.is_correction)
        return self._not_told(of_this_sort, seat="voice__seat_id", key="outcome_id")

    def pieces(self, seat_id: uuid.UUID, keys: Sequence[int]) -> list[Piece]:
        own = Prefetch("voices", Voice.objects.filter(seat=seat_id).order_by("id"), to_attr="own_voices")
        outcomes = Outcome.objects.filter(pk__in=keys).prefetch_related(own).order_by("recorded_at", "id")
        return [self._piece(outcome) for outcome in outcomes]

    def _piece(self, outcome: Outcome) -> Piece:
        days = sorted({voice.sent_on for voice in outcome.own_voices})  # type: ignore[attr-defined]
        said = _("You said something on %(days)s.") % {"days": ", ".join(date_format(day) for day in days)}
        return Piece(self._heading(outcome), [said, *self._reasons(outcome)])

    def _heading(self, outcome: Outcome) -> str:
        if self.is_correction:
            return _("We corrected an answer: %(kind)s") % {"kind": outcome.get_kind_display()}
        return str(outcome.get_kind_display())

    def _reasons(self, outcome: Outcome) -> list[str]:
        """The reason, unless all it answers is for staff only or hidden: a mailbox is no place for that."""
        if all(is_private(voice) for voice in outcome.own_voices):  # type: ignore[attr-defined]
            return [_("There is an answer. You can read it in your thread.")]
        return [_("Because:") + " " + outcome.because]

    def _of_this_sort(self, told: QuerySet[Told]) -> QuerySet[Told]:
        return told.filter(outcome__corrects__isnull=not self.is_correction)


def is_private(voice: Voice) -> bool:
    return voice.visibility == Visibility.STAFF_ONLY or voice.hidden_at is not None


OUTCOMES = OutcomeNews(name="outcomes", pace=Pace.AT_ONCE, is_correction=False)
CORRECTIONS = OutcomeNews(name="corrections", pace=Pace.DIGEST, is_correction=True)
