"""Questions about many signs and cases."""

from django.apps import apps
from django.db import models
from django.db.models import Count, Max, OuterRef, Subquery


class SignQuerySet(models.QuerySet):
    def with_course(self):
        """Annotate how far a sign is: reading_count, the day `counted_until`, and `open_case`, the key of its case."""
        cases = apps.get_model("codesign", "BreakdownCase")._default_manager.filter(sign=OuterRef("pk"), closed_at=None)
        return self.annotate(
            reading_count=Count("readings"),
            counted_until=Max("readings__ends_on"),
            open_case=Subquery(cases.values("pk")[:1]),
        ).order_by("id")


class BreakdownCaseQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)
