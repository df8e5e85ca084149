"""Personal codes on paper, as PDF: a sheet of squares to cut out, and a letter for each code.

Import it where something is drawn: numpy comes with fpdf2, and a web process that draws nothing does without.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import fontpkg_tajawal
import segno
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from codesign.actions.invites import attestation_of
from codesign.printed import Printed
from codesign.qr import QUIET_ZONE

FONTS = Path(fontpkg_tajawal.__file__).parent / "files"
FAMILY = "Tajawal"
MARGIN = 20  # all lengths in millimetres, on A4
LETTER_SQUARE = 50
COLUMNS, ROWS = 2, 4
CARD_SQUARE = 34
CARD_PADDING = 5
MOST_TITLE_CHARACTERS = 80


def letters(printed: Printed) -> bytes:
    """A letter for each code, one on a page."""
    paper = Paper(printed.title)
    for code in printed.codes:
        paper.add_page()
        _write_letter(paper, printed, code)
    return bytes(paper.output())


def squares(printed: Printed) -> bytes:
    """A sheet to cut out: on each card a square, its code, and where it is typed."""
    paper = Paper(printed.title)
    for place, code in enumerate(printed.codes):
        if place % (COLUMNS * ROWS) == 0:
            paper.add_page()
        _draw_card(paper, printed, code, place % (COLUMNS * ROWS))
    return bytes(paper.output())


class Paper(FPDF):
    """Pages in letters that write Arabic and Latin, from the side on which the language begins."""

    def __init__(self, title: str) -> None:
        super().__init__(format="A4")
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=False)
        self.add_font(FAMILY, "", FONTS / "Tajawal-Regular.ttf")
        self.add_font(FAMILY, "B", FONTS / "Tajawal-Bold.ttf")
        self.turn()
        self.set_title(title)

    def turn(self) -> None:
        """Write from here on from the side on which the active language begins."""
        self.is_rtl = get_language_bidi()
        self._shape()

    def say(self, text: str, *, size: int, bold: bool = False, width: float = 0, align: Align | None = None) -> None:
        """Write a paragraph from where the pen is, and leave the pen below it."""
        self.set_font(FAMILY, "B" if bold else "", size)
        start = Align.R if self.is_rtl else Align.L
        self.multi_cell(
            width, size * 0.55, text, align=align or start, new_x=XPos.LEFT, new_y=YPos.NEXT, markdown=False
        )

    def say_code(self, code: str, *, size: int, width: float = 0, align: Align | None = None) -> None:
        """Write what is read from left to right in every language."""
        self.set_text_shaping(use_shaping_engine=False)
        self.say(code, size=size, bold=True, width=width, align=align)
        self._shape()

    def say_as_written(self, text: str, *, size: int, bold: bool = False, width: float = 0) -> None:
        """Write what has a direction of its own: a Latin address in an Arabic letter keeps its numbers in place."""
        self.set_text_shaping(use_shaping_engine=True, direction=direction_of(text))
        self.say(text, size=size, bold=bold, width=width)
        self._shape()

    def draw_square(self, address: str, x: float, y: float, side: float) -> None:
        """Draw an address as a square for a camera, row by row: modules side by side are one bar."""
        rows = list(segno.make_qr(address, error="m").matrix_iter(border=QUIET_ZONE))
        module = side / len(rows)
        for line, row in enumerate(rows):
            for start, length in _bars(row):
                self.rect(x + start * module, y + line * module, length * module, module * 1.02, style="F")

    def _shape(self) -> None:
        self.set_text_shaping(use_shaping_engine=True, direction="rtl" if self.is_rtl else "ltr")


def direction_of(text: str) -> str:
    """From which side a text begins: that of its first letter."""
    strong = (unicodedata.bidirectional(character) for character in text)
    return "rtl" if next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") in {"R", "AL"} else "ltr"


def _bars(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    place = 0
    for is_dark, modules in groupby(row, bool):
        length = len(list(modules))
        if is_dark:
            yield place, length
        place += length


def _write_letter(paper: Paper, printed: Printed, code: str) -> None:
    paper.set_xy(MARGIN, MARGIN + 10)
    paper.say(_shortened(printed.title), size=20, bold=True)
    paper.ln(6)
    for paragraph in _paragraphs(printed):
        paper.say(paragraph, size=13)
        paper.ln(4)
    top = paper.get_y() + 4
    left = paper.w - MARGIN - LETTER_SQUARE if paper.is_rtl else MARGIN
    paper.draw_square(printed.address_of(code), left, top, LETTER_SQUARE)
    beside = MARGIN if paper.is_rtl else MARGIN + LETTER_SQUARE + 8
    width = paper.epw - LETTER_SQUARE - 8
    paper.set_xy(beside, top + 6)
    paper.say(_("Scan the square with the camera of a phone. Or go to this address:"), size=13, width=width)
    _write_at(paper, beside, width, printed.door_as_typed, 13)
    paper.set_x(beside)
    paper.say(_("and type this code:"), size=13, width=width)
    _write_at(paper, beside, width, code, 22)


def _write_at(paper: Paper, x: float, width: float, code: str, size: int) -> None:
    paper.set_x(x)
    paper.say_code(code, size=size, width=width)


def _paragraphs(printed: Printed) -> list[str]:
    """What whoever opens the letter needs to know, in plain words."""
    batch = printed.batch
    words = [
        _("We are working on something that may concern you, and we want to hear from you before it is decided."),
        _("With the code below you can read about it, say what you think, and see later what came of it."),
        _("The code is for one person and works once, until %(date)s.") % {"date": printed.last_day},
        _("You need no account, and we do not ask for your name. We do not store who used which code."),
    ]
    if attested := attestation_of(batch, printed.language):
        words.append(attested)
    words.append(_("You have no phone or computer? Ask a member of staff to help you, and bring this letter."))
    return words


def _draw_card(paper: Paper, printed: Printed, code: str, place: int) -> None:
    width, height = paper.epw / COLUMNS, (paper.h - 2 * MARGIN) / ROWS
    column, row = place % COLUMNS, place // COLUMNS
    if paper.is_rtl:
        column = COLUMNS - 1 - column
    left, top = MARGIN + column * width, MARGIN + row * height
    paper.set_draw_color(150)
    paper.rect(left, top, width, height)
    square_x = left + width - CARD_SQUARE - CARD_PADDING if paper.is_rtl else left + CARD_PADDING
    paper.draw_square(printed.address_of(code), square_x, top + 18, CARD_SQUARE)
    text_x = left + CARD_PADDING if paper.is_rtl else left + CARD_SQUARE + 2 * CARD_PADDING
    _write_card(paper, printed, code, _Place(left, top, width, text_x))


@dataclass(frozen=True)
class _Place:
    left: float
    top: float
    width: float
    text_x: float

    @property
    def text_width(self) -> float:
        return self.width - CARD_SQUARE - 3 * CARD_PADDING


def _write_card(paper: Paper, printed: Printed, code: str, place: _Place) -> None:
    paper.set_xy(place.left + CARD_PADDING, place.top + CARD_PADDING)
    paper.say(_shortened(printed.title), size=10, bold=True, width=place.width - 2 * CARD_PADDING)
    paper.set_xy(place.text_x, place.top + 21)
    paper.say(_("Scan the square, or go to"), size=9, width=place.text_width)
    _write_at(paper, place.text_x, place.text_width, printed.door_as_typed, 8)
    paper.set_x(place.text_x)
    paper.say(_("and type"), size=9, width=place.text_width)
    _write_at(paper, place.text_x, place.text_width, code, 13)
    paper.set_x(place.text_x)
    paper.say(_("For one person, until %(date)s.") % {"date": printed.last_day}, size=8, width=place.text_width)


def _shortened(title: str) -> str:
    """A title that fits on a card."""
    return title if len(title) <= MOST_TITLE_CHARACTERS else title[: MOST_TITLE_CHARACTERS - 1].rstrip() + "…"
