"""Naming what a pilot measures, and recording what it says."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from codesign.enums import Direction, SubjectKind
from codesign.models import Indicator, Reading, Subject
from people import audit
from people.models import User


class NotAPilot(ValueError):
    """Only a pilot is measured: nothing else runs yet, or it has its own statistics."""


class ReadingInFuture(ValueError):
    """What is only expected is no reading."""


@transaction.atomic
def add_indicator(
    *,
    subject: Subject,
    name: str,
    unit: str,
    good_direction: Direction | str,
    added_by: User,
    baseline: Decimal | None = None,
) -> Indicator:
    """Say what a pilot will be judged by. Only its owner may. The same name twice is one indicator."""
    subject = _locked_for_owner(subject, added_by)
    if subject.kind != SubjectKind.PILOT:
        raise NotAPilot(subject.code)
    said = {"unit": unit, "good_direction": good_direction, "baseline": baseline}
    indicator, is_new = Indicator.objects.get_or_create(
        subject=subject, name=name, defaults=said | {"position": subject.indicators.count()}
    )
    if is_new:
        audit.record(
            action="codesign.indicator.added", target=indicator, actor=added_by, data={"subject": str(subject.pk)}
        )
    return indicator


@transaction.atomic
def record_reading(
    *, indicator: Indicator, value: Decimal, read_on: date, recorded_by: User, note: str = ""
) -> Reading:
    """Record what an indicator said on a day. Only the pilot's owner may. The same reading sent twice is one."""
    _locked_for_owner(indicator.subject, recorded_by)
    if read_on > timezone.localdate():
        raise ReadingInFuture(read_on)
    newest_of_day = indicator.readings.filter(read_on=read_on).order_by("-id").first()
    if newest_of_day is not None and (newest_of_day.value, newest_of_day.note) == (value, note):
        return newest_of_day
    reading = Reading.objects.create(
        indicator=indicator, value=value, read_on=read_on, note=note, recorded_by=recorded_by
    )
    audit.record(
        action="codesign.reading.recorded", target=reading, actor=recorded_by, data={"indicator": indicator.pk}
    )
    return reading


def _locked_for_owner(subject: Subject, person: User) -> Subject:
    subject = Subject.objects.select_for_update().get(pk=subject.pk)
    if subject.owner_id != person.pk:
        raise PermissionDenied
    return subject
