"""The live board in real browsers: two people at once, a dead server, small screens, and secrets."""

import gzip

import pytest
from playwright.sync_api import expect

from codesign.boards.commands import MoveNote
from codesign.enums import Stage
from codesign.models import Board, Note, SealedEntry
from tests.browser.conftest import PHONE, width_needed
from tests.browser.workshop import command, fill, go_to, is_connected, note, write

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]
CANARY = "The lift has been broken since spring"


def test_a_refused_note_comes_back_without_javascript(participant, board):
    ana = participant(java_script_enabled=False)
    go_to(board, Stage.REVEAL)
    ana.goto(f"/b/{board.pk}/")
    ana.evaluate("document.getElementById('text').removeAttribute('maxlength')")
    write(ana, "long " * 120)
    assert ana.get_by_role("alert").is_visible()
    assert ana.get_by_label("Your note", exact=True).input_value() == "long " * 120
    assert Note.objects.count() == 0


@pytest.mark.smoke
def test_what_one_does_the_other_sees(participant, board):
    go_to(board, Stage.GROUP)
    ana, ben = participant(), participant(viewport=PHONE)
    is_connected(ana)
    is_connected(ben)
    write(ana, "Benches at the door")
    expect(note(ben, "Benches at the door")).to_be_visible()
    note(ana, "Benches").get_by_role("link").click()
    ana.get_by_label("Text of the note").fill("More benches at the door")
    ana.get_by_role("button", name="Save the text").click()
    expect(note(ben, "More benches at the door")).to_be_visible()
    note(ana, "benches").get_by_role("link").focus()
    ana.keyboard.press("m")
    ana.keyboard.press("3")
    expect(ben.locator("[data-column='3'] [data-note]")).to_contain_text("More benches")
    assert ana.evaluate("document.activeElement.closest('[data-column]').dataset.column") == "3"
    expect(ana.locator("[data-live]")).to_contain_text("Moved to Who is missing, position 1 of 1")
    assert Note.objects.get().column.title == "Who is missing"


def test_a_stage_changes_for_everybody_and_a_vote_stays_ones_own(participant, facilitator, board):
    go_to(board, Stage.REVEAL)
    fill(board, 3)
    leader, ana, ben = facilitator(), participant(), participant()
    for page in (leader, ana, ben):
        is_connected(page)
    go_to(board, Stage.VOTE)
    ana.get_by_role("button", name="Mark note").first.click()
    expect(ana.locator("[data-marks-left]")).to_have_text("Marks you have left: 2")
    expect(ben.locator("[data-marks-left]")).to_have_text("Marks you have left: 3")
    assert ben.get_by_role("button", name="Take mark back").count() == 0
    leader.get_by_role("button", name="Count the marks").click()
    for page in (leader, ana, ben):
        expect(page.locator(".column").get_by_text("Marks: 1")).to_be_visible()


def test_what_is_written_alone_leaves_no_trace_in_anothers_browser(participant, facilitator, board):
    others = [facilitator(), participant()]
    received = []
    for page in others:
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(str(frame))))
        page.on("response", lambda response: received.append(response.text()) if "/b/" in response.url else None)
        page.reload()
        is_connected(page)
    go_to(board, Stage.WRITE_ALONE)
    ana = participant()
    is_connected(ana)
    write(ana, CANARY)
    expect(ana.locator("[data-own-entry]")).to_contain_text(CANARY)
    for page in others:
        expect(page.locator("#now")).to_have_text("Now: Write alone")
        received += [page.content(), page.request.get(f"/b/{board.pk}/state/").text()]
    assert SealedEntry.objects.get().data["text"] == CANARY
    assert len(received) > 6
    assert [text for text in received if "lift" in text] == []
    go_to(board, Stage.REVEAL)
    for page in others:
        expect(note(page, CANARY)).to_be_visible()


def test_a_dead_server_costs_nothing(participant, board, live):
    """What was acknowledged is there, what was written meanwhile is sent once, also after a reload in between."""
    go_to(board, Stage.REVEAL)
    ana = participant()
    is_connected(ana)
    write(ana, "Before it died")
    expect(note(ana, "Before it died")).to_be_visible()
    live.stop()
    expect(ana.locator("[data-status]")).to_contain_text("what you do is saved on this device", timeout=20_000)
    write(ana, "While it was dead")
    expect(ana.locator("[data-waiting-list]")).to_contain_text("While it was dead")
    expect(ana.locator("[data-status]")).to_contain_text("Changes saved on this device: 1")
    live.start()
    is_connected(ana)
    expect(note(ana, "While it was dead")).to_be_visible()
    assert ana.locator("[data-note]", has_text="it").count() == 2
    assert Note.objects.count() == 2
    assert ana.locator("[data-waiting]").is_hidden()


def test_what_is_done_offline_survives_a_reload_and_is_done_once(participant, board):
    """Three notes and five changes made without a network, the page reloaded before any of them is answered."""
    go_to(board, Stage.GROUP)
    seat = fill(board, 6)
    ana = participant()
    is_connected(ana)
    write(ana, "Mine, to be changed")
    expect(ana.locator("[data-note]")).to_have_count(7)
    first, second, third = Note.objects.filter(seat=seat).order_by("number").values_list("number", flat=True)[:3]
    ana.context.set_offline(True)
    expect(ana.locator("[data-status]")).to_contain_text("Offline")
    for number in range(3):
        write(ana, f"Written offline {number}")
    for saved, (number, column) in enumerate(((first, "3"), (second, "1"), (third, "1")), start=4):
        ana.locator(f"#n{number} [data-open]").focus()
        ana.keyboard.press("m")
        ana.keyboard.press(column)
        expect(ana.locator("[data-status]")).to_contain_text(f"Changes saved on this device: {saved}")
        expect(ana.locator(f"#n{number} :focus")).to_have_count(1)  # the window gives it back a moment later
    note(ana, "Mine").get_by_role("link").click()
    ana.get_by_label("Text of the note").fill("Mine, and changed")
    ana.get_by_role("button", name="Save the text").click()
    note(ana, "Mine").get_by_role("link").click()
    ana.get_by_role("button", name=f"Under note {first}").click()
    expect(ana.locator("[data-status]")).to_contain_text("Changes saved on this device: 8")
    ana.on("dialog", lambda dialog: dialog.accept())
    ana.context.set_offline(False)
    ana.reload()
    is_connected(ana)
    expect(ana.locator("[data-note]")).to_have_count(10)
    ana.reload()
    is_connected(ana)
    assert Note.objects.count() == 10
    assert [Note.objects.get(number=number).column.number for number in (first, second, third)] == [3, 1, 1]
    mine = Note.objects.get(texts__body="Mine, and changed")
    assert (mine.version, mine.group.number) == (2, first)
    done = board.ops.exclude(seat=seat).exclude(kind="stage_set").values_list("kind", flat=True)
    assert sorted(done) == ["note_added"] * 4 + ["note_edited", "note_grouped"] + ["note_moved"] * 3
    assert ana.evaluate("Object.keys(localStorage).filter(key => key.includes(':op:'))") == []


def test_a_refusal_stays_on_the_page_with_what_was_written(participant, board):
    go_to(board, Stage.REVEAL)
    ana = participant()
    is_connected(ana)
    ana.context.set_offline(True)
    write(ana, "Too late for this stage")
    go_to(board, Stage.VOTE)
    ana.context.set_offline(False)
    expect(ana.locator("[data-status-words]")).to_have_text("Could not send: 1", timeout=20_000)
    expect(ana.locator("[data-waiting-list]")).to_contain_text("Too late for this stage")
    ana.get_by_role("button", name="Do not send it").click()
    is_connected(ana)
    assert Note.objects.count() == 0


def test_the_caret_stays_while_others_add_and_move(participant, board):
    go_to(board, Stage.REVEAL)
    ana = participant()
    is_connected(ana)
    field = ana.get_by_label("Your note", exact=True)
    field.press_sequentially("I need a ramp")
    ana.keyboard.press("ArrowLeft")
    seat = fill(board, 30)
    first = Note.objects.filter(column__number=1).first()
    command(board, seat, MoveNote, note=first.number, column=2)
    expect(ana.locator("[data-note]")).to_have_count(30)
    expect(ana.locator("[data-column='2'] [data-note]")).to_have_count(11)
    ana.keyboard.type("X")
    assert field.input_value() == "I need a ramXp"
    assert ana.evaluate("document.activeElement.id") == "text"


def test_a_draft_stays_through_a_change_of_stage(participant, board):
    go_to(board, Stage.WRITE_ALONE)
    ana = participant()
    is_connected(ana)
    ana.get_by_label("Your note", exact=True).press_sequentially("Not fin")
    go_to(board, Stage.REVEAL)
    expect(ana.locator("#now")).to_have_text("Now: Reveal")
    ana.keyboard.type("ished")
    go_to(board, Stage.VOTE)
    expect(ana.locator("#now")).to_have_text("Now: Vote")
    expect(ana.get_by_label("Your note", exact=True)).to_have_value("Not finished")
    assert "What you typed is kept on this device" in ana.get_by_role("main").inner_text()


def test_a_position_that_was_not_sent_goes_on_as_a_note(participant, board):
    go_to(board, Stage.FIRST_POSITION)
    ana = participant()
    is_connected(ana)
    ana.get_by_label("Where you stand now").press_sequentially("Not fin")
    go_to(board, Stage.DISCUSS)
    expect(ana.locator("#now")).to_have_text("Now: Discuss and challenge")
    expect(ana.get_by_label("Your note", exact=True)).to_have_value("Not fin")
    ana.reload()
    expect(ana.get_by_label("Your note", exact=True)).to_have_value("Not fin")


def test_a_position_that_was_sent_does_not_come_back_as_a_note(participant, board):
    go_to(board, Stage.FIRST_POSITION)
    ana = participant()
    is_connected(ana)
    ana.get_by_label("Where you stand now").fill("One visit is enough")
    ana.get_by_role("button", name="Keep my position").click()
    expect(ana.locator("[data-own-position] .slip")).to_have_text("One visit is enough")
    go_to(board, Stage.DISCUSS)
    expect(ana.locator("#now")).to_have_text("Now: Discuss and challenge")
    expect(ana.get_by_label("Your note", exact=True)).to_have_value("")


def test_who_has_no_mark_left_is_told_so_and_goes_on(participant, board):
    go_to(board, Stage.REVEAL)
    fill(board, 9)
    go_to(board, Stage.VOTE)
    ana = participant(viewport=PHONE)
    is_connected(ana)
    for left in ("2", "1", "0"):
        ana.get_by_role("button", name="Mark note").first.click()
        expect(ana.locator("[data-marks-left]")).to_have_attribute("data-marks-left", left)
    none_left = "You have no marks left. To mark another note, take one back first."
    expect(ana.locator("[data-marks-left]")).to_have_text(none_left)
    expect(ana.locator("[data-mark=off][aria-disabled=true]")).to_have_count(6)
    ana.get_by_role("button", name="No marks left note").first.focus()
    ana.keyboard.press("Enter")
    expect(ana.locator("[data-live]")).to_contain_text(none_left)
    is_connected(ana)
    assert SealedEntry.objects.count() == 3
    ana.get_by_role("button", name="Take mark back").first.click()
    expect(ana.get_by_role("button", name="Mark note")).to_have_count(7)


def test_a_page_that_comes_when_no_mark_is_left_says_so_too(participant, board):
    go_to(board, Stage.REVEAL)
    fill(board, 3)
    Board.objects.update(marks_per_seat=1)
    go_to(board, Stage.VOTE)
    ana = participant()
    is_connected(ana)
    ana.get_by_role("button", name="Mark note").first.click()
    expect(ana.locator("[data-mark=off][aria-disabled=true]")).to_have_count(2)
    go_to(board, Stage.DECIDE)
    expect(ana.locator("#now")).to_have_text("Now: Decide")
    expect(ana.locator("[data-mark=off][aria-disabled=true]")).to_have_count(2)
    fill(board, 1, "A late one")
    expect(note(ana, "A late one").get_by_role("button")).to_have_text("No marks left note 7")
    note(ana, "A late one").get_by_role("link").click()
    expect(ana.locator("[data-dialog-mark]")).to_contain_text("You have no marks left.")


def test_why_a_mark_was_refused_is_not_said_in_the_next_stage(participant, board):
    go_to(board, Stage.REVEAL)
    fill(board, 9)
    go_to(board, Stage.VOTE)
    ana = participant()
    is_connected(ana)
    Board.objects.update(marks_per_seat=1)
    ana.get_by_role("button", name="Mark note").first.click()
    expect(ana.locator("[data-mark=on]")).to_have_count(1)
    ana.get_by_role("button", name="Mark note").first.click()
    expect(ana.locator("[data-status-words]")).to_contain_text("You have used your 1 mark.")
    go_to(board, Stage.DECIDE)
    expect(ana.locator("#now")).to_have_text("Now: Decide")
    is_connected(ana)
    expect(ana.locator("[data-waiting]")).to_be_hidden()


def test_a_note_is_removed_only_by_who_is_sure(participant, board):
    go_to(board, Stage.REVEAL)
    ana = participant(viewport=PHONE)
    write(ana, "Written with a shaking hand")
    note(ana, "shaking").get_by_role("link", name="Open").click()
    asked = []
    ana.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    ana.get_by_role("button", name="Remove this note").click()
    assert asked == ["Remove this note? It cannot be brought back."]
    assert ana.locator("[data-dialog]").is_visible()
    ana.once("dialog", lambda dialog: dialog.accept())
    ana.get_by_role("button", name="Remove this note").click()
    expect(note(ana, "shaking")).to_have_count(0)


def test_more_time_is_offered_where_time_is_limited(facilitator, board):
    go_to(board, Stage.WRITE_ALONE)
    ben = facilitator()
    is_connected(ben)
    more = ben.get_by_role("button", name="One minute more")
    expect(more).to_have_count(0)
    ben.locator(".lead summary").click()
    ben.get_by_label("Minutes to add to this stage").fill("3")
    ben.get_by_role("button", name="Give this time").click()
    expect(ben.locator("[data-timer]")).to_contain_text("Time left: 0")
    more.click()
    expect(ben.locator("[data-timer]")).to_contain_text("Time left: 03:")


@pytest.mark.parametrize("stage", [Stage.WRITE_ALONE, Stage.FIRST_POSITION])
@pytest.mark.parametrize("language", ["", "/ar"])
def test_on_a_phone_the_writing_field_is_on_the_first_screen(participant, board, stage, language):
    go_to(board, stage)
    ana = participant(viewport=PHONE)
    ana.goto(f"{language}/b/{board.pk}/")
    field = ana.locator("#text").bounding_box()
    bar = ana.locator("[data-status]").bounding_box()
    assert field["y"] + 48 < bar["y"]


def test_a_note_does_not_move_away_from_under_ones_hands(participant, board):
    go_to(board, Stage.REVEAL)
    seat = fill(board, 4)
    ana = participant()
    is_connected(ana)
    first = ana.locator("[data-column='1'] [data-note]").first
    number = int(first.get_attribute("data-note"))
    first.get_by_role("link").focus()
    command(board, seat, MoveNote, note=number, column=3)
    expect(first).to_contain_text("Someone moved this note to Who is missing")
    ana.get_by_label("Your note", exact=True).focus()
    expect(ana.locator(f"[data-column='3'] #n{number}")).to_be_visible()
    assert "Someone moved" not in ana.locator(f"#n{number}").inner_text()


@pytest.mark.parametrize(
    ("key", "code", "opens"), [("m", "Semicolon", True), ("ة", "KeyM", True), (",", "KeyM", False)]
)
def test_a_shortcut_is_its_letter_or_its_place_where_keys_write_none(participant, board, key, code, opens):
    go_to(board, Stage.GROUP)
    fill(board, 1)
    ana = participant()
    ana.goto(f"/ar/b/{board.pk}/")
    link = ana.locator("[data-open]").first
    link.evaluate(
        "(it, keys) => it.dispatchEvent(new KeyboardEvent('keydown', keys))",
        {"key": key, "code": code, "bubbles": True},
    )
    assert ana.get_by_role("dialog").is_visible() is opens


def test_the_keyboard_has_one_stop_for_a_column_and_arrows_within(participant, board):
    go_to(board, Stage.REVEAL)
    fill(board, 9)
    for start, key in (("", "ArrowRight"), ("/ar", "ArrowLeft")):
        ana = participant()
        ana.goto(f"{start}/b/{board.pk}/")
        assert ana.locator("[data-open][tabindex='0']").count() == 3
        ana.locator("[data-open]").first.focus()
        ana.keyboard.press("ArrowDown")
        ana.keyboard.press(key)
        focused = "document.activeElement.closest('[data-column]').dataset.column"
        assert ana.evaluate(focused) == "2"
        ana.keyboard.press("Enter")
        assert ana.get_by_role("dialog").is_visible()
        ana.keyboard.press("Escape")
        assert ana.evaluate(focused) == "2"


@pytest.mark.parametrize("language", ["", "/ar"])
@pytest.mark.parametrize("stage", [Stage.WRITE_ALONE, Stage.GROUP, Stage.VOTE])
def test_nothing_overflows_a_narrow_screen_with_large_text(facilitator, board, stage, language):
    go_to(board, Stage.REVEAL) if stage != Stage.WRITE_ALONE else None
    go_to(board, stage)
    fill(board, 3, "Rechtsschutzversicherungsgesellschaften" * 5) if stage == Stage.GROUP else None
    page = facilitator(viewport={"width": 320, "height": 640})
    page.goto(f"{language}/b/{board.pk}/")
    assert width_needed(page) <= 320
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert width_needed(page) <= 320


def test_where_colours_are_forced_one_stage_has_a_bar(facilitator, board):
    go_to(board, Stage.GROUP)
    page = facilitator(forced_colors="active")
    bars = page.evaluate(
        "[...document.querySelectorAll('.stage')].map(e => parseFloat(getComputedStyle(e).borderBlockEndWidth) > 0)"
    )
    assert [number for number, has_bar in enumerate(bars) if has_bar] == [3]
    assert page.locator("[aria-current=step]").inner_text().split() == ["4", "Group", "now"]


def test_a_board_of_three_hundred_notes_is_light(participant, board, live):
    """At most 70 KB with everything, of which at most 22 KB are scripts."""
    go_to(board, Stage.REVEAL)
    fill(board, 297, *[f"Note {number}: they ask for the same paper at every visit" for number in range(50)])
    ana = participant()
    asked = []
    ana.on("response", lambda response: asked.append((response.url, gzip.compress(response.body()))))
    ana.goto(f"/b/{board.pk}/", wait_until="networkidle")
    is_connected(ana)
    scripts = [len(body) for url, body in asked if url.endswith(".js")]
    assert all(url.startswith(live.url) for url, _body in asked)
    assert ana.locator("[data-note]").count() == 297
    assert len(scripts) <= 3
    assert sum(scripts) <= 22_000
    assert sum(len(body) for _url, body in asked) <= 70_000
