"""The lobby of a workshop: the square to scan, the code to type, and how many have joined."""

from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from codesign.actions.boards import revoke_grant
from codesign.enums import Stage
from codesign.models import Board, SeatGrant
from codesign.qr import qr_svg
from people.enums import Role
from tests.codesign.boards.test_pages import joined, seat_of
from tests.codesign.pages import client_of, words_of
from tests.factories import make_board, make_facilitator, make_participant, make_user

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
PARTS = ("workshop", "workshop_qr", "workshop_people")


def part(client, board, name):
    return client.get(reverse(name, args=[board.pk]))


def test_the_lobby_says_where_to_go_and_what_to_type(board, settings):
    settings.SITE_URL = "https://chair.example"
    lobby = words_of(part(client_of(board.created_by), board, "workshop"))
    assert 'go to <bdi class="join-place">chair.example/j/</bdi> and type this code:' in lobby
    assert f"https://chair.example/j/{board.join_code}/" in lobby


def test_the_square_stands_in_the_lobby_with_words_for_who_cannot_see_it(board):
    lobby = words_of(part(client_of(board.created_by), board, "workshop"))
    assert f'src="{reverse("workshop_qr", args=[board.pk])}"' in lobby
    assert f'alt="QR code that opens http://localhost:8000/j/{board.join_code}/"' in lobby


def test_the_square_is_a_picture_that_needs_nothing_else(board):
    response = part(client_of(board.created_by), board, "workshop_qr")
    assert (response["Content-Type"], response["Cache-Control"]) == ("image/svg+xml", "private, no-store")
    assert response.content == qr_svg(f"http://localhost:8000/j/{board.join_code}/")
    elements = [each.tag.rpartition("}")[2] for each in ElementTree.fromstring(response.content).iter()]  # noqa: S314
    assert set(elements) == {"svg", "g", "path"}
    assert b"style" not in response.content


def test_each_workshop_and_language_has_a_square_of_its_own(board):
    other, client = make_board(created_by=board.created_by), client_of(board.created_by)
    squares = {part(client, each, "workshop_qr").content for each in (board, other)}
    squares.add(client.get(f"/ar/workshops/{board.pk}/qr.svg").content)
    assert len(squares) == 3


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        (lambda board: client_of(board.created_by), 200),
        (lambda board: client_of(make_facilitator()), 404),
        (lambda board: client_of(make_user(Role.OWNER)), 403),
        (lambda board: client_of(make_user(Role.ADVOCATE)), 403),
        (joined, 302),
        (lambda board: Client(), 302),
    ],
    ids=["leads", "leads another", "owner", "advocate", "participant", "stranger"],
)
def test_only_who_leads_sees_the_parts_of_a_lobby(board, name, who, status):
    assert part(who(board), board, name).status_code == status


def test_the_count_is_a_sentence_in_the_language_of_the_page(board):
    client = client_of(board.created_by)
    joined(board)
    response = part(client, board, "workshop_people")
    assert (response.json(), response["Cache-Control"]) == ({"sentence": "People who joined: 1"}, "private, no-store")
    assert "People" not in client.get(f"/ar/workshops/{board.pk}/people/").json()["sentence"]


def test_who_leads_or_was_sent_away_is_not_counted(board):
    gone = joined(board)
    revoke_grant(grant=SeatGrant.objects.get(seat=seat_of(gone, board)), revoked_by=board.created_by)
    assert part(client_of(board.created_by), board, "workshop_people").json() == {"sentence": "People who joined: 0"}


def test_the_count_names_nobody(board, ana):
    assert ana.pseudonym not in part(client_of(board.created_by), board, "workshop_people").content.decode()


def test_counting_asks_as_often_for_many_as_for_one(board, django_assert_num_queries):
    client = client_of(board.created_by)
    make_participant(board)
    with django_assert_num_queries(100, exact=False) as few:
        part(client, board, "workshop_people")
    for _ in range(5):
        make_participant(board)
    with django_assert_num_queries(len(few)):
        part(client, board, "workshop_people")


def test_without_a_script_a_link_counts_again(board):
    lobby = words_of(part(client_of(board.created_by), board, "workshop"))
    assert f'<a href="{reverse("workshop", args=[board.pk])}">Count again</a>' in lobby


def test_a_closed_workshop_asks_nobody_to_join(board):
    Board.objects.update(stage=Stage.CLOSE)
    lobby = words_of(part(client_of(board.created_by), board, "workshop"))
    assert "qr.svg" not in lobby
    assert "data-count=" not in lobby
