"""Signs that people do not understand: what is counted period by period, and the cases that an alarm opens."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from codesign.enums import OWN_REASONS, CaseState, SignChannel, SignReason
from codesign.models.subjects import Subject
from codesign.querysets.signs import BreakdownCaseQuerySet, SignQuerySet
from people.models import Office


class Sign(models.Model):
    """Something that is counted at a subject again and again, of people who come by one way."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="signs")
    reason = models.CharField(max_length=20, choices=SignReason.choices)
    channel = models.CharField(max_length=10, choices=SignChannel.choices, default=SignChannel.ANY)

    objects = SignQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["subject", "reason", "channel"], name="sign_once")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}, {self.get_channel_display()}"

    @property
    def is_own(self) -> bool:
        """Whether we count it ourselves; otherwise members of staff enter it."""
        return self.reason in OWN_REASONS


class SignReading(models.Model):
    """How often it happened from one day to another, and of how many, where that is known."""

    sign = models.ForeignKey(Sign, on_delete=models.PROTECT, related_name="readings")
    starts_on = models.DateField()
    ends_on = models.DateField()
    count = models.PositiveIntegerField()
    exposure = models.PositiveIntegerField(null=True, blank=True, help_text="Of how many people, letters or forms.")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["sign", "starts_on"], name="sign_reading_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="sign_reading_ends_after_start"),
            models.CheckConstraint(
                condition=Q(exposure__isnull=True) | (Q(exposure__gte=F("count")) & Q(exposure__gte=1)),
                name="sign_reading_no_more_than_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sign_id}: {self.count} of {self.exposure}, {self.starts_on} to {self.ends_on}"


class BreakdownCase(models.Model):
    """A pattern of people not understanding. It is closed only when a re-test shows recovery.

    The alarm that opened it stays written down: the reading in which it rang.
    """

    sign = models.ForeignKey(Sign, on_delete=models.PROTECT, related_name="cases")
    alarm = models.ForeignKey(SignReading, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = BreakdownCaseQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sign"], condition=Q(closed_at__isnull=True), name="breakdown_case_one_open_at_a_sign"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="breakdown_case_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sign}, {self.opened_at:%Y-%m-%d}"

    @property
    def changes_made(self) -> list["CaseChange"]:
        """In the order in which they were made; asked for once where the case came with them."""
        return list(self.changes.all())

    @property
    def state(self) -> CaseState:
        if self.closed_at:
            return CaseState.RECOVERED
        return CaseState.CHANGED if self.changes_made else CaseState.OPEN


class CaseChange(models.Model):
    """What was supposed to be the cause, and what was changed for it. Where it did not help, another follows."""

    case = models.ForeignKey(BreakdownCase, on_delete=models.CASCADE, related_name="changes")
    hypothesis = models.TextField(max_length=1000)
    change = models.TextField(max_length=1000)
    changed_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["changed_on", "id"]

    def __str__(self) -> str:
        return self.change[:80]
