"""What was hidden from everyone and why, what readers reported, and what authors asked somebody else to decide."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from codesign.enums import AppealDecision, CaseCause, HideReason, ModerationState
from codesign.models.rounds import Statement
from codesign.models.subjects import Seat
from codesign.models.voices import Voice
from codesign.querysets.moderation import AppealQuerySet, HideQuerySet

USER = settings.AUTH_USER_MODEL
ABOUT_ONE = Q(voice__isnull=False, statement__isnull=True) | Q(voice__isnull=True, statement__isnull=False)


class AboutWords(models.Model):
    """About a voice or about a statement."""

    class Meta:
        abstract = True

    @property
    def words(self) -> Voice | Statement:
        return self.voice or self.statement  # type: ignore[attr-defined]


class ModerationCase(AboutWords):
    """Why a moderator should look at words: a reader reported them, or they were held before everyone read them."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    cause = models.CharField(max_length=20, choices=CaseCause.choices)
    reason = models.CharField(max_length=20, choices=HideReason.choices, blank=True)
    seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, related_name="+", help_text="Who reported it; nobody if it was held."
    )
    state = models.CharField(max_length=20, choices=ModerationState.choices, default=ModerationState.OPEN)
    raised_on = models.DateField(default=timezone.localdate)
    closed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["voice", "seat"], name="reported_once_from_a_seat"),
            models.UniqueConstraint(fields=["statement", "seat"], name="statement_reported_once_from_a_seat"),
            models.CheckConstraint(condition=ABOUT_ONE, name="case_about_one"),
            models.CheckConstraint(
                condition=(Q(cause=CaseCause.REPORTED, seat__isnull=False) & ~Q(reason=""))
                | (Q(cause=CaseCause.HELD, seat__isnull=True) & ~Q(reason=""))
                | Q(cause=CaseCause.RUSH, seat__isnull=True),
                name="case_reported_from_a_seat_or_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_cause_display()}: {self.get_reason_display()}"


class Hide(AboutWords):
    """That everyone reads a reason in place of words, from one moment until it is lifted."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, null=True, blank=True, related_name="hides")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="hides")
    reason = models.CharField(max_length=20, choices=HideReason.choices)
    because = models.TextField(blank=True, max_length=500, help_text="What the author reads beside the reason.")
    hidden_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    hidden_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = HideQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["voice"], condition=Q(lifted_at__isnull=True), name="hidden_once"),
            models.UniqueConstraint(
                fields=["statement"], condition=Q(lifted_at__isnull=True), name="statement_hidden_once"
            ),
            models.CheckConstraint(condition=ABOUT_ONE, name="hide_about_one"),
            models.CheckConstraint(
                condition=~Q(reason=HideReason.OTHER) | ~Q(because=""), name="another_reason_is_said_in_words"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="hide_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.hidden_at:%Y-%m-%d})"


class Appeal(models.Model):
    """Its author asks once that somebody else looks at a hidden voice, and is told what they decided and why."""

    hide = models.OneToOneField(Hide, on_delete=models.PROTECT, related_name="appeal")
    body = models.TextField(max_length=1500)
    made_on = models.DateField(default=timezone.localdate)
    decision = models.CharField(max_length=20, choices=AppealDecision.choices, blank=True)
    because = models.TextField(blank=True, max_length=1500)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", because="", decided_by__isnull=True, decided_at__isnull=True)
                | (
                    Q(decision__in=AppealDecision.values, decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(because="")
                ),
                name="appeal_decided_by_somebody_because",
            )
        ]

    def __str__(self) -> str:
        return self.body[:60]
