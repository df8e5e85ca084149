"""Who helped somebody to speak, and how the person agreed to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from codesign.enums import ConversationConsent
from codesign.models.subjects import Seat


class AssistedRecord(models.Model):
    """That a seat was not taken alone: a member of staff wrote for the person, or a guardian answered for a child.

    Of a child nothing is kept but that a guardian agreed; of a guardian nothing at all.
    """

    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="assisted")
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    consent = models.CharField(max_length=20, choices=ConversationConsent.choices, blank=True)
    interpreter = models.CharField(max_length=60, blank=True, help_text="The language into which somebody interpreted.")
    guardian_agreed = models.BooleanField(default=False, help_text="The seat is a child's, and its guardian agreed.")
    read_back_on = models.DateField(null=True, help_text="When the person heard the words and agreed to them.")
    recorded_on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(helper__isnull=False, read_back_on__isnull=False) & ~Q(consent=""))
                | Q(helper__isnull=True, read_back_on__isnull=True, consent="", guardian_agreed=True),
                name="assisted_by_staff_with_read_back_or_by_a_guardian",
            )
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.helper or 'a guardian'}"
