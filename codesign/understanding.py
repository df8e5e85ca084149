"""What came of comprehension items: how many people understood each version of the text."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from codesign.actions.comprehension import judged
from codesign.enums import ItemKind, Understanding
from codesign.models import ComprehensionItem, Response, ResponseMark, TextVersion
from measures.proportions import wilson_interval

FEWEST_SHOWN = 5


@dataclass(frozen=True)
class Result:
    """What people responded about one version of a text. `waiting` responses are not judged yet."""

    text: TextVersion
    people: int
    understood: int
    waiting: int = 0

    @property
    def is_shown(self) -> bool:
        """A share of a few people would tell what each of them said."""
        return self.people >= FEWEST_SHOWN

    @property
    def percent(self) -> int:
        return round(100 * self.understood / self.people)

    @property
    def bounds(self) -> tuple[int, int]:
        """95 %, Wilson, in percent."""
        low, high = wilson_interval(self.understood, self.people)
        return round(100 * low), round(100 * high)


def results_of(item: ComprehensionItem) -> list[Result]:
    """By version of the text, the newest first. Partly understood is not understood."""
    counts = _counts_of_choices(item) if item.kind == ItemKind.CHOICES else _counts_of_words(item)
    texts = TextVersion.objects.in_bulk(counts)
    ordered = sorted(texts.values(), key=lambda text: (text.submitted_at, text.pk), reverse=True)
    return [Result(text, *counts[text.pk]) for text in ordered]


def _counts_of_choices(item: ComprehensionItem) -> dict[int, tuple[int, ...]]:
    rows = item.responses.order_by().values_list("text_version")
    counted = rows.annotate(people=Count("pk"), right=Count("pk", filter=Q(option__is_right=True)))
    return {text: (people, right) for text, people, right in counted}


def _counts_of_words(item: ComprehensionItem) -> dict[int, tuple[int, ...]]:
    marks: dict[int, list[str]] = defaultdict(list)
    for response_id, understanding in ResponseMark.objects.filter(response__item=item).values_list(
        "response_id", "understanding"
    ):
        marks[response_id].append(understanding)
    by_text: dict[int, list[Understanding | None]] = defaultdict(list)
    for pk, text in Response.objects.filter(item=item).values_list("pk", "text_version"):
        by_text[text].append(judged(marks[pk]))
    return {text: _counts(found) for text, found in by_text.items()}


def _counts(found: Iterable[Understanding | None]) -> tuple[int, int, int]:
    """People judged, those who understood, those who wait."""
    found = list(found)
    waiting = found.count(None)
    return len(found) - waiting, found.count(Understanding.UNDERSTOOD), waiting
