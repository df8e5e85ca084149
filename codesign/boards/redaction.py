"""Erasing the words of a note for good, while the log and the counts stay whole."""

from django.db import transaction

from codesign.boards.engine import announce
from codesign.boards.sitting import Sitting
from codesign.models import Note, NoteText
from people import audit
from people.models import User


@transaction.atomic
def redact(*, note: Note, redacted_by: User | None) -> None:
    """Blank every version of a note's text and its salt, and say so in the log."""
    sitting = Sitting(note.board_id)
    NoteText.objects.filter(note=note).update(body="", salt="")
    sitting.log("redacted", {"note": note.number})
    sitting.board.epoch += 1
    sitting.write()
    announce(sitting)
    audit.record(action="codesign.note.redacted", target=note, actor=redacted_by)
