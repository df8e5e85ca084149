"""What was told to whom, by which means, and whether it was of use. Addresses are in the vault and in no row here."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from codesign.enums import ToldChannel
from codesign.models.moderation import Appeal
from codesign.models.rounds import Round
from codesign.models.subjects import Seat
from codesign.models.voices import Outcome
from codesign.querysets.telling import MessageQuerySet, ToldQuerySet
from people.enums import Means
from people.notifications import Pace


class NewsFile(models.Model):
    """Texts or letters that an owner downloaded to hand over. Their words are made anew each time."""

    means = models.CharField(max_length=10, choices=Means.choices)
    count = models.PositiveIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_means_display()}: {self.count}"


class Message(models.Model):
    """One message to one seat. It is written down before it is sent, and marked after.

    Who sends it claims it first. A claim that was never marked is sent once more, and then never again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="messages")
    means = models.CharField(max_length=10, choices=Means.choices)
    pace = models.CharField(max_length=10, choices=[(pace.value, pace.value) for pace in Pace])
    file = models.ForeignKey(NewsFile, on_delete=models.PROTECT, null=True, related_name="messages")
    made_on = models.DateField(default=timezone.localdate)
    asked_at = models.DateTimeField(null=True, help_text="When the worker was asked to send it.")
    claimed_at = models.DateTimeField(null=True, help_text="Since when somebody is sending it.")
    claims = models.PositiveSmallIntegerField(default=0)
    refusals = models.PositiveSmallIntegerField(default=0)
    sent_on = models.DateField(null=True)
    given_up_on = models.DateField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(sent_on=None, given_up_on=None), name="message_that_is_not_done"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True) | Q(given_up_on__isnull=True), name="message_sent_or_given_up"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_means_display()}, {self.made_on}"


class Told(models.Model):
    """That one piece of news reached the holder of a seat, how and on which day.

    With a message that is not sent yet, it is on its way.
    """

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, null=True, related_name="told")
    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, null=True, related_name="told")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, null=True, related_name="told")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="told")
    channel = models.CharField(max_length=20, choices=ToldChannel.choices)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="told")
    told_on = models.DateField(default=timezone.localdate)

    objects = ToldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outcome", "seat", "channel"], name="told_once"),
            models.UniqueConstraint(fields=["appeal", "seat", "channel"], name="told_decision_once"),
            models.UniqueConstraint(fields=["round", "seat", "channel"], name="told_result_once"),
            models.CheckConstraint(
                condition=Q(outcome__isnull=False, appeal__isnull=True, round__isnull=True)
                | Q(outcome__isnull=True, appeal__isnull=False, round__isnull=True)
                | Q(outcome__isnull=True, appeal__isnull=True, round__isnull=False),
                name="told_one_piece_of_news",
            ),
            models.CheckConstraint(
                condition=Q(channel=ToldChannel.THREAD, message__isnull=True) | ~Q(channel=ToldChannel.THREAD),
                name="told_in_the_thread_without_a_message",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id or self.appeal_id or self.round_id} by {self.channel}"


class Usefulness(models.Model):
    """Whether an outcome was of use to somebody whom it answers. The last word counts, and it never says who."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="usefulness")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="usefulness")
    is_useful = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outcome", "seat"], name="usefulness_said_once")]

    def __str__(self) -> str:
        return "useful" if self.is_useful else "not useful"
