"""Questions about many forms on paper."""

from django.db import models


class PaperFormQuerySet(models.QuerySet):
    def to_check(self):
        """What was typed and waits for somebody else, the oldest first."""
        return self.filter(typed_by__isnull=False, checked_by__isnull=True).order_by("typed_on", "id")

    def to_type(self):
        return self.filter(typed_by__isnull=True)
