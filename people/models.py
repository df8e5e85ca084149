"""Who takes part and in which groups, true without any workshop: accounts, offices, segments, the audit chain."""

import uuid

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from people.enums import ROLES_BY_GROUP, OfficeKind, Role
from people.querysets import AuditEntryQuerySet, SegmentQuerySet, StaffPostQuerySet, TenureQuerySet


class UserManager(BaseUserManager["User"]):
    """Accounts are found by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """An account. Who holds a group, an office or a post is a member of staff; who holds none is a participant.

    Participants need no account. Being a superuser gives no role in the gate.
    """

    username = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    display_name = models.CharField(max_length=120, blank=True, help_text="Shown beside what this person publishes.")
    key = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text="What the vault knows this account by."
    )
    epoch = models.PositiveIntegerField(
        default=0, help_text="Grows when rights change; an open socket with an older epoch is closed."
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()  # type: ignore[assignment, misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="There is already an account with this e-mail address.",
            )
        ]

    def __str__(self) -> str:
        return self.display_name or self.email

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The doors this person may pass, from groups and from offices and posts held today."""
        if not self.is_active:
            return frozenset({Role.ANONYMOUS})
        held = self._roles_held()
        if held or self._offices or self.posts.current().exists():
            return frozenset({Role.ANONYMOUS, Role.MEMBER_OF_STAFF, *held})
        return frozenset({Role.ANONYMOUS, Role.PARTICIPANT})

    @property
    def is_colleague(self) -> bool:
        """For templates; elsewhere ask people.permissions.colleague."""
        return Role.MEMBER_OF_STAFF in self.roles

    def _roles_held(self) -> set[Role]:
        names = self.groups.values_list("name", flat=True)
        roles = {ROLES_BY_GROUP[name] for name in names if name in ROLES_BY_GROUP}
        if OfficeKind.ENGAGEMENT_LEAD in self._offices:
            roles.add(Role.LEAD)
        return roles | ({Role.ADMINISTRATOR} if self.is_superuser else set())

    @cached_property
    def _offices(self) -> frozenset[str]:
        """The kinds of the offices held today."""
        return frozenset(self.tenures.current().values_list("office__kind", flat=True))


class StaffPost(models.Model):
    """Where a member of staff works and for whom, from one day to another: separation of duties reads it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=120)
    unit = models.CharField(max_length=120)
    manager = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    started_date = models.DateField()
    ended_date = models.DateField(null=True, blank=True)

    objects = StaffPostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_date__isnull=True) | Q(ended_date__gte=F("started_date")),
                name="post_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit}"


class Office(models.Model):
    """A duty of the institution that outlives its holders: promises belong to the office."""

    code = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=OfficeKind.choices)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name

    def holder(self) -> User | None:
        tenure = self.tenures.current().select_related("user").first()
        return tenure.user if tenure else None


class Tenure(models.Model):
    """One person's time in an office. An office has one holder at a time."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="tenures")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tenures")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office"],
                condition=Q(ended_at__isnull=True),
                name="tenure_one_holder",
                violation_error_message="This office has a holder. End that tenure first.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.office}"


class Named(models.Model):
    """Something with a name that the public reads, in the institution's first language and in others."""

    name = models.CharField(max_length=120)
    translations = models.JSONField(default=dict, blank=True, help_text='Names by language code: {"ar": "…"}.')

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        return self.translations.get(language) or self.name


class Dimension(Named):
    """A way of grouping people, such as geography or ICT adoption. Its segments form a tree."""

    code = models.SlugField(unique=True)
    reason = models.CharField(max_length=200, help_text="Why we ask, in one sentence: shown at the field.")
    reason_translations = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def reason_in(self, language: str) -> str:
        return self.reason_translations.get(language) or self.reason


class Segment(Named):
    """A group of people within one dimension. *Protected* marks the most vulnerable."""

    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="segments")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    code = models.SlugField(unique=True)
    is_protected = models.BooleanField(
        default=False, help_text="Among the most vulnerable: the gate asks for more before it is passed over."
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        ordering = ["dimension__position", "position", "id"]


class ReferenceCount(models.Model):
    """How many people a segment has, by a named source on a given day."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="reference_counts")
    people = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    counted_date = models.DateField()
    is_invented = models.BooleanField(default=False, help_text="Made up for a demonstration; marked wherever shown.")

    class Meta:
        ordering = ["-counted_date", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["segment", "source", "counted_date"], name="reference_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.segment}: {self.people} ({self.source})"


class AuditEntry(models.Model):
    """One link of the hash chain: who did what to which object. Never changed and never deleted."""

    number = models.PositiveBigIntegerField(unique=True)
    action = models.CharField(max_length=80, help_text="Dotted, such as codesign.outcome.recorded.")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    target = models.CharField(max_length=120, help_text="app.model:key of the object.")
    data = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError("An audit entry is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("An audit entry is never deleted.")


class AuditHead(models.Model):
    """The end of the chain: one row, locked while an entry is added."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="audit_head_is_one_row")]

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"


class SignInLink(models.Model):
    """A single-use sign-in of the demo institution. The secret is stored as a hash and works on loopback only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    secret_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"sign-in link for {self.user}"


class Attempt(models.Model):
    """How often something was tried in a window of time, by a key that names no person: the base of every limit."""

    purpose = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    window = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "key", "window"], name="attempt_once_per_window")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.count}"
