"""What somebody may do about their own words and data: take them off the page, let everyone read them, erase all."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from codesign.actions.voices import may_speak_for_oneself
from codesign.enums import Visibility
from codesign.models import Seat, Voice
from people import audit
from people.holdings import erase_everything_of


@transaction.atomic
def withdraw_words(*, voice: Voice) -> Voice:
    """Take a voice off every page that everyone reads. Staff keep it, and it still gets an outcome."""
    voice = Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
    voice.visibility, voice.shown_at, voice.shown_by = Visibility.STAFF_ONLY, None, None
    voice.save(update_fields=["visibility", "shown_at", "shown_by"])
    return voice


@transaction.atomic
def release_words(*, voice: Voice) -> Voice:
    """Let everyone read a voice that was meant for staff, once its subject's owner has read it."""
    voice = Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
    voice.visibility = Visibility.WITHOUT_NAME
    voice.save(update_fields=["visibility"])
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
