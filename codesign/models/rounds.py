"""Statements to agree or disagree with, and the sealed rounds in which people do."""

import uuid
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from codesign.enums import Admission, Choice, Moderation, Provenance, Seal, SubjectMode, Way
from codesign.models.hidden import Hideable
from codesign.models.subjects import Seat, Subject
from codesign.querysets.rounds import RoundQuerySet, SegmentTallyQuerySet, StatementQuerySet
from people.models import Segment

MOST_STATEMENT_CHARACTERS = 280


class Statement(Hideable, models.Model):
    """One sentence to agree or disagree with: written by staff, or suggested from a seat.

    What is left out has a Hide that says why, but for what was left out before it was imported.
    """

    key = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text="Its address: no number to count."
    )
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField(help_text="Its place among the others; readers never see it.")
    body = models.TextField()
    language = models.CharField(max_length=10, blank=True, help_text="Empty: the subject's own.")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="statements")
    send_key = models.UUIDField(null=True, blank=True, help_text="The same form sent twice is one statement.")
    moderation = models.CharField(max_length=20, choices=Moderation.choices, default=Moderation.PENDING)
    added_on = models.DateField(default=timezone.localdate)

    is_statement = True

    # Put there by codesign.results.
    result: object

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "number"], name="statement_number_once"),
            models.UniqueConstraint(fields=["seat", "send_key"], name="statement_sent_once"),
        ]

    def __str__(self) -> str:
        return self.body[:80]

    @property
    def is_listed(self) -> bool:
        """Whether everyone may read it."""
        if self.moderation == Moderation.PENDING:
            return self.seat_id is None
        return self.moderation == Moderation.ACCEPTED

    @property
    def sent_on(self) -> date:
        return self.added_on

    @property
    def hidden_at(self) -> datetime | None:
        return self.hide.hidden_at if self.hide else None


class Round(models.Model):
    """A sealed period of asking about statements.

    Its secret links a ballot to a seat. From `closed_at` on no ballot is taken; the worker then counts what may be
    shown, destroys the secret and settles the round, and only then anybody sees what came of it.
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="rounds")
    title = models.CharField(max_length=200)
    statements = models.ManyToManyField(Statement, related_name="rounds")
    seal = models.CharField(max_length=20, choices=Seal.choices, default=Seal.UNTIL_CLOSE)
    admission = models.CharField(
        max_length=20, choices=Admission.choices, default=Admission.OPEN, help_text="Who may choose."
    )
    takes_statements = models.BooleanField(default=False, help_text="People may suggest statements of their own.")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True, help_text="When it is to close by itself.")
    closed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
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
                condition=Q(settled_at__isnull=True, secret__gt="")
                | Q(settled_at__isnull=False, closed_at__isnull=False, secret=""),
                name="round_secret_until_settled",
            ),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(closed_at__isnull=True), name="round_one_open_at_a_subject"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def mode(self) -> SubjectMode:
        """Who takes part: by the mode of its subject, or fewer where the round asks for a code."""
        return SubjectMode.PER_PERSON if self.admission == Admission.INVITED else SubjectMode(self.subject.mode)

    @property
    def needs_code(self) -> bool:
        return self.mode == SubjectMode.PER_PERSON

    @property
    def is_open(self) -> bool:
        """Whether people may choose now: it ends at its own time, and at the latest with its subject."""
        is_in_time = self.closes_at is None or timezone.now() < self.closes_at
        return self.closed_at is None and is_in_time and self.subject.is_open


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
    way = models.CharField(max_length=20, choices=Way.choices, default=Way.OPEN_LINK)
    provenance = models.CharField(max_length=20, choices=Provenance.choices, default=Provenance.SELF)
    counted = models.CharField(
        max_length=10, choices=Choice.choices, blank=True, help_text="What people who looked saw counted of it."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "key", "statement"], name="ballot_once")]
        indexes = [models.Index(fields=["statement", "choice"])]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.choice}"


class SegmentTally(models.Model):
    """How often a choice was made about a statement, in one segment or by everybody, as it may be shown for ever.

    Frozen when the round closes: afterwards nothing leads from a ballot to a segment. Without a count it is hidden.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="tallies")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="tallies")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, null=True, related_name="+")
    way = models.CharField(max_length=20, choices=Way.choices, blank=True, help_text="Empty: of every way.")
    choice = models.CharField(max_length=10, choices=Choice.choices)
    count = models.PositiveIntegerField(null=True)

    objects = SegmentTallyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "statement", "way", "segment", "choice"],
                condition=Q(segment__isnull=False),
                name="tally_once_in_segment",
            ),
            models.UniqueConstraint(
                fields=["round", "statement", "way", "choice"],
                condition=Q(segment__isnull=True),
                name="tally_once_of_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}, {self.segment_id}: {self.choice}"


class Glimpse(models.Model):
    """What whoever has chosen may see of an open round: as it was shown first, until enough others have chosen too."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="glimpses")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="glimpses")
    ballots = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "statement"], name="glimpse_once")]

    def __str__(self) -> str:
        return f"{self.statement_id} in {self.round_id}"
