"""What people say, and what the institution answers."""

import hashlib
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from codesign.enums import Fit, OutcomeKind, ReactionKind, Visibility, VoiceKind
from codesign.models.hidden import Hideable
from codesign.models.subjects import Barrier, Passage, Seat, Subject
from codesign.querysets.voices import OutcomeQuerySet, ThemeQuerySet, VoiceQuerySet


class Theme(models.Model):
    """Voices of one subject that one outcome answers together. Everyone can read its name."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="themes")
    name = models.CharField(max_length=120)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField(default=timezone.localdate)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("subject", Lower("name"), name="theme_once_at_a_subject")]

    def __str__(self) -> str:
        return self.name


class Voice(Hideable, models.Model):
    """Something said from a seat. It waits for an outcome and, when it may be read by all, for a look by staff.

    It is about its subject, or about one passage of a text version: the words that somebody had in front of them.
    """

    key = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text="Its address: no number to count."
    )
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="voices")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="voices")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="voices")
    reply_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="voices")
    kind = models.CharField(max_length=20, choices=VoiceKind.choices, default=VoiceKind.COMMENT)
    fit = models.CharField(max_length=10, choices=Fit.choices, blank=True)
    barriers = models.ManyToManyField(Barrier, blank=True, related_name="voices")
    body = models.TextField(blank=True, max_length=1500)
    language = models.CharField(max_length=10)
    visibility = models.CharField(max_length=20, choices=Visibility.choices, default=Visibility.WITHOUT_NAME)
    sent_on = models.DateField(default=timezone.localdate, help_text="The day only: a second could point to a person.")
    send_key = models.UUIDField(help_text="Made with the form: the same form sent twice is one voice.")
    editable_until = models.DateTimeField(
        null=True, blank=True, help_text="Forgotten once it is past: a second could point to a person."
    )
    erased_on = models.DateField(null=True, blank=True, help_text="When its author had the words erased.")
    shown_at = models.DateTimeField(null=True, blank=True, help_text="When staff let everyone read it.")
    shown_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    hidden_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when everyone reads a reason in its place: its Hide says which."
    )

    objects = VoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["seat", "send_key"], name="voice_sent_once"),
            models.CheckConstraint(
                condition=Q(shown_at__isnull=True) | Q(visibility=Visibility.WITHOUT_NAME),
                name="voice_shown_only_if_open",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True)
                | (Q(shown_at__isnull=True, visibility=Visibility.WITHOUT_NAME) & ~Q(kind=VoiceKind.UNCLEAR)),
                name="voice_hidden_is_not_shown",
            ),
            models.UniqueConstraint(
                fields=["seat", "passage"], condition=Q(kind=VoiceKind.UNCLEAR), name="unclear_once_on_a_passage"
            ),
            models.CheckConstraint(
                condition=~Q(kind=VoiceKind.UNCLEAR) | Q(passage__isnull=False, body="", shown_at__isnull=True),
                name="unclear_is_a_tap_on_a_passage",
            ),
        ]
        indexes = [models.Index(fields=["subject", "-id"])]

    def __str__(self) -> str:
        return self.body[:60] or self.get_fit_display() or self.get_kind_display()

    @property
    def is_tap(self) -> bool:
        """Whether it is a tap on a passage, without words."""
        return self.kind == VoiceKind.UNCLEAR

    @property
    def wording(self) -> str:
        """A mark of what is said as it is now: who reacts says by it what they read."""
        return hashlib.sha256(f"{self.fit} {self.body}".encode()).hexdigest()[:16]

    @property
    def is_bare_yes(self) -> bool:
        """Whether it only says yes: it counts, and asks for no outcome."""
        is_bare = self.fit == Fit.YES and not self.body and self.kind == VoiceKind.COMMENT
        return is_bare and not self.barriers.all()

    @property
    def is_editable(self) -> bool:
        """Whether its author may still change it, as long as nobody has answered it."""
        return self.editable_until is not None and timezone.now() < self.editable_until


class VoiceWording(models.Model):
    """What a voice said before its author changed it. Staff and the author read it, and nobody else."""

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="earlier_wordings")
    body = models.TextField(blank=True, max_length=1500)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.body[:60]


class Reaction(models.Model):
    """That somebody agrees with a voice or is thankful for it. It is counted and never says who."""

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="reactions")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="reactions")
    kind = models.CharField(max_length=20, choices=ReactionKind.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voice", "seat", "kind"], name="reaction_once")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.voice_id}"


class Outcome(models.Model):
    """What the institution answers to voices: changed, partly, or not changed because. One may answer many voices."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="outcomes")
    voices = models.ManyToManyField(Voice, related_name="outcomes")
    kind = models.CharField(max_length=20, choices=OutcomeKind.choices)
    because = models.TextField(max_length=1500, help_text="The reason, in plain words. The person reads it.")
    passage = models.ForeignKey(
        Passage,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes",
        help_text="Where the change can be seen.",
    )
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="outcomes")
    corrects = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        help_text="The earlier outcome that this one puts right. An outcome is never edited.",
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(because=""), name="outcome_says_why")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.because[:60]}"
