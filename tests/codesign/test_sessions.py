"""A session that takes a seat gets a new key: whoever knew the old one has nothing of it."""

import uuid
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from codesign.enums import Stage
from tests.codesign.pages import client_of, send
from tests.factories import make_board, make_facilitator

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def board():
    return make_board(Stage.GROUP)


def join(client: Client, board) -> None:
    form = {"seat_key": str(uuid.uuid4())}
    assert client.post(reverse("join", args=[board.join_code]), form).status_code == 303


def speak(client: Client, board) -> None:
    assert send(client, board.subject, body="The line is busy").status_code == 303


def with_key(key: str) -> Client:
    client = Client()
    client.cookies["sessionid"] = key
    return client


def with_planted_key() -> Client:
    """A browser in which somebody left a session of theirs."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["kept"] = "as it was"
    session.save()
    return with_key(session.session_key)


def key_of(client: Client) -> str:
    return client.cookies["sessionid"].value


@pytest.mark.parametrize("take_seat", [join, speak])
def test_the_old_key_opens_nothing_once_there_is_a_seat(board, take_seat):
    client = with_planted_key()
    old = key_of(client)
    take_seat(client, board)
    assert key_of(client) != old
    assert not Session.objects.filter(session_key=old).exists()
    with_old = with_key(old)
    assert with_old.get(reverse("board", args=[board.pk])).status_code == 404
    assert with_old.get(reverse("thanks", args=[board.subject.code])).status_code == 302
    assert not {"seats", "references"} & with_old.session.keys()


@pytest.mark.parametrize("take_seat", [join, speak])
def test_the_new_key_opens_all_that_the_session_had(board, take_seat):
    client, other = with_planted_key(), make_board(Stage.GROUP)
    join(client, other)
    take_seat(client, board)
    assert client.session["kept"] == "as it was"
    assert client.session["seats"].keys() == {str(board.subject_id), str(other.subject_id)}
    assert client.get(reverse("board", args=[other.pk])).status_code == 200
    assert client.get(reverse("thanks", args=[board.subject.code])).status_code == 200


def test_a_member_of_staff_stays_signed_in_and_gets_a_new_key(board):
    ben = client_of(make_facilitator())
    old = key_of(ben)
    join(ben, board)
    assert key_of(ben) != old
    assert ben.get(reverse("workshops")).status_code == 200
    assert with_key(old).get(reverse("workshops")).status_code == 302


@pytest.mark.parametrize("again", [join, speak])
def test_where_nothing_is_new_the_key_stays(board, again):
    client = Client()
    speak(client, board)
    key = key_of(client)
    again(client, board)
    assert key_of(client) == key


def test_a_refused_form_changes_no_key(board):
    client = with_planted_key()
    key = key_of(client)
    client.post(reverse("join", args=[board.join_code]), {"seat_key": "five"})
    client.post(reverse("give_voice", args=[board.subject.code]), {})
    assert key_of(client) == key


def test_a_form_sent_twice_at_once_is_one_seat_for_whichever_answer_comes_last(board):
    """The second still has the old key, which is gone by then."""
    client, form = with_planted_key(), {"seat_key": str(uuid.uuid4())}
    second = with_key(key_of(client))
    for each in (client, second):
        assert each.post(reverse("join", args=[board.join_code]), form).status_code == 303
        assert each.get(reverse("board", args=[board.pk])).status_code == 200
    assert client.session["seats"] == second.session["seats"]
    assert board.grants.filter(role="participant").count() == 1
