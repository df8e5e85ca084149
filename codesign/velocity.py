"""When far more comes in than usual.

The rule: ten minutes that bring at least 20 voices, and more than a quarter of what the busiest of the 14 days before
brought as a whole. Taps without words do not count.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from codesign.actions.voices import TIME_TO_EDIT
from codesign.models import Subject, Voice
from codesign.querysets.voices import VoiceQuerySet

SPAN = timedelta(minutes=10)
FEWEST_VOICES = 20
DAYS_BEFORE = 14
SHARE_OF_A_DAY = 4


@dataclass(frozen=True)
class Rush:
    """A subject to which far more voices come than usual."""

    subject: Subject
    voices: int


def rushes() -> list[Rush]:
    """The subjects where far more comes in than usual, the busiest first."""
    many = _far_more_than_usual(Voice.objects.all())
    found = [Rush(subject, many[subject.pk]) for subject in Subject.objects.filter(pk__in=many).order_by("title")]
    return sorted(found, key=lambda rush: -rush.voices)


def is_rushed(subject: Subject) -> bool:
    """Whether far more comes in at this subject than usual."""
    return bool(_far_more_than_usual(Voice.objects.filter(subject=subject)))


def _far_more_than_usual(voices: VoiceQuerySet) -> dict[UUID, int]:
    sent_since = timezone.now() - SPAN
    # A voice says when it was sent for as long as it may be changed, which is longer than the span.
    recent = voices.in_words().filter(editable_until__gt=sent_since + TIME_TO_EDIT)
    counts = recent.order_by().values_list("subject").annotate(count=Count("pk")).filter(count__gte=FEWEST_VOICES)
    many = dict(counts)
    busiest = _busiest_days(many) if many else {}
    return {key: count for key, count in many.items() if count * SHARE_OF_A_DAY > busiest.get(key, 0)}


def _busiest_days(keys: Collection[UUID]) -> dict[UUID, int]:
    today = timezone.localdate()
    days = Voice.objects.in_words().filter(
        subject__in=keys, sent_on__lt=today, sent_on__gte=today - timedelta(days=DAYS_BEFORE)
    )
    busiest: dict[UUID, int] = {}
    for key, _day, count in days.order_by().values_list("subject", "sent_on").annotate(Count("pk")):
        busiest[key] = max(busiest.get(key, 0), count)
    return busiest
