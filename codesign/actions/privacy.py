"""What somebody may do about their own words and data: take them off the page, let everyone read them, erase all."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from codesign.actions.voices import keep_from_everyone, may_speak_for_oneself
from codesign.enums import Visibility
from codesign.models import Seat, Voice
from people import audit
from people.holdings import erase_everything_of


def withdraw_words(*, voice: Voice) -> Voice:
    """Take a voice off every page that everyone reads. Staff keep it, and it still gets an outcome."""
    return keep_from_everyone(voice)


@transaction.atomic
def release_words(*, voice: Voice) -> Voice:
    """Let everyone read a voice that was meant for staff, once its subject's owner has read it.

    What a moderator hid before it was withdrawn is hidden again.
    """
    voice = Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
    voice.visibility = Visibility.WITHOUT_NAME
    voice.hidden_at = voice.hide.hidden_at if voice.hide else None
    voice.save(update_fields=["visibility", "hidden_at"])
    return voice


@transaction.atomic
def erase_seat(*, seat: Seat) -> None:
    """Erase what the holder of a seat said and told about themselves, everywhere. It cannot be undone.

    What members of staff do from a seat of theirs is the record of an office and stays.
    """
    if not may_speak_for_oneself(seat):
        raise PermissionDenied
    erase_everything_of(seat.pk)
    audit.record(action="codesign.seat.erased", target=seat, actor=None)
