"""Where a text is hard to understand: how many people tapped so at each passage, and how many spoke about it."""

import uuid
from collections import Counter
from dataclasses import dataclass

from codesign.models import Subject, Voice
from codesign.permissions import public_text_of


@dataclass(frozen=True)
class Heat:
    """What came from the readers of one passage, in every language and version of it."""

    taps: int = 0
    taps_on_this_wording: int = 0
    voices: int = 0

    @property
    def taps_before(self) -> int:
        return self.taps - self.taps_on_this_wording


def heat_of(subject: Subject) -> dict[uuid.UUID, Heat]:
    """By the block of each passage. People are counted once for each wording, however often they tapped."""
    text = public_text_of(subject, subject.source_language)
    wordings = {passage.block_id: passage.text for passage in text.passages.all()} if text else {}
    about = Voice.objects.of_participants().filter(subject=subject, passage__isnull=False)
    voices = Counter(about.in_words().values_list("passage__block_id", flat=True))
    taps: Counter[uuid.UUID] = Counter()
    on_this_wording: Counter[uuid.UUID] = Counter()
    columns = ("seat_id", "passage__block_id", "passage__text", "passage__text_version__language")
    for _seat, block_id, wording, language in about.taps().order_by().values_list(*columns).distinct():
        taps[block_id] += 1
        if language != subject.source_language or wordings.get(block_id) == wording:
            on_this_wording[block_id] += 1
    return {
        block_id: Heat(taps[block_id], on_this_wording[block_id], voices[block_id])
        for block_id in {*wordings, *taps, *voices}
    }
