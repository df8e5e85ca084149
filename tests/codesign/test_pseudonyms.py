"""A pseudonym is stored alike for everybody and read in the language of the page."""

import pytest
from django.utils.translation import override, trans_real

from codesign.actions.seats import new_pseudonym
from codesign.boards import snapshot_of
from codesign.enums import SeatRole, Stage
from codesign.models import Seat
from codesign.pseudonyms import COLOURS, in_this_language
from tests.codesign.boards.test_pages import joined, seat_of
from tests.codesign.boards.verbs import add
from tests.codesign.pages import words_of
from tests.factories import make_board, make_participant, make_subject

ARABIC = "أزرق %(number)s"


@pytest.fixture
def blue_in_arabic(monkeypatch):
    """The translation that this file speaks of, whatever the translators choose."""
    monkeypatch.setitem(trans_real.translation("ar")._catalog._catalogs[0], "Blue %(number)s", ARABIC)


@pytest.mark.parametrize("word", [*COLOURS, "Participant"])
def test_in_english_a_name_is_what_is_stored(word):
    assert in_this_language(f"{word} 27") == f"{word} 27"


def test_a_colour_is_said_in_the_language_of_the_page(blue_in_arabic):
    with override("ar"):
        assert in_this_language("Blue 27") == "أزرق 27"


@pytest.mark.parametrize("name", ["Blue heron 5", "Blue", "Blue ", "27", "", "Blue x", "blue 27", "Blue 2%", "%s 5"])
def test_a_name_of_another_form_stays_as_it_is(blue_in_arabic, name):
    with override("ar"):
        assert in_this_language(name) == name


@pytest.mark.django_db
def test_what_is_stored_is_the_same_whoever_takes_a_seat(blue_in_arabic):
    with override("ar"):
        word, _space, number = new_pseudonym(make_subject()).partition(" ")
    assert word in COLOURS
    assert number.isdecimal()


@pytest.mark.django_db(databases=["default", "vault"])
def test_an_arabic_board_names_people_in_arabic_and_its_device_store_in_none(blue_in_arabic):
    board = make_board(Stage.GROUP)
    client = joined(board)
    Seat.objects.filter(pk=seat_of(client, board).pk).update(pseudonym="Blue 27")
    add(board, seat_of(client, board))
    english, arabic = (client.get(f"{start}/b/{board.pk}/") for start in ("", "/ar"))
    assert words_of(english).count("<bdi data-author>Blue 27</bdi>") == 1
    assert words_of(arabic).count("<bdi data-author>أزرق 27</bdi>") == 1
    assert words_of(arabic).count("Blue 27") == words_of(arabic).count('data-viewer="Blue 27"') == 1


@pytest.mark.django_db(databases=["default", "vault"])
def test_an_arabic_state_names_people_in_arabic(blue_in_arabic):
    board = make_board(Stage.GROUP)
    seat = make_participant(board)
    Seat.objects.filter(pk=seat.pk).update(pseudonym="Blue 27")
    add(board, seat)
    with override("ar"):
        state = snapshot_of(board, SeatRole.PARTICIPANT)
    assert [note["author"] for note in state["notes"]] == ["أزرق 27"]
