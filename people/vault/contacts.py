"""Where news may be sent: the only door to addresses and numbers. An import contract names who may use it."""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from people.enums import Means
from people.vault.models import Consent, Contact
from people.vault.router import VAULT
from people.vault.store import SEATS_AT_ONCE, record_consent

NEWS = "news"


@dataclass(frozen=True)
class Reach:
    """How the holder of a seat can be told, and with which reference they open their thread from a message."""

    means: Means
    address: str
    name: str
    language: str
    reference: str
    is_confirmed: bool
    is_stopped: bool

    @property
    def is_open(self) -> bool:
        return self.is_confirmed and not self.is_stopped

    @property
    def fingerprint(self) -> str:
        """What a link to confirm an address carries in its place."""
        return _fingerprint(self.address)


def keep(*, seat_id: uuid.UUID, reach: Reach, consent_text: str) -> None:
    """Keep where news of a seat may be sent, in place of what was there, and the words that were agreed to."""
    now = timezone.now()
    with transaction.atomic(using=VAULT):
        Contact.objects.filter(seat_id=seat_id).delete()
        _withdraw_consent([seat_id])
        Contact.objects.create(
            seat_id=seat_id,
            means=reach.means,
            address=reach.address,
            name=reach.name,
            language=reach.language,
            reference=reach.reference,
            confirmed_at=now if reach.is_confirmed else None,
        )
        record_consent(seat_id=seat_id, purpose=NEWS, text=consent_text, language=reach.language)


def confirm(*, seat_id: uuid.UUID, fingerprint: str) -> bool:
    """Confirm an address. False where it is not there any more, or another one is."""
    contact = Contact.objects.filter(seat_id=seat_id).first()
    if contact is None or _fingerprint(contact.address) != fingerprint:
        return False
    Contact.objects.filter(pk=contact.pk, confirmed_at=None).update(confirmed_at=timezone.now())
    return True


def contact_for(seat_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Reach]:
    """Where news of these seats may be sent, by seat; those who gave nothing are not in it."""
    return {contact.seat_id: _reach(contact) for contact in _contacts(seat_ids)}


def together(seat_ids: Iterable[uuid.UUID]) -> list[list[uuid.UUID]]:
    """Put together the seats that are told at one address, without saying which it is."""
    groups: dict[tuple[str, str], list[uuid.UUID]] = {}
    for contact in _contacts(seat_ids):
        groups.setdefault((contact.means, contact.address), []).append(contact.seat_id)
    return list(groups.values())


def stop(seat_id: uuid.UUID) -> list[uuid.UUID]:
    """Stop all news to the address of this seat. Return the seats that were told there."""
    with transaction.atomic(using=VAULT):
        contact = Contact.objects.filter(seat_id=seat_id).first()
        if contact is None:
            return []
        same = Contact.objects.filter(means=contact.means, address=contact.address)
        stopped = list(same.values_list("seat_id", flat=True))
        same.filter(stopped_at=None).update(stopped_at=timezone.now())
        _withdraw_consent(stopped)
    return stopped


def resume(*, seat_id: uuid.UUID, consent_text: str) -> Reach | None:
    """Take a stop back for one seat. Return how it is told now, or None where it gave nothing."""
    with transaction.atomic(using=VAULT):
        Contact.objects.filter(seat_id=seat_id).update(stopped_at=None)
        contact = Contact.objects.filter(seat_id=seat_id).first()
        if contact is None:
            return None
        record_consent(seat_id=seat_id, purpose=NEWS, text=consent_text, language=contact.language)
    return _reach(contact)


def forget(seat_id: uuid.UUID) -> None:
    with transaction.atomic(using=VAULT):
        Contact.objects.filter(seat_id=seat_id).delete()
        _withdraw_consent([seat_id])


def _contacts(seat_ids: Iterable[uuid.UUID]) -> Iterator[Contact]:
    ordered = sorted(set(seat_ids))
    for start in range(0, len(ordered), SEATS_AT_ONCE):
        yield from Contact.objects.filter(seat_id__in=ordered[start : start + SEATS_AT_ONCE]).order_by("seat_id")


def _reach(contact: Contact) -> Reach:
    return Reach(
        means=Means(contact.means),
        address=contact.address,
        name=contact.name,
        language=contact.language,
        reference=contact.reference,
        is_confirmed=contact.confirmed_at is not None,
        is_stopped=contact.stopped_at is not None,
    )


def _withdraw_consent(seat_ids: list[uuid.UUID]) -> None:
    given = Consent.objects.filter(seat_id__in=seat_ids, purpose=NEWS, withdrawn_at=None)
    given.update(withdrawn_at=timezone.now())


def _fingerprint(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:32]
