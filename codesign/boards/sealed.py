"""What the verbs do while a stage is sealed: a seat's own store grows, and the log does not."""

from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from codesign.boards import commands as verbs
from codesign.boards.commands import clean_text
from codesign.boards.notes import check_marks, no_mark, stale
from codesign.boards.results import Ack, Newest, Refusal
from codesign.boards.sitting import SeatCommand, Sitting
from codesign.enums import Stage
from codesign.models import SealedChange, SealedEntry


def add(sitting: Sitting, asked: SeatCommand, command: verbs.AddNote) -> Ack:
    column, text = sitting.column(command.column), clean_text(command.text)
    return _make(sitting, asked, {"column": column.number, "text": text, "version": 1})


def edit(sitting: Sitting, asked: SeatCommand, command: verbs.EditNote) -> Ack:
    entry, text = _own(sitting, asked, command.note), clean_text(command.text)
    if entry.data["version"] != command.version:
        raise stale(Newest(entry.data["text"], entry.data["version"]))
    return _change(sitting, asked, entry, data=entry.data | {"text": text, "version": command.version + 1})


def remove(sitting: Sitting, asked: SeatCommand, command: verbs.RemoveNote) -> Ack:
    return _withdraw(sitting, asked, _own(sitting, asked, command.note))


def mark(sitting: Sitting, asked: SeatCommand, command: verbs.AddMark) -> Ack:
    note, board = sitting.note(command.note), sitting.board
    marked = [entry.data["note"] for entry in _standing(sitting, asked)]
    present = board.notes.present().filter(number__in=marked).values_list("number", flat=True)
    check_marks(list(present), note.number, board.marks_per_seat)
    return _make(sitting, asked, {"note": note.number})


def unmark(sitting: Sitting, asked: SeatCommand, command: verbs.RemoveMark) -> Ack:
    entry = next((each for each in _standing(sitting, asked) if each.data["note"] == command.note), None)
    if entry is None:
        raise no_mark()
    return _withdraw(sitting, asked, entry)


def set_position(sitting: Sitting, asked: SeatCommand, command: verbs.SetPosition) -> Ack:
    """Keep one position per seat: the newest counts."""
    text = clean_text(command.text)
    entry = _standing(sitting, asked).first()
    if entry is None:
        return _make(sitting, asked, {"text": text})
    return _change(sitting, asked, entry, data={"text": text})


def _standing(sitting: Sitting, asked: SeatCommand):  # type: ignore[no-untyped-def]
    entries = SealedEntry.objects.filter(board=sitting.board, seat_id=asked.seat_id)
    return entries.standing(sitting.board.stage)


def _own(sitting: Sitting, asked: SeatCommand, number: int) -> SealedEntry:
    entry = _standing(sitting, asked).filter(number=number).first()
    if entry is None:
        raise Refusal("not_found", _("You have no note of this number. You may have removed it."))
    return entry


def _make(sitting: Sitting, asked: SeatCommand, data: dict[str, Any]) -> Ack:
    stage = Stage(sitting.board.stage)
    mine = SealedEntry.objects.filter(board=sitting.board, seat_id=asked.seat_id, stage=stage)
    number = (mine.aggregate(last=Max("number"))["last"] or 0) + 1
    entry = mine.create(
        board=sitting.board,
        seat_id=asked.seat_id,
        stage=stage,
        number=number,
        op_id=asked.command.op_id,
        data=data,
    )
    return sitting.seal(entry, asked)


def _change(sitting: Sitting, asked: SeatCommand, entry: SealedEntry, **fields: Any) -> Ack:
    for name, value in fields.items():
        setattr(entry, name, value)
    entry.save(update_fields=list(fields))
    SealedChange.objects.create(entry=entry, op_id=asked.command.op_id)
    return sitting.seal(entry, asked)


def _withdraw(sitting: Sitting, asked: SeatCommand, entry: SealedEntry) -> Ack:
    return _change(sitting, asked, entry, withdrawn_at=timezone.now())
