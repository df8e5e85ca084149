"""Counts by segment leave the vault only as far as they may be shown, also one after the other."""

import inspect
import uuid
from collections.abc import Mapping
from typing import get_type_hints

import pytest

from measures.disclosure.rounding import SuppressedTable
from people.vault import store
from people.vault.models import ShownCount, ShownLineage, ShownSeat

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
GEOGRAPHY, RURAL, REMOTE, URBAN = 1, 11, 12, 13
QUESTIONS = [
    store.SegmentQuestion(RURAL, GEOGRAPHY, frozenset({RURAL, REMOTE}), None),
    store.SegmentQuestion(URBAN, GEOGRAPHY, frozenset({URBAN}), None),
]


@pytest.fixture
def lineage():
    return uuid.uuid4()


def people_of(segment, number):
    seats = [uuid.uuid4() for _ in range(number)]
    for seat in seats:
        said = [store.Statement(GEOGRAPHY, frozenset({segment}))]
        store.declare(seat_id=seat, statements=said, consent_text="We ask because …", language="en")
    return seats


def shown(lineage, seats, answers=None, series="subject"):
    table = store.aggregate(lineage=lineage, series=series, seat_ids=seats, questions=QUESTIONS, answers=answers)
    if answers is None:
        return tuple(table.values[segment, ""] for segment in (None, RURAL, URBAN))
    return table.values


def test_nobody_is_shown_of_nobody(lineage):
    assert shown(lineage, []) == (None, None, None)


@pytest.mark.parametrize(
    ("rural", "urban", "counts"),
    [
        (4, 4, (None, None, None)),
        (9, 0, (None, None, None)),
        (12, 0, (10, None, None)),
        (12, 3, (15, None, None)),
        (12, 9, (20, None, None)),
        (12, 13, (25, 10, 15)),
    ],
)
def test_small_counts_and_what_would_give_them_away_are_hidden(lineage, rural, urban, counts):
    assert shown(lineage, people_of(RURAL, rural) + people_of(URBAN, urban)) == counts


def test_people_of_a_segment_below_count_in_it_once(lineage):
    seats = people_of(RURAL, 8) + people_of(REMOTE, 8) + people_of(URBAN, 11)
    assert shown(lineage, seats) == (25, 15, 10)


def test_a_count_stays_until_ten_newcomers_came(lineage):
    seats = people_of(RURAL, 20) + people_of(URBAN, 20)
    assert shown(lineage, seats) == (40, 20, 20)
    seats += people_of(RURAL, 9)
    assert shown(lineage, seats) == (40, 20, 20)
    seats += people_of(RURAL, 1) + people_of(URBAN, 10)
    assert shown(lineage, seats) == (60, 30, 30)


def test_newcomers_who_are_all_of_one_segment_are_not_told_from_it(lineage):
    seats = people_of(RURAL, 20) + people_of(URBAN, 20)
    shown(lineage, seats)
    assert shown(lineage, seats + people_of(RURAL, 20)) == (60, 20, 20)


def test_a_second_look_at_the_same_people_stores_nothing(lineage):
    seats = people_of(RURAL, 20) + people_of(URBAN, 20)
    assert shown(lineage, seats) == shown(lineage, seats)
    assert ShownLineage.objects.get(pk=lineage).showings == 1


def test_another_subject_of_the_lineage_waits_where_the_two_differ_by_few(lineage):
    seats = people_of(RURAL, 20) + people_of(URBAN, 20)
    shown(lineage, seats)
    assert shown(lineage, [*seats, *people_of(URBAN, 1)], series="lineage") == (None, 20, None)
    assert shown(uuid.uuid4(), [*seats, *people_of(URBAN, 1)], series="lineage") == (40, 20, 20)


def test_answers_are_counted_and_unanimity_is_hidden(lineage):
    rural, urban = people_of(RURAL, 20), people_of(URBAN, 20)
    answers = dict.fromkeys(rural, "agree") | {seat: "agree" if at % 2 else "disagree" for at, seat in enumerate(urban)}
    assert shown(lineage, rural + urban, answers) == {
        (None, "agree"): 30, (None, "disagree"): 10,
        (RURAL, "agree"): None, (RURAL, "disagree"): None,
        (URBAN, "agree"): None, (URBAN, "disagree"): None,
    }  # fmt: skip


def test_no_exact_count_and_no_answer_is_stored(lineage):
    seats = people_of(RURAL, 21) + people_of(URBAN, 22)
    shown(lineage, seats, {seat: "agree" if at % 3 else "disagree" for at, seat in enumerate(seats)})
    assert {count % 5 for each in ShownCount.objects.all() for count in each.counts.values()} == {0}
    assert {field.name for field in ShownSeat._meta.fields} == {"id", "lineage", "key", "seat_id", "since", "until"}


def test_an_erased_seat_is_named_nowhere_and_changes_no_count(lineage):
    seats = people_of(RURAL, 20) + people_of(URBAN, 20)
    before = shown(lineage, seats)
    store.erase(seats[0])
    assert not ShownSeat.objects.filter(seat_id=seats[0]).exists()
    assert shown(lineage, seats[1:]) == before


def test_nothing_that_leaves_the_vault_is_an_exact_count():
    verbs = [verb for _, verb in inspect.getmembers(store, inspect.isfunction) if not verb.__name__.startswith("_")]
    told = {verb.__name__: get_type_hints(verb)["return"] for verb in verbs if verb.__module__ == store.__name__}
    assert told == {
        "declare": type(None),
        "record_consent": type(None),
        "forget_said_about_oneself": type(None),
        "me": list[store.Statement],
        "consents": list[store.Agreed],
        "chair_states": Mapping[int, store.Hearing],
        "aggregate": SuppressedTable[tuple[int | None, str]],
        "withdraw": type(None),
        "erase": type(None),
    }
