"""What came of voices as letters, one for each person, as PDF: a name and an address for the window of an envelope.

Import it where something is drawn: numpy comes with fpdf2.
"""

from collections.abc import Iterable

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from codesign import links
from codesign.actions.handing_over import Addressed
from codesign.mail import Section
from codesign.news.words import section_of
from codesign.sheets import LETTER_SQUARE, MARGIN, Paper
from people.notifications import Piece

# Where the window of an envelope is, on A4.
WINDOW_TOP, WINDOW_WIDTH, BELOW_WINDOW = 45, 85, 98
END_HEIGHT = LETTER_SQUARE + 40


def news_letters(addressed: Iterable[Addressed]) -> bytes:
    """A letter for each, in the language of whom it is for. A long one takes several pages."""
    paper = Paper(_("What came of what you said"))
    paper.set_auto_page_break(auto=True, margin=MARGIN)
    for each in addressed:
        with override(each.language):
            paper.turn()
            paper.add_page()
            _write_address(paper, each)
            _write_news(paper, section_of(each.message, each.reach.reference))
            _write_end(paper, each)
    return bytes(paper.output())


def _write_address(paper: Paper, each: Addressed) -> None:
    x = paper.w - MARGIN - WINDOW_WIDTH if paper.is_rtl else MARGIN
    paper.set_xy(x, WINDOW_TOP)
    for line in [each.reach.name, *each.reach.address.splitlines()]:
        paper.set_x(x)
        paper.say_as_written(line, size=11, width=WINDOW_WIDTH)


def _write_news(paper: Paper, section: Section) -> None:
    paper.set_xy(MARGIN, max(BELOW_WINDOW, paper.get_y() + 8))
    paper.say(formats.date_format(timezone.localdate()), size=11)
    paper.ln(4)
    paper.say(_("What came of what you said"), size=18, bold=True)
    paper.say_as_written(section.title, size=12, bold=True)
    paper.ln(3)
    paper.say(_("You asked us to tell you what happens. This is new:"), size=12)
    for piece in section.pieces:
        _write_piece(paper, piece)


def _write_piece(paper: Paper, piece: Piece) -> None:
    paper.ln(3)
    paper.say(piece.heading, size=13, bold=True)
    for paragraph in piece.paragraphs:
        paper.say(paragraph, size=12)


def _write_end(paper: Paper, each: Addressed) -> None:
    """The square, and the same in words, together on one page."""
    if paper.get_y() + END_HEIGHT > paper.h - MARGIN:
        paper.add_page()
    top = paper.get_y() + 6
    left = paper.w - MARGIN - LETTER_SQUARE if paper.is_rtl else MARGIN
    paper.draw_square(links.to_thread(each.reach.reference), left, top, LETTER_SQUARE)
    beside = MARGIN if paper.is_rtl else MARGIN + LETTER_SQUARE + 8
    width = paper.epw - LETTER_SQUARE - 8
    paper.set_xy(beside, top + 4)
    paper.say(_("Scan the square with the camera of a phone: it opens your thread. Or go to"), size=12, width=width)
    _write_code(paper, beside, width, links.to_mine().partition("://")[2], 12)
    paper.set_x(beside)
    paper.say(_("and type this reference:"), size=12, width=width)
    _write_code(paper, beside, width, each.reach.reference, 18)
    paper.set_xy(MARGIN, top + LETTER_SQUARE + 8)
    paper.say(_("You want no more letters? Stop them in your thread, or tell any member of staff."), size=11)


def _write_code(paper: Paper, x: float, width: float, code: str, size: int) -> None:
    paper.set_x(x)
    paper.say_code(code, size=size, width=width)
