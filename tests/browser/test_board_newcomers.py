"""What a first visit showed: nobody misses a new stage, loses what is at hand, or is left without a way on."""

import re

import pytest
from playwright.sync_api import expect

from codesign.actions.boards import revoke_grant
from codesign.boards import redact
from codesign.enums import Stage
from tests.browser.conftest import DESK, PHONE, check_with_axe
from tests.browser.workshop import check_targets, fill, go_to, is_connected, note, write

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]
SMALL_PHONE = {"width": 360, "height": 640}
IS_IN_VIEW = "it => { const box = it.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"
TO_THE_END = "scrollTo(0, document.documentElement.scrollHeight)"


def sees_stage(page, stage):
    expect(page.locator("[data-board]")).to_have_attribute("data-stage", stage, timeout=20_000)


def test_who_is_further_down_is_led_to_a_new_stage(participant, board):
    go_to(board, Stage.WRITE_ALONE)
    ana = participant(viewport=SMALL_PHONE)
    is_connected(ana)
    ana.evaluate(TO_THE_END)
    go_to(board, Stage.REVEAL)
    link = ana.get_by_role("link", name="Now: Reveal")
    expect(link).to_be_visible(timeout=20_000)
    check_targets(ana)
    check_with_axe(ana)
    link.click()
    expect(ana.locator("#now")).to_be_in_viewport()
    expect(ana.locator("#now")).to_be_focused()
    expect(link).to_be_hidden()
    ana.evaluate(TO_THE_END)
    expect(link).to_be_hidden()


def test_the_link_to_a_new_stage_goes_with_a_page_that_came_again(participant, board):
    go_to(board, Stage.REVEAL)
    fill(board, 9)
    ana = participant(viewport=SMALL_PHONE)
    is_connected(ana)
    ana.evaluate(TO_THE_END)
    go_to(board, Stage.GROUP)
    link = ana.get_by_role("link", name="Now: Group")
    expect(link).to_be_visible(timeout=20_000)
    redact(note=board.notes.order_by("number").first(), redacted_by=None)
    expect(ana.get_by_text("This text was erased.").first).to_be_attached(timeout=20_000)
    link.click()
    expect(link).to_be_hidden()


def test_who_sees_the_new_stage_is_not_led_there(participant, board):
    go_to(board, Stage.WRITE_ALONE)
    ana = participant(viewport=SMALL_PHONE)
    is_connected(ana)
    ana.evaluate("scrollTo(0, 0)")
    go_to(board, Stage.REVEAL)
    sees_stage(ana, Stage.REVEAL)
    expect(ana.locator("[data-stage-news]")).to_be_hidden()
    ana.evaluate(TO_THE_END)
    expect(ana.locator("[data-stage-news]")).to_be_hidden()


def test_the_field_of_who_leads_closes_over_the_notes_once_nobody_writes_alone(facilitator, board):
    go_to(board, Stage.WRITE_ALONE)
    ben = facilitator()
    is_connected(ben)
    expect(ben.locator("#text")).to_be_visible()
    ben.locator("[data-focus=next]").click()
    sees_stage(ben, Stage.REVEAL)
    expect(ben.locator("#text")).to_be_hidden()


def test_the_field_of_who_leads_stays_open_over_what_they_write(facilitator, board):
    go_to(board, Stage.WRITE_ALONE)
    ben = facilitator()
    is_connected(ben)
    ben.locator("#text").press_sequentially("For Rosa, on pap")
    go_to(board, Stage.REVEAL)
    sees_stage(ben, Stage.REVEAL)
    expect(ben.locator("#text")).to_have_value("For Rosa, on pap")
    expect(ben.locator("#text")).to_be_visible()


def test_without_javascript_who_leads_reads_that_a_closed_workshop_stays_closed(facilitator, board):
    go_to(board, Stage.DECIDE)
    words = "Once it is closed, nothing can be changed any more."
    expect(facilitator(java_script_enabled=False).get_by_text(words)).to_be_visible()
    expect(facilitator().get_by_text(words)).to_be_hidden()


def test_on_a_phone_a_link_leads_to_what_was_decided(participant, board):
    go_to(board, Stage.DECIDE)
    ana = participant(viewport=SMALL_PHONE)
    ana.get_by_role("link", name="What was decided so far").click()
    expect(ana.get_by_role("heading", name="What was decided so far")).to_be_in_viewport()


@pytest.mark.parametrize("is_sure", [False, True])
def test_a_workshop_is_closed_only_by_who_is_sure(facilitator, board, is_sure):
    go_to(board, Stage.DECIDE)
    ben = facilitator()
    is_connected(ben)
    asked = []
    ben.on("dialog", lambda box: (asked.append(box.message), box.accept() if is_sure else box.dismiss()))
    ben.locator("[data-focus=next]").click()
    sees_stage(ben, Stage.CLOSE if is_sure else Stage.DECIDE)
    assert asked == ["Close this workshop for everyone? It cannot be opened again."]


@pytest.mark.parametrize("script", [True, False])
def test_a_stage_that_was_left_by_mistake_is_taken_back(facilitator, board, script):
    go_to(board, Stage.REVEAL)
    ben = facilitator(java_script_enabled=script)
    expect(ben.locator("[data-undo]")).to_have_count(1)
    ben.locator("[data-focus=next]").click()
    sees_stage(ben, Stage.GROUP)
    ben.get_by_role("button", name="Back to: Reveal").click()
    sees_stage(ben, Stage.REVEAL)


def test_the_way_back_goes_when_its_time_is_over(facilitator, board):
    go_to(board, Stage.REVEAL)
    go_to(board, Stage.GROUP)
    ben = facilitator()
    way_back = ben.get_by_role("button", name="Back to: Reveal")
    expect(way_back).to_be_visible()
    way_back.focus()
    expect(way_back).to_be_hidden(timeout=15_000)
    assert ben.evaluate("document.activeElement.dataset.focus") == "next"


def test_the_task_of_a_latecomer_is_close_to_the_first_screen(participant, board):
    go_to(board, Stage.REVEAL)
    ana = participant(viewport=SMALL_PHONE)
    is_connected(ana)
    assert "joined" in ana.url
    assert ana.locator("#text").bounding_box()["y"] < SMALL_PHONE["height"] * 1.35


def test_who_has_no_seat_any_more_finds_the_way_to_join_again(participant, board):
    go_to(board, Stage.REVEAL)
    ana = participant(viewport=SMALL_PHONE)
    is_connected(ana)
    again = ana.get_by_role("link", name="Join again")
    expect(again).to_be_hidden()
    revoke_grant(grant=board.grants.get(role="participant"), revoked_by=board.created_by)
    expect(again).to_be_visible(timeout=20_000)
    check_targets(ana)
    again.click()
    expect(ana.get_by_label("Code of the workshop")).to_be_visible()


def test_offline_with_nothing_to_send_says_that_one_may_go_on(participant, board):
    go_to(board, Stage.REVEAL)
    ana = participant(viewport=SMALL_PHONE)
    is_connected(ana)
    ana.context.set_offline(True)
    words = ana.locator("[data-status-words]")
    expect(words).to_have_text("Offline. You can go on: what you do is saved on this device.")
    write(ana, "On the bus")
    expect(words).to_have_text("Offline. Changes saved on this device: 1")
    ana.context.set_offline(False)
    is_connected(ana)


def test_who_asks_for_the_other_notes_goes_on_at_the_first_of_them(participant, board):
    go_to(board, Stage.REVEAL)
    fill(board, 306)
    ana = participant()
    is_connected(ana)
    last = ana.locator("[data-column='2'] [data-note]").last.get_attribute("data-note")
    ana.locator("[data-column='2'] [data-more] button").press("Enter")
    expect(ana.locator("#work [data-note]")).to_have_count(306)
    expect(ana.locator("[data-column='2'] [data-note]:focus-within")).to_have_count(1)
    assert ana.locator(f"#n{last} + [data-note]:focus-within").count() == 1


def test_a_note_that_was_taken_back_leaves_one_at_ones_notes(participant, board):
    go_to(board, Stage.WRITE_ALONE)
    ana = participant(viewport=SMALL_PHONE)
    is_connected(ana)
    for text in ("One", "Two"):
        write(ana, text)
        expect(ana.locator("[data-own-entry] .note-text").first).to_have_text(text)
    ana.on("dialog", lambda box: box.accept())
    for left in (1, 0):
        ana.locator("[data-own-entry] summary").first.click()
        ana.locator("[data-own-entry] form[data-command=remove_note] button").first.click()
        expect(ana.locator("[data-own-entry]")).to_have_count(left)
        assert ana.evaluate("document.activeElement.id") == "mine"
        expect(ana.locator("[data-kept-own]")).to_have_text("Note removed.")
        assert ana.locator("[data-kept-own]").evaluate(IS_IN_VIEW)


def test_a_note_that_was_changed_alone_says_so_at_ones_notes(participant, board):
    go_to(board, Stage.WRITE_ALONE)
    ana = participant(viewport=SMALL_PHONE)
    is_connected(ana)
    write(ana, "The lift is brok")
    entry = ana.locator("[data-own-entry]")
    entry.locator("summary").click()
    entry.locator("textarea").fill("The lift is broken")
    entry.get_by_role("button", name="Change your note").click()
    expect(ana.locator("[data-kept-own]")).to_have_text("Note changed.")
    expect(ana.locator("[data-kept-here]")).to_be_hidden()
    write(ana, "The door is heavy")
    expect(ana.locator("[data-kept-own]")).to_be_hidden()
    expect(ana.locator("[data-kept-here]")).to_have_text("Note kept.")


def test_an_only_note_is_not_offered_to_be_put_under_another(participant, board):
    go_to(board, Stage.GROUP)
    fill(board, 1)
    ana = participant()
    is_connected(ana)
    ana.locator("[data-open]").click()
    expect(ana.locator("[data-dialog-columns]")).to_be_visible()
    expect(ana.locator("[data-dialog-search]")).to_be_hidden()


def test_words_that_no_note_has_are_answered(participant, board):
    go_to(board, Stage.GROUP)
    fill(board, 2, "The lift", "The door")
    ana = participant()
    is_connected(ana)
    note(ana, "lift").get_by_role("link").click()
    nothing = ana.get_by_text("No note has these words.")
    expect(nothing).to_be_hidden()
    ana.locator("[data-dialog-search]").fill("elephant")
    expect(nothing).to_be_visible()
    ana.locator("[data-dialog-search]").fill("door")
    expect(nothing).to_be_hidden()


def test_the_number_by_which_a_note_is_spoken_of_can_be_seen(participant, board):
    go_to(board, Stage.GROUP)
    fill(board, 1)
    ana = participant(viewport=SMALL_PHONE)
    is_connected(ana)
    number = ana.locator("[data-note]").get_attribute("data-note")
    expect(ana.locator("[data-note] .note-by")).to_have_text(re.compile(rf"^Note {number} · \w+ \d+$"))
    ana.locator("[data-open]").click()
    expect(ana.locator("[data-dialog-by]")).to_have_text(re.compile(r"^\w+ \d+$"))


@pytest.mark.parametrize("language", ["", "/ar"])
@pytest.mark.parametrize("script", [True, False])
def test_a_lobby_on_a_desk_shows_square_code_and_start_at_once(facilitator, board, language, script):
    ben = facilitator(viewport=DESK, java_script_enabled=script)
    ben.goto(f"{language}/workshops/{board.pk}/")
    for shown in (".join-square img", ".join-code", ".lead-bar .btn"):
        assert ben.locator(shown).first.evaluate(IS_IN_VIEW), shown


@pytest.mark.parametrize("stage", [Stage.WELCOME, Stage.CLOSE])
def test_the_code_is_asked_for_and_the_way_in_is_shown_without_the_menu(people, board, stage):
    go_to(board, stage)
    ana = people(viewport=SMALL_PHONE)
    ana.goto("/j/")
    assert ana.get_by_role("button", name="Go to the workshop").evaluate(IS_IN_VIEW)
    ana.goto(f"/j/{board.join_code}/")
    expect(ana.get_by_role("navigation", name="Main")).to_have_count(0)
    if stage == Stage.CLOSE:
        ana.get_by_role("link", name=re.compile("what came of it")).click()
        expect(ana.get_by_label("Your reference")).to_be_visible()
    check_targets(ana)
    assert PHONE["width"] == ana.viewport_size["width"]


@pytest.mark.parametrize("viewport", [SMALL_PHONE, DESK], ids=["phone", "desk"])
def test_a_mark_moves_no_other_note(participant, board, viewport):
    go_to(board, Stage.REVEAL)
    fill(board, 6)
    go_to(board, Stage.VOTE)
    ana = participant(viewport=viewport)
    is_connected(ana)
    first = ana.locator("[data-column='1'] [data-note]").first
    before = first.bounding_box()["height"]
    first.locator("[data-mark=off]").click()
    expect(first.locator("[data-mark=on]")).to_be_visible()
    assert first.bounding_box()["height"] == before


def test_two_texts_of_one_note_stand_side_by_side_with_whose_they_are(participant, board):
    go_to(board, Stage.GROUP)
    ana = participant()
    is_connected(ana)
    write(ana, "The lift is brok")
    expect(note(ana, "The lift")).to_be_visible()
    other = ana.context.new_page()
    other.goto(f"/b/{board.pk}/")
    is_connected(other)
    for page, text in ((ana, "The lift is broken"), (other, "The lift is slow")):
        note(page, "The lift").get_by_role("link").click()
        page.get_by_label("Text of the note").fill(text)
    for page in (other, ana):
        page.get_by_role("button", name="Save the text").click()
    waiting = ana.locator("[data-waiting-list]")
    expect(waiting).to_contain_text("It now says: The lift is slow")
    expect(waiting).to_contain_text("You wrote: The lift is broken")
    check_targets(ana)
    ana.get_by_role("button", name="Do not send it").click()
