"""Agreeing with what somebody else said, and thanking for it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from codesign.actions.voices import Elsewhere, may_speak_for_oneself
from codesign.enums import ReactionKind
from codesign.models import Reaction, Seat, Voice
from codesign.permissions import SubjectNotOpen


class NotToReactTo(Exception):
    """One reacts to what somebody else said and everyone may read."""


class OtherWords(Exception):
    """Its author has changed the voice since it was read."""


@transaction.atomic
def react(*, voice: Voice, seat: Seat, kind: ReactionKind | str, wording: str) -> Reaction:
    """Agree or thank, once for each seat, voice and kind, however often it is sent.

    A reaction is to the words that somebody read. The voice's row keeps its author from changing them meanwhile.
    """
    voice = Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
    if not may_speak_for_oneself(seat):
        raise PermissionDenied
    if seat.subject_id != voice.subject_id:
        raise Elsewhere(voice.pk)
    if not seat.subject.is_open:
        raise SubjectNotOpen(seat.subject)
    if voice.seat_id == seat.pk or voice.shown_at is None or voice.erased_on:
        raise NotToReactTo(voice.pk)
    if voice.wording != wording:
        raise OtherWords(voice.pk)
    return Reaction.objects.get_or_create(voice=voice, seat=seat, kind=ReactionKind(kind))[0]


@transaction.atomic
def take_back_reaction(*, voice: Voice, seat: Seat, kind: ReactionKind | str) -> None:
    Reaction.objects.filter(voice=voice, seat=seat, kind=ReactionKind(kind)).delete()
