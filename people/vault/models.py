"""Tables on the alias `vault`. Read them through people.vault.store only."""

import uuid

from django.db import models
from django.db.models import Q

from people.enums import Means


class SegmentProfile(models.Model):
    """One statement: the holder of this seat says they belong to this segment, or would rather not say.

    Or an organisation attests it of them: that stands beside what people say, and the two are never counted as one.

    A row without a segment is "prefer not to say". A dimension without a row is "not asked or left open".
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    seat_id = models.UUIDField()
    dimension_id = models.BigIntegerField()
    segment_id = models.BigIntegerField(null=True)
    is_attested = models.BooleanField(default=False)
    declared_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat_id", "dimension_id", "segment_id", "is_attested"], name="profile_segment_once"
            ),
            models.UniqueConstraint(
                fields=["seat_id", "dimension_id"], condition=Q(segment_id__isnull=True), name="profile_silence_once"
            ),
        ]
        indexes = [models.Index(fields=["segment_id", "seat_id"]), models.Index(fields=["dimension_id", "seat_id"])]

    def __str__(self) -> str:
        return f"{self.dimension_id}:{self.segment_id or 'prefers not to say'}"


class Consent(models.Model):
    """To what a seat's holder agreed, in which words, and until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    seat_id = models.UUIDField(db_index=True)
    purpose = models.CharField(max_length=40)
    text_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat_id", "purpose", "text_sha256"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} ({self.language})"


class Link(models.Model):
    """Which account keeps which seat: one seat at each subject, and no seat in two accounts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.UUIDField(help_text="The key of the account.")
    seat_id = models.UUIDField(unique=True)
    subject_id = models.UUIDField()
    claimed_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "subject_id"], name="link_one_seat_each_subject")]

    def __str__(self) -> str:
        return f"{self.account} keeps {self.seat_id}"


class MailedSeat(models.Model):
    """The one seat that a mailbox opens at one subject. The address is not kept: a keyed hash of both is."""

    key = models.CharField(max_length=64, primary_key=True)
    seat_id = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return str(self.seat_id)


class MailedLink(models.Model):
    """A link that was sent by mail. It lets somebody in once, until it expires; its secret is kept as a hash."""

    secret_hash = models.CharField(max_length=64, primary_key=True)
    mailed_seat = models.ForeignKey(MailedSeat, models.CASCADE, related_name="links")
    subject_id = models.UUIDField()
    expires_at = models.DateTimeField(db_index=True)
    used_with = models.UUIDField(null=True, help_text="The form that used it: sent twice, it is one use.")

    def __str__(self) -> str:
        return f"link to {self.mailed_seat_id}"


class Contact(models.Model):
    """Where news of one seat may be sent. Its message reference opens the thread from a message and ends with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    seat_id = models.UUIDField(unique=True)
    means = models.CharField(max_length=10, choices=Means.choices)
    address = models.CharField(max_length=300, db_index=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10)
    reference = models.CharField(max_length=20)
    confirmed_at = models.DateTimeField(null=True, help_text="A number or a postal address needs no confirming.")
    stopped_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.get_means_display()


class ShownLineage(models.Model):
    """A lineage of subjects of which counts were shown, and how many times. Its row is the lock of a showing."""

    id = models.UUIDField(primary_key=True)
    showings = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.id}, shown {self.showings} times"


class ShownCount(models.Model):
    """What was shown under a key at one showing: rounded counts by answer, never exact ones."""

    lineage = models.ForeignKey(ShownLineage, models.CASCADE, related_name="counts")
    key = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    counts = models.JSONField()
    shown_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lineage", "key", "number"], name="shown_once")]

    def __str__(self) -> str:
        return f"{self.key}, showing {self.number}"


class ShownSeat(models.Model):
    """Who was counted under a key from one showing on, and until which. An erased seat keeps its place without a name.

    Without this, what newcomers said could be worked out from two showings: see measures.disclosure.releases.
    """

    lineage = models.ForeignKey(ShownLineage, models.CASCADE, related_name="seats")
    key = models.CharField(max_length=80)
    seat_id = models.UUIDField(db_index=True)
    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["lineage", "key"])]

    def __str__(self) -> str:
        return f"{self.key} since {self.since}"
