"""What people see of an open round, compared over time: a changed choice shows itself in no difference."""

import pytest

from codesign.actions.ballots import cast_ballot
from codesign.actions.tallies import glimpses_of, settle_changes
from codesign.enums import Choice, Seal
from codesign.models import Ballot, SegmentTally
from measures.disclosure.releases import Counting, Ledger, Release
from tests.codesign.round_steps import make_open_round, make_voter, settled, statements_of

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
AGREE, DISAGREE = Choice.AGREE, Choice.DISAGREE


@pytest.fixture
def round_():
    return make_open_round(seal=Seal.UNTIL_OWN_BALLOT, sentences=["The phone line is always busy."])


def choose(round_, seat, choice):
    cast_ballot(round_=round_, seat=seat, statement=statements_of(round_)[0], choice=choice)


def come(round_, agreeing, disagreeing):
    seats = [make_voter(round_) for _ in range(agreeing + disagreeing)]
    for place, seat in enumerate(seats):
        choose(round_, seat, AGREE if place < agreeing else DISAGREE)
    return seats


def look(round_):
    return dict(glimpses_of(round_, statements_of(round_)).get(statements_of(round_)[0].pk, {}))


def told(round_):
    tallies = SegmentTally.objects.filter(round=settled(round_), way="", segment=None)
    return dict(tallies.values_list("choice", "count"))


@pytest.mark.parametrize("changing", [0, 1, 9, 15])
def test_two_looks_differ_by_what_newcomers_chose_and_never_by_who_changed(round_, changing):
    """Eighteen agree: with one of them fewer another multiple of five would be shown."""
    first = come(round_, 18, 12)
    assert look(round_) == {AGREE: 20, DISAGREE: 10}
    for seat in first[:changing]:
        choose(round_, seat, DISAGREE)
    come(round_, 5, 5)
    assert look(round_) == {AGREE: 25, DISAGREE: 15}


@pytest.mark.parametrize("changing", [1, 9])
def test_the_end_result_does_not_show_the_few_who_changed_either(round_, changing):
    first = come(round_, 18, 12)
    look(round_)
    for seat in first[:changing]:
        choose(round_, seat, DISAGREE)
    come(round_, 5, 5)
    assert told(round_) == {AGREE: 25, DISAGREE: 15}


def test_where_enough_people_changed_in_both_directions_the_end_result_says_so(round_):
    first = come(round_, 30, 20)
    look(round_)
    for place, seat in enumerate([*first[:10], *first[30:35]]):
        choose(round_, seat, DISAGREE if place < 10 else AGREE)
    assert told(round_) == {AGREE: 25, DISAGREE: 25}


def test_who_was_not_counted_before_changes_freely(round_):
    seats = come(round_, 12, 12)
    for seat in seats[:4]:
        choose(round_, seat, DISAGREE)
    assert told(round_) == {AGREE: 10, DISAGREE: 15}


def test_nothing_of_what_was_counted_stays_with_a_ballot(round_):
    come(round_, 12, 12)
    look(round_)
    assert not Ballot.objects.filter(counted="").exists()
    settled(round_)
    assert not Ballot.objects.exclude(counted="").exists()


@pytest.mark.parametrize(
    ("then", "now", "counts"),
    [
        ("a" * 5 + "d" * 4, "d" * 5 + "a" * 4, False),
        ("a" * 5 + "d" * 5, "d" * 5 + "a" * 5, True),
        ("a" * 12, "d" * 12, False),
        ("a" * 6 + "u" * 6, "d" * 12, False),
        ("a" * 12, "d" * 6 + "u" * 6, False),
    ],
)
def test_changes_count_from_ten_on_and_where_they_are_not_all_the_same(then, now, counts):
    counted, chosen = dict(enumerate(then)), dict(enumerate(now))
    assert settle_changes(chosen, counted) == ((chosen, counted) if counts else (counted, {}))


def test_a_part_in_which_few_changed_stays_hidden():
    before = {person: "ad"[person % 2] for person in range(60)}
    now = before | {person: "da"[person % 2] for person in range(12)}
    changed = {person: before[person] for person in range(12)}
    ledger = Ledger().with_entries(Release(Counting("all", frozenset(before), {}, before), Ledger()).entries())
    parts = {"few": frozenset(range(11, 40)), "none": frozenset(range(12, 50))}
    counting = Counting("all", frozenset(now), parts, now, changed)
    assert {entry.key for entry in Release(counting, ledger).entries()} == {"all", "none"}
