"""The standing bodies of participants and the events around them; so far, the attempts to reach a segment."""

from django.conf import settings
from django.db import models

from codesign.models import Subject
from engagement.enums import OutreachMethod
from people.models import Segment


class OutreachAttempt(models.Model):
    """A logged attempt to reach a segment about a subject: how, when, where, and what came of it."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="outreach_attempts")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="outreach_attempts")
    method = models.CharField(max_length=20, choices=OutreachMethod.choices)
    attempted_on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    result = models.CharField(max_length=300, help_text="What came of it, in one sentence.")
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-attempted_on", "-id"]

    def __str__(self) -> str:
        return f"{self.get_method_display()} to {self.segment}"
