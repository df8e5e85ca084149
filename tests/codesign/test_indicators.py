"""What a pilot measures: who may record it, what is no reading, and which way a number went."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from codesign.actions.indicators import NotAPilot, ReadingInFuture, add_indicator, record_reading
from codesign.enums import Direction, SubjectKind
from codesign.models import Indicator, Reading
from codesign.permissions import indicators_for_everyone
from people.enums import Role
from people.models import AuditEntry
from tests.factories import make_owner, make_subject, make_user

pytestmark = pytest.mark.django_db


def make_pilot():
    return make_subject(kind=SubjectKind.PILOT)


def add(subject=None, **fields) -> Indicator:
    subject = subject or make_pilot()
    said = {"name": "Waiting", "unit": "minutes", "good_direction": Direction.DOWN, "added_by": subject.owner}
    return add_indicator(subject=subject, **said | fields)


def read(indicator, value, days_ago=0, **fields) -> Reading:
    said = {"read_on": timezone.localdate() - timedelta(days=days_ago), "recorded_by": indicator.subject.owner}
    return record_reading(indicator=indicator, value=Decimal(value), **said | fields)


def course_of(indicator) -> Indicator:
    return indicators_for_everyone(indicator.subject).get(pk=indicator.pk)


NOT_THE_OWNER = [make_user, make_owner, lambda: make_user(Role.EDITOR), lambda: make_user(is_superuser=True)]


@pytest.mark.parametrize("make", NOT_THE_OWNER, ids=["staff", "owner elsewhere", "editor", "superuser"])
def test_only_the_owner_of_the_pilot_records(make):
    indicator = add()
    with pytest.raises(PermissionDenied):
        read(indicator, 5, recorded_by=make())
    with pytest.raises(PermissionDenied):
        add(indicator.subject, name="Other", added_by=make())
    assert not Reading.objects.exists()
    assert Indicator.objects.count() == 1


@pytest.mark.parametrize("kind", [kind for kind in SubjectKind if kind != SubjectKind.PILOT])
def test_only_a_pilot_is_measured(kind):
    with pytest.raises(NotAPilot):
        add(make_subject(kind=kind))
    assert not Indicator.objects.exists()


def test_what_is_only_expected_is_no_reading():
    indicator = add()
    with pytest.raises(ReadingInFuture):
        read(indicator, 5, days_ago=-1)
    assert not Reading.objects.exists()


def test_two_indicators_of_a_pilot_have_two_names():
    indicator = add()
    with pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.create(subject=indicator.subject, name="Waiting", unit="hours", good_direction="down")


def test_the_same_indicator_or_reading_sent_twice_is_one():
    indicator = add()
    assert add(indicator.subject) == indicator
    assert read(indicator, "4.5", note="Rain") == read(indicator, "4.5", note="Rain")
    actions = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert actions == ["codesign.indicator.added", "codesign.reading.recorded"]


def test_the_chain_holds_no_words_of_a_reading():
    indicator = add()
    read(indicator, 5, note="Two colleagues were ill")
    assert AuditEntry.objects.get(action="codesign.reading.recorded").data == {"indicator": indicator.pk}


def test_a_correction_of_the_same_day_counts_and_the_first_value_stays_on_record():
    indicator = add()
    read(indicator, 10, days_ago=9)
    read(indicator, 12, days_ago=9)
    read(indicator, 8, note="Fewer calls")
    course = course_of(indicator)
    assert (course.first_value, course.newest_value, course.newest_note) == (12, 8, "Fewer calls")
    assert indicator.readings.count() == 3


@pytest.mark.parametrize(
    ("good", "values", "direction", "as_hoped"),
    [
        (Direction.DOWN, [], None, False),
        (Direction.DOWN, [5], None, False),
        (Direction.DOWN, [5, 3], Direction.DOWN, True),
        (Direction.DOWN, [5, 9, 7], Direction.UP, False),
        (Direction.UP, [5, 7], Direction.UP, True),
        (Direction.UP, [5, 5], Direction.STEADY, False),
        (Direction.STEADY, [5, 5], Direction.STEADY, True),
    ],
)
def test_a_direction_needs_two_readings(good, values, direction, as_hoped):
    indicator = add(good_direction=good)
    for place, value in enumerate(values):
        read(indicator, value, days_ago=len(values) - place)
    course = course_of(indicator)
    assert (course.direction, course.went_as_hoped) == (direction, as_hoped)


def test_a_unit_is_named_in_the_language_of_the_reader_where_it_is_known():
    indicator = add()
    indicator.unit_translations = {"ar": "دقائق"}
    assert (indicator.unit_in("ar"), indicator.unit_in("fr")) == ("دقائق", "minutes")
