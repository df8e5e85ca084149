"""The way into a workshop and out of it in a real browser: the lobby, its sheet of paper, a code typed, the end."""

import re

import pytest
from playwright.sync_api import expect

from codesign.boards.commands import AddMark
from codesign.enums import Stage
from tests.browser.conftest import PHONE, check_with_axe
from tests.browser.workshop import check_targets, command, fill, go_to, is_connected
from tests.factories import make_participant

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]


@pytest.fixture
def lobby(facilitator, board):
    def open_it(**options):
        page = facilitator(**options)
        page.goto(f"/workshops/{board.pk}/")
        return page

    return open_it


def test_the_lobby_counts_who_joins_while_somebody_looks(lobby, board):
    page = lobby()
    expect(page.get_by_text("Count again")).to_be_hidden()
    make_participant(board)
    expect(page.get_by_text("People who joined: 1", exact=True)).to_be_visible(timeout=15_000)


def test_without_javascript_a_link_counts(lobby, board):
    page = lobby(java_script_enabled=False)
    expect(page.get_by_text("People who joined: 0", exact=True)).to_be_visible()
    make_participant(board)
    page.get_by_role("link", name="Count again").click()
    expect(page.get_by_text("People who joined: 1", exact=True)).to_be_visible()


def test_a_lobby_that_is_not_answered_shows_the_link(lobby, board):
    page = lobby()
    expect(page.get_by_text("Count again")).to_be_hidden()
    page.context.clear_cookies()
    expect(page.get_by_role("link", name="Count again")).to_be_visible(timeout=15_000)


@pytest.mark.parametrize("language", ["", "/ar"])
def test_the_lobby_is_drawn_for_everyone(lobby, board, language):
    page = lobby(viewport=PHONE)
    page.goto(f"{language}/workshops/{board.pk}/")
    assert page.evaluate("document.querySelector('.join-square img').naturalWidth") > 100
    check_targets(page)
    check_with_axe(page)


@pytest.mark.parametrize("language", ["", "/ar"])
def test_the_lobby_prints_on_one_sheet(lobby, board, language):
    page = lobby()
    page.goto(f"{language}/workshops/{board.pk}/")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
    page.emulate_media(media="print")
    for seen in (board.question, board.join_code, f"/j/{board.join_code}/"):
        expect(page.get_by_text(seen).first).to_be_visible()
    for hidden in ("main .btn", ".join-count", ".lobby .hint", ".foot"):
        expect(page.locator(hidden).first).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_somebody_comes_by_the_code_and_finishes_on_the_device(people, board, script):
    page = people(viewport=PHONE, java_script_enabled=script)
    page.goto("/")
    page.goto("/j/")
    page.get_by_label("Code of the workshop").fill(f" {board.join_code[:3].lower()} {board.join_code[3:]}")
    page.get_by_role("button", name="Go to the workshop").click()
    page.get_by_role("button", name="I agree").click()
    if script:
        is_connected(page)
    expect(page.locator(".reference-short")).to_be_visible()
    check_targets(page)
    page.goto(page.url.partition("?")[0])
    page.locator("summary", has_text="My part").click()
    expect(page.locator(".reference")).to_be_visible()
    page.get_by_role("button", name="Finish on this device").click()
    expect(page.get_by_text("Nobody who uses it now can write in your name.")).to_be_visible()
    page.goto(f"/j/{board.join_code}/")
    expect(page.get_by_role("button", name="I agree")).to_be_visible()


def test_a_closed_board_offers_the_way_out_in_place(participant, board):
    page = participant(viewport=PHONE)
    is_connected(page)
    go_to(board, Stage.CLOSE)
    expect(page.locator("#now")).to_have_text("Closed", timeout=15_000)
    check_targets(page)
    check_with_axe(page)
    page.get_by_role("button", name="Finish on this device").click()
    expect(page.get_by_text("Nobody who uses it now can write in your name.")).to_be_visible()


def test_what_was_decided_says_when_marks_have_changed(participant, board):
    go_to(board, Stage.GROUP)
    seat = fill(board, 2, "A later train", "A longer table")
    go_to(board, Stage.DECIDE)
    numbers = list(board.notes.order_by("number").values_list("number", flat=True))
    command(board, seat, AddMark, note=numbers[0])
    page = participant()
    is_connected(page)
    record = page.locator(".record")
    expect(record.get_by_role("listitem")).to_have_text("Marks: 1 A later train")
    expect(record.get_by_role("link", name="Count again")).to_be_hidden()
    command(board, seat, AddMark, note=numbers[1])
    record.get_by_role("link", name="Count again").click()
    expect(record.get_by_role("listitem")).to_have_count(2)
    check_targets(page)
    check_with_axe(page)


def test_another_tab_of_who_finished_writes_nothing_more(participant, board):
    go_to(board, Stage.GROUP)
    page = participant()
    page.goto(f"/b/{board.pk}/")
    is_connected(page)
    other = page.context.new_page()
    other.goto(f"/b/{board.pk}/")
    is_connected(other)
    page.locator("summary", has_text="My part").click()
    page.get_by_role("button", name="Finish on this device").click()
    expect(other.locator("[data-status-words]")).to_contain_text("You are no longer at this board", timeout=15_000)
