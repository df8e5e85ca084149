"""Personal codes, for those who hold one and for the owners who give them out."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from codesign.enums import CODED_WAYS, Admission, Way
from codesign.models import Invite, InviteBatch, Round, Subject
from codesign.permissions import TooManyLookUps, seat_of_session
from codesign.references import hash_invite_code, parse_invite_code
from people.limits import Limit
from people.models import User

# There are so many codes that each address may try a few; a limit in total would let a stranger shut every door.
INVITES_PER_ADDRESS = Limit("codesign.invite.address", count=10, seconds=900)


def get_invite(typed: str, address: str) -> Invite:
    """Return the invite of this code, or Http404. Failures are limited; a slip of the pen is not a failure."""
    code = parse_invite_code(typed)
    if code is None:
        raise Http404
    if INVITES_PER_ADDRESS.is_spent(address):
        raise TooManyLookUps
    invite = Invite.objects.with_batch().filter(code_hash=hash_invite_code(code)).first()
    if invite is None:
        INVITES_PER_ADDRESS.spend(address)
        raise Http404
    return invite


def came_with_code(session: Mapping[str, Any], subject: Subject) -> bool:
    """Whether somebody came in to a subject with a personal code in this browser."""
    seat = seat_of_session(session, subject)
    return seat is not None and seat.way in CODED_WAYS


def batches_for_owner(user: User) -> QuerySet[InviteBatch]:
    """The batches of codes at the subjects this person owns, the newest first, with how many codes were used."""
    batches = InviteBatch.objects.filter(subject__owner=user).select_related("subject", "segment").with_used()
    return batches.order_by("-made_at", "-id")


def get_batch_for_owner(user: User, pk: int) -> InviteBatch:
    batch = batches_for_owner(user).filter(pk=pk).first()
    if batch is None:
        raise Http404
    return batch


def codes_of_batch(batch: InviteBatch, typed: Iterable[str]) -> list[str]:
    """Of codes that somebody holds, those that are of this batch, as they are written and in the order given."""
    written = [code for each in typed if (code := parse_invite_code(each))]
    known = set(batch.invites.values_list("code_hash", flat=True))
    return [code for code in written if hash_invite_code(code) in known]


def subjects_to_invite_to(user: User) -> QuerySet[Subject]:
    """The subjects this person owns where people may speak now."""
    return Subject.objects.open().admitting(Way.INVITED).filter(owner=user)


def open_round_for_codes(subject_code: str) -> Round | None:
    """The open round of a subject where only people with a code take part: a wrong code is typed again at its door."""
    rounds = Round.objects.open().filter(admission=Admission.INVITED).select_related("subject")
    return rounds.filter(subject__code__iexact=subject_code.replace("\x00", "")).first()
