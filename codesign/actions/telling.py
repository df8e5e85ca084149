"""Telling people what they asked to hear of: written down first, then sent by the worker, then marked.

What is guaranteed stands in docs/decisions/0018.
"""

import logging
import smtplib
import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import override

from codesign import links
from codesign.mail import send_news
from codesign.models import Message, NewsFile, Seat
from codesign.news.words import languages_of, section_of
from codesign.tasks import send_messages
from people.enums import Means
from people.notifications import Pace, sorts
from people.vault import contacts

logger = logging.getLogger(__name__)

AT_ONCE = 500
MOST_REFUSALS = 10
PERMANENT = 500  # from this reply code on a mail server will not change its mind


def tell(*, pace: Pace) -> int:
    """Write down a message for each seat with something new of this pace. Return how many.

    Only e-mail goes out by itself; texts and letters wait until their owner hands them over.
    """
    seats = Seat.objects.filter(news_by=Means.EMAIL)
    if pace == Pace.DIGEST:
        since = timezone.localdate() - timedelta(days=settings.DIGEST_DAYS)
        recent = Message.objects.filter(pace=Pace.DIGEST, made_on__gt=since, given_up_on=None)
        seats = seats.exclude(pk__in=recent.values("seat"))
    return sum(len(write_messages(seat_ids=chunk, paces=[pace])) for chunk in _chunks(who_waits(seats, [pace])))


def who_waits(seats: QuerySet[Seat], paces: Collection[Pace]) -> list[uuid.UUID]:
    """Of these seats, those with something new: one question for each sort of news, however many seats there are."""
    return sorted({seat_id for sort in sorts(*paces) for seat_id, _key in sort.waiting(seats)})


@transaction.atomic
def write_messages(
    *, seat_ids: Sequence[uuid.UUID], paces: Collection[Pace], file: NewsFile | None = None
) -> list[Message]:
    """Write down for each of these seats one message with all that is new. Of two who do so at once, one finds it."""
    locked = Seat.objects.select_for_update(of=("self",)).filter(pk__in=seat_ids).exclude(news_by="").order_by("pk")
    means = dict(locked.values_list("pk", "news_by"))
    waiting = [(sort, list(sort.waiting(Seat.objects.filter(pk__in=list(means))))) for sort in sorts(*paces)]
    pace = Pace.AT_ONCE if Pace.AT_ONCE in paces else Pace.DIGEST
    messages = {
        seat_id: Message(seat_id=seat_id, means=means[seat_id], pace=pace, file=file)
        for seat_id in {seat_id for _sort, pairs in waiting for seat_id, _key in pairs}
    }
    Message.objects.bulk_create(messages.values())
    for sort, pairs in waiting:
        sort.keep((messages[seat_id], key) for seat_id, key in pairs)
    return list(messages.values())


def ask_for_messages() -> int:
    """Ask the worker for what is written down and not sent: one task for each address. Return how many."""
    Message.objects.never_marked().update(given_up_on=timezone.localdate())
    asked = 0
    while due := dict(Message.objects.to_ask_for().filter(means=Means.EMAIL).values_list("pk", "seat_id")[:AT_ONCE]):
        Message.objects.filter(pk__in=list(due)).update(asked_at=timezone.now())
        asked += _ask_for(due)
    return asked


def send(*, message_ids: Iterable[uuid.UUID]) -> None:
    """Send messages that go to one address, as one e-mail. What cannot be sent any more is forgotten."""
    claimed = _claim(message_ids)
    reaches = contacts.contact_for(message.seat_id for message in claimed)
    open_to = {seat_id: reach for seat_id, reach in reaches.items() if reach.is_open and reach.means == Means.EMAIL}
    _forget([message for message in claimed if message.seat_id not in open_to])
    if to_send := [message for message in claimed if message.seat_id in open_to]:
        _send(to_send, open_to)


@transaction.atomic
def _claim(message_ids: Iterable[uuid.UUID]) -> list[Message]:
    """Take messages for sending. Until the claim is old, nobody else takes them."""
    free = Message.objects.to_send().filter(pk__in=list(message_ids), means=Means.EMAIL)
    claimed = list(free.select_for_update(of=("self",)).select_related("seat__subject").order_by("pk"))
    taken = Message.objects.filter(pk__in=[message.pk for message in claimed])
    taken.update(claimed_at=timezone.now(), claims=F("claims") + 1)
    return claimed


def _send(messages: Sequence[Message], reaches: dict[uuid.UUID, contacts.Reach]) -> None:
    first = messages[0]
    reach = reaches[first.seat_id]
    with override(languages_of(reaches)[first.seat_id]):
        sections = [section_of(message, reaches[message.seat_id].reference) for message in messages]
        stop = links.to_stop(first.seat_id)
        try:
            send_news(to=reach.address, sections=sections, stop=stop, message_id=first.pk)
        except (OSError, smtplib.SMTPException) as refusal:
            _refused(messages, is_final=_is_permanent(refusal))
            return
    _sent(messages)


def _sent(messages: Sequence[Message]) -> None:
    Message.objects.filter(pk__in=[message.pk for message in messages]).update(sent_on=timezone.localdate())


def _refused(messages: Sequence[Message], *, is_final: bool) -> None:
    """Give the claim back, because nothing went out; after so many times give up."""
    refused = Message.objects.filter(pk__in=[message.pk for message in messages])
    refused.update(claimed_at=None, claims=F("claims") - 1, refusals=F("refusals") + 1)
    hopeless = refused if is_final else refused.filter(refusals__gte=MOST_REFUSALS)
    hopeless.update(given_up_on=timezone.localdate())
    # The refusal of a mail server quotes the address.
    logger.warning("A mail server refused %d messages.", len(messages))


def _is_permanent(refusal: Exception) -> bool:
    """Whether the server knows no such address. Everything else may be over in a while."""
    if not isinstance(refusal, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= PERMANENT for code, _words in refusal.recipients.values())


def _ask_for(due: dict[uuid.UUID, uuid.UUID]) -> int:
    """Hand messages to the worker, each with the seat it is for. Those without an address any more are forgotten."""
    by_seat: dict[uuid.UUID, list[str]] = {}
    for key, seat_id in due.items():
        by_seat.setdefault(seat_id, []).append(str(key))
    groups = contacts.together(by_seat)
    for group in groups:
        send_messages.enqueue([key for seat_id in group for key in by_seat[seat_id]])
    gone = set(by_seat) - {seat_id for group in groups for seat_id in group}
    _forget(Message.objects.to_send().filter(seat__in=gone, pk__in=list(due)))
    return len(groups)


def _forget(messages: Iterable[Message]) -> None:
    """Drop messages that nobody gets: what they tell is not told."""
    Message.objects.filter(pk__in=[message.pk for message in messages]).delete()


def _chunks(seat_ids: Sequence[uuid.UUID]) -> Iterable[Sequence[uuid.UUID]]:
    return (seat_ids[start : start + AT_ONCE] for start in range(0, len(seat_ids), AT_ONCE))
