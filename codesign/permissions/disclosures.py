"""Who may look at who stands behind words, and what there is to decide. It takes two, who are no party to it."""

import uuid

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from codesign.enums import ACCOUNTABLE_PROVENANCES
from codesign.models import Disclosure, Hide, Seat, Voice
from people.enums import Role
from people.models import User

KEEPERS = frozenset({Role.LEAD, Role.ADMINISTRATOR})


def may_disclose(user: User, voice: Voice) -> bool:
    """The engagement lead and administrators, but for who owns the subject or has judged these words."""
    return bool(KEEPERS & user.roles) and voice.subject.owner_id != user.pk and not _has_judged(user, voice)


def _has_judged(user: User, voice: Voice) -> bool:
    judged = Q(hidden_by=user) | Q(lifted_by=user) | Q(appeal__decided_by=user)
    return voice.shown_by_id == user.pk or Hide.objects.filter(judged, voice=voice).exists()


def voices_with_somebody_behind() -> QuerySet[Voice]:
    """Words of participants that are there still. Who stands behind the words of staff, everybody reads."""
    voices = Voice.objects.in_words().exclude(seat__provenance__in=ACCOUNTABLE_PROVENANCES)
    return voices.select_related("subject", "seat", "passage")


def get_voice_to_disclose(user: User, key: uuid.UUID) -> Voice:
    voice = voices_with_somebody_behind().filter(key=key).first()
    if voice is None or not may_disclose(user, voice):
        raise Http404
    return voice


def disclosures_for(user: User) -> QuerySet[Disclosure]:
    """What was ever asked, but for what is about the work of this person; the newest first."""
    disclosures = Disclosure.objects.select_related("voice__subject", "voice__seat", "asked_by", "decided_by")
    return disclosures.exclude(voice__subject__owner=user)


def get_disclosure(user: User, pk: int) -> Disclosure:
    disclosure = disclosures_for(user).filter(pk=pk).first()
    if disclosure is None:
        raise Http404
    return disclosure


def may_decide_disclosure(user: User, disclosure: Disclosure) -> bool:
    return disclosure.may_be_decided and disclosure.asked_by_id != user.pk and may_disclose(user, disclosure.voice)


def may_open(user: User, disclosure: Disclosure) -> bool:
    """Who asked looks, once somebody else has agreed, and as long as both of what that needs still holds."""
    is_theirs = disclosure.asked_by_id == user.pk and may_disclose(user, disclosure.voice)
    return is_theirs and disclosure.may_be_opened and disclosure.voice.erased_on is None


def may_look(user: User, disclosure: Disclosure) -> bool:
    is_theirs = disclosure.asked_by_id == user.pk and may_disclose(user, disclosure.voice)
    return is_theirs and disclosure.is_open and disclosure.voice.erased_on is None


def disclosures_told_to(seat: Seat) -> list[Disclosure]:
    """The looks that the holder of a seat may read of by today."""
    opened = Disclosure.objects.filter(voice__seat=seat, opened_at__isnull=False).select_related(
        "asked_by", "decided_by"
    )
    today = timezone.localdate()
    return [each for each in opened.order_by("opened_at") if each.told_on and each.told_on <= today]
