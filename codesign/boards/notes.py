"""What the verbs about notes and marks do in the open: every change is an operation of the log."""

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from codesign.boards import commands as verbs
from codesign.boards.commands import clean_text
from codesign.boards.results import Ack, Newest, Refusal
from codesign.boards.sitting import SeatCommand, Sitting
from codesign.enums import SeatRole
from codesign.models import Column, Mark, Note

SMALLEST_GAP = 1e-6


def add(sitting: Sitting, asked: SeatCommand, command: verbs.AddNote) -> Ack:
    column, text = sitting.column(command.column), clean_text(command.text)
    note = sitting.add(column, asked.seat_id, text)
    shape = {"note": note.number, "column": column.number, "version": note.version}
    return sitting.acknowledge("note_added", shape, asked)


def edit(sitting: Sitting, asked: SeatCommand, command: verbs.EditNote) -> Ack:
    note, text = sitting.note(command.note), clean_text(command.text)
    if note.seat_id != asked.seat_id:
        raise Refusal("not_allowed", _("Only the person who wrote a note may change its text."))
    if note.version != command.version:
        sitting.flush()
        raise stale(Newest(note.texts.get(version=note.version).body, note.version))
    note.version += 1
    sitting.change(note)
    sitting.say(note, text)
    return sitting.acknowledge("note_edited", {"note": note.number, "version": note.version}, asked)


def stale(newest: Newest) -> Refusal:
    return Refusal(
        "stale",
        _("This note was changed elsewhere in the meantime. Compare the two texts, then send yours again."),
        newest,
    )


def remove(sitting: Sitting, asked: SeatCommand, command: verbs.RemoveNote) -> Ack:
    """Take a note off the board. What was grouped under it comes out and stays."""
    note = sitting.note(command.note)
    if note.seat_id != asked.seat_id and SeatRole.FACILITATOR not in sitting.roles[asked.seat_id]:
        raise Refusal("not_allowed", _("Only the person who wrote a note or a facilitator may remove it."))
    for child in sitting.children_of(note):
        _put_under(sitting, child, None, note.column)
        sitting.log("note_grouped", _grouping_of(child))
    note.removed_at = timezone.now()
    sitting.change(note)
    return sitting.acknowledge("note_removed", {"note": note.number}, asked)


def move(sitting: Sitting, asked: SeatCommand, command: verbs.MoveNote) -> Ack:
    """Put a note before another of a column, or at its end. What stood under another note comes out."""
    note, column = sitting.note(command.note), sitting.column(command.column)
    note.position = _position_before(sitting, note, column, command.before)
    note.column, note.group = column, None
    sitting.change(note)
    shape = {"note": note.number, "column": column.number, "before": command.before}
    return sitting.acknowledge("note_moved", shape, asked)


def group(sitting: Sitting, asked: SeatCommand, command: verbs.GroupNote) -> Ack:
    """Put a note, with what is under it, under another; or take it out, to the end of the column it stood in."""
    note = sitting.note(command.note)
    if command.under is None:
        _put_under(sitting, note, None, note.group.column if note.group else note.column)
        return sitting.acknowledge("note_grouped", _grouping_of(note), asked)
    under = sitting.note(command.under)
    under = under.group or under
    if under.pk == note.pk:
        raise Refusal("not_found", _("A note cannot be put under itself. Choose another one."))
    for child in sitting.children_of(note):
        _put_under(sitting, child, under, under.column)
        sitting.log("note_grouped", _grouping_of(child))
    _put_under(sitting, note, under, under.column)
    return sitting.acknowledge("note_grouped", _grouping_of(note), asked)


def mark(sitting: Sitting, asked: SeatCommand, command: verbs.AddMark) -> Ack:
    note = sitting.note(command.note)
    sitting.flush()
    own = Mark.objects.filter(seat_id=asked.seat_id, note__board=sitting.board, note__removed_at__isnull=True)
    check_marks([number for (number,) in own.values_list("note__number")], note.number, sitting.board.marks_per_seat)
    Mark.objects.create(note=note, seat_id=asked.seat_id)
    return sitting.acknowledge("mark_added", {"note": note.number}, asked)


def unmark(sitting: Sitting, asked: SeatCommand, command: verbs.RemoveMark) -> Ack:
    note = sitting.note(command.note)
    sitting.flush()
    deleted, _by_model = Mark.objects.filter(note=note, seat_id=asked.seat_id).delete()
    if not deleted:
        raise no_mark()
    return sitting.acknowledge("mark_removed", {"note": note.number}, asked)


def check_marks(own: list[int], number: int, most: int) -> None:
    """Raise Refusal if one more mark is one too many: twice on one note, or more than a seat has."""
    if number in own:
        raise Refusal("too_many", _("Your mark is on this note already."))
    if len(own) >= most:
        raise Refusal("too_many", lazy(_marks_used, str)(most))


def _marks_used(most: int) -> str:
    words = ngettext(
        "You have used your %(most)d mark. Take it back from another note first.",
        "You have used your %(most)d marks. Take one back from another note first.",
        most,
    )
    return words % {"most": most}


def no_mark() -> Refusal:
    return Refusal("not_found", _("You have no mark on this note."))


def _put_under(sitting: Sitting, note: Note, under: Note | None, column: Column) -> None:
    note.position, note.column, note.group = sitting.next_position(), column, under
    sitting.change(note)


def _grouping_of(note: Note) -> dict[str, int | None]:
    return {"note": note.number, "under": note.group.number if note.group else None, "column": note.column.number}


def _position_before(sitting: Sitting, note: Note, column: Column, before: int | None) -> float:
    if before is None:
        return sitting.next_position()
    follower = sitting.note(before)
    if follower.pk == note.pk or follower.column_id != column.pk or follower.group_id:
        raise Refusal("not_found", _("The note to put it before is not in this column any more. Choose again."))
    sitting.flush()
    if follower.position - _position_ahead_of(follower, column) < SMALLEST_GAP:
        _spread(sitting, column)
    return (_position_ahead_of(follower, column) + follower.position) / 2


def _position_ahead_of(follower: Note, column: Column) -> float:
    """The position of the note ahead of this one, present or not, in no group; else one step before it."""
    earlier = Q(position__lt=follower.position) | Q(position=follower.position, number__lt=follower.number)
    ahead = Note.objects.filter(earlier, column=column, group=None).order_by("-position", "-number").first()
    return ahead.position if ahead else follower.position - 2.0


def _spread(sitting: Sitting, column: Column) -> None:
    """Give the notes of a column whole positions again: after many moves into one place a float has no room left.

    Those in groups keep theirs: they stand in an order of their own, and may have been put there from elsewhere.
    """
    notes = sitting.known(Note.objects.filter(column=column, group=None))
    for position, note in enumerate(notes, start=1):
        note.position = float(position)
    Note.objects.bulk_update(notes, ["position"], batch_size=500)
