"""What others do while one is at a board: who is here, what moves and what does not, and how it is said."""

import json
from contextlib import ExitStack

import pytest
from django.db import transaction
from django.db.models import F
from django.test import Client
from playwright.sync_api import expect

from codesign.actions.boards import revoke_grant
from codesign.boards.commands import ExtendStage, GroupNote, MoveNote, RemoveNote
from codesign.enums import Stage
from codesign.models import Board, Note
from realtime.windows import MOST_WINDOWS, TOO_MANY_WINDOWS
from tests.browser.conftest import PHONE
from tests.browser.workshop import check_targets, command, fill, go_to, is_connected, leading_seat, note, write
from tests.factories import make_board
from tests.realtime.sockets import adding, joined, socket_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]
FLUSHES = """() => {
    window.flushes = [];
    new MutationObserver(() => window.flushes.push(performance.now()))
        .observe(document.querySelector('.columns'), {childList: true, subtree: true});
}"""
GAPS = "window.flushes.slice(1).map((at, place) => at - window.flushes[place])"


def listen_to(*pages) -> list[str]:
    """Every frame that these pages send or hear from now on."""
    frames: list[str] = []
    for page in pages:
        page.on("websocket", lambda socket: socket.on("framesent", lambda frame: frames.append(str(frame))))
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
        page.reload()
        is_connected(page)
    return frames


def said(page):
    return page.locator("[data-live]").inner_text()


def first_note(page, column=1):
    return page.locator(f"[data-column='{column}'] [data-note]").first


def number_of(note) -> int:
    return int(note.get_attribute("data-note"))


def test_it_is_seen_that_somebody_is_at_a_note_and_nobody_is_told_who(participant, board):
    go_to(board, Stage.GROUP)
    fill(board, 4, "A note", "Another note", "A third one")
    ana, dan = participant(), participant(viewport=PHONE)
    here = dan.locator("[data-here-now]")
    expect(here).to_have_text("Here now: 2")
    first = first_note(dan)
    size = first.bounding_box()
    first_note(ana).get_by_role("link").focus()
    expect(first).to_contain_text("Someone is at this note")
    assert first.bounding_box() == size
    assert "Someone" not in ana.get_by_role("main").inner_text()
    ana.get_by_label("Your note", exact=True).press_sequentially("I am wri")
    expect(here).to_have_text("Here now: 2, writing: 1")
    expect(first).not_to_contain_text("Someone")
    assert said(dan) == ""
    ana.get_by_text("Help with this page").click()
    ana.get_by_role("button", name="Do not show that I am here").click()
    expect(here).to_have_text("Here now: 1")
    expect(ana.locator("[data-here-now]")).to_be_hidden()
    ana.get_by_role("button", name="Show again that I am here").click()
    expect(here).to_have_text("Here now: 2")
    expect(ana.locator("[data-here-now]")).to_have_text("Here now: 2")


def test_who_has_just_written_a_note_is_not_writing_at_the_next(participant, board):
    go_to(board, Stage.GROUP)
    fill(board, 3)
    ana, dan = participant(), participant()
    frames = listen_to(dan)
    ana.get_by_label("Your note", exact=True).press_sequentially("I am wri")
    expect(dan.locator("[data-here-now]")).to_have_text("Here now: 2, writing: 1")
    first_note(ana).get_by_role("link").focus()
    expect(first_note(dan)).to_contain_text("at this note")
    places = [json.loads(text)["notes"] for text in frames if '"presence"' in text]
    assert [place for told in places for place in told if place[2]] == []


def test_in_a_sealed_stage_nothing_shows_who_writes(participant, board, live):
    go_to(board, Stage.REVEAL)
    fill(board, 3)
    ana, dan = participant(), participant()
    frames = listen_to(dan)
    first_note(ana).get_by_role("link").focus()
    expect(first_note(dan)).to_contain_text("Someone is at this note")
    go_to(board, Stage.VOTE)
    expect(dan.locator("#now")).to_have_text("Now: Vote")
    frames.clear()
    ana.get_by_role("button", name="Mark note").first.click()
    expect(ana.locator("[data-mark=on]")).to_be_visible()
    with socket_of(joined(board), live, board):
        expect(dan.locator("[data-here-now]")).to_have_text("Here now: 3")
    assert "Someone" not in dan.get_by_role("main").inner_text()
    places = [json.loads(text) for text in frames if '"presence"' in text]
    assert places
    assert [frame for frame in places if frame["notes"] or frame["writing"]] == []


def test_a_board_without_presence_neither_sends_nor_shows_it(participant, board):
    Board.objects.update(shows_presence=False)
    go_to(board, Stage.GROUP)
    fill(board, 3)
    ana, dan = participant(), participant()
    frames = listen_to(ana, dan)
    first_note(ana).get_by_role("link").focus()
    for text in ("Still works", "Goes on", "For long enough to say where one is"):
        write(dan, text)
        expect(note(ana, text)).to_be_visible()
    assert dan.locator("[data-here-now], [data-hide]").count() == 0
    assert [text for text in frames if '"here"' in text or "presence" in text] == []


def test_what_was_moved_under_ones_hands_is_shown_or_kept(participant, board):
    go_to(board, Stage.GROUP)
    seat = fill(board, 5)
    ana = participant()
    is_connected(ana)
    first = first_note(ana)
    number = number_of(first)
    stays = ana.locator(f"#n{number}")
    first.get_by_role("link").focus()
    command(board, seat, MoveNote, note=number, column=3)
    expect(stays).to_contain_text("Someone moved this note to Who is missing")
    ana.keyboard.press("Tab")
    assert ana.evaluate("document.activeElement.textContent") == "Show it there"
    ana.keyboard.press("Enter")
    expect(ana.locator(f"[data-column='3'] #n{number}")).to_be_visible()
    assert ana.evaluate("document.activeElement.closest('[data-note]').id") == f"n{number}"
    command(board, seat, MoveNote, note=number, column=2)
    stays.get_by_role("button", name="Keep it here").click()
    expect(stays.locator(".note-news")).to_have_count(0)
    expect(ana.locator("[data-live]")).to_contain_text("Moved to Who is missing")
    assert Note.objects.get(number=number).column.title == "Who is missing"
    assert ana.evaluate("document.activeElement.closest('[data-note]').id") == f"n{number}"


def test_what_happens_to_a_group_waits_for_who_is_at_a_note_of_it(participant, board):
    go_to(board, Stage.GROUP)
    seat = fill(board, 6)
    leader, child = [note.number for note in Note.objects.filter(column__number=1)]
    command(board, seat, GroupNote, note=child, under=leader)
    ana = participant()
    is_connected(ana)
    ana.locator(f"#n{child} [data-open]").focus()
    command(board, seat, RemoveNote, note=leader)
    expect(ana.locator(f"#n{leader}")).to_contain_text("Someone removed this note")
    assert ana.evaluate("document.activeElement.closest('[data-note]').id") == f"n{child}"
    ana.get_by_label("Your note", exact=True).focus()
    expect(ana.locator(f"#n{leader}")).to_have_count(0)
    expect(ana.locator(f"#n{child}")).to_be_visible()


def test_more_time_moves_neither_text_nor_caret(participant, board):
    go_to(board, Stage.WRITE_ALONE)
    ana = participant()
    is_connected(ana)
    write(ana, "The lift is broken")
    ana.get_by_text("Change or remove").click()
    field = ana.get_by_label("New text of your note 1")
    field.focus()
    ana.keyboard.press("Control+Home")
    ana.keyboard.type("Again: ")
    field.evaluate("field => { window.field = field }")
    command(board, leading_seat(board), ExtendStage, minutes=3)
    expect(ana.locator("[data-timer]")).to_contain_text("Time left: 02:")
    ana.keyboard.type("still, ")
    assert field.input_value() == "Again: still, The lift is broken"
    assert field.evaluate("field => field === window.field")


def test_others_are_summed_up_every_fifteen_seconds_and_not_while_one_types(participant, board):
    go_to(board, Stage.GROUP)
    ana = participant()
    ana.clock.install()
    ana.reload()
    is_connected(ana)
    seat = fill(board, 3)
    expect(ana.locator("[data-note]")).to_have_count(3)
    command(board, seat, MoveNote, note=number_of(first_note(ana)), column=2)
    expect(ana.locator("[data-column='2'] [data-note]")).to_have_count(2)
    assert said(ana) == ""
    ana.clock.run_for(10_000)
    ana.get_by_label("Your note", exact=True).press_sequentially("I am")
    ana.clock.run_for(6_000)
    assert said(ana) == ""
    ana.clock.run_for(16_000)
    expect(ana.locator("[data-live]")).to_have_text("From others: new notes 3, moved 1, other changes 0.")


def test_lists_change_at_most_five_times_a_second(participant, board, live):
    go_to(board, Stage.GROUP)
    ana = participant()
    is_connected(ana)
    fill(board, 3)
    expect(ana.locator("[data-note]")).to_have_count(3)
    ana.evaluate(FLUSHES)
    with socket_of(joined(board), live, board) as dan:
        for number in range(60):
            dan.do(adding("One more", column=1 + number % 3))
            dan.next("ack")
    expect(ana.locator("[data-note]")).to_have_count(63)
    gaps = ana.evaluate(GAPS)
    assert len(gaps) < 59
    assert [gap for gap in gaps if gap < 190] == []


@pytest.mark.parametrize("width", [320, 1280])
def test_in_too_many_windows_the_oldest_says_so_and_comes_back_when_it_is_asked(participant, board, live, width):
    go_to(board, Stage.REVEAL)
    ana = participant(viewport={"width": width, "height": 640})
    is_connected(ana)
    here, words = ana.get_by_role("button", name="Use it here"), ana.locator("[data-status-words]")
    expect(here).to_be_hidden()
    client = Client()
    client.cookies["sessionid"] = next(each["value"] for each in ana.context.cookies() if each["name"] == "sessionid")
    with ExitStack() as stack:
        windows = [stack.enter_context(socket_of(client, live, board)) for _ in range(MOST_WINDOWS)]
        windows[-1].next("hello")
        expect(words).to_have_text("This board is open in too many windows. Close some of them, or go on here.")
        check_targets(ana)
        write(ana, "Kept here")
        expect(ana.locator("[data-waiting-list]")).to_contain_text("Kept here")
        windows[-1].next("head")
        assert here.is_visible()
        here.press("Enter")
        is_connected(ana)
        assert ana.evaluate("document.activeElement.id") == "text"
        assert windows[0].close_code() == TOO_MANY_WINDOWS
    expect(here).to_be_hidden()
    assert Note.objects.count() == 1


def test_joining_another_workshop_in_a_second_window_leaves_the_first_connected(participant, board):
    """The session gets a new key there, and the socket of the old one ends."""
    go_to(board, Stage.REVEAL)
    ana = participant()
    is_connected(ana)
    second = ana.context.new_page()
    second.goto(f"/j/{make_board(Stage.REVEAL).join_code}/")
    with ana.expect_event("websocket"):
        second.get_by_role("button", name="I agree").click()
    is_connected(ana)
    is_connected(second)
    write(ana, "Still here")
    expect(note(ana, "Still here")).to_be_visible()


def test_who_has_no_seat_any_more_is_told_so(participant, board):
    go_to(board, Stage.REVEAL)
    ana = participant()
    is_connected(ana)
    revoke_grant(grant=board.grants.get(role="participant"), revoked_by=board.created_by)
    words = ana.locator("[data-status-words]")
    expect(words).to_have_text("You are no longer at this board. Join again with its code.", timeout=20_000)


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_how_it_stands_is_said_in_words_at_every_width(participant, board, live, width):
    """Each state is provoked: the network goes, the database is held, the server refuses, the seat ends."""
    go_to(board, Stage.REVEAL)
    ana = participant(viewport={"width": width, "height": 640})
    words = ana.locator("[data-status-words]")
    expect(words).to_have_text("Connected, all sent")
    with transaction.atomic():
        Board.objects.filter(pk=board.pk).update(title=F("title"))
        write(ana, "Held up")
        expect(words).to_have_text("Sending: 1")
        expect(words).to_have_text("Saving is delayed on our side. Changes saved on this device: 1", timeout=20_000)
        assert words.is_visible()
    expect(words).to_have_text("Connected, all sent", timeout=20_000)
    ana.context.set_offline(True)
    expect(words).to_have_text("Offline. You can go on: what you do is saved on this device.")
    write(ana, "Too late")
    expect(words).to_have_text("Offline. Changes saved on this device: 1")
    go_to(board, Stage.VOTE)
    ana.context.set_offline(False)
    expect(words).to_have_text("Could not send: 1", timeout=20_000)
    assert words.is_visible()
    ana.get_by_role("link", name="Show", exact=True).click()
    assert ana.evaluate("document.activeElement.id") == "waiting"
    expect(ana.locator("[data-waiting-list]")).to_contain_text("Too late")
    ana.get_by_role("button", name="Do not send it").click()
    expect(words).to_have_text("Connected, all sent")
    assert Note.objects.count() == 1
