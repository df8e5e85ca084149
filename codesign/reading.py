"""What stands beside a text where people read it: what can be done at each passage, and what was said."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from codesign.enums import VoiceOrder
from codesign.models import Passage, Seat, Subject, Voice
from codesign.permissions import (
    as_everyone_reads,
    open_round_at,
    public_text_of,
    seat_of_session,
    voices_for_everyone,
)
from codesign.permissions.admission import may_take_part
from codesign.permissions.understanding import items_asked
from codesign.querysets.voices import VoiceQuerySet
from people.models import User
from people.permissions import colleague

SENTENCE_END = re.compile(r"(?<=[.!?؟。])\s+")


@dataclass(frozen=True)
class Way:
    """What a reader can do at one passage: read what was said, and, where they may, tap or say something."""

    passage: Passage
    voice_count: int
    takes_voices: bool
    takes_taps: bool
    is_tapped: bool


def ways_at(
    subject: Subject, *, session: Mapping[str, Any], user: User | AnonymousUser, language: str
) -> dict[uuid.UUID, Way]:
    """By the block of each passage of the text that everyone may read, what this reader can do there."""
    text = public_text_of(subject, language)
    return _ways(list(text.passages.all()) if text else [], subject, session=session, user=user)


def way_to(passage: Passage, subject: Subject, *, session: Mapping[str, Any], user: User | AnonymousUser) -> Way:
    """The same of one passage, however long the text is."""
    return _ways([passage], subject, session=session, user=user)[passage.block_id]


def _ways(
    passages: list[Passage], subject: Subject, *, session: Mapping[str, Any], user: User | AnonymousUser
) -> dict[uuid.UUID, Way]:
    blocks = [each.block_id for each in passages]
    counts = voices_for_everyone(subject).filter(passage__block_id__in=blocks)
    said = dict(counts.order_by().values_list("passage__block_id").annotate(Count("pk")))
    is_colleague = colleague(user) is not None
    seat = None if is_colleague else seat_of_session(session, subject)
    tapped = _tapped_by(seat, blocks)
    takes_voices = subject.is_open and may_take_part(subject, session, user)
    return {
        each.block_id: Way(
            passage=each,
            voice_count=said.get(each.block_id, 0),
            takes_voices=takes_voices,
            takes_taps=takes_voices and not is_colleague,
            is_tapped=(each.block_id, each.text) in tapped,
        )
        for each in passages
    }


@dataclass(frozen=True)
class Doors:
    """Where else a reader can take part in a subject, or see what came of it."""

    has_round: bool
    has_results: bool
    has_check: bool

    @property
    def any(self) -> bool:
        return self.has_round or self.has_results or self.has_check


def doors_at(subject: Subject) -> Doors:
    return Doors(
        has_round=open_round_at(subject) is not None,
        has_results=subject.rounds.settled().exists(),
        has_check=subject.is_open and items_asked(subject).exists(),
    )


def when_open(subject: Subject) -> str:
    """When it opens, or that it closed."""
    if subject.opens_at > timezone.now():
        date = date_format(timezone.localtime(subject.opens_at))
        return _("This opens on %(date)s. Please come back then.") % {"date": date}
    if subject.is_open:
        return _("Nothing more can be said here.")
    date = date_format(timezone.localtime(subject.closes_at))
    return _("This closed on %(date)s. Nothing more can be sent here.") % {"date": date}


def page_of(voices: VoiceQuerySet, number: str | None, size: int, now: Mapping[uuid.UUID, str]) -> Page[Any]:
    """One page of voices, each with `is_on_earlier_text`: whether the passage it is about says something else by now.

    The page is found first, and only what stands on it is read: there may be many thousands. `now` is the text of each
    passage that everyone may read, by its block.
    """
    page: Page[Any] = Paginator(voices.values_list("pk", flat=True), size).get_page(number)
    page.hidden_count = voices.hidden().count()  # type: ignore[attr-defined]
    keys = list(page.object_list)
    found = {voice.pk: voice for voice in as_everyone_reads(Voice.objects.filter(pk__in=keys))}
    page.object_list = [found[key] for key in keys if key in found]
    for voice in page.object_list:
        voice.is_on_earlier_text = voice.passage is not None and now.get(voice.passage.block_id) != voice.passage.text
    return page


def title_and_summary(subject: Subject) -> tuple[str, str]:
    """The title and first two sentences of the public text in the reader's language, or of the source."""
    text = public_text_of(subject, get_language() or "")
    passage = text.passages.first() if text else None
    sentences = SENTENCE_END.split(passage.text.strip()) if passage else []
    return (text.title if text else subject.title), " ".join(sentences[:2])


def order_asked_for(asked: str | None) -> VoiceOrder:
    return VoiceOrder(asked) if asked and asked in VoiceOrder.values else VoiceOrder.NEWEST


def _tapped_by(seat: Seat | None, blocks: list[uuid.UUID]) -> set[tuple[uuid.UUID, str]]:
    if seat is None:
        return set()
    taps = Voice.objects.taps().filter(seat=seat, passage__block_id__in=blocks)
    return set(taps.values_list("passage__block_id", "passage__text"))
