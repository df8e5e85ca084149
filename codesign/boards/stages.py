"""Going from stage to stage: what is sealed is revealed once, as one operation, in an order that says nothing."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import SystemRandom
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from codesign.boards import commands as verbs
from codesign.boards.results import Ack, Refusal
from codesign.boards.rows import Writes
from codesign.boards.sitting import SeatCommand, Sitting
from codesign.enums import SEALED_STAGES, Stage
from codesign.models import Board, Mark, SealedEntry

ORDER = list(Stage)
TIME_TO_UNDO = timedelta(seconds=10)


def set_stage(sitting: Sitting, asked: SeatCommand, command: verbs.SetStage) -> Ack:
    """Go to a later stage, or within seconds back to the one before if nothing was revealed by leaving it."""
    board, stage = sitting.board, _known(command.stage)
    if ORDER.index(stage) > ORDER.index(Stage(board.stage)):
        _reveal_before(sitting, stage)
    else:
        _check_undo(sitting, stage)
    left, now = board.stage, timezone.now()
    board.stage, board.stage_started_at = stage, now
    board.stage_ends_at = now + timedelta(minutes=command.minutes) if command.minutes else None
    return sitting.acknowledge("stage_set", {"stage": stage, "from": left, "ends_at": _clock(sitting)}, asked)


class Undo(NamedTuple):
    """The stage that may come back, and until when."""

    stage: Stage
    until: datetime


def undo_at(board: Board) -> Undo | None:
    """What the person who leads may take back now, if anything."""
    until = board.stage_started_at + TIME_TO_UNDO
    change = board.ops.filter(kind="stage_set").last() if timezone.now() < until else None
    if change is None or board.stage == Stage.CLOSE:
        return None
    before = Stage(change.data["from"])
    is_way_back = ORDER.index(before) < ORDER.index(Stage(board.stage)) and before not in SEALED_STAGES
    return Undo(before, until) if is_way_back else None


def extend(sitting: Sitting, asked: SeatCommand, command: verbs.ExtendStage) -> Ack:
    """Add time to the stage; one without an end, or past it, ends that many minutes from now."""
    now = timezone.now()
    sitting.board.stage_ends_at = max(sitting.board.stage_ends_at or now, now) + timedelta(minutes=command.minutes)
    return sitting.acknowledge("stage_extended", {"ends_at": _clock(sitting)}, asked)


def _known(value: str) -> Stage:
    if value not in Stage.values:
        raise Refusal("malformed", _("There is no such stage. Reload the page, then choose again."))
    return Stage(value)


def _clock(sitting: Sitting) -> str | None:
    return sitting.board.stage_ends_at.isoformat() if sitting.board.stage_ends_at else None


def _check_undo(sitting: Sitting, stage: Stage) -> None:
    """The stage before this one may come back for a moment; a revealed one never does."""
    if stage == sitting.board.stage:
        raise Refusal("wrong_stage", _("The board is in this stage already."))
    if stage in SEALED_STAGES:
        raise Refusal("wrong_stage", _("What was sealed is revealed now. This cannot be undone."))
    is_recent = timezone.now() - sitting.board.stage_started_at <= TIME_TO_UNDO
    if not is_recent or stage != _stage_before(sitting):
        raise Refusal("wrong_stage", _("You can go back to the stage before only within 10 seconds of leaving it."))


def _stage_before(sitting: Sitting) -> str | None:
    """The stage from which the last change led here, in the log or in this very batch."""
    for op in reversed(sitting.ops):
        if op.kind == "stage_set":
            return op.data["from"]
    change = sitting.board.ops.filter(kind="stage_set").last()
    return change.data["from"] if change else None


def _reveal_before(sitting: Sitting, stage: Stage) -> None:
    """Reveal what was sealed in the stage that is left, and in any that was taken back and is passed over now."""
    sitting.flush()
    here = Stage(sitting.board.stage)
    for passed in ORDER[ORDER.index(here) : ORDER.index(stage)]:
        if passed in REVEALS:
            entries = _unsealed_in_random_order(sitting, passed)
            if entries or passed == here:
                REVEALS[passed](sitting, entries)


def _unsealed_in_random_order(sitting: Sitting, stage: Stage) -> list[SealedEntry]:
    standing = sitting.board.sealed_entries.standing(stage)
    entries = list(standing)
    SystemRandom().shuffle(entries)
    now = timezone.now()
    for entry in entries:
        entry.revealed_at = now
    standing.update(revealed_at=now)
    return entries


def _reveal_notes(sitting: Sitting, entries: Sequence[SealedEntry]) -> None:
    """Turn what was written alone into notes with fresh numbers. From here on the text lives in one place only."""
    shapes, writes = [], Writes()
    sitting.expect_notes(len(entries))
    for entry in entries:
        note = sitting.add(sitting.columns[entry.data["column"]], entry.seat_id, entry.data["text"])
        entry.data = {"note": note.number}
        shapes.append({"note": note.number, "column": note.column.number})
    writes.update(entries, ["data"])
    writes.write()
    sitting.log("notes_revealed", {"notes": shapes})


def _reveal_positions(sitting: Sitting, entries: Sequence[SealedEntry]) -> None:
    sitting.log("positions_revealed", {"positions": [entry.pk for entry in entries]})


def _reveal_marks(sitting: Sitting, entries: Sequence[SealedEntry]) -> None:
    """Count the marks on the notes that are still there, as one operation that says nothing of who gave them.

    Only these count: marks given in a decision that was taken back for a vote give way to the vote.
    """
    keys = dict(sitting.board.notes.present().values_list("number", "pk"))
    marks = [(each.data["note"], each.seat_id) for each in entries if each.data["note"] in keys]
    Mark.objects.filter(note__board=sitting.board).delete()
    writes = Writes()
    writes.insert(Mark, ("note", "seat"), [(keys[number], seat) for number, seat in marks])
    writes.write()
    counts = Counter(number for number, _seat in marks)
    sitting.log("marks_revealed", {"marks": {str(number): count for number, count in sorted(counts.items())}})


REVEALS = {
    Stage.WRITE_ALONE: _reveal_notes,
    Stage.FIRST_POSITION: _reveal_positions,
    Stage.VOTE: _reveal_marks,
}
