"""Questions about many indicators."""

from django.apps import apps
from django.db import models
from django.db.models import Count, OuterRef, Subquery


class IndicatorQuerySet(models.QuerySet):
    def with_course(self):
        """Annotate where an indicator began and where it stands: `first_value`, `newest_value`, and on which days.

        `newest_note` explains the newest value, and `reading_count` says how many readings there are.
        """
        readings = apps.get_model("codesign", "Reading")._default_manager.filter(indicator=OuterRef("pk"))
        first, newest = readings.order_by("read_on", "-id"), readings.order_by("-read_on", "-id")
        return self.annotate(
            first_value=Subquery(first.values("value")[:1]),
            first_on=Subquery(first.values("read_on")[:1]),
            newest_value=Subquery(newest.values("value")[:1]),
            newest_on=Subquery(newest.values("read_on")[:1]),
            newest_note=Subquery(newest.values("note")[:1]),
            reading_count=Count("readings"),
        ).order_by("position", "id")
