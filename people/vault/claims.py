"""The vault's verbs about accounts: claim, release, and which seats an account keeps."""

import uuid
from datetime import date
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from people.vault.models import Link
from people.vault.router import VAULT


class Held(NamedTuple):
    seat_id: uuid.UUID
    subject_id: uuid.UUID
    since: date


class ClaimRefused(Exception):
    """The account cannot keep this seat."""


class HeldByAnother(ClaimRefused):
    """Another account keeps this seat."""


class HoldsOneHere(ClaimRefused):
    """The account keeps another seat at this subject."""


def claim(*, account: uuid.UUID, seat_id: uuid.UUID, subject_id: uuid.UUID) -> None:
    """Keep a seat in an account. Twice is once; of two accounts at the same moment one gets it."""
    try:
        with transaction.atomic(using=VAULT):
            Link.objects.create(account=account, seat_id=seat_id, subject_id=subject_id, claimed_on=_today())
    except IntegrityError:
        holder = holder_of(seat_id)
        if holder == account:
            return
        raise (HeldByAnother if holder else HoldsOneHere) from None


def release(*, account: uuid.UUID, seat_id: uuid.UUID) -> None:
    """Keep a seat no longer. From then on nothing leads from the account to it."""
    Link.objects.filter(account=account, seat_id=seat_id).delete()


def held_by(account: uuid.UUID) -> list[Held]:
    """The seats that an account keeps, the newest first."""
    links = Link.objects.filter(account=account).order_by("-claimed_on", "id")
    return [Held(link.seat_id, link.subject_id, link.claimed_on) for link in links]


def holder_of(seat_id: uuid.UUID) -> uuid.UUID | None:
    """The account that keeps a seat."""
    return Link.objects.filter(seat_id=seat_id).values_list("account", flat=True).first()


def since(seat_id: uuid.UUID) -> date | None:
    """Since when a seat is kept in an account, whichever it is."""
    return Link.objects.filter(seat_id=seat_id).values_list("claimed_on", flat=True).first()


def _today() -> date:
    return timezone.localdate()
