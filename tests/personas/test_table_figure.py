"""The picture of the Table: every chair has its place, and no label meets another."""

from itertools import combinations

import pytest

from personas.figures import MOST_CHAIRS, SPACING, picture_of

WIDEST_LETTER = 9


@pytest.mark.parametrize("number", range(1, MOST_CHAIRS + 1))
def test_each_chair_has_a_place_within_the_picture(number):
    drawn = picture_of([f"Somebody does it for you {place}" for place in range(number)], [])
    assert len(drawn.places) == number
    for place in drawn.places:
        assert SPACING // 2 <= place.x <= drawn.width - SPACING // 2
        assert 0 < min(line.y for line in place.name) < place.state_y < drawn.height or place.turn == 0
        assert 0 < place.state_y < drawn.height


@pytest.mark.parametrize("number", range(2, MOST_CHAIRS + 1))
def test_no_label_meets_another(number):
    drawn = picture_of(["Unpronounceable and long names"] * number, [])
    for one, other in combinations(drawn.places, 2):
        is_beside = abs(one.x - other.x) >= SPACING
        is_above = one.state_y < other.name[0].y - 10 or other.state_y < one.name[0].y - 10
        assert is_beside or is_above


@pytest.mark.parametrize("number", [0, MOST_CHAIRS + 1, 40])
def test_what_a_picture_cannot_hold_is_not_drawn(number):
    assert picture_of(["Rural"] * number, []) is None


@pytest.mark.parametrize("name", ["", "x" * 120, "word " * 24, "كلمة " * 24])
def test_a_name_of_any_length_keeps_to_its_lines(name):
    lines = picture_of([name], [name]).places[0].name
    assert 1 <= len(lines) <= 3
    assert all(len(line.text) * WIDEST_LETTER <= SPACING + WIDEST_LETTER * 2 for line in lines)


def test_places_run_clockwise_from_the_top_left():
    turns = [place.turn for place in picture_of(["Rural"] * 8, []).places]
    assert turns == [0, 0, 0, 90, 180, 180, 180, 270]
