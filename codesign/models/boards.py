"""A live surface of columns and notes with stages, its log, and what is sealed until it is revealed."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from codesign.enums import SEALED_STAGES, Stage
from codesign.models.subjects import Seat, Subject
from codesign.querysets.boards import BoardQuerySet, NoteQuerySet, SealedEntryQuerySet


def new_salt() -> str:
    return secrets.token_hex(16)


class Board(models.Model):
    """A live co-design board. `head` is the number of the last operation; it grows under the lock of this row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="boards")
    title = models.CharField(max_length=120)
    question = models.CharField(max_length=300)
    join_code = models.CharField(max_length=12, unique=True, help_text="The short code of /j/<code>/.")
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.WELCOME)
    stage_started_at = models.DateTimeField(default=timezone.now)
    stage_ends_at = models.DateTimeField(null=True, blank=True)
    shows_sealed_count = models.BooleanField(
        default=False, help_text="While people write alone, say how many notes there are."
    )
    shows_presence = models.BooleanField(
        default=True, help_text="Say how many people are here and at which notes somebody is. Never who."
    )
    marks_per_seat = models.PositiveSmallIntegerField(default=3)
    head = models.PositiveBigIntegerField(default=0)
    next_number = models.PositiveIntegerField(default=1, help_text="The next board-local id of a column or note.")
    next_position = models.PositiveIntegerField(default=1, help_text="Behind every note of every column.")
    epoch = models.PositiveIntegerField(default=0, help_text="Grows when rights or the view of sealed things change.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    # Annotation of BoardQuerySet.of_seat().
    admits_seat: bool

    objects = BoardQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    @property
    def is_sealed(self) -> bool:
        return self.stage in SEALED_STAGES


class Column(models.Model):
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="columns")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "number"]
        constraints = [models.UniqueConstraint(fields=["board", "number"], name="column_number_once")]

    def __str__(self) -> str:
        return self.title


class Note(models.Model):
    """One note. Its text lives apart, by version, so that erasing a text leaves the log whole."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="notes")
    number = models.PositiveIntegerField()
    column = models.ForeignKey(Column, on_delete=models.PROTECT, related_name="notes")
    position = models.FloatField(help_text="Order within the column; a move writes one note only.")
    group = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="grouped",
        help_text="The note under which this one was grouped.",
    )
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="notes")
    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True, blank=True)

    # Annotations of NoteQuerySet.to_show().
    body: str | None
    mark_count: int

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["position", "number"]
        constraints = [models.UniqueConstraint(fields=["board", "number"], name="note_number_once")]

    def __str__(self) -> str:
        return f"note {self.number}"


class NoteText(models.Model):
    """The words of one version of a note. Erasing blanks body and salt and keeps the row."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="texts")
    version = models.PositiveIntegerField()
    body = models.TextField(blank=True, max_length=500)
    salt = models.CharField(max_length=32, blank=True, default=new_salt)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "version"], name="note_text_version_once")]

    def __str__(self) -> str:
        return f"version {self.version}"


class Mark(models.Model):
    """A dot on a note: pseudonymous, in the board's log, and said so. Marks are not ballots."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="marks")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="marks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "seat"], name="mark_once")]

    def __str__(self) -> str:
        return f"dot on {self.note}"


class SealedEntry(models.Model):
    """What one seat wrote or marked in a sealed stage. It has a numbering of its own and no place in the log.

    `number` counts within seat and stage. A note holds column, text and version, and once revealed only the number of
    its note on the board; a mark holds the number of a note; a position holds its text.
    """

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="sealed_entries")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="sealed_entries")
    stage = models.CharField(max_length=20, choices=[(stage.value, stage.label) for stage in SEALED_STAGES])
    number = models.PositiveIntegerField()
    op_id = models.UUIDField()
    data = models.JSONField()
    revealed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SealedEntryQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["board", "seat", "stage", "number"], name="sealed_number_once"),
            models.UniqueConstraint(fields=["board", "op_id", "seat"], name="sealed_op_once"),
        ]

    def __str__(self) -> str:
        return f"sealed {self.number}"


class SealedChange(models.Model):
    """A command that changed a sealed entry after it was made. Sent again, it is answered the same and not applied."""

    entry = models.ForeignKey(SealedEntry, on_delete=models.CASCADE, related_name="changes")
    op_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["op_id", "entry"], name="sealed_change_once")]

    def __str__(self) -> str:
        return f"change of {self.entry}"


class BoardOp(models.Model):
    """One operation of the log: ids and shapes, never text. `seq` comes from the locked board row."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="ops")
    seq = models.PositiveBigIntegerField()
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    op_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=40)
    data = models.JSONField()
    committed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["board", "seq"], name="board_op_seq_once"),
            models.UniqueConstraint(
                fields=["board", "op_id", "seat"], condition=Q(op_id__isnull=False), name="board_op_id_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"
