"""Reporting words, hiding them from everyone, and asking somebody else to look again.

Outcomes stand apart: what is hidden still gets its outcome.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from codesign.actions.hides import NoReason, Words, about, bring_back, close_cases, locked, name_of, put_away, show
from codesign.actions.voices import Elsewhere, IsHidden, NotForEveryone
from codesign.enums import AppealDecision, CaseCause, HideReason, ModerationState, Visibility, VoiceKind
from codesign.models import Appeal, Hide, ModerationCase, Seat, Statement, Voice
from codesign.permissions.moderation import may_decide, may_moderate
from people import audit
from people.models import User


class NotShown(Exception):
    """Only what everyone may read is reported."""


class NotHidden(Exception):
    """The words are not hidden any more."""


class AlreadyAppealed(Exception):
    """An author appeals once."""


class AlreadyDecided(Exception):
    """Somebody has decided this appeal."""


@transaction.atomic
def report_voice(*, voice: Voice, seat: Seat, reason: HideReason | str) -> ModerationCase:
    """Ask a moderator to look at what somebody else said; once for each seat and voice, however often it is sent."""
    return _report(voice, voice.shown_at is not None, seat, reason)


@transaction.atomic
def report_statement(*, statement: Statement, seat: Seat, reason: HideReason | str) -> ModerationCase:
    """The same about a statement that everyone may read."""
    return _report(statement, statement.is_listed, seat, reason)


@transaction.atomic
def hide_words(*, words: Words, reason: HideReason | str, hidden_by: User, because: str = "") -> Hide:
    """Put a reason in the place of words, for everyone but their author and staff. Hidden twice is hidden once."""
    words = locked(words)
    _see_that_it_may_be_judged(words, hidden_by)
    return put_away(words, reason=reason, because=because, hidden_by=hidden_by)


@transaction.atomic
def hide_many(*, words: Iterable[Words], reason: HideReason | str, hidden_by: User, because: str = "") -> list[Hide]:
    """Hide many for one reason: all of them, or none."""
    return [hide_words(words=each, reason=reason, hidden_by=hidden_by, because=because) for each in _in_order(words)]


@transaction.atomic
def keep_words(*, words: Words, kept_by: User) -> Words:
    """Find nothing wrong with words: what was reported is done with, and everyone may read a voice.

    Whether people are asked about a statement that waits, its subject's owner decides.
    """
    words = locked(words)
    _see_that_it_may_be_judged(words, kept_by)
    if words.hides.current().exists():
        raise IsHidden(words.pk)
    if isinstance(words, Voice) and words.shown_at is None:
        show(words, kept_by)
    close_cases(words, ModerationState.SHOWN, kept_by)
    audit.record(action=f"{name_of(words)}.kept", target=words, actor=kept_by)
    return words


@transaction.atomic
def keep_many(*, words: Iterable[Words], kept_by: User) -> list[Words]:
    """Find nothing wrong with many: all of them, or none."""
    return [keep_words(words=each, kept_by=kept_by) for each in _in_order(words)]


@transaction.atomic
def lift_hide(*, hide: Hide, lifted_by: User) -> Hide:
    """Let everyone read hidden words again. Lifted twice is lifted once.

    Where their author has appealed, somebody else decides first.
    """
    words = locked(hide.words)
    hide = Hide.objects.get(pk=hide.pk)
    if not may_moderate(lifted_by, words):
        raise PermissionDenied
    if Appeal.objects.waiting().filter(hide=hide).exists():
        raise AlreadyAppealed(hide.pk)
    return hide if hide.lifted_at else bring_back(hide, words=words, lifted_by=lifted_by)


@transaction.atomic
def appeal_hide(*, hide: Hide, seat: Seat, body: str) -> Appeal:
    """Have somebody else look at one's own hidden words. Once; the same words sent again are the same appeal."""
    words = locked(hide.words)
    hide = Hide.objects.get(pk=hide.pk)
    if words.seat_id != seat.pk:
        raise PermissionDenied
    if same := Appeal.objects.waiting().filter(hide=hide, body=body).first():
        return same
    if hide.lifted_at:
        raise NotHidden(hide.pk)
    if Appeal.objects.filter(hide__in=words.hides.all()).exists():
        raise AlreadyAppealed(hide.pk)
    appeal = Appeal.objects.create(hide=hide, body=body)
    audit.record(action="codesign.appeal.made", target=appeal, actor=None)
    return appeal


@transaction.atomic
def decide_appeal(*, appeal: Appeal, decision: AppealDecision | str, because: str, decided_by: User) -> Appeal:
    """Keep words hidden or let everyone read them again. Never by the person who hid them."""
    words = locked(appeal.hide.words)
    appeal = Appeal.objects.select_related("hide").get(pk=appeal.pk)
    if not may_decide(decided_by, appeal):
        raise PermissionDenied
    if appeal.decided_at:
        raise AlreadyDecided(appeal.pk)
    if not because.strip():
        raise NoReason
    appeal.decision, appeal.because = AppealDecision(decision), because
    appeal.decided_by, appeal.decided_at = decided_by, timezone.now()
    appeal.save(update_fields=["decision", "because", "decided_by", "decided_at"])
    if appeal.decision == AppealDecision.LIFTED and not appeal.hide.lifted_at:
        bring_back(appeal.hide, words=words, lifted_by=decided_by)
    audit.record(
        action="codesign.appeal.decided", target=appeal, actor=decided_by, data={"decision": str(appeal.decision)}
    )
    return appeal


def _report(words: Words, is_shown: bool, seat: Seat, reason: HideReason | str) -> ModerationCase:
    if seat.subject_id != words.subject_id:
        raise Elsewhere(words.pk)
    if not is_shown or words.seat_id == seat.pk:
        raise NotShown(words.pk)
    case, is_new = ModerationCase.objects.get_or_create(
        **about(words), seat=seat, defaults={"cause": CaseCause.REPORTED, "reason": HideReason(reason)}
    )
    if is_new:
        audit.record(action=f"{name_of(words)}.reported", target=words, actor=None, data={"reason": str(reason)})
    return case


def _in_order(words: Iterable[Words]) -> list[Words]:
    """Whoever takes many rows takes them in one order: two who do never wait for one another."""
    return sorted(words, key=lambda each: (name_of(each), each.pk))


def _see_that_it_may_be_judged(words: Words, user: User) -> None:
    if not may_moderate(user, words):
        raise PermissionDenied
    if isinstance(words, Voice) and (words.visibility != Visibility.WITHOUT_NAME or words.kind == VoiceKind.UNCLEAR):
        raise NotForEveryone(words.pk)
