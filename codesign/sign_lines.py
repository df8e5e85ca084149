"""Reads lines of counts that somebody uploads: every line is checked, and each mistake is told with its line."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from codesign.actions.signs import NewReading
from codesign.csv_rows import BrokenExport, records_of
from codesign.enums import SignChannel, SignReason
from codesign.forms.signs import ReadingForm
from codesign.models import SignReading, Subject

COLUMNS = ("reason", "channel", "starts_on", "ends_on", "count", "exposure")
MOST_LINES = 1000
EXAMPLES = (
    (SignReason.RETURNED_POST, SignChannel.POST, 37, 1200),
    (SignReason.REPEAT_CONTACTS, SignChannel.PHONE, 112, 640),
)


def example_lines(last_day: date) -> str:
    """Lines as they may be uploaded, of the week that ended on this day."""
    first_day = last_day - timedelta(days=6)
    lines = [f"{reason},{channel},{first_day},{last_day},{count},{of}" for reason, channel, count, of in EXAMPLES]
    return "\n".join([",".join(COLUMNS), *lines])


@dataclass(frozen=True)
class ReadLine:
    """One line: what it says, and what is wrong with it."""

    number: int
    fields: tuple[str, ...]
    reading: NewReading | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadLines:
    """All lines of a file; `problem` says why it cannot be read at all."""

    lines: tuple[ReadLine, ...] = ()
    problem: str = ""

    @property
    def wrong(self) -> list[ReadLine]:
        return [line for line in self.lines if line.problems]

    @property
    def readings(self) -> list[NewReading]:
        return [line.reading for line in self.lines if line.reading]

    @property
    def can_be_stored(self) -> bool:
        return bool(self.lines) and not self.wrong and not self.problem


def read_lines(text: str, subject: Subject) -> ReadLines:
    """Read and check all lines, also against what is stored of this subject."""
    try:
        records = [(line, record) for line, record in records_of("", text) if any(record)]
    except BrokenExport as error:
        return ReadLines(
            problem=_("Line %(line)s cannot be read: a quotation mark is left open.") % {"line": error.line}
        )
    if not records or tuple(name.strip() for name in records[0][1]) != COLUMNS:
        return ReadLines(problem=_("The first line must be: %(columns)s") % {"columns": ",".join(COLUMNS)})
    if len(records) == 1:
        return ReadLines(problem=_("There is nothing below the first line."))
    if len(records) > MOST_LINES + 1:
        return ReadLines(problem=_("There are too many lines. Send at most %(most)s at once.") % {"most": MOST_LINES})
    lines = [_line_of(number, record) for number, record in records[1:]]
    return ReadLines(tuple(_beside_stored(_beside_one_another(lines), subject)))


def _line_of(number: int, record: list[str]) -> ReadLine:
    fields = tuple(field.strip() for field in record)
    if len(fields) != len(COLUMNS):
        counts = {"count": len(fields), "wanted": len(COLUMNS)}
        return ReadLine(number, fields, None, (_("There are %(count)s fields, not %(wanted)s.") % counts,))
    form = ReadingForm(dict(zip(COLUMNS, fields, strict=True)))
    if form.is_valid():
        return ReadLine(number, fields, form.reading)
    problems = tuple(f"{name}: {sentence}" for name, sentences in form.errors.items() for sentence in sentences)
    return ReadLine(number, fields, None, problems)


def _beside_one_another(lines: list[ReadLine]) -> list[ReadLine]:
    """Say so where a line counts days that a line before it has counted of the same sign."""
    in_order = sorted((line for line in lines if line.reading), key=_sign_and_days)
    twice: dict[int, ReadLine] = {}
    for before, line in zip(in_order, in_order[1:], strict=False):
        first, second = before.reading, line.reading
        if first and second and _sign_of(first) == _sign_of(second) and second.starts_on <= first.ends_on:
            said = _("Its days are also counted in line %(line)s.") % {"line": before.number}
            twice[line.number] = _refused(line, said)
    return [twice.get(line.number, line) for line in lines]


def _beside_stored(lines: list[ReadLine], subject: Subject) -> list[ReadLine]:
    """Say so where a line overlaps with a period that is stored. The same period again is a correction."""
    stored: dict[tuple[str, str], list[tuple[date, date]]] = defaultdict(list)
    columns = ("sign__reason", "sign__channel", "starts_on", "ends_on")
    for reason, channel, starts_on, ends_on in SignReading.objects.filter(sign__subject=subject).values_list(*columns):
        stored[reason, channel].append((starts_on, ends_on))
    said = _("Some of its days are stored as part of another period. Use the same first and last day to correct it.")
    return [_refused(line, said) if _overlaps(line.reading, stored) else line for line in lines]


def _overlaps(reading: NewReading | None, stored: dict[tuple[str, str], list[tuple[date, date]]]) -> bool:
    if reading is None:
        return False
    period = (reading.starts_on, reading.ends_on)
    return any(
        starts_on <= reading.ends_on and ends_on >= reading.starts_on and (starts_on, ends_on) != period
        for starts_on, ends_on in stored[_sign_of(reading)]
    )


def _refused(line: ReadLine, said: str) -> ReadLine:
    return ReadLine(line.number, line.fields, None, (said,))


def _sign_and_days(line: ReadLine) -> tuple:
    return (*_sign_of(line.reading), line.reading.starts_on) if line.reading else ()


def _sign_of(reading: NewReading) -> tuple[str, str]:
    return str(reading.reason), str(reading.channel)
