"""What newcomers look for on the page of a board: that what they did was kept, where it is, and what comes next."""

import re

import pytest
from playwright.sync_api import expect

from codesign.enums import Stage
from tests.browser.conftest import DESK, PHONE
from tests.browser.workshop import fill, go_to, is_connected, note, write

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]
WATCH_SHIFTS = """window.moved = []; new PerformanceObserver(list => list.getEntries().forEach(entry => moved.push(
    ...entry.sources.map(source => source.node?.nodeType === 3 ? source.node.parentNode : source.node)
    .filter(node => node && !node.closest('.status')).map(node => node.outerHTML.slice(0, 80))
    ))).observe({type: 'layout-shift', buffered: true});"""
HEAR = """() => { const live = document.querySelector('[data-live]'); new MutationObserver(() =>
    document.body.dataset.heard += live.textContent).observe(live, {childList: true}); }"""
IN_VIEW = "it => { const box = it.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"


def test_without_javascript_the_page_opens_at_the_note_that_was_marked(participant, board):
    go_to(board, Stage.REVEAL)
    fill(board, 60)
    go_to(board, Stage.VOTE)
    ana = participant(viewport=PHONE, java_script_enabled=False)
    ana.locator("[data-mark=off]").last.click()
    last = ana.locator("[data-note]").last
    expect(last.get_by_role("status")).to_have_text("Your mark is kept.")
    assert last.evaluate(IN_VIEW)
    marks_left = ana.locator(".marks-left").bounding_box()
    assert last.bounding_box()["y"] >= marks_left["y"] + marks_left["height"]


def test_a_note_that_was_kept_says_so_at_the_field_until_the_next_thing(participant, board):
    go_to(board, Stage.WRITE_ALONE)
    ana = participant(viewport=PHONE)
    is_connected(ana)
    kept = ana.locator("[data-kept-here]")
    expect(kept).to_be_hidden()
    ana.evaluate(HEAR)
    write(ana, "The lift is broken")
    expect(kept).to_have_text("Note kept.")
    expect(ana.locator("body")).to_have_attribute("data-heard", re.compile("Note kept."))
    ana.keyboard.type("The door is heavy")
    assert ana.evaluate("document.activeElement.id") == "text"
    expect(kept).to_be_visible()
    go_to(board, Stage.REVEAL)
    expect(ana.locator("#now")).to_have_text("Now: Reveal")
    expect(kept).to_be_hidden()


def test_ones_newest_note_is_the_first(participant, board):
    go_to(board, Stage.WRITE_ALONE)
    ana = participant()
    is_connected(ana)
    for text in ("One", "Two", "Three"):
        write(ana, text)
        expect(ana.locator("[data-own-entry] .note-text").first).to_have_text(text)
    ana.reload()
    assert ana.locator("[data-own-entry] .note-text").all_inner_texts() == ["Three", "Two", "One"]


def test_a_position_that_was_kept_is_offered_for_change(participant, board):
    go_to(board, Stage.FIRST_POSITION)
    ana = participant()
    is_connected(ana)
    ana.get_by_label("Where you stand now").fill("One visit is enough")
    ana.get_by_role("button", name="Keep my position").click()
    expect(ana.get_by_role("button", name="Change my position")).to_be_visible()
    expect(ana.locator("[data-kept-here]")).to_have_text(re.compile(r"^Kept at \d\d:\d\d\.$"))
    ana.reload()
    expect(ana.get_by_role("button", name="Change my position")).to_be_visible()
    expect(ana.locator("[data-kept-here]")).to_be_hidden()


@pytest.mark.parametrize("has_script", [True, False])
def test_who_takes_a_position_sees_the_notes_it_is_about(participant, board, has_script):
    go_to(board, Stage.REVEAL)
    fill(board, 6, "The lift is broken")
    go_to(board, Stage.FIRST_POSITION)
    dan, ana = participant(), participant(viewport=PHONE, java_script_enabled=has_script)
    is_connected(dan)
    dan.get_by_label("Where you stand now").fill("Nobody else sees this")
    dan.get_by_role("button", name="Keep my position").click()
    expect(dan.locator("[data-own-position] .slip")).to_have_text("Nobody else sees this")
    ana.reload()
    ana.get_by_role("link", name="To the notes").click()
    assert note(ana, "The lift is broken").evaluate(IN_VIEW)
    assert ana.locator("#work form, #work button, #work [data-mark]").count() == 0
    assert "Nobody else sees this" not in ana.content()


def test_who_leads_sees_notes_on_the_first_screen(facilitator, board):
    go_to(board, Stage.REVEAL)
    fill(board, 9)
    ben = facilitator()
    for stage in (Stage.REVEAL, Stage.GROUP, Stage.DISCUSS, Stage.VOTE, Stage.DECIDE):
        if stage != Stage.REVEAL:
            go_to(board, stage)
        expect(ben.locator("[data-board]")).to_have_attribute("data-stage", stage)
        bottom = ben.locator("[data-status]").bounding_box()["y"]
        for first in ben.locator("[data-column] .notes > :first-child").all():
            box = first.bounding_box()
            assert box["y"] + box["height"] <= bottom, stage


@pytest.mark.parametrize("language", ["", "/ar"])
def test_the_bar_of_who_leads_leaves_the_phone_to_the_board(facilitator, board, language):
    go_to(board, Stage.DISCUSS)
    ben = facilitator(viewport=PHONE)
    ben.goto(f"{language}/b/{board.pk}/")
    assert ben.locator(".lead").bounding_box()["height"] <= PHONE["height"] / 3


def test_who_leads_opens_the_field_to_write_and_finds_a_draft_open(facilitator, board):
    go_to(board, Stage.GROUP)
    ben = facilitator()
    is_connected(ben)
    expect(ben.locator("#text")).to_be_hidden()
    ben.get_by_text("Write a note").click()
    ben.locator("#text").press_sequentially("Not fin")
    ben.reload()
    expect(ben.locator("#text")).to_be_visible()
    expect(ben.locator("#text")).to_have_value("Not fin")


def test_a_step_that_leads_nowhere_is_not_offered(participant, board):
    go_to(board, Stage.GROUP)
    fill(board, 9)
    ana = participant()
    is_connected(ana)
    offered = []
    for place in range(3):
        ana.locator("[data-column='1'] [data-open]").nth(place).click()
        offered.append(ana.locator("[data-step]:visible").all_inner_texts())
        ana.keyboard.press("Escape")
    assert offered == [["Down"], ["To the top", "Up", "Down"], ["To the top", "Up"]]


def test_an_only_note_has_no_steps(participant, board):
    go_to(board, Stage.GROUP)
    fill(board, 1)
    ana = participant()
    is_connected(ana)
    ana.locator("[data-open]").click()
    expect(ana.locator("[data-dialog-columns]")).to_be_visible()
    expect(ana.locator("[data-dialog-steps]")).to_be_hidden()


def test_a_closed_board_asks_for_nothing(participant, board):
    ana = participant()
    go_to(board, Stage.CLOSE)
    ana.goto(f"/b/{board.pk}/")
    assert ana.locator("#now").inner_text() == "Closed"
    assert ana.locator("[aria-current=step]").inner_text().split() == ["9", "Closed", "now"]


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("stage", [Stage.WRITE_ALONE, Stage.GROUP])
def test_nothing_moves_when_the_page_is_connected(participant, board, stage, viewport):
    go_to(board, stage)
    ana = participant(viewport=viewport)
    ana.add_init_script(WATCH_SHIFTS)
    ana.reload()
    is_connected(ana)
    expect(ana.locator("[data-here-now]")).to_have_text("Here now: 1")
    assert ana.evaluate("moved") == []


def test_without_javascript_the_page_says_how_to_see_what_is_new(participant, board):
    ana = participant(viewport=PHONE, java_script_enabled=False)
    go_to(board, Stage.WRITE_ALONE)
    assert ana.get_by_text("This page does not change by itself.").is_visible()
    ana.get_by_role("link", name="Show what is new").click()
    assert ana.locator("#now").inner_text() == "Now: Write alone"
