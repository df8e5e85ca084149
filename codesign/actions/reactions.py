"""Agreeing with what somebody else said, and thanking for it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from codesign.actions.voices import Elsewhere, may_speak_for_oneself
from codesign.enums import ReactionKind
from codesign.models import Reaction, Seat, Voice
from codesign.permissions import SubjectNotOpen


class NotToReactTo(Exception):
    """One reacts to what somebody else said and everyone may read."""


@transaction.atomic
def react(*, voice: Voice, seat: Seat, kind: ReactionKind | str) -> Reaction:
    """Agree or thank, once for each seat, voice and kind, however often it is sent."""
    if not may_speak_for_oneself(seat):
        raise PermissionDenied
    if seat.subject_id != voice.subject_id:
        raise Elsewhere(voice.pk)
    if not seat.subject.is_open:
        raise SubjectNotOpen(seat.subject)
    if voice.seat_id == seat.pk or voice.shown_at is None or voice.erased_on:
        raise NotToReactTo(voice.pk)
    return Reaction.objects.get_or_create(voice=voice, seat=seat, kind=ReactionKind(kind))[0]


@transaction.atomic
def take_back_reaction(*, voice: Voice, seat: Seat, kind: ReactionKind | str) -> None:
    Reaction.objects.filter(voice=voice, seat=seat, kind=ReactionKind(kind)).delete()
