"""Reads our style sheets the way the tests need them: without comments, with their tokens by colour scheme."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "static" / "css").rglob("*.css"))
DARK = ROOT / "static" / "css" / "dark.css"
TOKENS = ROOT / "static" / "css" / "core" / "1-tokens.css"


def read(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


def block_after(text: str, opening: str) -> str:
    """The text between the braces that follow the opening."""
    start = text.index("{", text.index(opening)) + 1
    depth = 1
    for position in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return text[start:position]
    raise ValueError(f"The braces after {opening!r} do not close.")


def colour_tokens(scheme: str) -> dict[str, str]:
    """The colours of the core sheet by name; in the dark scheme those of dark.css stand over them."""
    tokens = _colours(block_after(read(TOKENS), ":root"))
    if scheme == "dark":
        tokens |= _colours(block_after(read(DARK), ":root"))
    return tokens


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2 between two hex colours."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block))


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
