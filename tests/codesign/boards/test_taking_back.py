"""A stage that was left by mistake: the page offers the way back only where and while the board would take it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from codesign.enums import SEALED_STAGES, Stage
from codesign.models import Board
from tests.codesign.boards.test_pages import joined, post
from tests.codesign.boards.verbs import go
from tests.codesign.pages import client_of, words_of

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def leader(board) -> Client:
    return client_of(board.created_by)


def page_of(client, board) -> str:
    return words_of(client.get(reverse("board", args=[board.pk])))


def leave(board, before):
    """The board has just gone from this stage to the next one."""
    Board.objects.filter(pk=board.pk).update(stage=before)
    board.refresh_from_db()
    go(board, list(Stage)[list(Stage).index(Stage(before)) + 1])


@pytest.mark.parametrize("before", [stage for stage in list(Stage)[:-2] if stage not in SEALED_STAGES])
def test_the_stage_that_was_just_left_is_offered_and_comes_back(board, leader, before):
    leave(board, before)
    assert f"Back to: {before.label}" in page_of(leader, board)
    assert post(leader, board, "set_stage", stage=before).status_code == 303
    board.refresh_from_db()
    assert board.stage == before
    assert "data-undo" not in page_of(leader, board)


@pytest.mark.parametrize("before", [*SEALED_STAGES, Stage.DECIDE])
def test_what_was_revealed_or_closed_is_not_offered_back(board, leader, before):
    leave(board, before)
    assert "data-undo" not in page_of(leader, board)


def test_after_ten_seconds_nothing_is_offered_back(board, leader):
    leave(board, Stage.REVEAL)
    Board.objects.update(stage_started_at=timezone.now() - timedelta(seconds=11))
    assert "data-undo" not in page_of(leader, board)


def test_where_no_stage_was_left_nothing_is_offered_back(board, leader):
    assert "data-undo" not in page_of(leader, board)


def test_only_who_leads_is_offered_the_way_back(board):
    guest = joined(board)
    leave(board, Stage.REVEAL)
    assert "data-undo" not in page_of(guest, board)


def test_stages_that_are_over_are_not_offered(board, leader):
    choices = page_of(leader, board).partition('<select class="input" id="stage"')[2].partition("</select>")[0]
    assert [stage.value for stage in Stage if f'value="{stage.value}"' in choices] == list(Stage)[4:]


def test_who_scans_the_code_of_a_closed_workshop_is_led_to_what_came_of_it(board):
    Board.objects.update(stage=Stage.CLOSE)
    assert f'href="{reverse("mine")}">If you took part' in words_of(
        Client().get(reverse("join", args=[board.join_code]))
    )


def test_a_workshop_that_may_be_joined_does_not_speak_of_its_end(board):
    assert "If you took part" not in words_of(Client().get(reverse("join", args=[board.join_code])))


def test_the_page_of_a_closed_workshop_says_closed_and_its_board_leads_there(board, leader):
    Board.objects.update(stage=Stage.CLOSE)
    page = words_of(leader.get(reverse("workshop", args=[board.pk])))
    assert "· Closed</p>" in page
    assert f'<a href="{reverse("workshop", args=[board.pk])}">Print what was decided</a>' in page_of(leader, board)
