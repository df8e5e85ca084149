"""Signs of breakdown: what is recorded, when the alarm rings, and what closes a case."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from codesign.actions.signs import (
    CaseClosed,
    ChangedTooEarly,
    MoreThanAll,
    NotRecovered,
    NotToBeEntered,
    PeriodNotOver,
    PeriodOverlaps,
    chart_of_sign,
    close_case,
    record_change,
    record_readings,
)
from codesign.enums import OWN_REASONS, CaseState, SignChannel
from codesign.models import BreakdownCase, Sign, SignReading
from people.enums import OfficeKind, Role
from people.models import AuditEntry, Office, Tenure
from tests.codesign.understanding_steps import FIRST_DAY, USUAL, record, week
from tests.factories import make_owner, make_subject, make_text, make_user

pytestmark = pytest.mark.django_db
STRANGERS = [make_user, make_owner, lambda: make_user(Role.EDITOR), lambda: make_user(is_superuser=True)]
NAMES = ["staff", "owner elsewhere", "editor", "superuser"]


@pytest.fixture
def subject():
    return make_subject()


@pytest.fixture
def case(subject):
    """Six usual weeks, then one in which three times as many letters came back."""
    record(subject, *USUAL, (20, 60))
    return BreakdownCase.objects.get()


def change(case, weeks=7, **fields):
    said = {"hypothesis": "The address window is too small.", "change": "A larger window."}
    said |= {"changed_on": FIRST_DAY + timedelta(weeks=weeks), "recorded_by": case.sign.subject.owner}
    return record_change(case=case, **said | fields)


def close(case):
    return close_case(case=case, closed_by=case.sign.subject.owner)


@pytest.mark.parametrize("make", STRANGERS, ids=NAMES)
def test_only_the_owner_records_changes_and_closes(subject, case, make):
    change(case)
    record(subject, (3, 60), after=8)
    stranger = make()
    refused = [
        lambda: record_readings(subject=subject, readings=[week(20)], recorded_by=stranger),
        lambda: change(case, recorded_by=stranger),
        lambda: close_case(case=case, closed_by=stranger),
    ]
    for act in refused:
        with pytest.raises(PermissionDenied):
            act()
    assert case.changes.count() == 1
    assert SignReading.objects.count() == 8


@pytest.mark.parametrize("reason", OWN_REASONS)
def test_what_we_count_ourselves_nobody_enters(subject, reason):
    with pytest.raises(NotToBeEntered):
        record_readings(subject=subject, readings=[week(0, reason=reason)], recorded_by=subject.owner)
    assert not Sign.objects.exists()


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"ends_on": timezone.localdate() + timedelta(days=1)}, PeriodNotOver),
        ({"ends_on": FIRST_DAY - timedelta(days=1)}, PeriodNotOver),
        ({"count": 61}, MoreThanAll),
    ],
)
def test_what_cannot_be_is_refused_and_with_it_all_the_rest(subject, fields, refusal):
    with pytest.raises(refusal):
        record_readings(subject=subject, readings=[week(1), week(0, **fields)], recorded_by=subject.owner)
    assert not SignReading.objects.exists()


@pytest.mark.parametrize("days", [(0, 7), (-1, 6), (3, 4), (-9, 20), (6, 6)])
def test_no_day_is_counted_twice(subject, days):
    record(subject, (6, 60))
    first, last = (FIRST_DAY + timedelta(days=day) for day in days)
    with pytest.raises(PeriodOverlaps):
        record_readings(subject=subject, readings=[week(0, starts_on=first, ends_on=last)], recorded_by=subject.owner)


def test_other_signs_count_the_same_days(subject):
    record(subject, (6, 60))
    record_readings(subject=subject, readings=[week(0, channel=SignChannel.ANY)], recorded_by=subject.owner)
    assert Sign.objects.count() == 2


def test_the_same_days_again_are_a_correction(subject):
    record(subject, (6, 60))
    record(subject, (8, 70))
    reading = SignReading.objects.get()
    assert (reading.count, reading.exposure) == (8, 70)
    assert AuditEntry.objects.filter(action="codesign.sign.corrected").count() == 1


RUNS = {
    "too few periods": ([*USUAL[:5], (20, 60)], False),
    "usual": ([*USUAL, (6, 60), (7, 60), (8, 60)], False),
    "one far too high": ([*USUAL, (20, 60)], True),
    "several a little too high": ([*USUAL, *[(11, 60)] * 3], True),
    "a few more, of many more": ([*USUAL, (30, 300)], False),
    "of unknown exposure": ([(6, None)] * 6 + [(50, None)], False),
    "high before it is known what is usual": ([(20, 60), *USUAL[:5]], False),
    "a little too high with good weeks between": ([*USUAL, (9, 60), (2, 60), (9, 60), (2, 60)], False),
}


@pytest.mark.parametrize(("counts", "rings"), RUNS.values(), ids=RUNS)
def test_the_alarm_rings_where_the_chart_says_so(subject, counts, rings):
    record(subject, *counts)
    assert BreakdownCase.objects.exists() == rings


def test_an_alarm_opens_one_case_however_often_it_rings(subject, case):
    record(subject, (20, 60), (25, 60), after=7)
    assert BreakdownCase.objects.get() == case
    assert AuditEntry.objects.filter(action="codesign.breakdown.opened").count() == 1


def test_a_new_text_begins_the_evidence_anew(subject):
    text = make_text(subject, published_at=timezone.now())
    text.published_at = timezone.now().replace(year=2026, month=2, day=23, hour=12)
    text.save()
    record(subject, *USUAL, (11, 60), (11, 60), (11, 60))
    assert [round(point.evidence, 1) > 3.9 for point in chart_of_sign(Sign.objects.get()).points[6:]] == [
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("has_office", [True, False])
def test_the_case_is_work_of_the_office_of_the_subjects_owner(subject, has_office):
    office = Office.objects.create(code="letters", kind=OfficeKind.PROGRAMME, name="Letters")
    if has_office:
        Tenure.objects.create(office=office, user=subject.owner, started_at=timezone.now())
    record(subject, *USUAL, (20, 60))
    assert BreakdownCase.objects.get().office == (office if has_office else None)


def test_a_change_makes_the_case_wait_for_the_re_test(case):
    assert case.state == CaseState.OPEN
    change(case)
    assert BreakdownCase.objects.get().state == CaseState.CHANGED


@pytest.mark.parametrize(
    ("day", "refusal"),
    [
        (timezone.localdate() + timedelta(days=1), PeriodNotOver),
        (FIRST_DAY, ChangedTooEarly),
        (FIRST_DAY + timedelta(weeks=6), ChangedTooEarly),
    ],
)
def test_a_change_comes_after_the_alarm_and_before_tomorrow(case, day, refusal):
    with pytest.raises(refusal):
        change(case, changed_on=day)
    assert not case.changes.exists()


RETESTS = {
    "nothing counted": ([], False),
    "too few people": ([(0, 19)], False),
    "as bad as before": ([(20, 60)], False),
    "better but not usual": ([(14, 60)], False),
    "usual": ([(6, 60)], True),
    "usual in several weeks": ([(5, 60), (7, 60)], True),
    "good, then bad again": ([(6, 60), (20, 60)], False),
    "one bad week among good ones": ([(6, 300), (20, 60), (6, 300)], False),
    "of unknown exposure": ([(0, None)], False),
}


@pytest.mark.parametrize(("counts", "has_recovered"), RETESTS.values(), ids=RETESTS)
def test_a_case_closes_on_recovery_and_on_nothing_else(subject, case, counts, has_recovered):
    change(case)
    record(subject, *counts, after=8)
    if has_recovered:
        assert close(case).state == CaseState.RECOVERED
    else:
        with pytest.raises(NotRecovered):
            close(case)
        assert BreakdownCase.objects.get().closed_at is None


def test_without_a_change_nothing_was_tested_again(subject, case):
    record(subject, (2, 60), after=8)
    with pytest.raises(NotRecovered):
        close(case)


def test_a_week_in_which_the_change_came_is_no_re_test(subject, case):
    change(case, changed_on=FIRST_DAY + timedelta(weeks=8, days=1))
    record(subject, (2, 60), after=8)
    with pytest.raises(NotRecovered):
        close(case)


def test_another_change_begins_another_re_test(subject, case):
    change(case)
    record(subject, (20, 60), after=8)
    change(case, weeks=9, change="The old envelope again.")
    record(subject, (6, 60), after=9)
    assert close(case).state == CaseState.RECOVERED


def test_a_closed_case_stays_as_it_is(subject, case):
    change(case)
    record(subject, (6, 60), after=8)
    close(case)
    for act in (close, change):
        with pytest.raises(CaseClosed):
            act(case)


def test_after_recovery_only_a_new_alarm_opens_a_new_case(subject, case):
    change(case)
    record(subject, (6, 60), after=8)
    close(case)
    BreakdownCase.objects.update(closed_at=timezone.now().replace(year=2026, month=3, day=10))
    record(subject, (6, 60), after=10)
    assert BreakdownCase.objects.count() == 1
    record(subject, (20, 60), after=11)
    assert BreakdownCase.objects.open().get().alarm.starts_on == FIRST_DAY + timedelta(weeks=11)


def test_the_days_of_these_tests_are_past():
    assert date(2026, 11, 1) < timezone.localdate()
