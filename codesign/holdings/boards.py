"""What one seat wrote and marked on boards."""

import uuid

from codesign.boards import redact_seat
from codesign.models import Mark, NoteText, SealedEntry
from people.holdings import Facts, Holding


def _tell(seat_id: uuid.UUID) -> Facts:
    texts = NoteText.objects.filter(note__seat=seat_id).select_related("note__board").order_by("note_id", "version")
    notes = [{"board": text.note.board.title, "note": text.note.number, "words": text.body} for text in texts]
    marks = Mark.objects.filter(seat=seat_id).select_related("note__board").order_by("id")
    marked = [{"board": mark.note.board.title, "marked_note": mark.note.number} for mark in marks]
    return [*notes, *marked, *_sealed(seat_id)]


def _sealed(seat_id: uuid.UUID) -> list[dict[str, object]]:
    entries = SealedEntry.objects.filter(seat=seat_id).select_related("board").order_by("board", "stage", "number")
    return [
        {"board": entry.board.title, "written_alone_in": entry.get_stage_display(), "words": entry.data["text"]}
        for entry in entries
        if entry.data.get("text")
    ]


BOARDS = Holding("boards", _tell, redact_seat)
