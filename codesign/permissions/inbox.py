"""What owners get: voices at their subjects, themes and outcomes. And what the lead gets: who waits, and for whom."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Prefetch, QuerySet
from django.http import Http404

from codesign.models import Outcome, Passage, Subject, Theme, Voice
from codesign.permissions import get_subject, public_text_of
from codesign.querysets.voices import ThemeQuerySet, VoiceQuerySet
from people.models import Office, Tenure, User


def offices_of(user: User) -> QuerySet[Office]:
    """The offices this person holds today. Where there are none, what is overdue belongs to nobody."""
    return Office.objects.filter(tenures__in=Tenure.objects.current().filter(user=user)).order_by("name")


def voices_for_owner(user: User) -> VoiceQuerySet:
    """Voices and taps at the subjects this person owns."""
    return Voice.objects.filter(subject__owner=user)


def get_voice_for_owner(user: User, pk: int) -> Voice:
    voices = voices_for_owner(user).in_words().with_has_outcome().with_due_day()
    voice = (
        voices.select_related("subject", "seat__conversation__recorded_by", "passage", "theme").filter(pk=pk).first()
    )
    if voice is None:
        raise Http404
    return voice


def all_meant_by(chosen: Iterable[Voice]) -> list[Voice]:
    """The voices an owner chose; a chosen tap stands for all that wait on its passage."""
    meant = {voice.pk: voice for voice in chosen}
    for voice in list(meant.values()):
        if voice.is_tap and voice.passage:
            meant |= {each.pk: each for each in taps_that_wait(voice.subject, voice.passage.block_id)}
    return list(meant.values())


def taps_that_wait(subject: Subject, block_id: uuid.UUID) -> VoiceQuerySet:
    return Voice.objects.taps().filter(subject=subject).on_block(block_id).without_outcome().order_by("id")


def outcomes_of_taps(subject: Subject, block_id: uuid.UUID) -> QuerySet[Outcome]:
    """What was answered to those who did not understand a passage, the newest first."""
    taps = Voice.objects.taps().filter(subject=subject).on_block(block_id)
    answered = Outcome.objects.filter(voices__in=taps).select_related("recorded_by", "corrected_by").distinct()
    return answered.order_by("-recorded_at", "-id")


def subjects_for_owner(user: User) -> QuerySet[Subject]:
    return Subject.objects.filter(owner=user).order_by("title", "code")


def get_subject_for_owner(user: User, code: str) -> Subject:
    subject = get_subject(code)
    if subject.owner_id != user.pk:
        raise Http404
    return subject


def get_passage_for_owner(subject: Subject, block_id: uuid.UUID) -> Passage:
    """Return a passage as everyone reads it now, or, where the text lost it, as it was when it was tapped last."""
    text = public_text_of(subject, subject.source_language)
    now = text.passages.filter(block_id=block_id).first() if text else None
    tapped = Passage.objects.filter(text_version__subject=subject, block_id=block_id, voices__isnull=False)
    passage = now or tapped.order_by("-id").first()
    if passage is None:
        raise Http404
    return passage


def themes_for_owner(user: User) -> ThemeQuerySet:
    return Theme.objects.filter(subject__owner=user).select_related("subject").order_by("subject__title", "name", "id")


def get_theme_for_owner(user: User, pk: int) -> Theme:
    theme = themes_for_owner(user).with_voices().filter(pk=pk).first()
    if theme is None:
        raise Http404
    return theme


def voices_of_theme(theme: Theme) -> VoiceQuerySet:
    """What is in a theme, what waits first, with what stands beside it in a list."""
    voices = (
        theme.voices.with_has_outcome()
        .with_due_day()
        .select_related("subject", "seat__conversation__recorded_by", "passage")
    )
    return voices.prefetch_related("barriers", "outcomes").order_by("has_outcome", "id")


def outcomes_of_theme(theme: Theme) -> QuerySet[Outcome]:
    """What was answered to a theme, the newest first; what was corrected stays below it."""
    outcomes = theme.outcomes.select_related("recorded_by", "corrected_by", "theme")
    return outcomes.annotate(voice_count=Count("voices")).order_by("-recorded_at", "-id")


def get_outcome_of_theme(theme: Theme, pk: int) -> Outcome:
    outcome = theme.outcomes.standing().filter(pk=pk).first()
    if outcome is None:
        raise Http404
    return outcome


def get_outcome_to_correct(user: User, pk: int) -> Outcome:
    """Return an outcome at a subject of this owner that no later one corrected."""
    outcomes = Outcome.objects.standing().filter(subject__owner=user)
    outcome = outcomes.select_related("subject", "theme").filter(pk=pk).first()
    if outcome is None:
        raise Http404
    return outcome


def subjects_with_voices_due() -> QuerySet[Subject]:
    """Where people wait for an outcome, the longest wait first, with the owner and the offices they hold."""
    subjects = Subject.objects.with_voices_due().select_related("owner")
    return subjects.prefetch_related(_offices_at("owner__tenures"))


@dataclass(frozen=True)
class Overdue:
    """The overdue work of one owner: how many pieces, and since when the first of them was due."""

    owner: User
    count: int
    first_due: date


def overdue_by_owner() -> list[Overdue]:
    """Who has overdue work, with the offices they hold as `owner.offices`; who is most overdue comes first."""
    work = Voice.objects.all().as_work().overdue().order_by().values("subject__owner")
    rows = list(work.annotate(count=Count("pk"), first_due=Min("due_on")).order_by("first_due", "subject__owner"))
    owners = User.objects.prefetch_related(_offices_at("tenures")).in_bulk([row["subject__owner"] for row in rows])
    return [Overdue(owners[row["subject__owner"]], row["count"], row["first_due"]) for row in rows]


def _offices_at(path: str) -> Prefetch:
    return Prefetch(path, Tenure.objects.current().select_related("office"), to_attr="offices")
