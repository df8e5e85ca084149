"""Recording what people say, and letting everyone read it."""

import logging
import uuid
from collections.abc import Iterable
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from codesign.enums import Fit, Visibility, VoiceKind
from codesign.models import Barrier, Seat, Voice
from codesign.permissions import SubjectNotOpen
from codesign.signals import voice_recorded
from people import audit
from people.models import User
from people.vault import store

logger = logging.getLogger(__name__)


class NotForEveryone(Exception):
    """The person asked that only staff read this voice."""


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
    kind: VoiceKind = VoiceKind.COMMENT,
) -> Voice:
    """Record a voice. The same form sent twice is one voice; sent again with other words, it is another."""
    if not seat.subject.is_open:
        raise SubjectNotOpen(seat.subject)
    said = {"fit": fit, "body": body, "visibility": visibility}
    fixed = {"subject": seat.subject, "language": language, "kind": kind}
    voice, is_new = Voice.objects.get_or_create(seat=seat, send_key=send_key, defaults=said | fixed)
    if not is_new and (voice.fit, voice.body) != (fit, body):
        other_key = uuid.uuid5(send_key, f"{fit} {body}")
        voice, is_new = Voice.objects.get_or_create(seat=seat, send_key=other_key, defaults=said | fixed)
    if is_new:
        voice.barriers.set(barriers)
        announcement = {"sender": Voice, "voice_id": voice.pk, "subject_id": voice.subject_id}
        transaction.on_commit(partial(voice_recorded.send_robust, **announcement))
    return voice


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
    if voice.visibility != Visibility.WITHOUT_NAME:
        raise NotForEveryone(voice.pk)
    if voice.shown_at is None:
        voice.shown_at, voice.shown_by = timezone.now(), shown_by
        voice.save(update_fields=["shown_at", "shown_by"])
        audit.record(action="codesign.voice.shown", target=voice, actor=shown_by)
    return voice
