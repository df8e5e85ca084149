"""What the demo institution tries out in a few places, and what it measured there. Every number is invented."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from cms.demo.concepts import CALL_BACK, ONE_VISIT
from cms.demo.subjects import Block, Row, Text, seed_subject
from codesign.actions.indicators import add_indicator, record_reading
from codesign.enums import Direction, SubjectKind
from codesign.models import Subject

HOME_VISITS = "HV7GX"
CALL_BACK_LINE = "CP9TH"

PILOTS = (
    Row(
        code=HOME_VISITS,
        kind=SubjectKind.PILOT,
        slug="home-visits-on-the-islands",
        parent=ONE_VISIT,
        opened_days_ago=120,
        text=Text(
            "Home visits on the islands",
            "For six months a member of staff takes the form to people on Sandholm and in the far valleys.",
            (
                Block(
                    "summary",
                    "Where the ferry goes twice a week, one visit to an office takes two days. So we come to you.",
                ),
                Block(
                    "who_it_concerns",
                    "You, if you live on Sandholm, on Little Orn or in the Upper Tarn valley and someone close died.",
                ),
                Block(
                    "what_changes",
                    "You call or ask your nurse to call. Two of us come within ten days, with the form, a printer and, "
                    "if you wish, an interpreter on the phone.",
                ),
                Block(
                    "rights_and_obligations",
                    "You may say no to a visit and claim in any other way. We show a card with a photograph at the "
                    "door; you may call us first to check the name.",
                ),
            ),
        ),
    ),
    Row(
        code=CALL_BACK_LINE,
        kind=SubjectKind.PILOT,
        slug="call-back-line-in-two-offices",
        parent=CALL_BACK,
        opened_days_ago=90,
        text=Text(
            "The call-back line in two offices",
            "The offices in Tarnby and Port Sella call back whoever found the line busy, on the same day.",
            (
                Block("summary", "Two offices try it for four months, so that we learn before all twelve do it."),
                Block("who_it_concerns", "You, if you look for work and belong to Tarnby or Port Sella."),
                Block(
                    "what_changes",
                    "You press 1 and hang up. A person with your file before them calls until six in the evening.",
                ),
                Block(
                    "rights_and_obligations",
                    "You may wait on the line as before. Nothing that you have to do gets a shorter time because we "
                    "missed you.",
                ),
            ),
        ),
    ),
)


@dataclass(frozen=True)
class Measure:
    """An indicator with its readings: so many days ago, the value, and what one needs to know."""

    name: str
    arabic: str
    unit: str
    arabic_unit: str
    good: Direction
    baseline: str | None
    readings: tuple[tuple[int, str, str], ...]


MEASURES: dict[str, tuple[Measure, ...]] = {
    HOME_VISITS: (
        Measure(
            "From first call to first payment", "من أول اتصال إلى أول دفعة", "days", "أيام", Direction.DOWN, "63",
            (
                (98, "58", ""),
                (70, "44", ""),
                (42, "31", "One ferry in three did not sail in this month."),
                (14, "27", ""),
            ),
        ),
        Measure(
            "Claims sent back for a missing paper", "طلبات أُعيدت لنقص في الأوراق", "of 100 claims", "من كل 100 طلب",
            Direction.DOWN, "41",
            ((98, "38", ""), (56, "19", ""), (14, "12", "Papers from abroad are still missing.")),
        ),
        Measure(
            "Visits put off by us", "زيارات أجّلناها نحن", "of 100 visits", "من كل 100 زيارة", Direction.DOWN, None,
            ((98, "6", ""), (56, "11", ""), (14, "15", "Two members of staff for three islands are too few.")),
        ),
    ),
    CALL_BACK_LINE: (
        Measure(
            "Waiting on the line", "الانتظار على الخط الهاتفي", "minutes", "دقائق", Direction.DOWN, "19",
            ((77, "16.5", ""), (63, "11", ""), (49, "8.5", ""), (35, "7", ""), (21, "6.5", ""), (7, "4", "")),
        ),
        Measure(
            "Called back on the same day", "من عاودنا الاتصال بهم في اليوم نفسه",
            "of 100 people", "من كل 100 شخص", Direction.UP, None,
            ((77, "71", "In the first week two colleagues were ill."), (49, "86", ""), (21, "93", ""), (7, "94", "")),
        ),
    ),
}  # fmt: skip


def seed_pilots() -> None:
    """Publish the two pilots with what they measured. Running it again changes nothing."""
    for row in PILOTS:
        subject = seed_subject(row)
        if not subject.indicators.exists():
            for measure in MEASURES[row.code]:
                _add(subject, measure)


def _add(subject: Subject, measure: Measure) -> None:
    indicator = add_indicator(
        subject=subject,
        name=measure.name,
        unit=measure.unit,
        good_direction=measure.good,
        added_by=subject.owner,
        baseline=Decimal(measure.baseline) if measure.baseline else None,
    )
    indicator.translations, indicator.unit_translations = {"ar": measure.arabic}, {"ar": measure.arabic_unit}
    indicator.save(update_fields=["translations", "unit_translations"])
    today = timezone.localdate()
    for days, value, note in measure.readings:
        record_reading(
            indicator=indicator,
            value=Decimal(value),
            read_on=today - timedelta(days=days),
            note=note,
            recorded_by=subject.owner,
        )
