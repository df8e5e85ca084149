"""What moderators get, and the rule of who may hide what. Nobody judges words about their own work, or their own."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.http import Http404

from codesign.enums import Moderation, ModerationState, Visibility
from codesign.models import Appeal, Hide, ModerationCase, Seat, Statement, Subject, Voice
from codesign.querysets.rounds import StatementQuerySet
from codesign.querysets.voices import VoiceQuerySet
from people.enums import Role
from people.models import User

# First what readers reported, then what was held, then what only waits for a look.
REPORTED, HELD, WAITING = 0, 1, 2
JUDGED = ("cases", "hides__hidden_by", "hides__lifted_by", "hides__appeal")
HIDDEN = ("voice__subject", "voice__seat", "statement__subject", "statement__seat")


def may_moderate(user: User, words: Voice | Statement) -> bool:
    """A moderator hides and shows, but not at a subject of their own, and not what they said themselves."""
    return Role.MODERATOR in user.roles and _is_no_party(user, words)


def may_decide(user: User, appeal: Appeal) -> bool:
    """An appeal goes to somebody else than who hid the words: another moderator, or the engagement lead."""
    judges = {Role.MODERATOR, Role.LEAD} & user.roles
    return bool(judges) and appeal.hide.hidden_by_id != user.pk and _is_no_party(user, appeal.hide.words)


def may_set_switches(user: User, subject: Subject) -> bool:
    return Role.MODERATOR in user.roles or (Role.OWNER in user.roles and subject.owner_id == user.pk)


def _is_no_party(user: User, words: Voice | Statement) -> bool:
    holder_id = words.seat.holder_id if words.seat else None
    return user.pk not in (words.subject.owner_id, holder_id)


def voices_for_moderator(user: User) -> VoiceQuerySet:
    """All that everyone may read, or could once somebody has looked, but for what this person is party to."""
    voices = Voice.objects.in_words().filter(visibility=Visibility.WITHOUT_NAME).exclude(subject__owner=user)
    voices = voices.exclude(seat__holder=user).select_related("subject", "seat", "passage")
    return voices.prefetch_related("barriers", *JUDGED)


def statements_for_moderator(user: User) -> StatementQuerySet:
    """What people are asked about, suggested or left out, but for what this person is party to."""
    statements = Statement.objects.exclude(body="").filter(subject__import_source="").exclude(subject__owner=user)
    return statements.exclude(seat__holder=user).select_related("subject", "seat").prefetch_related(*JUDGED)


@dataclass(frozen=True)
class Queue(Sequence[Voice | Statement]):
    """Words in the order in which they are looked at, of which only those are read that are asked for."""

    voices: VoiceQuerySet
    statements: StatementQuerySet

    @cached_property
    def rows(self) -> QuerySet[Any, Any]:
        """Of each why it waits, the day it came, and its kind and key."""
        voices = self.voices.order_by().annotate(is_voice=Value(True))
        statements = self.statements.order_by().annotate(is_voice=Value(False))
        both = voices.values_list("why", "sent_on", "pk", "is_voice").union(
            statements.values_list("why", "added_on", "pk", "is_voice"), all=True
        )
        return both.order_by("why", "sent_on", "pk")

    def __len__(self) -> int:
        return self.rows.count()

    def __getitem__(self, place: Any) -> Any:
        return self._read(self.rows[place]) if isinstance(place, slice) else self[place : place + 1][0]

    def __iter__(self) -> Iterator[Voice | Statement]:
        return iter(self[:])

    def _read(self, rows: Iterable[Any]) -> list[Voice | Statement]:
        rows = list(rows)
        keys: dict[bool, list[int]] = {True: [], False: []}
        for _why, _day, pk, is_voice in rows:
            keys[bool(is_voice)].append(pk)
        found = {True: self.voices.in_bulk(keys[True]), False: self.statements.in_bulk(keys[False])}
        return [found[bool(is_voice)][pk] for _why, _day, pk, is_voice in rows if pk in found[bool(is_voice)]]


def queue_for_moderator(user: User) -> Queue:
    """What waits for a moderator: reported words first, then held ones, then voices that nobody has looked at.

    Whether people are asked about what somebody suggested, the owner of the subject decides.
    """
    voices = voices_for_moderator(user).filter(hidden_at=None).annotate(why=_why("voice"))
    statements = statements_for_moderator(user).exclude(moderation=Moderation.REJECTED).annotate(why=_why("statement"))
    is_unread = Q(shown_at=None) & ~Q(body="")
    return Queue(voices.filter(Q(why__lt=WAITING) | is_unread), statements.filter(why__lt=WAITING))


def _why(about: str) -> Case:
    cases = ModerationCase.objects.filter(state=ModerationState.OPEN, **{about: OuterRef("pk")})
    is_reported, is_held = Exists(cases.filter(seat__isnull=False)), Exists(cases.filter(seat=None))
    return Case(When(is_reported, then=Value(REPORTED)), When(is_held, then=Value(HELD)), default=Value(WAITING))


def get_words_for_moderator(user: User, key: uuid.UUID) -> Voice | Statement:
    words = voices_for_moderator(user).filter(key=key).first()
    words = words or statements_for_moderator(user).filter(key=key).first()
    if words is None:
        raise Http404
    return words


def hides_for_moderator() -> QuerySet[Hide]:
    """Everything that was ever hidden, the newest first."""
    return Hide.objects.select_related(*HIDDEN, "hidden_by", "lifted_by", "appeal__decided_by")


def appeals_for(user: User) -> QuerySet[Appeal]:
    """Appeals that wait, and that this person may decide."""
    appeals = Appeal.objects.waiting().exclude(hide__hidden_by=user)
    for words in ("voice", "statement"):
        appeals = appeals.exclude(**{f"hide__{words}__subject__owner": user})
        appeals = appeals.exclude(**{f"hide__{words}__seat__holder": user})
    return appeals.select_related(*(f"hide__{each}" for each in HIDDEN), "hide__hidden_by").order_by("id")


def get_appeal(user: User, pk: int) -> Appeal:
    appeal = appeals_for(user).filter(pk=pk).first()
    if appeal is None:
        raise Http404
    return appeal


def get_own_hide(seat: Seat, key: uuid.UUID) -> Hide:
    """What is hidden of a seat's own words."""
    is_own = Q(voice__seat=seat, voice__key=key) | Q(statement__seat=seat, statement__key=key)
    hide = Hide.objects.current().select_related(*HIDDEN).filter(is_own).first()
    if hide is None:
        raise Http404
    return hide


def suggestions_of_seat(seat: Seat) -> StatementQuerySet:
    """What somebody suggested that others are asked about, with what was decided about it."""
    return seat.statements.prefetch_related("hides__appeal").order_by("number")


def get_statement_to_report(code: str, key: uuid.UUID) -> Statement:
    """A statement that everyone may read."""
    listed = Statement.objects.listed().filter(subject__import_source="").select_related("subject")
    statement = listed.filter(subject__code__iexact=code, key=key).first()
    if statement is None:
        raise Http404
    return statement


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
