"""Giving out personal codes, letting people in with them, and taking codes back."""

import random
import uuid
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from codesign.actions.seats import give_reference, take_seat
from codesign.actions.voices import declare_after_commit
from codesign.admission import NotAdmitted, admits
from codesign.enums import Way
from codesign.models import Invite, InviteBatch, Seat, Subject
from codesign.permissions import SubjectNotOpen
from codesign.references import hash_invite_code, new_invite_code
from people import audit
from people.models import Segment, User
from people.vault import store

MOST_CODES = 300


class BatchWasMade(Exception):
    """This form made a batch before, whose codes were shown then and cannot be read again."""

    def __init__(self, batch: InviteBatch) -> None:
        super().__init__(batch.pk)
        self.batch = batch


class InviteRefused(Exception):
    """This code lets nobody in any more."""


class InviteUsed(InviteRefused):
    """Somebody came in with this code before."""


class InviteExpired(InviteRefused):
    """The time of this code is over."""


class InviteRevoked(InviteRefused):
    """Whoever gave this code out took it back."""


@transaction.atomic
def issue_batch(
    *,
    subject: Subject,
    name: str,
    size: int,
    expires_at: datetime,
    made_by: User,
    send_key: uuid.UUID,
    segment: Segment | None = None,
    organisation: str = "",
) -> tuple[InviteBatch, list[str]]:
    """Make codes and return them with their batch. Nobody can read them again: only keyed hashes are stored.

    With a segment, an organisation attests that everyone to whom it gives a code belongs there. Codes are stored in an
    order of their own, so that the place of a code on a sheet says nothing.
    """
    subject = Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if subject.owner_id != made_by.pk:
        raise PermissionDenied
    if not subject.is_open:
        raise SubjectNotOpen(subject)
    if not admits(subject.mode, Way.INVITED):
        raise NotAdmitted(subject)
    if not 1 <= size <= MOST_CODES:
        raise ValueError(size)
    if before := InviteBatch.objects.filter(send_key=send_key).first():
        raise BatchWasMade(before)
    batch = InviteBatch.objects.create(
        subject=subject,
        name=name,
        way=Way.ATTESTED if segment else Way.INVITED,
        organisation=organisation if segment else "",
        segment=segment,
        size=size,
        made_by=made_by,
        expires_at=expires_at,
        send_key=send_key,
    )
    codes = [new_invite_code() for _number in range(size)]
    stored = random.SystemRandom().sample(codes, size)
    Invite.objects.bulk_create(Invite(batch=batch, code_hash=hash_invite_code(code)) for code in stored)
    audit.record(
        action="codesign.invites.issued", target=batch, actor=made_by, data={"size": size, "way": str(batch.way)}
    )
    return batch, codes


@transaction.atomic
def redeem(*, invite: Invite, seat_id: uuid.UUID, language: str) -> tuple[Seat, str]:
    """Let one person in: take a seat of the way of the batch and return it with its reference.

    The row of the code is the lock: of two who come at once one gets a seat. The same form sent twice is one seat; its
    `seat_id` is known to that form only, and is stored nowhere beside the code.
    """
    invite = Invite.objects.select_for_update(of=("self",)).with_batch().get(pk=invite.pk)
    batch = invite.batch
    if not batch.subject.is_open:
        raise SubjectNotOpen(batch.subject)
    if invite.redeemed_on is not None:
        return _seat_of_same_form(batch, seat_id)
    check_invite(invite)
    invite.redeemed_on = timezone.localdate()
    invite.save(update_fields=["redeemed_on"])
    seat, reference = take_seat(subject=batch.subject, seat_id=seat_id, way=batch.way)
    _attest(seat, batch, language)
    return seat, reference


def check_invite(invite: Invite) -> None:
    """Raise what keeps a code from letting somebody in."""
    if invite.batch.revoked_at is not None:
        raise InviteRevoked
    if invite.redeemed_on is not None:
        raise InviteUsed
    if invite.batch.expires_at <= timezone.now():
        raise InviteExpired


def attestation_of(batch: InviteBatch, language: str) -> str:
    """What a person reads before they come in with an attested code: these words are what they agree to."""
    if batch.segment is None:
        return ""
    names = {"organisation": batch.organisation, "group": batch.segment.name_in(language)}
    return _("%(organisation)s gave out this code. It says that you belong to the group “%(group)s”.") % names


def _seat_of_same_form(batch: InviteBatch, seat_id: uuid.UUID) -> tuple[Seat, str]:
    seat = Seat.objects.filter(pk=seat_id, subject=batch.subject, way=batch.way, is_left=False).first()
    if seat is None:
        raise InviteUsed
    return seat, give_reference(seat=seat)


def _attest(seat: Seat, batch: InviteBatch, language: str) -> None:
    if batch.segment is None:
        return
    attested = store.Statement(batch.segment.dimension_id, frozenset({batch.segment.pk}), is_attested=True)
    consent_text = attestation_of(batch, language)
    declare_after_commit(seat=seat, statements=[attested], consent_text=consent_text, language=language)


@transaction.atomic
def revoke_batch(*, batch: InviteBatch, revoked_by: User) -> InviteBatch:
    """Take back the codes of a batch that nobody used. Who came in keeps their seat. Only the subject's owner may."""
    batch = InviteBatch.objects.select_for_update(of=("self",)).select_related("subject").get(pk=batch.pk)
    if batch.subject.owner_id != revoked_by.pk:
        raise PermissionDenied
    if batch.revoked_at is None:
        batch.revoked_at = timezone.now()
        batch.save(update_fields=["revoked_at"])
        audit.record(action="codesign.invites.revoked", target=batch, actor=revoked_by)
    return batch
