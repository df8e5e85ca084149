"""What stands beside a text where people read it: what can be done at each passage, and what was said."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.utils.translation import get_language

from codesign.enums import VoiceOrder
from codesign.models import Passage, Seat, Subject, Voice
from codesign.permissions import as_everyone_reads, public_text_of, seat_of_session, voices_for_everyone
from codesign.permissions.admission import may_take_part
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
