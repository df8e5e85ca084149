"""Statements to agree or disagree with, and the sealed rounds in which people do."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from codesign.enums import Choice, Moderation
from codesign.models.subjects import Seat, Subject
from codesign.querysets.rounds import RoundQuerySet, StatementQuerySet


class Statement(models.Model):
    """One sentence to agree or disagree with."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField()
    body = models.TextField()
    moderation = models.CharField(max_length=20, choices=Moderation.choices, default=Moderation.PENDING)
    added_on = models.DateField(default=timezone.localdate)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="statement_number_once")]

    def __str__(self) -> str:
        return self.body[:80]


class Round(models.Model):
    """A sealed period of asking. Its secret links a ballot to a seat; closing the round destroys it."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="rounds")
    title = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    secret = models.CharField(max_length=64, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="round_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, secret__gt="") | Q(closed_at__isnull=False, secret=""),
                name="round_secret_while_open",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Voted(models.Model):
    """That a seat took part in a round; not what it chose."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="voted")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="voted")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "seat"], name="voted_once")]

    def __str__(self) -> str:
        return f"{self.seat} in {self.round}"


class Ballot(models.Model):
    """One choice about one statement. `key` is HMAC(round secret, seat): it counts once and names nobody."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="ballots")
    key = models.CharField(max_length=64)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="ballots")
    choice = models.CharField(max_length=10, choices=Choice.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "key", "statement"], name="ballot_once")]
        indexes = [models.Index(fields=["statement", "choice"])]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.choice}"
