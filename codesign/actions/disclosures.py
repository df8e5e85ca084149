"""Looking at who stands behind words: one asks, another agrees, the first looks once, and the person is told."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from codesign.actions.hides import NoReason
from codesign.enums import DisclosureDecision
from codesign.models import MOST_DAYS_BEFORE_TELLING, Disclosure, Voice
from codesign.permissions.disclosures import may_decide_disclosure, may_disclose, may_open
from people import audit
from people.models import User


class NotNow(Exception):
    """It is decided already, or its time is over."""


@transaction.atomic
def ask_disclosure(
    *,
    voice: Voice,
    reason: str,
    legal_basis: str,
    asked_by: User,
    tell_after_days: int = 0,
    tell_later_because: str = "",
) -> Disclosure:
    """Ask that somebody agrees. Asked twice while it waits is asked once."""
    voice = Voice.objects.select_for_update(of=("self",)).select_related("subject").get(pk=voice.pk)
    if not may_disclose(asked_by, voice):
        raise PermissionDenied
    if not reason.strip() or not legal_basis.strip() or (tell_after_days and not tell_later_because.strip()):
        raise NoReason
    if not 0 <= tell_after_days <= MOST_DAYS_BEFORE_TELLING:
        raise ValueError(tell_after_days)
    if waiting := _waiting(voice, asked_by):
        return waiting
    disclosure = Disclosure.objects.create(
        voice=voice,
        reason=reason,
        legal_basis=legal_basis,
        asked_by=asked_by,
        tell_after_days=tell_after_days,
        tell_later_because=tell_later_because if tell_after_days else "",
    )
    audit.record(action="codesign.disclosure.asked", target=disclosure, actor=asked_by, data=_terms(disclosure))
    return disclosure


@transaction.atomic
def decide_disclosure(*, disclosure: Disclosure, decision: DisclosureDecision | str, decided_by: User) -> Disclosure:
    """Agree or refuse, as somebody else than who asked, within a day."""
    disclosure = _locked(disclosure)
    if disclosure.asked_by_id == decided_by.pk or not may_disclose(decided_by, disclosure.voice):
        raise PermissionDenied
    if not may_decide_disclosure(decided_by, disclosure):
        raise NotNow(disclosure.pk)
    disclosure.decision = DisclosureDecision(decision)
    disclosure.decided_by, disclosure.decided_at = decided_by, timezone.now()
    disclosure.save(update_fields=["decision", "decided_by", "decided_at"])
    audit.record(action=f"codesign.disclosure.{disclosure.decision}", target=disclosure, actor=decided_by)
    return disclosure


@transaction.atomic
def open_disclosure(*, disclosure: Disclosure, opened_by: User) -> Disclosure:
    """Begin the one look. From here on the person is told, at once or when the reason for waiting is over."""
    disclosure = _locked(disclosure)
    if disclosure.asked_by_id != opened_by.pk or not may_disclose(opened_by, disclosure.voice):
        raise PermissionDenied
    if not may_open(opened_by, disclosure):
        raise NotNow(disclosure.pk)
    disclosure.opened_at = timezone.now()
    disclosure.save(update_fields=["opened_at"])
    audit.record(action="codesign.disclosure.opened", target=disclosure, actor=opened_by)
    return disclosure


def _waiting(voice: Voice, asked_by: User) -> Disclosure | None:
    asked = Disclosure.objects.filter(voice=voice, asked_by=asked_by, decision="")
    return next((each for each in asked if each.may_be_decided), None)


def _terms(disclosure: Disclosure) -> dict[str, str | int]:
    return {"voice": disclosure.voice_id, "tell_after_days": disclosure.tell_after_days}


def _locked(disclosure: Disclosure) -> Disclosure:
    rows = Disclosure.objects.select_for_update(of=("self",)).select_related("voice__subject", "voice__seat")
    return rows.get(pk=disclosure.pk)
