"""That two people look at who stands behind words, and when the person is told."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from codesign.enums import DisclosureDecision
from codesign.models.voices import Voice

USER = settings.AUTH_USER_MODEL
TIME_TO_AGREE = TIME_TO_OPEN = timedelta(hours=24)
TIME_TO_LOOK = timedelta(minutes=15)
MOST_DAYS_BEFORE_TELLING = 30


class Disclosure(models.Model):
    """One asks with a reason, another agrees, then the first looks once. What they saw is not stored."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="disclosures")
    reason = models.TextField(max_length=1500)
    legal_basis = models.CharField(max_length=300)
    tell_after_days = models.PositiveSmallIntegerField(default=0)
    tell_later_because = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=10, choices=DisclosureDecision.choices, blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(legal_basis=""), name="disclosure_has_a_reason_and_a_legal_basis"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_by__isnull=True, decided_at__isnull=True)
                | Q(decision__in=DisclosureDecision.values, decided_by__isnull=False, decided_at__isnull=False),
                name="disclosure_decided_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="disclosure_takes_two"),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(decision=DisclosureDecision.AGREED),
                name="disclosure_opened_only_if_agreed",
            ),
            models.CheckConstraint(
                condition=Q(tell_after_days=0)
                | (Q(tell_after_days__lte=MOST_DAYS_BEFORE_TELLING) & ~Q(tell_later_because="")),
                name="disclosure_told_late_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_by}, {self.asked_at:%Y-%m-%d}"

    @property
    def may_be_decided(self) -> bool:
        return not self.decision and timezone.now() < self.asked_at + TIME_TO_AGREE

    @property
    def may_be_opened(self) -> bool:
        is_in_time = self.decided_at is not None and timezone.now() < self.decided_at + TIME_TO_OPEN
        return self.opened_at is None and self.is_agreed and is_in_time

    @property
    def is_open(self) -> bool:
        """Whether who asked still looks."""
        return self.closes_at is not None and timezone.now() < self.closes_at

    @property
    def is_agreed(self) -> bool:
        return self.decision == DisclosureDecision.AGREED

    @property
    def closes_at(self) -> datetime | None:
        return self.opened_at + TIME_TO_LOOK if self.opened_at else None

    @property
    def told_on(self) -> date | None:
        """From which day on the person reads of it. Where nobody looked there is nothing to tell."""
        days = timedelta(days=self.tell_after_days)
        return timezone.localdate(self.opened_at) + days if self.opened_at else None
