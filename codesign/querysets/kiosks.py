"""Questions about many kiosks."""

from django.db import models


class KioskQuerySet(models.QuerySet):
    def unlocked(self):
        return self.filter(locked_at__isnull=True)
