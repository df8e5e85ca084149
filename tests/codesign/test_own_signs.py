"""The signs we count ourselves: whole weeks, once, and never of a handful of people."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from codesign.actions.ballots import cast_ballot
from codesign.actions.seats import take_staff_seat
from codesign.actions.voices import tap_unclear
from codesign.enums import Choice, SignReason
from codesign.models import BreakdownCase, Response, SignReading, Voice
from codesign.own_signs import keep_count, last_day_of_a_week
from tests.codesign.round_steps import make_open_round, make_voter, settled, statements_of
from tests.codesign.understanding_steps import make_item, make_published, respond_to
from tests.factories import make_seat, make_subject, make_user, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
SUNDAY = last_day_of_a_week(timezone.localdate())


def in_the_week_until(sunday: date, subject, tapped: int, spoke: int) -> None:
    """So many people tapped, and so many others said something, in the week that ends on this day."""
    passage = subject.passage if hasattr(subject, "passage") else make_published(subject)
    subject.passage = passage
    for _ in range(tapped):
        tap_unclear(seat=make_seat(subject), passage=passage, language="en")
    for _ in range(spoke):
        make_voice(make_seat(subject))
    Voice.objects.filter(sent_on=timezone.localdate()).update(sent_on=sunday - timedelta(days=2))


@pytest.fixture
def subject():
    return make_subject(opens_at=timezone.now() - timedelta(days=80))


def readings(reason=SignReason.TAPS):
    return list(SignReading.objects.filter(sign__reason=reason).values_list("ends_on", "count", "exposure"))


@pytest.mark.parametrize(("day", "sunday"), [(4, 1), (7, 1), (8, 1), (9, 8), (1, -6)])
def test_only_weeks_that_are_over_are_counted(day, sunday):
    """The first of November 2026 is a Sunday."""
    first = date(2026, 11, 1)
    assert last_day_of_a_week(first + timedelta(days=day - 1)) == first + timedelta(days=sunday - 1)


def test_each_week_is_a_reading_of_the_people_who_were_there(subject):
    in_the_week_until(SUNDAY - timedelta(days=7), subject, tapped=2, spoke=4)
    in_the_week_until(SUNDAY, subject, tapped=5, spoke=1)
    assert keep_count() == 2
    assert readings() == [(SUNDAY - timedelta(days=7), 2, 6), (SUNDAY, 5, 6)]


def test_counted_again_nothing_changes(subject):
    in_the_week_until(SUNDAY, subject, tapped=2, spoke=4)
    keep_count()
    before = list(SignReading.objects.values())
    assert keep_count() == 0
    assert list(SignReading.objects.values()) == before


def test_a_few_people_wait_for_another_week(subject):
    in_the_week_until(SUNDAY - timedelta(days=7), subject, tapped=1, spoke=3)
    assert keep_count() == 0
    in_the_week_until(SUNDAY, subject, tapped=1, spoke=3)
    assert keep_count() == 1
    assert readings() == [(SUNDAY, 2, 8)]


def test_this_week_is_not_counted_yet(subject):
    in_the_week_until(timezone.localdate() + timedelta(days=2), subject, tapped=5, spoke=5)
    assert keep_count() == 0


def test_colleagues_are_not_counted(subject):
    in_the_week_until(SUNDAY, subject, tapped=2, spoke=2)
    for _ in range(9):
        make_voice(take_staff_seat(subject=subject, holder=make_user())[0])
    Voice.objects.update(sent_on=SUNDAY)
    assert keep_count() == 0


def test_one_person_who_taps_twice_is_one(subject):
    in_the_week_until(SUNDAY, subject, tapped=4, spoke=2)
    seat = Voice.objects.taps().first().seat
    tap_unclear(seat=seat, passage=make_published(subject), language="en")
    make_voice(seat, send_key=uuid.uuid4())
    Voice.objects.update(sent_on=SUNDAY)
    keep_count()
    assert readings() == [(SUNDAY, 4, 6)]


def test_wrong_choices_are_counted(subject):
    item = make_item(subject)
    for number in range(6):
        respond_to(item, is_right=number > 1)
    Response.objects.update(responded_on=SUNDAY)
    keep_count()
    assert readings(SignReason.WRONG_RESPONSES) == [(SUNDAY, 2, 6)]


def test_unclear_ballots_are_counted_as_far_as_they_may_be_shown(subject):
    round_ = make_open_round(subject)
    asked, hidden, _third = statements_of(round_)
    for choice in [*[Choice.UNCLEAR] * 11, *[Choice.AGREE] * 6]:
        cast_ballot(round_=round_, seat=make_voter(round_), statement=asked, choice=choice)
    cast_ballot(round_=round_, seat=make_voter(round_), statement=hidden, choice=Choice.UNCLEAR)
    round_ = settled(round_)
    assert keep_count() == 0
    round_.settled_at = timezone.now() - timedelta(days=(timezone.localdate() - SUNDAY).days)
    round_.save()
    keep_count()
    assert readings(SignReason.UNCLEAR_BALLOTS) == [(SUNDAY, 10, 15)]


def test_an_alarm_of_ours_opens_a_case(subject):
    for weeks in range(8, 1, -1):
        in_the_week_until(SUNDAY - timedelta(weeks=weeks), subject, tapped=1, spoke=9)
    in_the_week_until(SUNDAY, subject, tapped=9, spoke=1)
    keep_count()
    assert BreakdownCase.objects.get().alarm.ends_on == SUNDAY


def test_the_command_says_how_many(subject, capsys):
    in_the_week_until(SUNDAY, subject, tapped=2, spoke=4)
    call_command("count_signs")
    assert capsys.readouterr().out == "Readings that were made: 1.\n"
