"""Questions about many people, offices, segments and audit entries."""

from django.apps import apps
from django.db import models
from django.utils import timezone


class TenureQuerySet(models.QuerySet):
    def current(self):
        now = timezone.now()
        return self.filter(started_at__lte=now).filter(models.Q(ended_at__isnull=True) | models.Q(ended_at__gt=now))


class StaffPostQuerySet(models.QuerySet):
    def current(self):
        today = timezone.localdate()
        return self.filter(started_date__lte=today).filter(
            models.Q(ended_date__isnull=True) | models.Q(ended_date__gte=today)
        )


class SegmentQuerySet(models.QuerySet):
    def protected(self):
        return self.filter(is_protected=True)

    def with_reference_people(self):
        """Annotate `reference_people`: the newest reference count, or None."""
        reference_count = apps.get_model("people", "ReferenceCount")
        newest = reference_count._default_manager.filter(segment=models.OuterRef("pk"))
        return self.annotate(reference_people=models.Subquery(newest.values("people")[:1]))


class AuditEntryQuerySet(models.QuerySet):
    def about(self, target: str):
        return self.filter(target=target)

    def update(self, **kwargs):
        raise TypeError("An audit entry is never changed.")

    def delete(self):
        raise TypeError("An audit entry is never deleted.")
