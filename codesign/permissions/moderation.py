"""What moderators get, and the rule of who may hide what. Nobody judges words about their own work, or their own."""

import uuid

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.http import Http404

from codesign.enums import ModerationState, Visibility
from codesign.models import Appeal, Hide, ModerationCase, Seat, Subject, Voice
from codesign.querysets.voices import VoiceQuerySet
from people.enums import Role
from people.models import User

# First what readers reported, then what was held, then what only waits for a look.
REPORTED, HELD, WAITING = 0, 1, 2


def may_moderate(user: User, voice: Voice) -> bool:
    """A moderator hides and shows, but not at a subject of their own, and not what they said themselves."""
    return Role.MODERATOR in user.roles and _is_no_party(user, voice)


def may_decide(user: User, appeal: Appeal) -> bool:
    """An appeal goes to somebody else than who hid the voice: another moderator, or the engagement lead."""
    judges = {Role.MODERATOR, Role.LEAD} & user.roles
    return bool(judges) and appeal.hide.hidden_by_id != user.pk and _is_no_party(user, appeal.hide.voice)


def may_set_switches(user: User, subject: Subject) -> bool:
    return Role.MODERATOR in user.roles or (Role.OWNER in user.roles and subject.owner_id == user.pk)


def _is_no_party(user: User, voice: Voice) -> bool:
    return user.pk not in (voice.subject.owner_id, voice.seat.holder_id)


def voices_for_moderator(user: User) -> VoiceQuerySet:
    """All that everyone may read, or could once somebody has looked, but for what this person is party to."""
    voices = Voice.objects.in_words().filter(visibility=Visibility.WITHOUT_NAME).exclude(subject__owner=user)
    voices = voices.exclude(seat__holder=user).select_related("subject", "seat", "passage")
    return voices.prefetch_related("barriers", "cases", "hides__hidden_by", "hides__lifted_by", "hides__appeal")


def queue_for_moderator(user: User) -> VoiceQuerySet:
    """What waits for a moderator: reported voices first, then held ones, then words that nobody has looked at."""
    cases = ModerationCase.objects.filter(voice=OuterRef("pk"), state=ModerationState.OPEN)
    is_reported, is_held = Exists(cases.filter(seat__isnull=False)), Exists(cases.filter(seat=None))
    is_unread = Q(shown_at=None) & ~Q(body="")
    why = Case(When(is_reported, then=Value(REPORTED)), When(is_held, then=Value(HELD)), default=Value(WAITING))
    voices = voices_for_moderator(user).filter(hidden_at=None).annotate(why=why)
    return voices.filter(Q(why__lt=WAITING) | is_unread).order_by("why", "id")


def get_voice_for_moderator(user: User, key: uuid.UUID) -> Voice:
    voice = voices_for_moderator(user).filter(key=key).first()
    if voice is None:
        raise Http404
    return voice


def hides_for_moderator() -> QuerySet[Hide]:
    """Everything that was ever hidden, the newest first."""
    return Hide.objects.select_related("voice__subject", "voice__seat", "hidden_by", "lifted_by", "appeal__decided_by")


def appeals_for(user: User) -> QuerySet[Appeal]:
    """Appeals that wait, and that this person may decide."""
    appeals = Appeal.objects.waiting().exclude(hide__hidden_by=user).exclude(hide__voice__subject__owner=user)
    appeals = appeals.exclude(hide__voice__seat__holder=user)
    return appeals.select_related("hide__voice__subject", "hide__voice__seat", "hide__hidden_by").order_by("id")


def get_appeal(user: User, pk: int) -> Appeal:
    appeal = appeals_for(user).filter(pk=pk).first()
    if appeal is None:
        raise Http404
    return appeal


def get_own_hide(seat: Seat, key: uuid.UUID) -> Hide:
    """What is hidden of a seat's own words."""
    hide = Hide.objects.current().select_related("voice__subject").filter(voice__seat=seat, voice__key=key).first()
    if hide is None:
        raise Http404
    return hide


def subjects_with_switches(user: User) -> QuerySet[Subject]:
    """Where this person may set how voices come in: a moderator everywhere, an owner at their own subjects."""
    subjects = Subject.objects.filter(import_source="").order_by("title", "code")
    subjects = subjects if Role.MODERATOR in user.roles else subjects.filter(owner=user)
    return subjects.annotate(voice_count=Count("voices"))


def get_subject_with_switches(user: User, code: str) -> Subject:
    subject = subjects_with_switches(user).filter(code__iexact=code).first()
    if subject is None:
        raise Http404
    return subject
