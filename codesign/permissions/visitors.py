"""What visitors meet besides voices: rounds, and for whoever has a seat what they did from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from codesign.enums import Admission, Way
from codesign.models import Round, Seat, Subject, Voice
from codesign.querysets.voices import VoiceQuerySet


@dataclass(frozen=True)
class PartInRounds:
    """The rounds somebody took part in, and how often they tested a text."""

    rounds: Sequence[Round]
    response_count: int

    @property
    def any(self) -> bool:
        return bool(self.rounds or self.response_count)


def part_in_rounds_of(seat: Seat) -> PartInRounds:
    rounds = Round.objects.filter(voted__seat=seat).select_related("subject").order_by("opened_at", "pk")
    return PartInRounds(rounds=list(rounds), response_count=seat.responses.count())


def rounds_for_everyone() -> QuerySet[Round]:
    """Rounds in which everyone may choose now, those that opened last first."""
    subjects = Subject.objects.admitting(Way.OPEN_LINK)
    rounds = Round.objects.open().filter(admission=Admission.OPEN, subject__in=subjects)
    return rounds.select_related("subject").order_by("-opened_at", "-pk")


def newest_round_at(subject: Subject) -> Round | None:
    """The round that was opened last at this subject, whether or not it is open."""
    return subject.rounds.order_by("-opened_at", "-pk").first()


def replies_still_unread(voice: Voice, seat: Seat | None) -> VoiceQuerySet:
    """What somebody replied themselves and nobody else reads yet: they see that it arrived."""
    if seat is None:
        return Voice.objects.none()
    return voice.replies.in_words().filter(seat=seat, shown_at=None, hidden_at=None, erased_on=None).order_by("pk")
