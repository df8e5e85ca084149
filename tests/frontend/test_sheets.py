"""What a style sheet for old phones may not contain."""

import gzip
import re
from pathlib import Path

import pytest

from cms.stylesheets import sheet
from tests.frontend.sheets import CORE, SHEETS, block_after, read

FORBIDDEN = {
    "a layer": r"@layer",
    "an import": r"@import",
    "a container query": r"@container",
    "a nested rule": r"(^|[\s;{}])&",
    "a modern colour": r"\b(oklch|oklab|lch|lab|color-mix|light-dark|hwb)\(",
    "a colour that is not hex": r"\b(rgb|rgba|hsl|hsla)\(",
    "a named colour": r":[^;{}]*\b(white|black|red|green|blue|gr[ae]y|yellow|orange|purple|silver)\b[^;{}]*[;}]",
    "a physical side": r"\b(margin|padding|border|scroll-margin|scroll-padding)-(left|right)\b"
    r"|(^|[\s;{])(left|right)\s*:|:\s*(left|right)\s*([;}]|$)|border-(top|bottom)-(left|right)",
    "a resource from elsewhere": r"url\(|@font-face",
    "a shout": r"!important",
}
COLOUR_PROPERTIES = re.compile(
    r"(?<![\w-])(?:color|background(?:-color)?|border[\w-]*|outline|fill|stroke)\s*:([^;{}]*)[;}]"
)
PRINT = "@media print"
HEX = re.compile(r"#[0-9a-fA-F]+\b")


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_sheet_has_nothing_that_old_phones_or_arabic_stumble_over(path: Path, what: str) -> None:
    assert re.findall(FORBIDDEN[what], read(path), flags=re.MULTILINE) == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_colours_come_from_tokens(path: Path) -> None:
    """A rule names a token; a hex colour stands only where a token is defined, and in print."""
    text = read(path)
    if PRINT in text:
        text = text.replace(block_after(text, PRINT), "")

    assert [value.strip() for value in COLOUR_PROPERTIES.findall(text) if HEX.search(value)] == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_every_token_that_a_sheet_uses_exists(path: Path) -> None:
    defined = set(re.findall(r"(--[\w-]+)\s*:", read(CORE) + read(path)))

    assert set(re.findall(r"var\((--[\w-]+)", read(path))) - defined == set()


def test_focus_shows_in_browsers_that_know_no_focus_visible() -> None:
    text = read(CORE)

    assert text.index("\n:focus {") < text.index("\n:focus:not(:focus-visible) {")


def test_the_sheet_of_every_page_stays_small() -> None:
    assert len(gzip.compress(sheet("core").encode(), 9)) < 5_000
