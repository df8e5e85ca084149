"""What is on the table, its texts, and the seats around it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from codesign.enums import (
    ACCOUNTABLE_PROVENANCES,
    PassageKind,
    Provenance,
    SeatRole,
    SlowMode,
    SubjectKind,
    SubjectMode,
    Way,
)
from codesign.pseudonyms import in_this_language
from codesign.querysets.subjects import SeatGrantQuerySet, SeatQuerySet, SubjectQuerySet, TextVersionQuerySet
from people.enums import Means
from people.models import Dimension, Named


class Subject(models.Model):
    """What is on the table: a programme, concept, pilot or proposal, shared by its translations.

    Subjects form a lineage. A table counts people over its own subject and the ancestors its owner names.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=SubjectKind.choices)
    title = models.CharField(max_length=200)
    code = models.CharField(max_length=12, unique=True, help_text="The short code of /c/<code>/ and of its QR sheet.")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_subjects")
    source_language = models.CharField(max_length=10, default="en")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    counted_ancestors = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="counted_by",
        help_text="Ancestors whose participants this subject's table counts as heard.",
    )
    asked_dimensions = models.ManyToManyField(
        Dimension, blank=True, related_name="asked_by", help_text="What participants may say about themselves here."
    )
    mode = models.CharField(
        max_length=20, choices=SubjectMode.choices, default=SubjectMode.OPEN, help_text="Who takes part here."
    )
    is_high_stakes = models.BooleanField(default=False, help_text="Its page passes the gate even if it is no proposal.")
    opens_at = models.DateTimeField(default=timezone.now)
    closes_at = models.DateTimeField(null=True, blank=True)
    answer_within_days = models.PositiveSmallIntegerField(
        default=28, help_text="How many days after it was sent a voice has its outcome; later it is overdue."
    )
    reads_first = models.BooleanField(
        default=True, help_text="Staff read each voice before everyone can, also from people with a code."
    )
    slow_minutes = models.PositiveSmallIntegerField(
        choices=SlowMode.choices, default=SlowMode.OFF, help_text="A seat sends one voice in so many minutes."
    )
    segments_forgotten_on = models.DateField(
        null=True, blank=True, help_text="When what its participants said about themselves was forgotten."
    )
    import_source = models.CharField(max_length=200, blank=True, help_text="Name of the data set it came from.")
    import_sha256 = models.CharField(max_length=64, blank=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="subject_closes_after_opening",
            ),
            models.UniqueConstraint(
                fields=["import_source"], condition=~Q(import_source=""), name="subject_imported_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        now = timezone.now()
        return self.opens_at <= now and (self.closes_at is None or now < self.closes_at)


class TextVersion(models.Model):
    """An immutable copy of a subject's text in one language, written on every submit and known by its hash.

    Only when it was last submitted and last published changes: a text may come back in an earlier wording.
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="text_versions")
    language = models.CharField(max_length=10)
    content_hash = models.CharField(max_length=64)
    title = models.CharField(max_length=255)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True)

    objects = TextVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "language", "content_hash"], name="text_version_once")
        ]
        get_latest_by = ["submitted_at", "id"]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}, {self.content_hash[:8]})"


class Passage(models.Model):
    """One block of a text version. `block_id` stays the same over versions, so that voices keep their place."""

    text_version = models.ForeignKey(TextVersion, on_delete=models.CASCADE, related_name="passages")
    block_id = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40)
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    source = models.TextField(
        blank=True, help_text="The block as it was written, with its markup: a changed link changes the hash."
    )

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["text_version", "block_id"], name="passage_once")]

    def __str__(self) -> str:
        return self.title or self.text[:60]

    @property
    def title(self) -> str:
        """The block's own heading; where it was given none the usual one, in the language of the reader."""
        return self.heading or (str(PassageKind(self.kind).label) if self.kind in PassageKind else "")


class Barrier(Named):
    """Something that may stand in a participant's way, offered as a box to tick. Lists come from conversations."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="barriers")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]


class Seat(models.Model):
    """One person's pseudonymous presence at one subject, reused by its boards and activities.

    Only the seats of staff name their holder. A participant's seat is opened by the session that took it or by the
    reference they were given, of which a keyed hash is stored.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="seats")
    provenance = models.CharField(max_length=20, choices=Provenance.choices)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="seats"
    )
    pseudonym = models.CharField(max_length=60)
    reference_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - many seats have none
    way = models.CharField(max_length=20, choices=Way.choices, default=Way.OPEN_LINK)
    organisation = models.CharField(
        max_length=120, blank=True, help_text="The body that a representative speaks for; shown beside their words."
    )
    conversation = models.ForeignKey(
        "codesign.Conversation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        help_text="Where staff wrote down what was said: one seat for each person who was there.",
    )
    news_by = models.CharField(
        max_length=10, choices=Means.choices, blank=True, help_text="How its holder can be told now. Never an address."
    )
    message_hash = models.CharField(  # noqa: DJ001 - many seats have none
        max_length=64, null=True, unique=True, help_text="Of a second reference, which messages carry."
    )
    taken_on = models.DateField(default=timezone.localdate)
    erased_on = models.DateField(null=True, blank=True)
    is_left = models.BooleanField(
        default=False, help_text="Its person is done on the device where it was taken: no form there leads back to it."
    )

    objects = SeatQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["news_by", "subject"], condition=~Q(news_by=""), name="seat_that_is_told")]
        constraints = [
            models.CheckConstraint(
                condition=Q(holder__isnull=False, provenance__in=ACCOUNTABLE_PROVENANCES)
                | (Q(holder__isnull=True) & ~Q(provenance__in=ACCOUNTABLE_PROVENANCES)),
                name="seat_names_staff_only",
            ),
            models.CheckConstraint(
                condition=Q(organisation="") | Q(provenance=Provenance.REPRESENTATIVE),
                name="seat_of_a_representative_names_a_body",
            ),
            models.UniqueConstraint(
                fields=["subject", "holder", "provenance"],
                condition=Q(holder__isnull=False),
                name="seat_one_per_holder",
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def shown_as(self) -> str:
        """The pseudonym in the language of the page."""
        return in_this_language(self.pseudonym)


class SeatGrant(models.Model):
    """A right of a seat, at its subject or at one board, from one moment until it is revoked."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=SeatRole.choices)
    board = models.ForeignKey("codesign.Board", on_delete=models.CASCADE, null=True, blank=True, related_name="grants")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = SeatGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "role"],
                condition=Q(revoked_at__isnull=True, board__isnull=True),
                name="seat_grant_once_per_subject",
            ),
            models.UniqueConstraint(
                fields=["seat", "role", "board"],
                condition=Q(revoked_at__isnull=True, board__isnull=False),
                name="seat_grant_once_per_board",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.role}"
