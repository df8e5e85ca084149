"""Questions about many boards, notes and sealed entries."""

from django.apps import apps
from django.db import models
from django.db.models.functions import Coalesce, Rank, RowNumber

from codesign.enums import SeatRole, Stage


class BoardQuerySet(models.QuerySet):
    def running(self):
        return self.exclude(stage=Stage.CLOSE)

    def led_by(self, user):
        """Boards at which a seat of this person may facilitate, the newest first."""
        grants = apps.get_model("codesign", "SeatGrant")._default_manager.current()
        leads = grants.filter(board=models.OuterRef("pk"), role=SeatRole.FACILITATOR, seat__holder=user)
        return self.filter(models.Exists(leads)).order_by("-created_at", "-pk")

    def of_seat(self, seat):
        """Where a seat may be or left a note, the oldest first. `admits_seat`: whether it may be there now."""
        grants = apps.get_model("codesign", "SeatGrant")._default_manager.current().filter(seat=seat)
        here = models.Q(board=models.OuterRef("pk")) | models.Q(board=None)
        notes = apps.get_model("codesign", "Note")._default_manager.present().filter(seat=seat)
        boards = self.filter(subject=seat.subject_id).annotate(admits_seat=models.Exists(grants.filter(here)))
        has_note = models.Exists(notes.filter(board=models.OuterRef("pk")))
        return boards.filter(models.Q(admits_seat=True) | has_note).order_by("created_at", "pk")


class NoteQuerySet(models.QuerySet):
    def present(self):
        return self.filter(removed_at__isnull=True)

    def with_body(self):
        """Annotate `body`: the text of the note's present version."""
        note_text = apps.get_model("codesign", "NoteText")
        texts = note_text._default_manager.filter(note=models.OuterRef("pk"), version=models.OuterRef("version"))
        return self.annotate(body=models.Subquery(texts.values("body")[:1]))

    def to_show(self):
        """With all that a screen needs of each: text, marks, column, author and the note it is under."""
        return self.with_words_and_marks().select_related("column", "group__column", "seat__holder")

    def with_words_and_marks(self):
        marks = apps.get_model("codesign", "Mark")._default_manager.filter(note=models.OuterRef("pk"))
        counted = marks.order_by().values("note").annotate(count=models.Count("pk")).values("count")
        return self.with_body().annotate(mark_count=Coalesce(models.Subquery(counted), 0))

    def first_of_each_column(self, count: int):
        """The first notes of each column, without those grouped under another."""
        place = models.Window(RowNumber(), partition_by="column_id", order_by=["position", "number"])
        return self.filter(group__isnull=True).annotate(place=place).filter(place__lte=count)

    def and_those_under(self, leaders):
        """With the notes grouped under some, in one question: what is moved meanwhile is read once, before or after."""
        keys = leaders.order_by().values("pk")
        return self.filter(models.Q(pk__in=keys) | models.Q(group__in=keys))

    def most_marked(self, places: int, most: int):
        """Of each board the notes in the first places by marks, with all that share the last place, up to so many."""
        by_marks = models.F("mark_count").desc()
        rank = models.Window(Rank(), partition_by="board_id", order_by=by_marks)
        place = models.Window(RowNumber(), partition_by="board_id", order_by=[by_marks, "number"])
        ranked = self.filter(mark_count__gt=0).annotate(rank=rank, place=place)
        return ranked.filter(rank__lte=places, place__lte=most).order_by("board_id", "place")

    def counts_by_column(self):
        """Per column number: `notes` counts all, `leading` those not under another. A group counts where it stands."""
        home = Coalesce("group__column__number", "column__number")
        leading = models.Count("pk", filter=models.Q(group__isnull=True))
        return self.order_by().values(home=home).annotate(notes=models.Count("pk"), leading=leading)


class SealedEntryQuerySet(models.QuerySet):
    def standing(self, stage):
        """What was written in this stage, is not withdrawn, and is sealed still."""
        return self.filter(stage=stage, withdrawn_at__isnull=True, revealed_at__isnull=True)
