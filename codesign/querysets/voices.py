"""Questions about many voices."""

from django.db import models

from codesign.enums import Provenance


class VoiceQuerySet(models.QuerySet):
    def shown(self):
        """Voices that everyone may read."""
        return self.filter(shown_at__isnull=False)

    def without_outcome(self):
        return self.filter(outcomes__isnull=True)

    def of_participants(self):
        return self.exclude(seat__provenance__in=[Provenance.STAFF, Provenance.ADVOCATE])
