from collections import Counter
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from measures.disclosure.suppression import crossed, recomputable, suppress, without_complement
from measures.errors import MeasureError, TooFew
from tests.measures.flying import complete_people, needs_survey

# minimum, too small, of which subtraction brings back, hidden at most, range at least
REFERENCE = [(5, 8, 8, 16, 3), (10, 15, 9, 23, 5)]


def people_of_flying():
    counts = Counter((row["region"], row["education"]) for row in complete_people())
    regions, levels = ({key[axis] for key in counts} for axis in (0, 1))
    return {cell: counts[cell] for cell in product(regions, levels)}


@needs_survey
@pytest.mark.parametrize(("minimum", "small", "given_away", "most", "range_"), REFERENCE)
def test_a_published_table_hides_as_few_as_the_best_program(minimum, small, given_away, most, range_):
    counts = crossed(people_of_flying())
    careless = recomputable(without_complement(counts, minimum=minimum))
    assert sum(high - low < 1e-6 for low, high in careless.values()) == given_away
    careful = suppress(counts, minimum=minimum)
    assert len(careful.primary) == small
    assert len(careful.hidden) <= most
    assert min(high - low for low, high in recomputable(careful).values()) >= range_


def test_a_count_that_subtraction_brings_back_takes_another_with_it():
    hidden = suppress(crossed({("a", "x"): 3, ("b", "x"): 30, ("c", "x"): 40}), minimum=5).hidden
    assert {("a", "x"), ("b", "x")} <= hidden
    assert ("c", "x") not in hidden


def test_a_table_of_few_people_shows_nothing():
    table = suppress(crossed({("a", "x"): 3}), minimum=5).table
    assert set(table.values.values()) == {None}


def test_nobody_is_no_small_count():
    assert suppress(crossed({("a", "x"): 0, ("b", "x"): 30}), minimum=5).hidden == frozenset()


def test_what_is_shown_is_rounded_and_only_that():
    table = suppress(crossed({("a", "x"): 13, ("b", "x"): 14}), minimum=5).table
    assert table.values == {
        ("a", "x"): 15, ("a", None): 15, ("b", "x"): 15, ("b", None): 15, (None, "x"): 25, (None, None): 25,
    }  # fmt: skip


def test_a_table_without_cells_is_too_few():
    with pytest.raises(TooFew, match="no cells"):
        crossed({})


@pytest.mark.parametrize("count", [-1, 1.5, float("nan"), None])
def test_a_count_that_is_none_is_refused_by_name(count):
    with pytest.raises(MeasureError, match="“a” and “x”"):
        crossed({("a", "x"): count})


TABLES = st.integers(2, 3).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 9), min_size=columns, max_size=columns), min_size=2, max_size=3
    )
)  # fmt: skip


def every_table_like(shown, rows, columns, most):
    """By trial, unlike the program: all tables of whole numbers with the shown cells, rows, columns and total."""
    cells = [(str(row), str(column)) for row in range(rows) for column in range(columns)]
    choices = [[shown[cell]] if cell in shown else range(most + 1) for cell in cells]
    for values in product(*choices):
        table = dict(zip(cells, values, strict=True))
        if all(sum(table[cell] for cell in cells if part_of(cell, key)) == count for key, count in shown.items()):
            yield table


def part_of(cell, key):
    return key[0] in (None, cell[0]) and key[1] in (None, cell[1])


@trials(max_examples=25, deadline=None)
@given(TABLES)
def test_no_reader_who_tries_every_table_knows_a_small_count_better_than_the_rule(rows):
    table = {(str(row), str(column)): count for row, line in enumerate(rows) for column, count in enumerate(line)}
    minimum = 3
    suppression = suppress(crossed(table), minimum=minimum)
    counts = suppression.counts
    exact = dict(zip(counts.keys, counts.values.tolist(), strict=True))
    shown = {key: count for key, count in exact.items() if key not in suppression.hidden}
    assume(sum(cell in suppression.hidden for cell in table) <= 5)
    possible = list(every_table_like(shown, len(rows), len(rows[0]), most=14))
    for key in suppression.primary:
        sums = {sum(count for cell, count in each.items() if part_of(cell, key)) for each in possible}
        assert exact[key] in sums
        assert max(sums) - min(sums) >= 2


@trials(max_examples=20, deadline=None)
@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_nothing_that_matters(rows, random):
    table = {(str(row), str(column)): count for row, line in enumerate(rows) for column, count in enumerate(line)}
    shuffled = list(table.items())
    random.shuffle(shuffled)
    assert suppress(crossed(dict(shuffled)), minimum=5).hidden == suppress(crossed(table), minimum=5).hidden
