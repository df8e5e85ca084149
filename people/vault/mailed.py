"""The vault's verbs about links by e-mail: issue, look at, use. No address is kept, only a keyed hash of it.

The hash is of the address and the subject together, so that nobody sees whether two subjects know the same mailbox.
"""

import secrets
import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from people.vault.models import MailedLink, MailedSeat
from people.vault.router import VAULT

LIFETIME = timedelta(days=1)


class LinkRefused(Exception):
    """This link lets nobody in."""


class LinkUnknown(LinkRefused):
    """There is no such link, or it was a long time ago."""


class LinkExpired(LinkRefused):
    """The day of this link is over."""


class LinkUsed(LinkRefused):
    """Somebody came in with this link before."""


@transaction.atomic(using=VAULT)
def issue(*, subject_id: uuid.UUID, address: str) -> str:
    """Make a link for a mailbox and return its secret, which nobody can read again. One mailbox is one seat."""
    MailedLink.objects.filter(expires_at__lt=timezone.now() - LIFETIME).delete()
    seat, _is_new = MailedSeat.objects.get_or_create(
        key=_key_of(subject_id, address), defaults={"seat_id": uuid.uuid4()}
    )
    secret = secrets.token_urlsafe(24)
    MailedLink.objects.create(
        secret_hash=_hash(secret), mailed_seat=seat, subject_id=subject_id, expires_at=timezone.now() + LIFETIME
    )
    return secret


def subject_of(secret: str, form: uuid.UUID | None = None) -> uuid.UUID:
    """The subject to which a link leads that lets this form in. Otherwise raise what keeps it from that."""
    return _checked(_find(secret), form).subject_id


@transaction.atomic(using=VAULT)
def use(*, secret: str, form: uuid.UUID) -> uuid.UUID:
    """Use a link up and return its seat. Of two forms one comes in; the same form twice is one use."""
    link = _checked(_find(secret, is_locked=True), form)
    link.used_with = form
    link.save(update_fields=["used_with"])
    return link.mailed_seat.seat_id


def _find(secret: str, *, is_locked: bool = False) -> MailedLink | None:
    links = MailedLink.objects.select_for_update() if is_locked else MailedLink.objects
    return links.filter(secret_hash=_hash(secret)).first()


def _checked(link: MailedLink | None, form: uuid.UUID | None) -> MailedLink:
    if link is None:
        raise LinkUnknown
    if link.used_with is not None and link.used_with != form:
        raise LinkUsed
    if link.expires_at <= timezone.now():
        raise LinkExpired
    return link


def _key_of(subject_id: uuid.UUID, address: str) -> str:
    """One mailbox counts once, however it is written: without its case and without what stands after a plus sign."""
    name, _at, host = address.strip().casefold().rpartition("@")
    mailbox = f"{name.partition('+')[0]}@{host}"
    return salted_hmac("people.vault.mailed", f"{subject_id}:{mailbox}", algorithm="sha256").hexdigest()


def _hash(secret: str) -> str:
    return salted_hmac("people.vault.mailed.secret", secret, algorithm="sha256").hexdigest()
