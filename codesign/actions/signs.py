"""Recording how often something happens, opening a case where the alarm rings, and closing it on recovery."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from codesign.enums import OWN_REASONS, SignChannel, SignReason
from codesign.models import BreakdownCase, CaseChange, Sign, SignReading, Subject
from codesign.sign_charts import SignChart, chart_of
from people import audit
from people.models import Office, Tenure, User


@dataclass(frozen=True)
class NewReading:
    """What somebody counted, before it is stored."""

    reason: SignReason | str
    channel: SignChannel | str
    starts_on: date
    ends_on: date
    count: int
    exposure: int | None = None


class NotToBeEntered(ValueError):
    """We keep count of this ourselves."""


class PeriodNotOver(ValueError):
    """A period that ends in the future, or before it begins, was not counted."""


class PeriodOverlaps(ValueError):
    """A day would be counted twice."""

    def __init__(self, other: SignReading) -> None:
        super().__init__(str(other))
        self.other = other


class ChangedTooEarly(ValueError):
    """What was changed before the alarm did not help against it."""


class MoreThanAll(ValueError):
    """It cannot have happened more often than it could."""


class CaseClosed(Exception):
    """This case is closed."""


class NotRecovered(Exception):
    """No re-test shows recovery."""


@transaction.atomic
def record_readings(*, subject: Subject, readings: Iterable[NewReading], recorded_by: User) -> list[SignReading]:
    """Record what was counted, all of it or nothing. Only the subject's owner may.

    The same period again corrects what was recorded of it. Where an alarm rings, a case is opened.
    """
    subject = _locked_for_owner(subject, recorded_by)
    stored = []
    for reading in readings:
        if reading.reason in OWN_REASONS:
            raise NotToBeEntered(reading.reason)
        stored.append(_store(subject, reading, recorded_by))
    for sign in Sign.objects.filter(pk__in={each.sign_id for each in stored}):
        open_case_on_alarm(sign=sign)
    return stored


@transaction.atomic
def keep_own_count(*, subject: Subject, reading: NewReading) -> SignReading:
    """Record what we counted ourselves."""
    subject = Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    stored = _store(subject, reading, None)
    open_case_on_alarm(sign=stored.sign)
    return stored


@transaction.atomic
def open_case_on_alarm(*, sign: Sign) -> BreakdownCase | None:
    """Open a case where the chart rings the alarm and none is open. What rang before a case was closed is over."""
    sign = Sign.objects.select_for_update(of=("self",)).select_related("subject").get(pk=sign.pk)
    if sign.cases.open().exists():
        return None
    alarm = chart_of_sign(sign).alarm_after(_last_recovery(sign))
    if alarm is None:
        return None
    case = BreakdownCase.objects.create(sign=sign, alarm=alarm.reading, office=_office_of(sign.subject))
    audit.record(action="codesign.breakdown.opened", target=case, actor=None, data={"sign": sign.pk})
    return case


@transaction.atomic
def record_change(
    *,
    case: BreakdownCase,
    hypothesis: str,
    change: str,
    changed_on: date,
    recorded_by: User,
    office: Office | None = None,
) -> CaseChange:
    """Say what the cause may be and what was changed. The re-test is what is counted from that day on."""
    case = _locked_case(case, recorded_by)
    if changed_on > timezone.localdate():
        raise PeriodNotOver(changed_on)
    if changed_on <= case.alarm.starts_on:
        raise ChangedTooEarly
    if office and office.pk != case.office_id:
        case.office = office
        case.save(update_fields=["office"])
    made = CaseChange.objects.create(
        case=case, hypothesis=hypothesis, change=change, changed_on=changed_on, recorded_by=recorded_by
    )
    audit.record(action="codesign.breakdown.changed", target=case, actor=recorded_by, data={"change": made.pk})
    return made


@transaction.atomic
def close_case(*, case: BreakdownCase, closed_by: User) -> BreakdownCase:
    """Close a case whose re-test shows recovery. Nothing else closes it."""
    case = _locked_case(case, closed_by)
    change = case.changes.last()
    if change is None or not chart_of_sign(case.sign).recovery(case.alarm, change.changed_on).is_whole:
        raise NotRecovered
    case.closed_at, case.closed_by = timezone.now(), closed_by
    case.save(update_fields=["closed_at", "closed_by"])
    audit.record(action="codesign.breakdown.recovered", target=case, actor=closed_by)
    return case


def chart_of_sign(sign: Sign) -> SignChart:
    """The chart of a sign as it stands; a change because of a case and a newly published text begin it anew."""
    changes = CaseChange.objects.filter(case__sign=sign).values_list("changed_on", flat=True)
    return chart_of(sign.readings.all(), [*changes, *_days_of_new_texts(sign)])


def _last_recovery(sign: Sign) -> date | None:
    closed = sign.cases.exclude(closed_at=None).order_by("closed_at").values_list("closed_at", flat=True).last()
    return timezone.localdate(closed) if closed else None


def _days_of_new_texts(sign: Sign) -> Sequence[date]:
    texts = sign.subject.text_versions.filter(language=sign.subject.source_language, published_at__isnull=False)
    return [timezone.localdate(moment) for moment in texts.values_list("published_at", flat=True)]


def _store(subject: Subject, reading: NewReading, recorded_by: User | None) -> SignReading:
    """Keep one reading. The subject's row is the lock, so that no two periods come to overlap."""
    _see_that_it_is_possible(reading)
    sign = Sign.objects.get_or_create(subject=subject, reason=reading.reason, channel=reading.channel)[0]
    overlapping = sign.readings.filter(starts_on__lte=reading.ends_on, ends_on__gte=reading.starts_on)
    if other := overlapping.exclude(starts_on=reading.starts_on, ends_on=reading.ends_on).first():
        raise PeriodOverlaps(other)
    stored, is_new = SignReading.objects.update_or_create(
        sign=sign,
        starts_on=reading.starts_on,
        ends_on=reading.ends_on,
        defaults={
            "count": reading.count,
            "exposure": reading.exposure,
            "recorded_by": recorded_by,
            "recorded_at": timezone.now(),
        },
    )
    audit.record(
        action="codesign.sign.recorded" if is_new else "codesign.sign.corrected",
        target=stored,
        actor=recorded_by,
        data={"count": reading.count, "exposure": reading.exposure},
    )
    return stored


def _see_that_it_is_possible(reading: NewReading) -> None:
    if reading.ends_on < reading.starts_on or reading.ends_on > timezone.localdate():
        raise PeriodNotOver(reading.ends_on)
    if reading.exposure is not None and reading.count > reading.exposure:
        raise MoreThanAll


def _office_of(subject: Subject) -> Office | None:
    """The office that the subject's owner holds; without one the owner answers for the case in person."""
    tenure = Tenure.objects.current().filter(user=subject.owner_id).select_related("office").first()
    return tenure.office if tenure else None


def _locked_case(case: BreakdownCase, user: User) -> BreakdownCase:
    case = (
        BreakdownCase.objects.select_for_update(of=("self",)).select_related("sign__subject", "alarm").get(pk=case.pk)
    )
    if case.sign.subject.owner_id != user.pk:
        raise PermissionDenied
    if case.closed_at:
        raise CaseClosed
    return case


def _locked_for_owner(subject: Subject, user: User) -> Subject:
    subject = Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if subject.owner_id != user.pk:
        raise PermissionDenied
    return subject
