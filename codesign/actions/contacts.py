"""Where news may be sent: given by the holder of a seat, confirmed, stopped, taken back, removed.

The vault is written within the transaction of the seat: where the vault fails, neither is kept. Where the seat fails
after it, the seat does not say that it can be told, and nothing is sent.
"""

import uuid
from dataclasses import dataclass

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import override

from codesign import links
from codesign.actions.voices import may_speak_for_oneself
from codesign.mail import send_link
from codesign.models import Seat
from codesign.references import hash_reference, new_reference, parse_reference
from codesign.tasks import send_confirmation
from people.enums import Means
from people.vault import contacts

CONFIRMATION = "codesign.contact"
SECONDS_TO_CONFIRM = 7 * 24 * 60 * 60


class NotThereAnyMore(Exception):
    """The link to confirm an address is too old, was changed on its way, or the address was removed since."""


@dataclass(frozen=True)
class Given:
    """What somebody typed: the means, and the address, number, or name and postal address."""

    means: Means
    address: str
    name: str = ""


@transaction.atomic
def give_contact(*, seat: Seat, given: Given, language: str, consent_text: str, opened_by: str) -> str:
    """Keep where news of a seat may be sent, in place of what was there.

    An e-mail address is told nothing but a link, until somebody has opened it and agreed. Messages carry another
    reference from now on: an earlier address may be a stranger's. Return the reference that opens the thread still,
    which is the new one where `opened_by` was the one in messages.
    """
    if not may_speak_for_oneself(seat) or seat.erased_on:
        raise PermissionDenied
    before = contacts.contact_for([seat.pk]).get(seat.pk)
    is_same = before is not None and (before.means, before.address) == (given.means, given.address)
    is_confirmed = given.means != Means.EMAIL or bool(before and is_same and before.is_confirmed)
    reference, was_in_messages = new_reference(), _is_in_messages(seat, opened_by)
    reach = contacts.Reach(given.means, given.address, given.name, language, reference, is_confirmed, is_stopped=False)
    _open(seat, given.means if is_confirmed else "", hash_reference(reference))
    contacts.keep(seat_id=seat.pk, reach=reach, consent_text=consent_text)
    if not is_confirmed:
        transaction.on_commit(lambda: send_confirmation.enqueue(str(seat.pk)))
    return reference if was_in_messages else opened_by


def ask_to_confirm(*, seat_id: uuid.UUID) -> None:
    """Send a link to an address that nobody confirmed yet."""
    reach = contacts.contact_for([seat_id]).get(seat_id)
    if reach is None or reach.is_confirmed or reach.is_stopped:
        return
    token = signing.dumps({"seat": seat_id.hex, "address": reach.fingerprint}, salt=CONFIRMATION)
    with override(reach.language):
        send_link(to=reach.address, confirm=links.to_confirm(token))


def seat_to_confirm(token: str) -> tuple[uuid.UUID, str]:
    """Read the seat and the address from the key of a link."""
    try:
        said = signing.loads(token, salt=CONFIRMATION, max_age=SECONDS_TO_CONFIRM)
    except signing.BadSignature as damage:
        raise NotThereAnyMore from damage
    return uuid.UUID(said["seat"]), said["address"]


@transaction.atomic
def confirm_contact(*, token: str) -> Seat:
    """Send news to an address from now on. Confirmed twice is confirmed once."""
    seat_id, address = seat_to_confirm(token)
    seat = Seat.objects.select_for_update(of=("self",)).filter(pk=seat_id, erased_on=None).first()
    if seat is None or not contacts.confirm(seat_id=seat_id, fingerprint=address):
        raise NotThereAnyMore
    reach = contacts.contact_for([seat_id])[seat_id]
    _open(seat, reach.means if reach.is_open else "", seat.message_hash)
    return seat


@transaction.atomic
def remove_contact(*, seat: Seat, opened_by: str) -> None:
    """Forget where news may be sent. The reference in messages opens nothing any more.

    Unless the thread was opened by it just now: whoever has no other must not lose their way in.
    """
    _open(seat, "", seat.message_hash if _is_in_messages(seat, opened_by) else None)
    contacts.forget(seat.pk)


@transaction.atomic
def stop_news(*, seat_id: uuid.UUID) -> None:
    """Send nothing any more to the address of this seat, whatever it is about. It can be taken back in each thread."""
    stopped = contacts.stop(seat_id)
    Seat.objects.filter(pk__in=stopped).update(news_by="")


@transaction.atomic
def resume_news(*, seat: Seat, consent_text: str) -> None:
    """Take a stop back, for this seat only."""
    reach = contacts.resume(seat_id=seat.pk, consent_text=consent_text)
    if reach is not None:
        _open(seat, reach.means if reach.is_open else "", seat.message_hash)


def _is_in_messages(seat: Seat, reference: str) -> bool:
    parsed = parse_reference(reference)
    return parsed is not None and seat.message_hash == hash_reference(parsed)


def _open(seat: Seat, means: Means | str, message_hash: str | None) -> None:
    seat.news_by, seat.message_hash = means, message_hash
    seat.save(update_fields=["news_by", "message_hash"])
