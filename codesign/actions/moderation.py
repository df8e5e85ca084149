"""Reporting a voice, hiding it from everyone, and asking somebody else to look again.

Outcomes stand apart: what is hidden still gets its outcome.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from codesign.actions.voices import Elsewhere, IsHidden, NotForEveryone
from codesign.enums import AppealDecision, CaseCause, HideReason, ModerationState, Visibility, VoiceKind
from codesign.models import Appeal, Hide, ModerationCase, Seat, Voice
from codesign.permissions.moderation import may_decide, may_moderate
from people import audit
from people.models import User


class NotShown(Exception):
    """Only what everyone may read is reported."""


class NoReason(ValueError):
    """Who hides or decides says why: the author reads it."""


class NotHidden(Exception):
    """The voice is not hidden any more."""


class AlreadyAppealed(Exception):
    """An author appeals once."""


class AlreadyDecided(Exception):
    """Somebody has decided this appeal."""


@transaction.atomic
def report_voice(*, voice: Voice, seat: Seat, reason: HideReason | str) -> ModerationCase:
    """Ask a moderator to look at what somebody else said; once for each seat and voice, however often it is sent."""
    if seat.subject_id != voice.subject_id:
        raise Elsewhere(voice.pk)
    if voice.shown_at is None or voice.seat_id == seat.pk:
        raise NotShown(voice.pk)
    case, is_new = ModerationCase.objects.get_or_create(
        voice=voice, seat=seat, defaults={"cause": CaseCause.REPORTED, "reason": HideReason(reason)}
    )
    if is_new:
        audit.record(action="codesign.voice.reported", target=voice, actor=None, data={"reason": str(reason)})
    return case


@transaction.atomic
def hide_voice(*, voice: Voice, reason: HideReason | str, hidden_by: User, because: str = "") -> Hide:
    """Put a reason in the place of a voice, for everyone but its author and staff. Hidden twice is hidden once."""
    voice = _locked(voice)
    if not may_moderate(hidden_by, voice):
        raise PermissionDenied
    if voice.visibility != Visibility.WITHOUT_NAME or voice.kind == VoiceKind.UNCLEAR:
        raise NotForEveryone(voice.pk)
    if HideReason(reason) == HideReason.OTHER and not because.strip():
        raise NoReason
    if known := voice.hides.current().first():
        return known
    hide = Hide.objects.create(voice=voice, reason=HideReason(reason), because=because, hidden_by=hidden_by)
    voice.shown_at, voice.shown_by, voice.hidden_at = None, None, hide.hidden_at
    voice.save(update_fields=["shown_at", "shown_by", "hidden_at"])
    _close_cases(voice, ModerationState.HIDDEN, hidden_by)
    audit.record(action="codesign.voice.hidden", target=voice, actor=hidden_by, data={"reason": str(reason)})
    return hide


@transaction.atomic
def hide_voices(*, voices: Iterable[Voice], reason: HideReason | str, hidden_by: User, because: str = "") -> list[Hide]:
    """Hide many for one reason: all of them, or none."""
    in_order = sorted(voices, key=lambda voice: voice.pk)
    return [hide_voice(voice=each, reason=reason, hidden_by=hidden_by, because=because) for each in in_order]


@transaction.atomic
def keep_voice(*, voice: Voice, kept_by: User) -> Voice:
    """Find nothing wrong with a voice: everyone may read it, and what was reported is done with."""
    voice = _locked(voice)
    if not may_moderate(kept_by, voice):
        raise PermissionDenied
    if voice.visibility != Visibility.WITHOUT_NAME or voice.kind == VoiceKind.UNCLEAR:
        raise NotForEveryone(voice.pk)
    if voice.hidden_at:
        raise IsHidden(voice.pk)
    if voice.shown_at is None:
        _show(voice, kept_by)
    _close_cases(voice, ModerationState.SHOWN, kept_by)
    audit.record(action="codesign.voice.kept", target=voice, actor=kept_by)
    return voice


@transaction.atomic
def keep_voices(*, voices: Iterable[Voice], kept_by: User) -> list[Voice]:
    """Find nothing wrong with many: all of them, or none."""
    return [keep_voice(voice=each, kept_by=kept_by) for each in sorted(voices, key=lambda voice: voice.pk)]


@transaction.atomic
def lift_hide(*, hide: Hide, lifted_by: User) -> Hide:
    """Let everyone read a hidden voice again. Lifted twice is lifted once.

    Where its author has appealed, somebody else decides first.
    """
    voice = _locked(hide.voice)
    hide = Hide.objects.get(pk=hide.pk)
    if not may_moderate(lifted_by, voice):
        raise PermissionDenied
    if Appeal.objects.waiting().filter(hide=hide).exists():
        raise AlreadyAppealed(hide.pk)
    return hide if hide.lifted_at else _lift(hide, voice, lifted_by)


@transaction.atomic
def appeal_hide(*, hide: Hide, seat: Seat, body: str) -> Appeal:
    """Have somebody else look at one's own hidden words. Once."""
    voice = _locked(hide.voice)
    hide = Hide.objects.get(pk=hide.pk)
    if voice.seat_id != seat.pk:
        raise PermissionDenied
    if hide.lifted_at:
        raise NotHidden(hide.pk)
    if Appeal.objects.filter(hide__voice=voice).exists():
        raise AlreadyAppealed(hide.pk)
    appeal = Appeal.objects.create(hide=hide, body=body)
    audit.record(action="codesign.appeal.made", target=appeal, actor=None)
    return appeal


@transaction.atomic
def decide_appeal(*, appeal: Appeal, decision: AppealDecision | str, because: str, decided_by: User) -> Appeal:
    """Keep a voice hidden or let everyone read it again. Never by the person who hid it."""
    voice = _locked(appeal.hide.voice)
    appeal = Appeal.objects.select_related("hide__voice__subject", "hide__voice__seat").get(pk=appeal.pk)
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
        _lift(appeal.hide, voice, decided_by)
    audit.record(
        action="codesign.appeal.decided", target=appeal, actor=decided_by, data={"decision": str(appeal.decision)}
    )
    return appeal


def _lift(hide: Hide, voice: Voice, lifted_by: User) -> Hide:
    hide.lifted_at, hide.lifted_by = timezone.now(), lifted_by
    hide.save(update_fields=["lifted_at", "lifted_by"])
    voice.hidden_at = None
    if voice.visibility == Visibility.WITHOUT_NAME:  # its author may have withdrawn it meanwhile
        _show(voice, lifted_by)
    audit.record(action="codesign.hide.lifted", target=hide, actor=lifted_by)
    return hide


def _show(voice: Voice, shown_by: User) -> None:
    voice.shown_at, voice.shown_by = timezone.now(), shown_by
    voice.save(update_fields=["shown_at", "shown_by", "hidden_at"])


def _close_cases(voice: Voice, state: ModerationState, closed_by: User) -> None:
    voice.cases.filter(state=ModerationState.OPEN).update(state=state, closed_by=closed_by)


def _locked(voice: Voice) -> Voice:
    """Take the voice's row, so that hiding, lifting, appealing and deciding come one after the other."""
    voices = Voice.objects.select_for_update(of=("self",)).select_related("subject", "seat")
    return voices.get(pk=voice.pk)
