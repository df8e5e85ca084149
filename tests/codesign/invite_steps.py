"""What tests of personal codes do again and again."""

import uuid
from datetime import timedelta

from django.utils import timezone

from codesign.actions.invites import issue_batch, redeem
from codesign.models import Invite, InviteBatch, Seat, Subject
from codesign.references import hash_invite_code
from tests.factories import make_dimension, make_subject


def make_batch(subject: Subject | None = None, **fields) -> tuple[InviteBatch, list[str]]:
    subject = subject or make_subject()
    said = {
        "name": "Letters in March",
        "size": 3,
        "expires_at": timezone.now() + timedelta(days=30),
        "made_by": subject.owner,
        "send_key": uuid.uuid4(),
    }
    return issue_batch(subject=subject, **said | fields)


def make_attested_batch(subject: Subject | None = None, **fields) -> tuple[InviteBatch, list[str]]:
    segment = fields.pop("segment", None) or make_dimension("Far from town", "In town").segments.all()[0]
    return make_batch(subject, segment=segment, organisation="Farmers' Union", **fields)


def invite_of(code: str) -> Invite:
    return Invite.objects.get(code_hash=hash_invite_code(code))


def come_in(code: str, seat_id: uuid.UUID | None = None) -> Seat:
    return redeem(invite=invite_of(code), seat_id=seat_id or uuid.uuid4(), language="en")[0]


def expire(batch: InviteBatch) -> None:
    """Let the time of a batch have come."""
    now = timezone.now()
    InviteBatch.objects.filter(pk=batch.pk).update(made_at=now - timedelta(days=2), expires_at=now - timedelta(days=1))
