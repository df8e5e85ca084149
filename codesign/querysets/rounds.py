"""Questions about many rounds and statements."""

from django.db import models
from django.db.models import Count, F, Q

from codesign.enums import Choice, Moderation


class RoundQuerySet(models.QuerySet):
    def closed(self):
        return self.filter(closed_at__isnull=False)

    def unfinished(self):
        """Open rounds, and closed ones that were not analysed since."""
        analysed = Q(opinion__asked_at__gte=F("closed_at"))
        return self.filter(Q(closed_at__isnull=True) | ~analysed)


class StatementQuerySet(models.QuerySet):
    def listed(self):
        """Statements that everyone may read."""
        return self.exclude(moderation=Moderation.REJECTED)

    def left_out(self):
        """Statements of which everyone may read only how many there are."""
        return self.filter(moderation=Moderation.REJECTED)

    def with_counts(self):
        """Annotate ballot_count and, per choice, agree_count and so on: what closed rounds say. In order of number.

        The order is asked for here because a query that groups forgets that of its model.
        """
        closed = Q(ballots__round__closed_at__isnull=False)
        counts = {
            f"{choice.value}_count": Count("ballots", filter=closed & Q(ballots__choice=choice)) for choice in Choice
        }
        return self.annotate(ballot_count=Count("ballots", filter=closed), **counts).order_by("number")
