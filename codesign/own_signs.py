"""The signs we keep count of ourselves: taps, unclear ballots, and wrong choices where we test a text.

A reading covers whole weeks and begins where the last one ended. Where fewer than five people had the occasion it waits
for another week: a count of one person would tell what that person did.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone

from codesign.actions.signs import NewReading, keep_own_count
from codesign.enums import Choice, SignChannel, SignReason, VoiceKind
from codesign.models import Response, SegmentTally, Sign, SignReading, Subject, Voice
from measures.charts import Period

FEWEST_PEOPLE = 5
WEEK = timedelta(days=7)


def keep_count(today: date | None = None) -> int:
    """Count, at every subject, the whole weeks that were not counted yet. Return how many readings that made."""
    end = last_day_of_a_week(today or timezone.localdate())
    subjects = Subject.objects.filter(import_source="", opens_at__date__lte=end).order_by("code")
    return sum(_keep_count_of(subject, reason, end) for subject in subjects for reason in COUNTS)


def last_day_of_a_week(today: date) -> date:
    """The last Sunday that is over."""
    return today - timedelta(days=today.weekday() + 1)


def _keep_count_of(subject: Subject, reason: SignReason, end: date) -> int:
    start, made, count = _first_day_to_count(subject, reason), 0, COUNTS[reason]
    if start > end or count(subject, start, end).people < FEWEST_PEOPLE:
        return 0
    for sunday in _sundays(start, end):
        counted = count(subject, start, sunday)
        if counted.people >= FEWEST_PEOPLE:
            reading = NewReading(reason, SignChannel.ANY, start, sunday, counted.events, counted.people)
            keep_own_count(subject=subject, reading=reading)
            start, made = sunday + timedelta(days=1), made + 1
    return made


def _sundays(start: date, end: date) -> Iterator[date]:
    sunday = start + WEEK - timedelta(days=1)
    while sunday <= end:
        yield sunday
        sunday += WEEK


def _first_day_to_count(subject: Subject, reason: SignReason) -> date:
    """The day after the last one that was counted; at first, the Monday of the week in which the subject opened."""
    sign = Sign.objects.filter(subject=subject, reason=reason)
    last = SignReading.objects.filter(sign__in=sign).order_by("-ends_on").first()
    if last:
        return last.ends_on + timedelta(days=1)
    opened = timezone.localdate(subject.opens_at)
    return opened - timedelta(days=opened.weekday())


def _taps(subject: Subject, start: date, end: date) -> Period:
    """Of the people who said or tapped anything in these days, those who tapped that they do not understand."""
    voices = Voice.objects.of_participants().filter(subject=subject, sent_on__range=(start, end)).order_by()
    tapped = voices.filter(kind=VoiceKind.UNCLEAR)
    return Period(*(each.values("seat").distinct().count() for each in (tapped, voices)))


def _unclear_ballots(subject: Subject, start: date, end: date) -> Period:
    """Of the ballots in rounds that were settled in these days, as far as they may be shown, those that say unclear."""
    tallies = SegmentTally.objects.of_all_segments().filter(
        way="", round__subject=subject, round__settled_at__date__range=(start, end), count__isnull=False
    )
    counted = {
        name: found.aggregate(sum=Sum("count"))["sum"] or 0
        for name, found in {"unclear": tallies.filter(choice=Choice.UNCLEAR), "all": tallies}.items()
    }
    return Period(counted["unclear"], counted["all"])


def _wrong_responses(subject: Subject, start: date, end: date) -> Period:
    """Of the choices in these days, those that were wrong."""
    responses = Response.objects.choices().filter(item__subject=subject, responded_on__range=(start, end))
    return Period(responses.filter(option__is_right=False).count(), responses.count())


COUNTS: dict[SignReason, Callable[[Subject, date, date], Period]] = {
    SignReason.TAPS: _taps,
    SignReason.UNCLEAR_BALLOTS: _unclear_ballots,
    SignReason.WRONG_RESPONSES: _wrong_responses,
}
