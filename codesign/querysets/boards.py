"""Questions about many boards and notes."""

from django.apps import apps
from django.db import models

from codesign.enums import Stage


class BoardQuerySet(models.QuerySet):
    def running(self):
        return self.exclude(stage=Stage.CLOSE)


class NoteQuerySet(models.QuerySet):
    def present(self):
        return self.filter(removed_at__isnull=True)

    def with_body(self):
        """Annotate `body`: the text of the note's present version."""
        note_text = apps.get_model("codesign", "NoteText")
        texts = note_text._default_manager.filter(note=models.OuterRef("pk"), version=models.OuterRef("version"))
        return self.annotate(body=models.Subquery(texts.values("body")[:1]))
