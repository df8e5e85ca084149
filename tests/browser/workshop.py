"""What the browser tests of a board have in common: what happens on it from elsewhere, and what one looks for."""

import uuid

from playwright.sync_api import Page, expect

from codesign.actions.boards import join_board
from codesign.boards import SeatCommand, apply
from codesign.boards.commands import AddNote, SetStage
from codesign.enums import Stage
from codesign.models import SeatGrant
from tests.browser.conftest import check_width

SMALL_TARGETS = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')]
    .filter(e => e.offsetParent && e.checkVisibility() && !e.matches('.skip') && !e.closest('p:not([class])'))
    .map(e => [e.textContent.trim() || e.name, (e.type === 'radio' ? e.parentNode : e).getBoundingClientRect()])
    .filter(([name, box]) => box.width && (box.height < 43.5 || box.width < 24))
    .map(([name, box]) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`)"""


def check_targets(page: Page) -> None:
    """Nothing wider than the screen, nothing too small to hit."""
    check_width(page)
    assert page.evaluate(SMALL_TARGETS) == []


def leading_seat(board):
    return SeatGrant.objects.get(board=board, role="facilitator").seat_id


def command(board, seat_id, verb, **fields):
    return apply(board=board, commands=[SeatCommand(seat_id, verb(op_id=uuid.uuid4(), **fields))])[0]


def go_to(board, stage):
    if stage != Stage.WELCOME:
        command(board, leading_seat(board), SetStage, stage=stage)


def fill(board, count, *texts):
    """Notes by one seat in the open, spread over the columns."""
    seat, _reference = join_board(board=board)
    notes = [(texts or ("The line is always busy.",))[number % (len(texts) or 1)] for number in range(count)]
    commands = [
        SeatCommand(seat.pk, AddNote(op_id=uuid.uuid4(), column=1 + number % 3, text=text))
        for number, text in enumerate(notes)
    ]
    apply(board=board, commands=commands)
    return seat.pk


def write(page, text, column="What helps"):
    page.get_by_label("Your note", exact=True).fill(text)
    page.get_by_label(column, exact=True).check()
    page.get_by_role("button", name="this note").first.click()


def note(page, text):
    return page.locator("[data-note]", has_text=text).first


def is_connected(page):
    expect(page.locator("[data-status-words]")).to_have_text("Connected, all sent", timeout=20_000)
