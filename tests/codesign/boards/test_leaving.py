"""Finishing on a device that others use: the seat leaves the session, and what was said stays."""

import uuid

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from codesign.actions.boards import revoke_grant
from codesign.enums import Stage
from codesign.models import Board, Note, Seat, SeatGrant, Voice
from people.enums import Role
from tests.codesign.boards.test_pages import joined, post, seat_of
from tests.codesign.pages import client_of, send, words_of
from tests.factories import make_board, make_facilitator, make_user

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
DONE = "You are done on this device. Nobody who uses it now can write in your name."


def finish(client, board, **extra):
    return client.post(reverse("board_finish", args=[board.pk]), **extra)


def who_was_sent_away(board):
    client = joined(board)
    revoke_grant(grant=SeatGrant.objects.get(seat=seat_of(client, board)), revoked_by=board.created_by)
    return client


def who_only_said_something(board):
    client = Client()
    send(client, board.subject, body="Hello")
    return client


WHO = [
    (joined, True),
    (who_was_sent_away, True),
    (who_only_said_something, True),
    (lambda board: client_of(board.created_by), True),
    (lambda board: joined(board, client_of(make_user())), True),
    (lambda board: Client(), False),
    (lambda board: joined(make_board()), False),
    (lambda board: client_of(make_facilitator()), False),
    (lambda board: client_of(make_user(Role.OWNER)), False),
]
NAMES = [
    "participant",
    "sent away",
    "spoke",
    "leads",
    "staff who joined",
    "stranger",
    "elsewhere",
    "leads another",
    "owner",
]


@pytest.mark.parametrize("stage", [Stage.WELCOME, Stage.WRITE_ALONE, Stage.VOTE, Stage.CLOSE])
@pytest.mark.parametrize(("make_client", "is_allowed"), WHO, ids=NAMES)
def test_who_has_a_seat_finishes_in_every_stage(board, make_client, is_allowed, stage):
    client = make_client(board)
    Board.objects.filter(pk=board.pk).update(stage=stage)
    kept = dict(client.session)
    response = finish(client, board)
    assert response.status_code == (303 if is_allowed else 404)
    assert (dict(client.session) == kept) is not is_allowed


def test_who_finished_is_told_so_in_plain_words(board):
    client = joined(board)
    assert DONE in words_of(client.get(finish(client, board).url))


def test_nobody_writes_in_the_name_of_who_finished(board):
    client = joined(board)
    seat = seat_of(client, board)
    finish(client, board)
    assert client.get(reverse("board", args=[board.pk])).status_code == 404
    assert post(client, board, "add_note", column="1", text="Hello").status_code == 404
    send(client, board.subject, body="Hello")
    assert Voice.objects.get().seat_id != seat.pk


def test_the_next_person_on_the_device_gets_a_seat_of_their_own(board):
    client = joined(board)
    first = seat_of(client, board)
    finish(client, board)
    assert client.get(reverse("join", args=[board.join_code])).status_code == 200
    assert seat_of(joined(board, client), board) != first


def test_the_seat_and_what_was_said_stay(board):
    client = joined(board)
    post(client, board, "add_note", column="1", text="Hello")
    seat = seat_of(client, board)
    finish(client, board)
    assert Note.objects.get().seat == seat
    assert seat.grants.get().revoked_at is None


def test_the_reference_leaves_the_device_with_the_seat(board):
    client = joined(board)
    finish(client, board)
    assert client.session["references"] == {}
    assert client.get(reverse("thanks", args=[board.subject.code])).status_code == 302


def test_another_subject_keeps_its_seat_on_the_device(board):
    client, other = joined(board), make_board()
    joined(other, client)
    kept = client.session["references"][str(other.subject_id)]
    finish(client, board)
    assert seat_of(client, other)
    assert client.session["references"] == {str(other.subject_id): kept}
    assert client.get(reverse("board", args=[other.pk])).status_code == 200


def test_the_old_key_of_the_session_opens_nothing(board):
    """A page that is still open elsewhere has its socket closed by this, see realtime/watch.py."""
    client = joined(board)
    old = client.session.session_key
    finish(client, board)
    assert not Session.objects.filter(session_key=old).exists()


def test_a_member_of_staff_is_signed_out_as_well(board):
    client = client_of(board.created_by)
    assert DONE in words_of(client.get(finish(client, board).url))
    assert "_auth_user_id" not in client.session
    assert Seat.objects.of_member_of_staff(board.subject, board.created_by)


@pytest.mark.parametrize("stage", list(Stage))
def test_the_page_of_every_stage_offers_it_once_without_javascript(board, stage):
    client = joined(board)
    Board.objects.update(stage=stage)
    page = words_of(client.get(reverse("board", args=[board.pk])))
    assert page.count(f'action="{reverse("board_finish", args=[board.pk])}"') == 1


def test_a_link_or_another_site_finishes_nothing(board):
    client = joined(board)
    assert client.get(reverse("board_finish", args=[board.pk])).status_code == 405
    client.handler.enforce_csrf_checks = True
    assert finish(client, board).status_code == 403
    assert client.get(reverse("board", args=[board.pk])).status_code == 200


def test_there_is_no_board_to_leave_that_does_not_exist(client):
    assert client.post(reverse("board_finish", args=[uuid.uuid4()])).status_code == 404


def test_whoever_comes_back_to_a_board_they_left_finds_the_ways_on(board):
    """The page says no more of this board than of one that never was."""
    client = joined(board)
    finish(client, board)
    client.get(reverse("workshop_code"))  # says once that one is done
    left, unknown = (client.get(reverse("board", args=[key])) for key in (board.pk, uuid.uuid4()))
    assert left.status_code == 404
    main = words_of(left).partition("<main")[2].partition("</main>")[0]
    assert "Were you at a workshop?" in main
    for name in ("workshop_code", "mine"):
        assert f'href="{reverse(name)}"' in main
    assert main == words_of(unknown).partition("<main")[2].partition("</main>")[0]
