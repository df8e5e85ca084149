"""Questions about many voices."""

from django.db import models


class VoiceQuerySet(models.QuerySet):
    def shown(self):
        """Voices that everyone may read."""
        return self.filter(shown_at__isnull=False)
