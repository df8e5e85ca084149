"""Helping somebody to say it: what a member of staff writes for a person beside them, and what a guardian answers."""

import uuid
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from codesign.actions.seats import give_reference, take_seat
from codesign.actions.voices import declare_after_commit, record_voice
from codesign.enums import ConversationConsent, Fit, Provenance, Visibility, VoiceKind, Way
from codesign.models import AssistedRecord, Barrier, Seat, Subject
from codesign.permissions import SubjectNotOpen, subjects_to_record_at
from people import audit
from people.models import User
from people.vault import store

ASSISTED = "assisted"


class ReceiptWasGiven(Exception):
    """This form was sent before, and the receipt belongs to the person who was helped."""


@transaction.atomic
def record_assisted(
    *,
    subject: Subject,
    helper: User,
    send_key: uuid.UUID,
    consent: ConversationConsent | str,
    interpreter: str,
    is_for_child: bool,
    language: str,
    visibility: Visibility | str,
    fit: Fit | str,
    body: str,
    kind: VoiceKind | str,
    barriers: Iterable[Barrier],
    statements: Iterable[store.Statement],
    consent_text: str,
) -> tuple[Seat, str]:
    """Record what a person said and heard read back, from a seat of their own, and return it with its reference.

    The same form sent again gives another receipt for as long as the words can be changed; later a helper could use it
    to open somebody's thread.
    """
    if not helper.is_active or not subjects_to_record_at(helper).filter(pk=subject.pk).exists():
        raise PermissionDenied if subject.is_open else SubjectNotOpen(subject)
    seat_id = uuid.uuid5(send_key, f"{subject.pk} {ASSISTED}")
    if before := Seat.objects.filter(pk=seat_id).first():
        return before, _another_receipt(before, helper)
    seat, reference = take_seat(subject=subject, seat_id=seat_id, way=Way.ASSISTED, provenance=Provenance.ASSISTED)
    declare_after_commit(seat=seat, statements=statements, consent_text=consent_text, language=language)
    record_voice(
        seat=seat,
        send_key=send_key,
        language=language,
        visibility=Visibility(visibility),
        fit=fit,
        body=body,
        barriers=barriers,
        kind=kind or VoiceKind.COMMENT,
    )
    record = AssistedRecord.objects.create(
        seat=seat,
        helper=helper,
        consent=consent,
        interpreter=interpreter,
        guardian_agreed=is_for_child,
        read_back_on=timezone.localdate(),
    )
    facts = {"consent": str(consent), "has_interpreter": bool(interpreter), "is_for_child": is_for_child}
    audit.record(action="codesign.assisted.recorded", target=record, actor=helper, data=facts)
    return seat, reference


def _another_receipt(seat: Seat, helper: User) -> str:
    is_own = AssistedRecord.objects.filter(seat=seat, helper=helper).exists()
    if not is_own or not any(voice.is_editable for voice in seat.voices.all()):
        raise ReceiptWasGiven
    return give_reference(seat=seat)


def record_guardian(*, seat: Seat) -> None:
    """Keep that a guardian agreed, and nothing of who it was. Call it in the transaction that took the seat."""
    AssistedRecord.objects.get_or_create(seat=seat, defaults={"guardian_agreed": True})
