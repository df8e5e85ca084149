"""Forms on paper: printed with a code each, typed by one member of staff and checked by another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from codesign.models.subjects import Seat, Subject
from codesign.querysets.papers import PaperFormQuerySet


class PaperForm(models.Model):
    """One sheet. What was typed waits here until somebody else has compared it with the paper; then it is a voice.

    The person keeps the part with the reference, which opens their thread from then on; its hash is kept here.
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="paper_forms")
    code = models.CharField(max_length=12, unique=True, help_text="Printed on the sheet; typed once.")
    reference_hash = models.CharField(max_length=64, unique=True)
    print_key = models.UUIDField(db_index=True, help_text="Made with the form: the same form sent twice prints once.")
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_on = models.DateField(default=timezone.localdate)
    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, null=True, related_name="paper_form")
    said = models.JSONField(null=True, help_text="What was typed and not checked yet; then it is in the voice only.")
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    typed_on = models.DateField(null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    checked_on = models.DateField(null=True)

    objects = PaperFormQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | (Q(typed_by__isnull=False) & ~Q(checked_by=F("typed_by"))),
                name="paper_checked_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(said__isnull=True) | Q(typed_by__isnull=False, checked_by__isnull=True),
                name="paper_words_wait_for_a_check_only",
            ),
        ]

    def __str__(self) -> str:
        return self.code
