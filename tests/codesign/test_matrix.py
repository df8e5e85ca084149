"""The ballots of a counted round as a file: by key, for its owner only, and nothing in it tells when or who."""

import csv
import io

import pytest
from django.urls import reverse

from codesign.actions.rounds import close_round
from codesign.actions.statements import leave_out_statement
from codesign.csv_cells import lines_of, safe
from codesign.enums import Choice, Way
from codesign.matrix import NotCounted, rows_of
from codesign.models import Ballot, Round, Seat
from people.enums import Role
from tests.codesign.pages import client_of
from tests.codesign.round_steps import SENTENCES, make_open_round, settled, statements_of
from tests.codesign.test_results import crowd
from tests.factories import make_owner, make_user

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
FORMULA = "=HYPERLINK(1) is a statement"


@pytest.fixture
def round_():
    return make_open_round(sentences=[*SENTENCES, FORMULA])


def read(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def file_of(round_, user=None):
    return client_of(user or round_.subject.owner).get(reverse("round_matrix", args=[round_.pk]))


def test_a_row_for_each_key_and_a_column_for_each_statement(round_):
    crowd(round_, Way.OPEN_LINK, 12, 8)
    response = file_of(settled(round_))
    heading, *rows = read(response)
    assert response["Cache-Control"] == "private, no-store"
    assert heading[:4] == ["Key", "Who could choose", "Way in", "Kind of seat"]
    assert sorted(heading[4:]) == sorted([*SENTENCES, f"'{FORMULA}"])
    assert {tuple(row[1:4]) for row in rows} == {("everyone with the link", "By an open link", "Speaks for themselves")}
    place = heading.index(SENTENCES[0])
    assert sorted(row[place] for row in rows) == ["agree"] * 12 + ["disagree"] * 8
    assert [row[0] for row in rows] == sorted(Ballot.objects.values_list("key", flat=True).distinct())


def test_no_cell_names_a_seat_or_a_number_of_the_database(round_):
    seats = crowd(round_, Way.OPEN_LINK, 12, 8)
    text = str(read(file_of(settled(round_))))
    for seat in Seat.objects.filter(pk__in=[each.pk for each in seats]):
        assert str(seat.pk) not in text
        assert seat.pseudonym not in text


@pytest.mark.parametrize(
    ("invited", "attested"),
    [(12, 12), (3, 12), (9, 30), (3, 3), (0, 5), (5, 5)],
)
def test_a_way_that_few_share_is_not_named_nor_found_by_what_is_left(round_, invited, attested):
    crowd(round_, Way.OPEN_LINK, 20, 20)
    crowd(round_, Way.INVITED, invited, 0)
    crowd(round_, Way.ATTESTED, attested, 0)
    _heading, *rows = read(file_of(settled(round_)))
    ways = [row[2] for row in rows]
    untold = ways.count("too few to tell")
    assert untold == 0 or untold >= 10
    assert "By an open link" in ways or untold == len(ways)
    assert all(ways.count(way) >= 10 for way in ways)


def test_what_was_left_out_is_no_column(round_):
    crowd(round_, Way.OPEN_LINK, 12, 8)
    owner = round_.subject.owner
    leave_out_statement(statement=statements_of(round_)[0], because="It names a person.", left_out_by=owner)
    assert SENTENCES[0] not in read(file_of(settled(round_)))[0]


@pytest.mark.parametrize("state", ["open", "closed and not counted"])
def test_of_a_round_that_is_not_counted_there_is_no_file(round_, state):
    crowd(round_, Way.OPEN_LINK, 12, 8)
    if state != "open":
        close_round(round_=round_, closed_by=round_.subject.owner)
    response = file_of(round_)
    assert (response.status_code, response["Location"]) == (303, reverse("round", args=[round_.pk]))
    with pytest.raises(NotCounted):
        rows_of(Round.objects.get())


@pytest.mark.parametrize("who", [make_owner, lambda: make_user(Role.MODERATOR), lambda: make_user(Role.EDITOR)])
def test_of_anothers_round_there_is_no_file(round_, who):
    crowd(round_, Way.OPEN_LINK, 12, 8)
    assert file_of(settled(round_), who()).status_code in {403, 404}


def test_the_questions_do_not_grow_with_people(round_, django_assert_num_queries):
    crowd(round_, Way.OPEN_LINK, 30, 30)
    round_ = settled(round_)
    with django_assert_num_queries(3):
        assert len(list(lines_of(rows_of(round_)))) == 62


def test_the_same_file_twice(round_):
    crowd(round_, Way.OPEN_LINK, 12, 8)
    round_ = settled(round_)
    assert read(file_of(round_)) == read(file_of(round_))


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1"])
def test_what_looks_like_a_formula_is_text(cell):
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["a=1", "", "1", Choice.AGREE])
def test_everything_else_is_as_it_is(cell):
    assert safe(cell) == str(cell)
