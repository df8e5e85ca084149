"""Erasing words on a board for good, while the log and the counts stay whole."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from codesign.boards.engine import announce
from codesign.boards.sitting import Sitting
from codesign.models import Board, Note, NoteText, SealedEntry
from people import audit
from people.models import User


@transaction.atomic
def redact(*, note: Note, redacted_by: User | None) -> None:
    """Blank every version of a note's text and its salt, and say so in the log."""
    _blank(Sitting(note.board_id), [note])
    audit.record(action="codesign.note.redacted", target=note, actor=redacted_by)


@transaction.atomic
def redact_seat(seat_id: uuid.UUID) -> None:
    """Blank everything that a seat wrote, on every board: notes, and what it wrote alone."""
    wrote = Q(notes__seat=seat_id) | Q(sealed_entries__seat=seat_id)
    for board_id in Board.objects.filter(wrote).order_by("pk").values_list("pk", flat=True).distinct():
        sitting = Sitting(board_id)
        _blank_sealed(board_id, seat_id)
        _blank(sitting, Note.objects.filter(board=board_id, seat=seat_id).order_by("number"))


def _blank(sitting: Sitting, notes: Iterable[Note]) -> None:
    notes = list(notes)
    NoteText.objects.filter(note__in=notes).update(body="", salt="")
    for note in notes:
        sitting.log("redacted", {"note": note.number})
    sitting.board.epoch += 1
    sitting.write()
    announce(sitting)


def _blank_sealed(board_id: uuid.UUID, seat_id: uuid.UUID) -> None:
    """What is sealed still is withdrawn, so that it is never revealed."""
    entries = list(SealedEntry.objects.filter(board=board_id, seat=seat_id))
    for entry in entries:
        entry.withdrawn_at = entry.withdrawn_at or (None if entry.revealed_at else timezone.now())
        entry.data = entry.data | {"text": ""} if "text" in entry.data else entry.data
    SealedEntry.objects.bulk_update(entries, ["data", "withdrawn_at"])
