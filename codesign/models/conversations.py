"""Conversations that staff had with people and wrote down afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from codesign.enums import ConversationConsent, ConversationMethod
from codesign.models.subjects import Subject

MOST_PEOPLE = 100


class Conversation(models.Model):
    """A conversation that a member of staff wrote down: each line of it is a voice, and each person there a seat.

    Who recorded it is named wherever its words are read; who was there is not.
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="conversations")
    held_on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    method = models.CharField(max_length=20, choices=ConversationMethod.choices)
    people = models.PositiveSmallIntegerField(help_text="How many people were there, without staff.")
    consent = models.CharField(max_length=20, choices=ConversationConsent.choices)
    language = models.CharField(max_length=10)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField(default=timezone.localdate)
    send_key = models.UUIDField(unique=True, help_text="Made with the form: the same form sent twice is one.")

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(people__gte=1) & Q(people__lte=MOST_PEOPLE), name="conversation_has_people"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()}, {self.held_on}"
