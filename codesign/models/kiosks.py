"""Devices of the institution on which people take part one after the other."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from codesign.models.subjects import Subject
from codesign.querysets.kiosks import KioskQuerySet


class Kiosk(models.Model):
    """A device that staff unlocked for one subject, until they lock it. Who spoke at which one is not stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="kiosks")
    name = models.CharField(max_length=120, help_text="Where the device stands.")
    unlocked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unlocked_at = models.DateTimeField(default=timezone.now)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    locked_at = models.DateTimeField(null=True)

    objects = KioskQuerySet.as_manager()

    class Meta:
        ordering = ["-unlocked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(locked_at__isnull=True, locked_by__isnull=True)
                | Q(locked_at__isnull=False, locked_by__isnull=False),
                name="kiosk_is_locked_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.name
