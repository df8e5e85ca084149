"""What was taken out of a text and what was put in, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Part:
    """A run of words of one of the two texts."""

    text: str
    is_different: bool


def differences(old: str, new: str) -> tuple[list[Part], list[Part]]:
    """Split both texts into runs of words that are the same in both and runs that are not. Spaces do not matter."""
    old_words, new_words = WORD.findall(old), WORD.findall(new)
    matcher = SequenceMatcher(None, [word.strip() for word in old_words], [word.strip() for word in new_words])
    old_parts, new_parts = [], []
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        old_parts.append(Part("".join(old_words[old_start:old_end]), tag != "equal"))
        new_parts.append(Part("".join(new_words[new_start:new_end]), tag != "equal"))
    return [part for part in old_parts if part.text], [part for part in new_parts if part.text]
