"""Coming to a workshop by its code, typed by hand."""

import pytest
from django.test import Client
from django.urls import reverse

from codesign.enums import Stage
from codesign.models import Board
from people.models import Attempt
from tests.codesign.boards.test_pages import joined
from tests.codesign.pages import words_of
from tests.factories import make_board

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
UNKNOWN = "There is no workshop with this code."


@pytest.fixture
def board():
    board = make_board()
    Board.objects.filter(pk=board.pk).update(join_code="KX472P")
    board.refresh_from_db()
    return board


def type_code(client, code):
    return client.post(reverse("workshop_code"), {"code": code})


@pytest.mark.parametrize("typed", ["KX472P", "kx472p", " kx4 72p ", "KX4-72P", "kx4–72p", "K X 4 7 2 P", "kx472p\n"])
def test_a_code_is_found_however_it_is_typed(client, board, typed):
    response = type_code(client, typed)
    assert (response.status_code, response.url) == (303, "/j/KX472P/")


def test_a_link_with_a_dash_in_its_code_opens(client, board):
    assert client.get("/j/kx4-72p/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type the code of the workshop."),
        (" - ", "A code has 6 letters and digits"),
        ("KX472", "A code has 6 letters and digits"),
        ("KX472PP", "A code has 6 letters and digits"),
        ("KX472É", "A code has 6 letters and digits"),
        ("٤X472P", "A code has 6 letters and digits"),
        ("KX472O", "A code never has 0, O, 1, I or L"),
        ("0X472P", "A code never has 0, O, 1, I or L"),
        ("kx47lp", "A code never has 0, O, 1, I or L"),
        ("KXi72P", "A code never has 0, O, 1, I or L"),
        ("KX412P", "A code never has 0, O, 1, I or L"),
        ("x" * 500, "This is too long for a code."),
        ("\x00", "There is a problem"),
        ("KX472Q", UNKNOWN),
    ],
)
def test_a_wrong_code_says_what_to_do_and_stays_in_its_field(client, board, typed, sentence):
    response = type_code(client, typed)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert response.context["form"]["code"].value() == typed


@pytest.mark.parametrize("path", ["/j/KX472Q/", "/j/nothing/", "/j/KX472O/"])
def test_a_link_that_leads_nowhere_asks_for_the_code(client, board, path):
    for response in (client.get(path), client.post(path)):
        assert response.status_code == 404
        assert f'action="{reverse("workshop_code")}"' in words_of(response)


@pytest.mark.parametrize("typed", ["KX472", "KX472O", "", "x" * 500])
def test_a_slip_of_the_pen_is_not_counted(client, board, typed):
    type_code(client, typed)
    assert not Attempt.objects.exists()


def spend(client):
    for number in range(30):
        client.get(f"/j/KX47{'23456789ABCDEFGHJKMNPQRSTUVWXYZ'[number]}Q/")


def test_guessing_ends_with_a_sentence_for_right_codes_as_well(client, board):
    spend(client)
    for response in (client.get("/j/KX472P/"), type_code(client, "KX472P"), type_code(client, "KX472Q")):
        assert response.status_code == 429
        assert "Wait 15 minutes" in words_of(response)


def test_another_address_and_who_has_a_seat_come_in_though_the_limit_is_spent(client, board):
    seated = joined(board)
    spend(client)
    assert Client(REMOTE_ADDR="192.0.2.9").get("/j/KX472P/").status_code == 200
    assert seated.get("/j/KX472P/").status_code == 302


def test_another_address_of_the_same_network_opens_no_limit(board):
    spend(Client(REMOTE_ADDR="2001:db8::1"))
    assert Client(REMOTE_ADDR="2001:db8::2").get("/j/KX472P/").status_code == 429
    assert Client(REMOTE_ADDR="2001:db8:0:1::2").get("/j/KX472P/").status_code == 200


def test_a_seat_elsewhere_opens_no_limit(client, board):
    elsewhere = joined(make_board())
    spend(client)
    assert elsewhere.get("/j/KX472P/").status_code == 429


def test_the_code_of_a_closed_workshop_leads_to_its_closing_words(client, board):
    Board.objects.update(stage=Stage.CLOSE)
    assert "This workshop is closed." in words_of(client.get(type_code(client, "KX472P").url))


def test_the_page_asks_one_question_and_is_kept_by_nobody(client):
    response = client.get("/j/")
    assert "Code of the workshop" in words_of(response)
    assert response["Cache-Control"] == "private, no-store"


def test_every_page_leads_there(client):
    assert 'href="/j/"' in words_of(client.get("/mine/"))
    assert 'href="/ar/j/"' in words_of(client.get("/ar/mine/"))
