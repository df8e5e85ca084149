import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.disclosure.rounding import SuppressedTable, rounded
from measures.errors import MeasureError


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (1002, 1000)])
def test_a_count_is_shown_as_the_next_multiple_of_five(count, shown):
    assert rounded(count) == shown


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_share_holds_the_true_one_and_never_says_none_or_all(part, others):
    whole = part + others
    share = SuppressedTable({"part": rounded(part), "whole": rounded(whole)}).share("part", "whole")
    if whole <= 2:
        assert share is None
    else:
        assert share.low <= part / whole <= share.high
        assert share.low <= 0.95
        assert share.high >= 0.05


@given(st.integers(3, 19), st.booleans())
def test_a_share_of_few_people_does_not_say_that_they_all_agreed(people, agreed):
    count = people if agreed else 0
    share = SuppressedTable({"agree": rounded(count), "all": rounded(people)}).share("agree", "all")
    possible = {each for each in range(people + 1) if share.low <= each / people <= share.high}
    assert len(possible) >= 2


@pytest.mark.parametrize("hidden", ["part", "whole"])
def test_there_is_no_share_of_what_is_hidden(hidden):
    assert SuppressedTable({"part": 5, "whole": 20, hidden: None}).share("part", "whole") is None


def test_a_share_of_what_the_table_does_not_have_is_refused():
    with pytest.raises(MeasureError, match="rural"):
        SuppressedTable({"all": 20}).share("rural", "all")
