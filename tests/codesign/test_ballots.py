"""A ballot is there once, can be changed while the round is open, and leads to nobody when it has closed."""

import contextlib
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from codesign.actions.ballots import NotAsked, RoundClosed, cast_ballot, key_of
from codesign.actions.rounds import close_round, settle_round
from codesign.actions.seats import take_advocate_seat, take_staff_seat
from codesign.enums import Choice, Way
from codesign.models import Ballot, Round, Subject, Voted
from tests.codesign.round_steps import make_open_round, make_voter, settled, statements_of
from tests.factories import make_owner, make_seat, make_user
from tests.races import at_once

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
QUERIES = 3
needs_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="a race of PostgreSQL: on SQLite one transaction writes at a time, and nothing can come between",
)


@pytest.fixture
def round_():
    return make_open_round()


@pytest.fixture
def statement(round_):
    return statements_of(round_)[0]


def cast(round_, statement, choice=Choice.AGREE, seat=None):
    cast_ballot(round_=round_, seat=seat or make_voter(round_), statement=statement, choice=choice)


def test_a_ballot_holds_no_seat(round_, statement):
    seat = make_voter(round_)
    cast(round_, statement, seat=seat)
    ballot = Ballot.objects.get()
    assert (ballot.key, ballot.choice, ballot.way) == (key_of(round_.secret, seat.pk), Choice.AGREE, Way.OPEN_LINK)
    assert str(seat.pk) not in ballot.key
    assert Voted.objects.get().seat == seat


def test_what_was_chosen_last_counts(round_, statement):
    seat = make_voter(round_)
    for choice in Choice:
        cast(round_, statement, choice, seat)
    assert [ballot.choice for ballot in Ballot.objects.all()] == [Choice.UNCLEAR]
    assert Voted.objects.count() == 1


def test_a_ballot_says_by_which_way_its_seat_came(round_, statement):
    seat = make_voter(round_)
    seat.way = Way.ATTESTED
    seat.save()
    cast(round_, statement, seat=seat)
    assert Ballot.objects.get().way == Way.ATTESTED


def test_casting_asks_as_often_for_many_as_for_one(round_, statement, django_assert_num_queries):
    for _ in range(3):
        seat = make_voter(round_)
        with django_assert_num_queries(QUERIES + 2):  # and the savepoint of a test
            cast(round_, statement, seat=seat)


@pytest.mark.parametrize("choice", ["", "perhaps", "AGREE"])
def test_what_is_no_choice_is_refused(round_, statement, choice):
    with pytest.raises(ValueError, match="is not a valid Choice"):
        cast(round_, statement, choice)
    assert not Voted.objects.exists()


def test_who_has_no_seat_at_this_subject_casts_nothing(round_, statement):
    with pytest.raises(PermissionDenied):
        cast(round_, statement, seat=make_seat())


@pytest.mark.parametrize("take", [take_advocate_seat, lambda **given: take_staff_seat(**given)[0]])
def test_members_of_staff_cast_nothing(round_, statement, take):
    with pytest.raises(PermissionDenied):
        cast(round_, statement, seat=take(subject=round_.subject, holder=make_user()))
    assert not Ballot.objects.exists()


def test_what_the_round_does_not_ask_is_refused(round_):
    other = statements_of(make_open_round())[0]
    with pytest.raises(NotAsked):
        cast(round_, other)
    assert not Voted.objects.exists()


def test_a_round_that_was_closed_takes_nothing(round_, statement):
    seat = make_voter(round_)
    cast(round_, statement, seat=seat)
    close_round(round_=round_, closed_by=round_.subject.owner)
    with pytest.raises(RoundClosed):
        cast(round_, statement, Choice.DISAGREE, seat)
    assert Ballot.objects.get().choice == Choice.AGREE


def test_a_round_whose_time_has_come_takes_nothing_even_before_anybody_closed_it(round_, statement):
    Round.objects.filter(pk=round_.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(RoundClosed):
        cast(round_, statement)


@pytest.mark.parametrize("moved", [{"closes_at": timedelta(seconds=-1)}, {"opens_at": timedelta(days=1)}])
def test_outside_the_dates_of_its_subject_a_round_takes_nothing(round_, statement, moved):
    for field, step in moved.items():
        Subject.objects.filter(pk=round_.subject_id).update(**{field: timezone.now() + step})
    with pytest.raises(RoundClosed):
        cast(round_, statement)
    assert not Voted.objects.exists()
    assert not Round.objects.open().exists()
    assert not Round.objects.get().is_open


def test_once_it_is_settled_no_ballot_leads_to_a_seat(round_, statement):
    seat = make_voter(round_)
    cast(round_, statement, seat=seat)
    secret = round_.secret
    round_ = settled(round_)
    assert round_.secret == ""
    assert not Round.objects.filter(secret=secret).exists()
    with pytest.raises(RoundClosed):
        cast(round_, statement, seat=seat)


def test_only_the_owner_closes(round_):
    with pytest.raises(PermissionDenied):
        close_round(round_=round_, closed_by=make_owner())
    assert Round.objects.get().closed_at is None


@pytest.mark.django_db(databases=["default", "vault"], transaction=True)
def test_sent_many_times_at_once_it_is_one_ballot(round_, statement, is_long):
    """Race G6: with --long 200 voters send 8 times each, and there are exactly 200 ballots."""
    seats = [make_voter(round_) for _ in range(200 if is_long else 4)]
    at_once([lambda seat=seat: cast(round_, statement, seat=seat) for seat in seats for _ in range(8)])
    assert Ballot.objects.count() == Voted.objects.count() == len(seats)


@needs_postgresql
@pytest.mark.django_db(databases=["default", "vault"], transaction=True)
def test_a_ballot_cast_as_the_round_closes_is_counted_or_refused(round_, statement):
    """Whoever was not refused finds the ballot among those that were there when the round was counted."""
    accepted: list[str] = []
    counted: list[str] = []
    seats = [make_voter(round_) for _ in range(12)]

    def try_to_cast(seat):
        with contextlib.suppress(RoundClosed):  # refused: that is the other answer that may come
            cast(round_, statement, seat=seat)
            accepted.append(key_of(round_.secret, seat.pk))

    def close():
        with transaction.atomic():
            closed = close_round(round_=round_, closed_by=round_.subject.owner)
            counted.extend(closed.ballots.values_list("key", flat=True))

    casting = [lambda seat=seat: try_to_cast(seat) for seat in seats]
    at_once([*casting[:6], close, *casting[6:]])
    assert sorted(accepted) == sorted(counted)
    settle_round(round_)
    assert sorted(Ballot.objects.values_list("key", flat=True)) == sorted(accepted)
