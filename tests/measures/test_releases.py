import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from measures.disclosure.releases import Counting, Ledger, Release
from measures.disclosure.rounding import OFF_BY
from measures.errors import MeasureError
from tests.measures.series import READERS, Series, careless


def people(number, start=0):
    return frozenset(range(start, start + number))


def shown(counting, ledger=None):
    return {entry.key for entry in Release(counting, ledger or Ledger()).entries()}


def after(*countings):
    ledger = Ledger()
    for counting in countings:
        ledger = ledger.with_entries(Release(counting, ledger).entries())
    return ledger


def mixed(everybody):
    return {person: "agree" if person % 3 else "disagree" for person in everybody}


def counting(everybody, answers=None, **parts):
    return Counting("all", everybody, parts, answers)


@pytest.mark.parametrize(("number", "is_shown"), [(0, False), (1, False), (9, False), (10, True), (400, True)])
def test_a_count_is_shown_from_ten_people_on(number, is_shown):
    assert shown(counting(people(number))) == ({"all"} if is_shown else set())


def test_a_count_of_people_who_all_said_the_same_is_not_shown():
    everybody = people(30)
    assert shown(counting(everybody, dict.fromkeys(everybody, "agree"))) == set()


def test_a_part_is_hidden_with_a_rest_that_is_too_small():
    assert shown(counting(people(40), rural=people(31), urban=people(9, 31))) == {"all"}


def test_parts_with_a_large_rest_are_shown():
    assert shown(counting(people(40), rural=people(15), urban=people(15, 15))) == {"all", "rural", "urban"}


def test_a_part_that_is_everybody_is_not_shown():
    assert shown(counting(people(40), rural=people(40))) == {"all"}


def test_two_parts_that_differ_by_one_person_are_not_both_shown():
    assert len(shown(counting(people(60), rural=people(30), farmers=people(29))) & {"rural", "farmers"}) == 1


@pytest.mark.parametrize(("came", "is_shown"), [(1, False), (9, False), (10, True)])
def test_a_count_is_shown_again_after_ten_newcomers(came, is_shown):
    before = counting(people(30), mixed(people(30)))
    now = counting(people(30 + came), mixed(people(30 + came)))
    assert shown(now, after(before)) == ({"all"} if is_shown else set())


def test_newcomers_who_all_said_the_same_wait():
    before = counting(people(30), mixed(people(30)))
    now = counting(people(45), mixed(people(30)) | dict.fromkeys(people(15, 30), "agree"))
    assert shown(now, after(before)) == set()


def test_newcomers_who_are_all_in_one_part_wait_with_it():
    before = counting(people(40), rural=people(20))
    now = counting(people(60), rural=people(20) | people(20, 40))
    assert shown(now, after(before)) == {"all"}


def test_a_total_waits_for_one_newcomer_of_a_part_that_is_not_shown_again():
    before = counting(people(40), mixed(people(40)), rural=people(20), urban=people(20, 20))
    now = counting(people(51), mixed(people(51)), rural=people(20) | people(1, 50), urban=people(30, 20))
    assert shown(now, after(before)) == {"all"}


def test_the_rest_counts_against_the_total_that_was_shown_and_not_only_against_today():
    """Nine people were in no shown part of the total that everybody saw; that one came since does not make them ten."""
    rural, urban = people(20), people(11, 20)
    before = counting(people(40), rural=rural, urban=urban)
    assert shown(before) == {"all", "rural"}
    assert shown(counting(people(41), rural=rural, urban=urban), after(before)) == set()


@pytest.mark.parametrize(("left", "is_shown"), [(1, False), (9, False), (10, True)])
def test_a_count_waits_until_as_many_have_left(left, is_shown):
    now = counting(people(30 - left, left) | people(20, 30))
    assert shown(now, after(counting(people(30)))) == ({"all"} if is_shown else set())


def test_nothing_new_shows_nothing_new():
    same = counting(people(40), rural=people(20))
    assert shown(same, after(same)) == set()


def test_a_part_outside_everybody_is_refused_by_name():
    with pytest.raises(MeasureError, match="rural"):
        counting(people(10), rural=people(11))


def test_a_person_without_an_answer_is_refused():
    with pytest.raises(MeasureError, match="no answer"):
        counting(people(10), mixed(people(9)))


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), agree=st.sampled_from([0.5, 0.85, 0.97]))
def test_no_reader_of_a_series_learns_what_anybody_said(reader, seed, agree):
    assert list(reader(Series(seed, agree))) == []


@pytest.mark.parametrize("reader", READERS)
def test_each_reader_learns_from_a_publisher_who_only_hides_small_counts(reader):
    assert any(list(reader(Series(seed, 0.97, publish=careless))) for seed in range(100))


@pytest.mark.long
def test_no_reader_learns_anything_from_many_votes(is_long):
    seeds = iter(range(10**6, 2 * 10**6))
    cast = 0
    while cast < (100_000 if is_long else 2_000):
        series = Series(next(seeds), 0.9, batches=12)
        cast += len(series.answers)
        assert {reader.__name__: list(reader(series)) for reader in READERS if any(reader(series))} == {}


def told_by_everything_together(series):
    """People of whom any combination of the shown counts says for certain what they said.

    People counted in the same places cannot be told apart; of each such set, ask for a world that agrees with all that
    was shown and in which not all of them said so.
    """
    groups = [entry.people for entry in series.shown]
    alike = {}
    for person in series.answers:
        alike.setdefault(tuple(person in group for group in groups), set()).add(person)
    alike = {where: those for where, those in alike.items() if any(where)}
    for answer in ("agree", "disagree") if alike else ():
        counts = np.array([series.count(group, answer) for group in groups])
        seen = LinearConstraint(np.array(list(alike)).T.astype(float), counts - OFF_BY, counts + OFF_BY)
        sizes = np.array([len(those) for those in alike.values()])
        for position, those in enumerate(alike.values()):
            if all(series.answers[each] == answer for each in those):
                wanted = np.eye(len(sizes))[position]
                world = milp(wanted, constraints=seen, integrality=np.ones(len(sizes)), bounds=Bounds(0, sizes))
                if round(world.fun) == len(those):
                    yield those


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), agree=st.sampled_from([0.6, 0.85, 0.95]))
def test_no_combination_of_all_that_was_shown_tells_what_anybody_said(seed, agree):
    assert list(told_by_everything_together(Series(seed, agree))) == []


def test_combinations_tell_much_of_a_careless_publisher():
    assert any(list(told_by_everything_together(Series(seed, 0.85, publish=careless))) for seed in range(5))
