"""What happens to words as they come in: they wait for somebody to read them, or everyone reads them at once."""

import re

from django.utils import timezone

from codesign.actions.hides import Words, about, name_of
from codesign.enums import CODED_WAYS, CaseCause, HideReason, ModerationState, Visibility, VoiceKind
from codesign.models import ModerationCase, Voice
from codesign.personal_data import find_personal_data
from people import audit

LINK = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|net|org|info|io|biz|shop|site|online|xyz)\b", re.IGNORECASE)


def show_or_hold(voice: Voice) -> None:
    """Show it at once where the owner chose so and its author came with a code; hold what names people or advertises.

    Call it in the transaction that wrote the words.
    """
    if not _may_go_out_unread(voice):
        return
    if reason := _reason_to_hold(voice.body):
        hold_voice(voice=voice, reason=reason)
    else:
        voice.shown_at = timezone.now()
        voice.save(update_fields=["shown_at"])


def hold_voice(*, voice: Voice, reason: HideReason) -> ModerationCase:
    """Ask a moderator to look at a voice before everyone can read it."""
    return _hold(voice, CaseCause.HELD, reason)


def hold_what_came_in_a_rush(*, words: Words) -> ModerationCase:
    """Ask a moderator to look at what a guest sent, while far more comes in than usual, without the work asked for."""
    return _hold(words, CaseCause.RUSH, "")


def _hold(words: Words, cause: CaseCause, reason: HideReason | str) -> ModerationCase:
    case, is_new = ModerationCase.objects.get_or_create(
        **about(words), cause=cause, state=ModerationState.OPEN, defaults={"reason": reason}
    )
    if is_new:
        data = {"cause": str(cause), "reason": str(reason)}
        audit.record(action=f"{name_of(words)}.held", target=words, actor=None, data=data)
    return case


def _may_go_out_unread(voice: Voice) -> bool:
    is_open = voice.visibility == Visibility.WITHOUT_NAME and voice.kind != VoiceKind.UNCLEAR and not voice.hidden_at
    return is_open and not voice.subject.reads_first and voice.seat.way in CODED_WAYS


def _reason_to_hold(body: str) -> HideReason | None:
    if find_personal_data(body):
        return HideReason.PRIVATE
    return HideReason.ADVERTISING if LINK.search(body) else None
