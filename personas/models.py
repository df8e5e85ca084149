"""The table with its chairs, the advocates who stand in, the formal exchange, and the gate with its releases."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from codesign.models import Passage, Seat, Subject, TextVersion
from measures.representation import Hearing
from people.models import Office, Segment
from personas.enums import Basis, ChairState, ChallengeKind, FindingKind, ReplyKind, state_of
from personas.querysets import AdvocacyQuerySet, ChairQuerySet, ChallengeQuerySet, TableQuerySet


class Table(models.Model):
    """The segments a subject concerns, and the rule by which one is heard. States come from the last snapshot."""

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="table")
    minimum = models.PositiveSmallIntegerField(default=5, help_text="Distinct people needed for a chair to be heard.")
    limit = models.FloatField(default=0.8, help_text="Under this upper bound of the rate ratio a chair is under-heard.")
    snapshot_at = models.DateTimeField(null=True, blank=True)
    people_heard = models.PositiveIntegerField(default=0, help_text="Distinct people of all segments, at the snapshot.")

    objects = TableQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minimum__gte=2), name="table_minimum_hides_single_people")]

    def __str__(self) -> str:
        return f"Table of {self.subject}"


class Chair(models.Model):
    """One segment's place at a table."""

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="chairs")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="chairs")
    position = models.PositiveSmallIntegerField(default=0)
    hearing = models.CharField(
        max_length=20,
        choices=[(hearing.value, hearing.value) for hearing in Hearing],
        default=Hearing.NOBODY.value,
        help_text="How far real people were heard, at the table's snapshot.",
    )
    has_known_share = models.BooleanField(default=False, help_text="Whether a reference count exists.")
    removed_at = models.DateTimeField(null=True, blank=True)
    removal_reason = models.CharField(max_length=300, blank=True)

    objects = ChairQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["table", "segment"], name="chair_once"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | ~Q(removal_reason=""), name="chair_removed_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.segment)

    @property
    def state(self) -> ChairState:
        """The chair's state, tried in the order of the rule. Ask for chairs `with_advocates()` first."""
        return state_of(Hearing(self.hearing), is_advocated=self.is_advocated)  # type: ignore[attr-defined]

    @property
    def was_anyone_heard(self) -> bool:
        """Said beside an advocated chair."""
        return self.hearing != Hearing.NOBODY


class Advocacy(models.Model):
    """A dated appointment of one member of staff to one chair: a stop-gap that no figure counts as participation."""

    chair = models.ForeignKey(Chair, on_delete=models.PROTECT, related_name="advocacies")
    advocate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="advocacies")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="advocacies")
    basis = models.TextField(max_length=1000, help_text="What this person knows of the segment, and from where.")
    conflicts = models.TextField(max_length=1000, help_text="Declared conflicts of interest, or “none”.")
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField()
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AdvocacyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("started_on")), name="advocacy_ends_after_start"),
            models.UniqueConstraint(
                fields=["chair", "advocate"], condition=Q(ended_at__isnull=True), name="advocacy_once_per_chair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.advocate} for {self.chair}"


class ContactLog(models.Model):
    """A direct conversation of an advocate with someone of the segment."""

    advocacy = models.ForeignKey(Advocacy, on_delete=models.PROTECT, related_name="contacts")
    held_on = models.DateField()
    how = models.CharField(max_length=120, help_text="Such as: visit to a shelter, phone call.")
    learned = models.TextField(max_length=1000, help_text="What was learned; nothing that points to a person.")
    logged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.how} on {self.held_on}"


class ChairFinding(models.Model):
    """What an advocate concludes for a chair: objection, condition, or no objection, and why. The newest holds."""

    advocacy = models.ForeignKey(Advocacy, on_delete=models.PROTECT, related_name="findings")
    text_version = models.ForeignKey(TextVersion, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=20, choices=FindingKind.choices)
    reason = models.TextField(max_length=1500)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-recorded_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="chair_finding_says_why")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason[:60]}"


class Challenge(models.Model):
    """A formal challenge to a passage of an exact text. Never deleted: its author can withdraw it."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="challenges")
    advocacy = models.ForeignKey(Advocacy, on_delete=models.PROTECT, related_name="challenges")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="challenges")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="challenges")
    kind = models.CharField(max_length=20, choices=ChallengeKind.choices)
    basis = models.CharField(max_length=20, choices=Basis.choices)
    body = models.TextField(max_length=3000)
    would_change_my_mind = models.TextField(max_length=1000)
    raised_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ["raised_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""),
                name="challenge_withdrawn_with_reason",
            )
        ]

    def __str__(self) -> str:
        return self.body[:80]


class Reply(models.Model):
    """The owner's answer to a challenge. A verdict of “no” may be followed by another reply."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="replies")
    kind = models.CharField(max_length=20, choices=ReplyKind.choices)
    because = models.TextField(max_length=3000)
    changed_passage = models.ForeignKey(
        Passage,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
        help_text="The passage as it reads after the change.",
    )
    deferred_until = models.DateField(null=True, blank=True)
    deferred_to = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["replied_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(because=""), name="reply_says_why"),
            models.CheckConstraint(
                condition=~Q(kind=ReplyKind.CHANGED) | Q(changed_passage__isnull=False),
                name="reply_changed_links_change",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ReplyKind.DEFERRED) | Q(deferred_until__isnull=False, deferred_to__isnull=False),
                name="reply_deferred_has_date_and_office",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.because[:60]}"


class Verdict(models.Model):
    """The challenger's judgement of a reply: does this answer it? A “no” is dissent and is printed with the release."""

    reply = models.OneToOneField(Reply, on_delete=models.PROTECT, related_name="verdict")
    is_answered = models.BooleanField()
    because = models.TextField(max_length=1500, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(is_answered=True) | ~Q(because=""), name="verdict_no_says_why")
        ]

    def __str__(self) -> str:
        return "answered" if self.is_answered else "not answered"


class GateRun(models.Model):
    """One check of one content hash: who asked, and what stood in the way. An empty list means it passes."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="gate_runs")
    content_hash = models.CharField(max_length=64)
    obstacles = models.JSONField(default=list)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.content_hash[:8]}: {len(self.obstacles)} obstacles"


class Release(models.Model):
    """That exactly this text may be published, with the record that is printed beside it."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="releases")
    text_version = models.ForeignKey(TextVersion, on_delete=models.PROTECT, related_name="releases")
    content_hash = models.CharField(max_length=64)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(default=timezone.now)
    record = models.JSONField(help_text="Who was heard, who was stood in for, what was challenged, what changed.")

    class Meta:
        ordering = ["-approved_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["subject", "content_hash"], name="release_once_per_hash")]

    def __str__(self) -> str:
        return f"{self.text_version} released"
