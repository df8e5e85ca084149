"""Questions about many analyses of opinion."""

from django.db import models

from codesign.enums import AnalysisState


class OpinionAnalysisQuerySet(models.QuerySet):
    def unchecked(self):
        """Those with groups of which nobody has looked yet whether they are more than chance."""
        return self.filter(state=AnalysisState.DONE, is_stable__isnull=True, silhouette__isnull=False)
