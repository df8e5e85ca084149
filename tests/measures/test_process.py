"""Signs of how a workshop went, each against its definition."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.errors import MeasureError, TooFew
from measures.process.conduct import (
    Coverage,
    challenges_answered,
    coverage,
    covered_population,
    gini,
    median_time,
    rubber_stamps,
    speaking_times,
)
from measures.process.evidence import EVIDENCE, Grade
from measures.process.information import UniqueInformation, unique_information
from measures.process.log import Approval, Challenge, Log, Person, Phase, Role, Speech, Vote
from measures.process.opinion import (
    Opinion,
    Switching,
    conformity,
    expected_unanimity,
    opinion_of,
    switching,
    time_to_consensus,
    unanimity_before_challenge,
    variance_between,
)

SILENT, OPEN = Phase.SILENT, Phase.OPEN


def log_of(**parts):
    people = [Person(f"p{number}", Role.PARTICIPANT, "carers") for number in range(4)]
    people += [Person("a0", Role.ADVOCATE, "offline"), Person("m0", Role.STAFF, None)]
    empty = {"votes": (), "speeches": (), "challenges": (), "approvals": ()}
    fixed = {"statements": ("s",), "required": {"carers": 0.7, "offline": 0.3}, "words": 238, "now": 1000}
    return Log(people={person.id: person for person in people}, **{**fixed, **empty, **parts})


def votes(*rows):
    return tuple(Vote(time, phase, person, "s", choice) for time, phase, person, choice in rows)


@pytest.mark.parametrize(
    ("choices", "dissent", "polarisation", "share"),
    [
        ([1, 1, 1, -1], 0.25, 0.75, 0.75),
        ([1, -1, 0, 0], 0.5, 1.0, 0.5),
        ([1, 1], 0.0, 0.0, 1.0),
        ([0, 0], None, None, None),
        ([], None, None, None),
    ],
)
def test_dissent_is_the_smaller_side_of_those_who_decided(choices, dissent, polarisation, share):
    opinion = opinion_of(choices)
    assert (opinion.dissent, opinion.polarisation, opinion.agree_share) == (dissent, polarisation, share)


@pytest.mark.parametrize(
    ("choices", "entropy"), [([1, 0, -1], 1.0), ([1, 1, 1], 0.0), ([1, -1], math.log(2) / math.log(3))]
)
def test_entropy_is_of_three_choices(choices, entropy):
    assert opinion_of(choices).entropy == pytest.approx(entropy)


def test_entropy_of_nobody_is_not_made_up():
    with pytest.raises(TooFew, match="Nobody chose anything"):
        _ = opinion_of([]).entropy


def test_comparable_entropy_adds_what_few_people_take_away_and_never_passes_one():
    assert opinion_of([1, -1]).comparable_entropy == 1
    assert opinion_of([1] * 50).comparable_entropy == pytest.approx(1 / (50 * math.log(3)))


@given(st.lists(st.sampled_from([1, 0, -1]), min_size=1))
def test_to_change_agree_and_disagree_changes_no_sign(choices):
    opinion, mirrored = opinion_of(choices), opinion_of([-choice for choice in choices])
    assert mirrored.entropy == pytest.approx(opinion.entropy)
    assert mirrored.dissent == opinion.dissent
    assert mirrored.polarisation == pytest.approx(opinion.polarisation)


def test_the_last_choice_of_a_phase_counts():
    log = log_of(votes=votes((5, SILENT, "p0", -1), (1, SILENT, "p0", 1), (9, OPEN, "p0", 0)))
    assert log.last_choices("s", SILENT) == {"p0": -1}
    assert log.last_choices("s") == {"p0": 0}
    assert log.last_choices("other") == {}


@pytest.mark.parametrize(
    ("rows", "challenged", "count", "unanimous"),
    [
        ([(1, SILENT, "p0", 1), (2, SILENT, "p1", 1), (3, OPEN, "p2", 1)], None, 3, True),
        ([(1, SILENT, "p0", 1), (2, SILENT, "p1", 1), (3, OPEN, "p2", -1)], None, 3, False),
        ([(1, SILENT, "p0", 1), (2, SILENT, "p1", 1), (3, OPEN, "p2", 1), (8, OPEN, "p3", -1)], 5, 3, True),
        ([(1, SILENT, "p0", 1), (2, SILENT, "p1", 1), (3, OPEN, "p2", 0)], None, 2, None),
        ([(1, SILENT, "p0", 1), (2, SILENT, "p1", 1), (5, OPEN, "p2", 1)], 5, 2, None),
        ([], None, 0, None),
    ],
)
def test_unanimity_looks_at_what_was_said_before_the_first_challenge(rows, challenged, count, unanimous):
    challenges = (Challenge(challenged, "a0", "s", None), Challenge(99, "a0", "s", None)) if challenged else ()
    found = unanimity_before_challenge(log_of(votes=votes(*rows), challenges=challenges), "s")
    assert (found.votes, found.is_unanimous) == (count, unanimous)


@pytest.mark.parametrize(("share", "votes", "expected"), [(0.5, 3, 0.25), (1.0, 4, 1.0), (0.9, 2, 0.82)])
def test_chance_brings_unanimity_too(share, votes, expected):
    assert expected_unanimity(share, votes) == pytest.approx(expected)


def test_who_goes_over_to_the_silent_majority_is_counted():
    silent = [(1, SILENT, "p0", 1), (1, SILENT, "p1", 1), (1, SILENT, "p2", -1), (1, SILENT, "p3", 0)]
    again = [(9, OPEN, "p0", -1), (9, OPEN, "p2", 1), (9, OPEN, "p3", 1)]
    assert switching(log_of(votes=votes(*silent, *again)), "s") == Switching(1, toward=(1, 1), away=(1, 1))


def test_a_tie_has_no_majority_and_nobody_to_switch():
    tied = votes((1, SILENT, "p0", 1), (1, SILENT, "p1", -1), (9, OPEN, "p0", -1))
    assert switching(log_of(votes=tied), "s") == Switching(0, (0, 0), (0, 0))


@pytest.mark.parametrize(
    ("switches", "index"),
    [
        ([], None),
        ([Switching(1, (1, 2), (0, 0))], None),
        ([Switching(1, (0, 0), (1, 2))], None),
        ([Switching(1, (1, 2), (1, 4)), Switching(-1, (1, 2), (0, 4))], 0.5 - 0.125),
    ],
)
def test_without_both_sides_conformity_cannot_be_measured(switches, index):
    found = conformity(switches)
    assert found.index == index
    assert (found.interval is None) is (index is None)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [([1, 1, 1], 0), ([0, 0, 9], 1), ([0, 0, 0], None), ([5, 5], None), ([], None), ([1, 2, 3], 1 / 3)],
)
def test_gini_goes_from_even_to_all_with_one(amounts, expected):
    assert gini(amounts) == pytest.approx(expected)


@pytest.mark.parametrize("amounts", [[1, 2, -1], [1, 2, math.nan]])
def test_amounts_that_cannot_be_are_refused(amounts):
    with pytest.raises(MeasureError, match="negative or no number"):
        gini(amounts)


@given(
    st.lists(st.floats(min_value=0.1, max_value=1e6), min_size=3, max_size=20), st.floats(min_value=0.1, max_value=9)
)
def test_gini_does_not_depend_on_order_or_unit(amounts, factor):
    assert gini([amount * factor for amount in reversed(amounts)]) == pytest.approx(gini(amounts), abs=1e-9)


def test_staff_do_not_count_among_the_speakers():
    log = log_of(speeches=(Speech(1, "p0", 10), Speech(2, "m0", 500), Speech(3, "p0", 5), Speech(4, "a0", 1)))
    assert sorted(speaking_times(log)) == [0, 0, 0, 1, 15]


@pytest.mark.parametrize(
    ("active", "carers", "offline"),
    [
        (["p0", "p1", "p2"], Coverage.DIRECT, Coverage.ABSENT),
        (["p0", "p1"], Coverage.THIN, Coverage.ABSENT),
        (["a0"], Coverage.ABSENT, Coverage.ADVOCATED),
        (["m0"], Coverage.ABSENT, Coverage.ABSENT),
        ([], Coverage.ABSENT, Coverage.ABSENT),
    ],
)
def test_a_segment_is_there_by_its_own_active_people_or_by_an_advocate(active, carers, offline):
    log = log_of(speeches=tuple(Speech(1, person, 1) for person in active))
    found = coverage(log, least=3)
    assert found == {"carers": carers, "offline": offline}
    assert sum(covered_population(found, log.required).values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        ([(1, True), (2, True), (3, True)], 2),
        ([(1, True), (2, False), (3, False)], None),
        ([(1, False), (2, True), (3, True)], 2),
        ([(5, True), (5, True), (9, False)], 5),
        ([(4, False)], None),
        ([], None),
    ],
)
def test_what_still_waits_counts_as_long_as_it_lasted(waits, expected):
    assert median_time(waits) == expected


def test_an_open_challenge_waits_until_now():
    log = log_of(challenges=(Challenge(0, "a0", "s", 10), Challenge(990, "a0", "s", None)))
    answered = challenges_answered(log)
    assert (answered.count, answered.unanswered, answered.unanswered_share) == (2, 1, 0.5)
    assert challenges_answered(log_of()).unanswered_share is None


@pytest.mark.parametrize(
    ("approved", "earlier", "flagged"),
    [(59, None, True), (60, None, False), (59, 5, False), (30, 40, True)],
)
def test_an_approval_faster_than_reading_is_shown_unless_somebody_took_part(approved, earlier, flagged):
    speeches = () if earlier is None else (Speech(earlier, "m0", 1),)
    log = log_of(approvals=(Approval(approved, "m0", 0),), speeches=speeches)
    assert bool(rubber_stamps(log)) is flagged


def test_conformity_has_bounds_and_a_p():
    found = conformity([Switching(1, (12, 20), (3, 40))])
    assert found.index == pytest.approx(0.525)
    low, high = found.interval
    assert 0.25 < low < 0.525 < high < 0.75
    assert found.p == pytest.approx(0.0352, abs=1e-4)


def test_nobody_who_switched_is_no_evidence():
    assert conformity([Switching(1, (0, 5), (0, 5))]).p == 1


@pytest.mark.parametrize(
    ("choices", "interval"),
    [
        ([], None),
        ([1, 1, -1, -1], None),
        ([1] * 4 + [0] * 9, None),
        ([1] * 5, (0, 0.3794)),
        ([1, -1] * 5, (0.2235, 0.5)),
    ],
)
def test_dissent_has_bounds_from_five_who_decided_on(choices, interval):
    assert opinion_of(choices).dissent_interval == (interval and pytest.approx(interval, abs=1e-4))


@pytest.mark.parametrize(
    ("opinions", "expected"),
    [
        ([Opinion(5, 0, 0), Opinion(0, 5, 0)], 1),
        ([Opinion(3, 2, 1), Opinion(6, 4, 2)], 0),
        ([Opinion(1, 0, 0), Opinion(1, 1, 0), Opinion(0, 0, 0)], 0.25),
    ],
)
def test_differences_divide_between_and_within_groups(opinions, expected):
    assert variance_between(opinions) == pytest.approx(expected)
    mirrored = [Opinion(each.disagree, each.agree, each.passes) for each in opinions]
    assert variance_between(mirrored) == pytest.approx(expected)


@pytest.mark.parametrize(
    "opinions", [[], [Opinion(3, 2, 0)], [Opinion(3, 2, 0), Opinion(0, 0, 0)], [Opinion(3, 0, 0)] * 2]
)
def test_one_group_or_one_opinion_has_no_differences_between(opinions):
    with pytest.raises(TooFew):
        variance_between(opinions)


@pytest.mark.parametrize(
    ("rows", "when"),
    [
        ([], None),
        ([(1, OPEN, "p0", 1), (2, OPEN, "p1", 1)], None),
        ([(1, OPEN, "p0", 1), (2, OPEN, "p1", 1), (3, OPEN, "p2", 1)], 3),
        ([(1, OPEN, "p0", 1), (2, OPEN, "p1", 1), (3, OPEN, "p2", 1), (4, OPEN, "p2", -1)], None),
        ([(3, OPEN, "p2", 1), (1, OPEN, "p0", 1), (2, OPEN, "p1", -1), (9, OPEN, "p1", 1)], 9),
        ([(1, OPEN, "p0", 1), (2, OPEN, "p1", 1), (3, OPEN, "p2", 1), (4, OPEN, "p3", 0)], 3),
    ],
)
def test_consensus_counts_from_when_it_stays(rows, when):
    assert time_to_consensus(log_of(votes=votes(*rows)), "s") == when


def test_what_only_one_person_brought_is_counted_with_its_answers():
    raised = {"letters come late": ["p0"], "no bus": ["p1", "p1"], "too long": ["p0", "p1"]}
    found = unique_information(raised, ["no bus", "too long"])
    assert found == UniqueInformation(brought=2, answered=1)
    assert found.share == 0.5


def test_nothing_brought_has_no_share():
    assert unique_information({}, []).share is None


@pytest.mark.parametrize(("raised", "answered"), [({"no bus": []}, []), ({}, ["no bus"])])
def test_a_fact_of_nobody_is_refused_by_name(raised, answered):
    with pytest.raises(MeasureError, match="no bus"):
        unique_information(raised, answered)


def test_every_sign_says_how_good_its_evidence_is():
    assert {sign for sign, each in EVIDENCE.items() if each.grade is Grade.STRONG} == {
        "dissent", "conformity", "unique_information", "coverage",
    }  # fmt: skip
    assert all(each.source and each.caution for each in EVIDENCE.values())
