"""Codes that are given out: one lets one person in, and nothing leads from it to that person."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from codesign.enums import CODED_WAYS, Way
from codesign.models.subjects import Subject
from codesign.querysets.invites import InviteBatchQuerySet, InviteQuerySet
from people.models import Segment


class InviteBatch(models.Model):
    """Codes of one subject that were made together. Each can be used once, until the batch expires or is revoked.

    A batch that an organisation attests says of everyone who uses a code of it that they belong to one segment.
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="invite_batches")
    name = models.CharField(max_length=120, help_text="For staff: whom these codes are for.")
    way = models.CharField(max_length=20, choices=[(way.value, way.label) for way in CODED_WAYS], default=Way.INVITED)
    organisation = models.CharField(max_length=120, blank=True, help_text="Who attests the segment.")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    size = models.PositiveIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    send_key = models.UUIDField(unique=True, help_text="Made with the form: the same form sent twice is one batch.")

    objects = InviteBatchQuerySet.as_manager()

    # Annotation of InviteBatchQuerySet.with_used().
    used_count: int

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(way=Way.ATTESTED, segment__isnull=False) & ~Q(organisation="")
                | Q(way=Way.INVITED, segment__isnull=True, organisation=""),
                name="batch_attests_one_segment_or_none",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="batch_expires_after_making"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and timezone.now() < self.expires_at


class Invite(models.Model):
    """One code, kept as a keyed hash. That it was used is known by the day; never by whom."""

    batch = models.ForeignKey(InviteBatch, on_delete=models.CASCADE, related_name="invites")
    code_hash = models.CharField(max_length=64, unique=True)
    redeemed_on = models.DateField(null=True, blank=True)

    objects = InviteQuerySet.as_manager()

    def __str__(self) -> str:
        return f"a code of {self.batch}"
