"""After a form, the page opens where something was done and says there what it was."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from codesign.boards import commands as verbs
from codesign.boards.picture import NOTES_A_COLUMN
from codesign.enums import Stage
from tests.codesign.boards.test_pages import joined, post, seat_of
from tests.codesign.boards.verbs import add, added, do, go
from tests.codesign.pages import client_of, words_of
from tests.factories import make_board, make_participant

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def after(client, board, verb, **fields) -> tuple[str, str]:
    """The anchor at which the page opens after this form, and the page."""
    response = post(client, board, verb, **fields)
    assert response.status_code == 303
    path, _sign, anchor = response.url.partition("#")
    return anchor, words_of(client.get(path))


def joined_and_read(board) -> Client:
    """Somebody who has read that they have joined."""
    client = joined(board)
    client.get(reverse("board", args=[board.pk]))
    return client


@pytest.fixture
def ana_client(board):
    return joined_and_read(board)


@pytest.mark.parametrize(
    ("verb", "fields", "sentence"),
    [
        ("edit_note", {"version": "1", "text": "Changed"}, "The text is changed."),
        ("move_note", {"column": "2", "before": ""}, "Moved to "),
        ("group_note", {"under": ""}, "The notes are regrouped."),
    ],
)
def test_the_page_opens_at_the_note_that_was_changed(board, ana_client, verb, fields, sentence):
    other, number = added(board, make_participant(board)), added(board, seat_of(ana_client, board))
    fields = {name: value or (str(other) if name == "under" else "") for name, value in fields.items()}
    anchor, page = after(ana_client, board, verb, note=str(number), **fields)
    assert anchor == f"n{number}"
    assert re.search(rf'id="n{number}"[^>]* tabindex="-1"', page)
    assert sentence in page.split(f'id="n{number}"')[1].split("</li>")[0]
    assert page.count("data-kept>") == 1
    assert 'class="banner' not in page


def test_a_moved_note_says_where_it_is_now(board, ana_client):
    number = added(board, make_participant(board))
    _anchor, page = after(ana_client, board, "move_note", note=str(number), column="2", before="")
    assert f"Moved to {board.columns.get(number=2).title}." in page


@pytest.mark.parametrize("stage", [Stage.VOTE, Stage.DECIDE])
@pytest.mark.parametrize("verb", ["mark", "unmark"])
def test_the_page_opens_at_the_note_that_was_marked(board, ana_client, stage, verb):
    first, second = added(board, make_participant(board)), added(board, make_participant(board))
    go(board, stage)
    if verb == "unmark":
        post(ana_client, board, "mark", note=str(second))
    anchor, page = after(ana_client, board, verb, note=str(second))
    assert anchor == f"n{second}"
    assert page.index("data-kept>Your mark") > page.index(f'id="n{second}"') > page.index(f'id="n{first}"')


def test_the_page_opens_at_a_new_note(board, ana_client):
    anchor, page = after(ana_client, board, "add_note", column="2", text="Benches at the door")
    assert anchor == f"n{board.notes.get().number}"
    assert "Your note is on the board." in page


@pytest.mark.parametrize(
    ("stage", "verb", "fields", "sentence"),
    [
        (Stage.WRITE_ALONE, "add_note", {"column": "1", "text": "Alone"}, "Note kept."),
        (Stage.FIRST_POSITION, "set_position", {"text": "Here I stand"}, "Your position is kept."),
    ],
)
def test_what_is_sealed_is_said_to_be_kept_at_the_field(stage, verb, fields, sentence):
    board = make_board(stage)
    anchor, page = after(joined_and_read(board), board, verb, **fields)
    assert anchor == "composer"
    assert re.search(rf"data-kept data-kept-here>{sentence}", page)
    assert 'class="banner' not in page


def test_a_changed_note_of_ones_own_says_so_and_the_newest_is_first():
    board = make_board(Stage.WRITE_ALONE)
    client = joined(board)
    for text in ("First", "Second", "Third"):
        post(client, board, "add_note", column="1", text=text)
    anchor, page = after(client, board, "edit_note", note="1", version="1", text="First, changed")
    assert anchor == "own1"
    assert re.findall(r'id="(own\d)"', page) == ["own3", "own2", "own1"]
    assert page.index("The text is changed.") > page.index('id="own1"')


def test_what_was_removed_is_said_above_the_notes(board, ana_client):
    number = added(board, seat_of(ana_client, board))
    anchor, page = after(ana_client, board, "remove_note", note=str(number))
    assert anchor == "work"
    assert re.search(r'id="work"[^>]* tabindex="-1"> <p class="kept"[^>]*>The note is removed.', page)


@pytest.mark.parametrize(("verb", "fields"), [("set_stage", {"stage": "discuss"}), ("extend_stage", {"minutes": "2"})])
def test_a_stage_opens_at_its_top_and_is_said_there(board, verb, fields):
    anchor, page = after(client_of(board.created_by), board, verb, **fields)
    assert anchor == ""
    assert page.count('class="banner') == 1
    assert "data-kept>" not in page


def test_what_is_not_on_the_page_any_more_is_said_at_its_top(board, ana_client):
    number = added(board, seat_of(ana_client, board))
    post(ana_client, board, "edit_note", note=str(number), version="1", text="Changed")
    do(board, seat_of(ana_client, board), verbs.RemoveNote, note=number)
    page = words_of(ana_client.get(reverse("board", args=[board.pk])))
    assert 'class="banner' in page
    assert "data-kept>" not in page


def test_a_position_that_was_kept_when_its_stage_ended_is_said_to_be_kept():
    board = make_board(Stage.FIRST_POSITION)
    client = joined(board)
    post(client, board, "set_position", text="Here I stand")
    go(board, Stage.VOTE)
    assert "Your position is kept." in words_of(client.get(reverse("board", args=[board.pk])))


def test_a_note_behind_the_first_hundred_is_said_to_be_there_at_the_top(board, ana_client):
    seat = make_participant(board)
    for _ in range(NOTES_A_COLUMN):
        add(board, seat)
    _anchor, page = after(ana_client, board, "add_note", column="1", text="The last")
    assert 'class="banner' in page


def test_it_is_said_once_and_to_nobody_else(board, ana_client):
    number = added(board, make_participant(board))
    other = joined(board)
    post(ana_client, board, "move_note", note=str(number), column="2", before="")
    path = reverse("board", args=[board.pk])
    said = ["data-kept>Moved to" in words_of(client.get(path)) for client in (other, ana_client, ana_client)]
    assert said == [False, True, False]


def test_a_refused_form_says_nothing_of_success(board, ana_client):
    response = post(ana_client, board, "mark", note="1")
    assert response.status_code == 422
    assert "data-kept>" not in words_of(response)
    assert 'class="banner' not in words_of(response)
