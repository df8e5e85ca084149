"""Recording what people say, letting them change it for a while, and letting everyone read it."""

import logging
import uuid
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from codesign.actions.holds import show_or_hold
from codesign.enums import ACCOUNTABLE_PROVENANCES, HELPED_WAYS, Fit, Provenance, Visibility, VoiceKind
from codesign.models import Barrier, Passage, Seat, Voice, VoiceWording
from codesign.permissions import SubjectNotOpen
from codesign.querysets.voices import VoiceQuerySet
from codesign.signals import voice_recorded
from people import audit
from people.models import User
from people.vault import store

logger = logging.getLogger(__name__)

TIME_TO_EDIT = timedelta(minutes=15)
MOST_OF_A_SEAT, SPAN_OF_A_SEAT = 30, timedelta(minutes=10)


class NotForEveryone(Exception):
    """The person asked that only staff read this voice, or it is a tap without words."""


class NotToReplyTo(Exception):
    """A reply answers a voice that everyone may read, and is not answered itself."""


class IsHidden(Exception):
    """A moderator hid this voice; only lifting that shows it."""


class TooSoon(Exception):
    """The subject is in slow mode, and this seat has sent something a moment ago."""

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes


class TooMany(Exception):
    """One seat has sent more in a short while than a person writes."""


class TooLateToEdit(Exception):
    """The time to change a voice is over, or somebody has answered it."""


class Elsewhere(ValueError):
    """A voice and the passage it is about, or the voice it replies to, belong to one subject."""


@transaction.atomic
def record_voice(
    *,
    seat: Seat,
    send_key: uuid.UUID,
    language: str,
    visibility: Visibility,
    fit: Fit | str = "",
    body: str = "",
    barriers: Iterable[Barrier] = (),
    kind: VoiceKind | str = VoiceKind.COMMENT,
    passage: Passage | None = None,
    reply_to: Voice | None = None,
) -> Voice:
    """Record a voice. The same form sent twice is one voice; sent again with other words, it is another.

    Whoever goes back sends from a page that was made anew: the same said again within the time to edit is one voice.
    Sent again for staff only, it is taken from everyone else.
    """
    if not seat.subject.is_open:
        raise SubjectNotOpen(seat.subject)
    _see_that_it_is_here(seat, passage, reply_to)
    said = {"fit": fit, "body": body, "visibility": visibility}
    barriers = list(barriers)
    fixed = {
        "subject": seat.subject,
        "language": language,
        "kind": kind,
        "passage": passage,
        "reply_to": reply_to,
        "editable_until": timezone.now() + TIME_TO_EDIT,
    }
    lately = _sent_lately_from(seat)
    send_key = _key_sent_before(Voice(seat=seat, **said, **fixed), barriers, lately) or send_key
    _see_that_it_is_slow(seat, send_key, body, lately)
    voice, is_new = _write_once(Voice(seat=seat, send_key=send_key, **said, **fixed))
    if not is_new and (voice.fit, voice.body) != (fit, body):
        other_key = uuid.uuid5(send_key, f"{fit} {body}")
        voice, is_new = _write_once(Voice(seat=seat, send_key=other_key, **said, **fixed))
    if is_new:
        voice.barriers.add(*barriers)
        show_or_hold(voice)
        _announce(voice)
    elif visibility == Visibility.STAFF_ONLY and voice.visibility != visibility:
        voice = keep_from_everyone(voice)
    return voice


def _write_once(voice: Voice) -> tuple[Voice, bool]:
    """Write a voice and say that it is new; where its form was sent before, also in this moment, return that one."""
    try:
        with transaction.atomic():
            voice.save(force_insert=True)
    except IntegrityError:
        if sent := voice.seat.voices.filter(send_key=voice.send_key).first():
            return sent, False
        raise
    return voice, True


@transaction.atomic
def keep_from_everyone(voice: Voice) -> Voice:
    """Take a voice off every page, and with it the place of one that a moderator hid."""
    voice = Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
    voice.visibility, voice.shown_at, voice.shown_by, voice.hidden_at = Visibility.STAFF_ONLY, None, None, None
    voice.save(update_fields=["visibility", "shown_at", "shown_by", "hidden_at"])
    return voice


def _key_sent_before(voice: Voice, barriers: list[Barrier], lately: list[Voice]) -> uuid.UUID | None:
    """The key of a voice by which this person has just said the same. In a group two people may say one thing."""
    if voice.seat.provenance != Provenance.SELF:
        return None
    names = ("fit", "body", "kind", "passage_id", "reply_to_id")
    same = [each for each in lately if all(getattr(each, name) == getattr(voice, name) for name in names)]
    prefetch_related_objects(same, "barriers")
    return next((each.send_key for each in same if set(each.barriers.all()) == set(barriers)), None)


def _see_that_it_is_here(seat: Seat, passage: Passage | None, reply_to: Voice | None) -> None:
    if passage and passage.text_version.subject_id != seat.subject_id:
        raise Elsewhere(passage.pk)
    if reply_to and reply_to.subject_id != seat.subject_id:
        raise Elsewhere(reply_to.pk)
    if reply_to and (reply_to.reply_to_id is not None or reply_to.shown_at is None or reply_to.erased_on):
        raise NotToReplyTo(reply_to.pk)


def _sent_lately_from(seat: Seat) -> list[Voice]:
    """What a person's seat sent and may still change. In slow mode it sends nothing else in the same moment."""
    if seat.provenance in ACCOUNTABLE_PROVENANCES or seat.way in HELPED_WAYS:
        return []
    if seat.subject.slow_minutes:
        Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    return list(seat.voices.filter(editable_until__gt=timezone.now()))


def _see_that_it_is_slow(seat: Seat, send_key: uuid.UUID, body: str, lately: list[Voice]) -> None:
    """A person's seat sends so many voices in a while, and in slow mode one; the same form again is no other voice."""
    minutes = seat.subject.slow_minutes
    others = [each for each in lately if (each.send_key, each.body) != (send_key, body)]
    if minutes and _sent_within(others, timedelta(minutes=minutes)):
        raise TooSoon(minutes)
    if len(_sent_within(others, SPAN_OF_A_SEAT)) >= MOST_OF_A_SEAT:
        raise TooMany


def _sent_within(voices: list[Voice], span: timedelta) -> list[Voice]:
    """What was sent a moment ago. A voice says so for as long as it may be changed: no shorter than any span."""
    earliest = timezone.now() - span + TIME_TO_EDIT
    return [each for each in voices if each.editable_until and each.editable_until > earliest]


def _announce(voice: Voice) -> None:
    announcement = {"sender": Voice, "voice_id": voice.pk, "subject_id": voice.subject_id}
    transaction.on_commit(partial(voice_recorded.send_robust, **announcement))


def may_speak_for_oneself(seat: Seat) -> bool:
    """Taps, reactions and ballots are counted as people's own: neither advocates nor colleagues give any."""
    return seat.provenance not in ACCOUNTABLE_PROVENANCES


@transaction.atomic
def tap_unclear(*, seat: Seat, passage: Passage, language: str) -> Voice:
    """Record that somebody does not understand a passage: one voice without words, however often it is tapped.

    A later version of the text that left the passage as it was is the same passage.
    """
    if not may_speak_for_oneself(seat):
        raise PermissionDenied
    if not seat.subject.is_open:
        raise SubjectNotOpen(seat.subject)
    _see_that_it_is_here(seat, passage, None)
    if tapped := _taps_on(seat, passage).first():
        return tapped
    fixed = {"subject": seat.subject, "language": language, "send_key": uuid.uuid4()}
    voice, is_new = Voice.objects.get_or_create(seat=seat, passage=passage, kind=VoiceKind.UNCLEAR, defaults=fixed)
    if is_new:
        _announce(voice)
    return voice


@transaction.atomic
def take_back_tap(*, seat: Seat, passage: Passage) -> None:
    """Forget a tap, as long as nobody has answered it."""
    _taps_on(seat, passage).filter(outcomes=None).delete()


def _taps_on(seat: Seat, passage: Passage) -> VoiceQuerySet:
    return Voice.objects.taps().filter(seat=seat).on_block(passage.block_id).filter(passage__text=passage.text)


@transaction.atomic
def edit_voice(*, voice: Voice, body: str, fit: Fit | str | None = None) -> Voice:
    """Put other words in place of what somebody said, and keep the earlier ones for staff and the author.

    Whether it would work for them can change too: without `fit` it stays as it was.

    What everyone could read leaves the page until the owner has read it again. Reactions go: they were to other words.
    """
    voice = Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
    if not voice.is_editable or voice.outcomes.exists():
        raise TooLateToEdit(voice.pk)
    fit = voice.fit if fit is None else fit
    if (fit, body) != (voice.fit, voice.body):
        if voice.body and body != voice.body:
            VoiceWording.objects.create(voice=voice, body=voice.body)
        voice.reactions.all().delete()
        voice.fit, voice.body, voice.shown_at, voice.shown_by = fit, body, None, None
        voice.save(update_fields=["fit", "body", "shown_at", "shown_by"])
        show_or_hold(voice)
    return voice


def forget_when_voices_were_sent() -> int:
    """Of each voice that cannot be changed any more keep the day only. Return how many there were."""
    return Voice.objects.past_editing().update(editable_until=None)


def declare_after_commit(
    *, seat: Seat, statements: Iterable[store.Statement], consent_text: str, language: str
) -> None:
    """Hand what someone said about themselves to the vault once their voice is safe. Call it in that transaction."""
    statements = list(statements)
    if statements:
        transaction.on_commit(partial(_declare, seat.pk, statements, consent_text, language))


def _declare(seat_id: uuid.UUID, statements: list[store.Statement], consent_text: str, language: str) -> None:
    """Declare; a vault that fails means "not stated" and never costs the voice."""
    try:
        store.declare(seat_id=seat_id, statements=statements, consent_text=consent_text, language=language)
    except DatabaseError:
        logger.exception("The vault took no statement of one seat; it counts as not stated.")


@transaction.atomic
def show_voice(*, voice: Voice, shown_by: User) -> Voice:
    """Let everyone read a voice. Only the subject's owner may, and only where the person agreed to it."""
    voice = Voice.objects.select_for_update().select_related("subject").get(pk=voice.pk)
    if voice.subject.owner_id != shown_by.pk:
        raise PermissionDenied
    if voice.visibility != Visibility.WITHOUT_NAME or voice.kind == VoiceKind.UNCLEAR:
        raise NotForEveryone(voice.pk)
    if voice.hidden_at:
        raise IsHidden(voice.pk)
    if voice.shown_at is None:
        voice.shown_at, voice.shown_by = timezone.now(), shown_by
        voice.save(update_fields=["shown_at", "shown_by"])
        audit.record(action="codesign.voice.shown", target=voice, actor=shown_by)
    return voice
