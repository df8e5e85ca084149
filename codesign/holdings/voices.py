"""What somebody said and tapped, and where they agreed with others."""

import uuid

from django.utils import timezone
from django.utils.translation import get_language, get_language_info

from codesign.enums import VoiceKind
from codesign.models import Barrier, Reaction, Voice, VoiceWording
from people.holdings import Facts, Holding


def _tell(seat_id: uuid.UUID) -> Facts:
    voices = Voice.objects.filter(seat=seat_id).select_related("passage").order_by("id")
    return [_facts(voice) for voice in voices.prefetch_related("barriers", "outcomes", "earlier_wordings", "hides")]


def _facts(voice: Voice) -> dict[str, object]:
    return {
        "sent_on": voice.sent_on,
        "kind": voice.get_kind_display(),
        "fit": voice.get_fit_display(),
        "barriers": [barrier.name_in(get_language() or "") for barrier in voice.barriers.all()],
        "words": voice.body,
        "earlier_words": [wording.body for wording in voice.earlier_wordings.all()],
        "language": _name_of(voice.language),
        "visibility": None if voice.kind == VoiceKind.UNCLEAR else voice.get_visibility_display(),
        "everyone_reads_it_since": voice.shown_at and voice.shown_at.date(),
        "passage": voice.passage.text if voice.passage else None,
        "hidden": [
            {
                "since": hide.hidden_at.date(),
                "kind": hide.get_reason_display(),
                "because": hide.because,
                "shown_again_on": hide.lifted_at and hide.lifted_at.date(),
            }
            for hide in voice.hides.all()
        ],
        "outcomes": [
            {"kind": outcome.get_kind_display(), "because": outcome.because} for outcome in voice.outcomes.all()
        ],
    }


def _name_of(code: str) -> str:
    """The name of a language; one that the site does not know keeps its code."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _erase(seat_id: uuid.UUID) -> None:
    """The rows stay, so that counts and answers stay true; nothing in them says any more what somebody said."""
    voices = Voice.objects.filter(seat=seat_id)
    VoiceWording.objects.filter(voice__in=voices).delete()
    Barrier.voices.through.objects.filter(voice__in=voices).delete()
    voices.update(body="", fit="", editable_until=None, erased_on=timezone.localdate())


def _tell_reactions(seat_id: uuid.UUID) -> Facts:
    reactions = Reaction.objects.filter(seat=seat_id).select_related("voice").order_by("id")
    return [
        {"kind": reaction.get_kind_display(), "to": reaction.voice.body if reaction.voice.shown_at else None}
        for reaction in reactions
    ]


def _erase_reactions(seat_id: uuid.UUID) -> None:
    Reaction.objects.filter(seat=seat_id).delete()


VOICES = Holding("voices", _tell, _erase)
REACTIONS = Holding("reactions", _tell_reactions, _erase_reactions)
