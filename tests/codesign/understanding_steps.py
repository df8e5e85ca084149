"""What tests of comprehension items and signs do again and again."""

from datetime import date, timedelta

from django.utils import timezone

from codesign.actions.comprehension import ask, respond
from codesign.actions.signs import NewReading, record_readings
from codesign.enums import SignChannel, SignReason
from codesign.models import ComprehensionItem, Passage, Response, Seat, SignReading, Subject
from tests.factories import make_passage, make_seat, make_subject, make_text

RIGHT, WRONG = "Until 2 June.", ["Until 10 May.", "At any time."]
WORDING = "You have 30 days to object."
FIRST_DAY = date(2026, 1, 5)
USUAL = [(6, 60)] * 6


def make_published(subject: Subject, *, block_id=None, wording: str = WORDING) -> Passage:
    """Publish a text of one passage; with the block of an earlier one it takes its place."""
    text = make_text(subject, published_at=timezone.now())
    return make_passage(text, wording, **({"block_id": block_id} if block_id else {}))


def make_item(subject: Subject | None = None, **fields) -> ComprehensionItem:
    subject = subject or make_subject()
    passage = fields.pop("passage", None) or make_published(subject)
    said = {
        "about": "You have 30 days to object, from the day of the letter.",
        "scenario": "Ana got the letter on 3 May. Until when can she object?",
        "written_by": subject.owner,
    }
    if "rubric" not in fields:
        said |= {"right": RIGHT, "wrong": WRONG}
    return ask(subject=subject, passage=passage, **said | fields)


def make_worded_item(subject: Subject | None = None, **fields) -> ComprehensionItem:
    return make_item(subject, rubric="They say 2 June, or 30 days after the letter.", **fields)


def respond_to(item: ComprehensionItem, seat: Seat | None = None, *, is_right: bool = True, **fields) -> Response:
    said = {"shown": item.passage, "language": "en"}
    if item.kind == "choices":
        said["option"] = item.options.filter(is_right=is_right).first()
    else:
        said["body"] = "Thirty days later."
    return respond(item=item, seat=seat or make_seat(item.subject), **said | fields)


def reword(item: ComprehensionItem, wording: str = "Object within 30 days: until the date on top.") -> Passage:
    return make_published(item.subject, block_id=item.passage.block_id, wording=wording)


def week(number: int, count: int = 6, exposure: int | None = 60, **fields) -> NewReading:
    start = FIRST_DAY + timedelta(weeks=number)
    said = {"reason": SignReason.RETURNED_POST, "channel": SignChannel.POST, "ends_on": start + timedelta(days=6)}
    return NewReading(**said | {"starts_on": start, "count": count, "exposure": exposure} | fields)


def record(subject: Subject, *counts: tuple[int, int | None], after: int = 0) -> list[SignReading]:
    """Record one week after the other, the first one `after` so many weeks."""
    readings = [week(number, *pair) for number, pair in enumerate(counts, start=after)]
    return record_readings(subject=subject, readings=readings, recorded_by=subject.owner)
