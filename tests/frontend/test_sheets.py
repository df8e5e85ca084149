"""What a style sheet for old phones may not contain."""

import gzip
import re
from pathlib import Path

import pytest

from cms.stylesheets import FOLDER, all_hashes, parts_of, sheet, source_hash
from tests.frontend.sheets import SHEETS, TOKENS, block_after, read

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
    defined = set(re.findall(r"(--[\w-]+)\s*:", read(TOKENS) + read(path)))

    assert set(re.findall(r"var\((--[\w-]+)", read(path))) - defined == set()


def test_focus_shows_in_browsers_that_know_no_focus_visible() -> None:
    text = sheet("core")

    assert text.index("\n:focus {") < text.index("\n:focus:not(:focus-visible) {")


def test_the_sheet_of_every_page_stays_small() -> None:
    assert len(gzip.compress(sheet("core").encode(), 9)) < 5_000


def test_a_sheet_that_is_not_there_is_a_mistake_and_not_an_empty_one() -> None:
    with pytest.raises(FileNotFoundError):
        sheet("nothing-here")


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_sheet_is_short_enough_to_be_read_whole(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("name", sorted({path.parent.name for path in SHEETS if path.parent != FOLDER}))
def test_the_parts_of_a_sheet_are_put_together_in_the_order_of_their_numbers(name: str) -> None:
    parts = [path.name for path in parts_of(name)]

    assert [int(part.split("-")[0]) for part in parts] == list(range(1, len(parts) + 1))
    assert not (FOLDER / f"{name}.css").exists()
    assert all_hashes().count(source_hash(sheet(name))) == 1


def test_the_trap_for_machines_is_out_of_sight_on_every_page() -> None:
    """Its form stands on pages with different sheets; the sheet of every page hides it."""
    assert "\n.trap {\nposition: absolute;\ninset-inline-start: -999rem;\n}" in sheet("core")
    assert [path.name for path in SHEETS if ".trap" in read(path) and path.parent.name != "core"] == []
