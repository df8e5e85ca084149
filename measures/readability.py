"""How hard a text is to read by its words and sentences: a hint for whoever writes it, and no measure of understanding.

Use it on the institution's own texts, never on what participants write.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from pyphen import Pyphen

LEAST_WORDS = 100
LONG_WORD = 7
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?…:]+(?=\s|$)|\n\s*\n")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


@dataclass(frozen=True)
class Text:
    """The counts that formulas are made of."""

    words: tuple[str, ...]
    sentences: int
    language: str

    @property
    def sentence_length(self) -> float:
        """Words a sentence."""
        return len(self.words) / self.sentences

    @property
    def long_words(self) -> int:
        """Words of seven letters and more."""
        return sum(len(word) >= LONG_WORD for word in self.words)

    @property
    def letters(self) -> int:
        return sum(len(word) for word in self.words)

    @property
    def word_length(self) -> float:
        """Syllables a word, as far as hyphenation tells them."""
        return sum(_syllables(word, self.language) for word in self.words) / len(self.words)


@dataclass(frozen=True)
class Readability:
    """`lix` from about 20, very easy, to 60, very hard; `ease` the other way from 0, very hard, to 100, very easy.

    `formula` names the one that `ease` comes from. Both are None where there is none for the language or its script.
    """

    words: int
    sentences: int
    lix: float | None
    ease: float | None
    formula: str | None


Ease = Callable[[Text], float]

FORMULAS: dict[str, tuple[str, Ease]] = {
    "en": ("Flesch 1948", lambda text: 206.835 - 1.015 * text.sentence_length - 84.6 * text.word_length),
    "es": ("Fernández Huerta 1959", lambda text: 206.84 - 1.02 * text.sentence_length - 60 * text.word_length),
    "fr": ("Kandel and Moles 1958", lambda text: 207 - 1.015 * text.sentence_length - 73.6 * text.word_length),
    "de": ("Amstad 1978", lambda text: 180 - text.sentence_length - 58.5 * text.word_length),
    "it": (
        "Gulpease 1988",
        lambda text: 89 + (300 * text.sentences - 10 * text.letters) / len(text.words),
    ),
}


def readability(text: str, language: str) -> Readability | None:
    """Return how hard a text is, or None with fewer than a hundred words: then the formulas say nothing.

    `language` is a code such as "en" or "es-mx". LIX = words / sentences + 100 long words / words, for any language in
    Latin letters (Björnsson 1968). Formulas predict understanding weakly: ask people.
    """
    words = tuple(WORD.findall(text))
    if len(words) < LEAST_WORDS:
        return None
    code = language.split("-")[0].lower()
    counted = Text(words, max(1, sum(bool(WORD.search(part)) for part in SENTENCE_END.split(text))), code)
    formula, ease = FORMULAS.get(code, (None, None))
    return Readability(
        words=len(words),
        sentences=counted.sentences,
        lix=counted.sentence_length + 100 * counted.long_words / len(words) if _is_latin(words) else None,
        ease=ease(counted) if ease else None,
        formula=formula,
    )


def _is_latin(words: tuple[str, ...]) -> bool:
    return sum(bool(LATIN.match(word)) for word in words) > len(words) / 2


def _syllables(word: str, language: str) -> int:
    return len(_hyphenation(language).positions(word.lower())) + 1


@cache
def _hyphenation(language: str) -> Pyphen:
    return Pyphen(lang=language, left=1, right=1)
