"""Questions about many hides and appeals."""

from django.db import models


class HideQuerySet(models.QuerySet):
    def current(self):
        """What is hidden now."""
        return self.filter(lifted_at=None)


class AppealQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(decided_at=None)
