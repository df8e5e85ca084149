"""What a participant takes away from a workshop: the reference, shown as after giving a voice."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from codesign.actions.seats import give_reference
from codesign.enums import Stage
from codesign.models import Board
from tests.codesign.boards.test_pages import joined, post, seat_of
from tests.codesign.pages import client_of, send, words_of
from tests.factories import make_board, make_user

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def reference_of(client, board) -> str:
    return client.session["references"][str(board.subject_id)]


def page_of(client, board, query=""):
    return words_of(client.get(reverse("board", args=[board.pk]) + query))


def now_of(page) -> str:
    """The part of the page that says what is to be done now."""
    return page.partition('data-part="now"')[2].partition("</section>")[0]


def test_who_joins_is_shown_the_reference_at_once(board):
    client = Client()
    response = client.post(reverse("join", args=[board.join_code]), {"seat_key": str(uuid.uuid4())}, follow=True)
    assert f'<strong class="reference-short">{reference_of(client, board)}</strong>' in now_of(words_of(response))


@pytest.mark.parametrize("stage", list(Stage))
def test_the_reference_is_on_the_page_of_every_stage(board, stage):
    """Whole once: at the end on top, else under “My part”. In short on top while nothing has begun."""
    client = joined(board)
    Board.objects.update(stage=stage)
    page = page_of(client, board)
    assert page.count(f'<p class="reference">{reference_of(client, board)}</p>') == 1
    assert ('class="reference"' in now_of(page)) is (stage == Stage.CLOSE)
    assert ('class="reference-short"' in now_of(page)) is (stage == Stage.WELCOME)


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("query", ["", "?joined"])
def test_the_way_out_stands_before_the_work_only_at_the_end(board, stage, query):
    client = joined(board)
    Board.objects.update(stage=stage)
    page = page_of(client, board, query)
    assert page.count("data-finish") == 1
    assert ("data-finish" in now_of(page)) is (stage == Stage.CLOSE)


def test_who_spoke_before_keeps_the_same_reference(board):
    client = Client()
    send(client, board.subject, body="Hello")
    given = reference_of(client, board)
    joined(board, client)
    assert f'<p class="reference">{given}</p>' in page_of(client, board)


def test_a_reference_that_opens_nothing_any_more_is_not_shown(board):
    client = joined(board)
    give_reference(seat=seat_of(client, board))
    page = page_of(client, board, "?joined")
    assert 'class="reference"' not in page
    assert 'class="reference-short"' not in page


def test_the_reference_of_a_seat_taken_before_signing_in_is_not_shown_as_that_of_staff(board):
    client = joined(board)
    client.force_login(make_user())
    joined(board, client)
    reference = reference_of(client, board)
    assert f'<p class="reference">{reference}</p>' in page_of(client, board)
    assert seat_of(client, board).holder is not None


@pytest.mark.parametrize("stage", [Stage.WELCOME, Stage.GROUP, Stage.CLOSE])
def test_who_leads_has_the_way_out_at_the_foot_and_no_reference(board, stage):
    Board.objects.update(stage=stage)
    page = page_of(client_of(board.created_by), board, "?joined")
    assert 'class="reference"' not in page
    assert 'class="reference-short"' not in page
    assert "data-finish" not in now_of(page)
    assert "data-finish" in page


def test_nobody_is_shown_the_reference_of_another(board):
    first, second = joined(board), joined(board)
    assert reference_of(first, board) not in page_of(second, board)


def test_a_reference_from_another_subject_is_not_shown_here(board):
    client, other = joined(board), make_board()
    joined(other, client)
    assert reference_of(client, other) not in page_of(client, board)


def test_a_refusal_keeps_the_reference_on_the_page(board):
    client = joined(board)
    response = post(client, board, "add_note", column="1", text=" ")
    assert response.status_code == 422
    assert reference_of(client, board) in words_of(response)
