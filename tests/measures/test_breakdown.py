import pytest

from measures.breakdown import Responses, compare_segments
from measures.errors import MeasureError, TooFew


@pytest.mark.parametrize(
    ("wrong", "people", "interval"),
    [(0, 5, (0, 0.4345)), (1, 5, (0.0362, 0.6245)), (37, 120, (0.2327, 0.3958))],
)
def test_a_share_of_wrong_responses_has_the_reference_interval(wrong, people, interval):
    assert Responses(wrong, people).interval == pytest.approx(interval, abs=1e-4)


def test_an_exact_interval_ends_exactly_at_none_and_all():
    assert Responses(0, 5).exact_interval[0] == 0
    assert Responses(5, 5).exact_interval[1] == 1


@pytest.mark.parametrize(("wrong", "people"), [(-1, 5), (6, 5), (1, 0)])
def test_impossible_responses_are_refused(wrong, people):
    with pytest.raises(MeasureError, match="cannot be wrong"):
        Responses(wrong, people)


def test_nobody_has_no_share_and_no_interval():
    with pytest.raises(TooFew):
        _ = Responses(0, 0).share
    with pytest.raises(MeasureError):
        _ = Responses(0, 0).interval


@pytest.mark.parametrize(("people", "few"), [(0, True), (19, True), (20, False)])
def test_fewer_than_twenty_are_few(people, few):
    assert Responses(0, people).are_few is few


def test_a_segment_stands_out_among_all_comparisons_of_a_release():
    release = {(f"segment {at}", "deadline"): (Responses(3, 30), Responses(30, 300)) for at in range(9)}
    release["carers", "deadline"] = (Responses(15, 30), Responses(30, 300))
    found = compare_segments(release)
    assert [key for key, comparison in found.items() if comparison.stands_out] == [("carers", "deadline")]
    carers = found["carers", "deadline"]
    assert carers.difference == pytest.approx(0.4)
    assert carers.low > 0.2
    assert carers.p < 1e-6


def test_one_in_many_comparisons_stands_out_by_chance_and_is_not_told():
    release = {(f"segment {at}", "deadline"): (Responses(3, 30), Responses(30, 300)) for at in range(30)}
    release["carers", "deadline"] = (Responses(8, 30), Responses(30, 300))
    carers = compare_segments(release)["carers", "deadline"]
    assert carers.p < 0.05
    assert not carers.stands_out


def test_a_pair_without_responses_is_left_out():
    release = {
        ("carers", "deadline"): (Responses(0, 0), Responses(3, 30)),
        ("rural", "deadline"): (Responses(1, 9), Responses(0, 0)),
    }
    assert compare_segments(release) == {}
