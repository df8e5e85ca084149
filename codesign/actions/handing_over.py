"""Handing over texts for the institution's gateway and letters for its post room, as files that an owner downloads."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from codesign.actions.telling import who_waits, write_messages
from codesign.models import Message, NewsFile, Seat
from codesign.news.words import languages_of
from people import audit
from people.enums import Means
from people.models import User
from people.notifications import Pace
from people.vault import contacts

HANDED_OVER = (Means.TEXT, Means.LETTER)
MOST_IN_FILE = {Means.TEXT: 1000, Means.LETTER: 200}


class NothingToHandOver(Exception):
    """Nobody who is told by this means has something new."""


@dataclass(frozen=True)
class Addressed:
    """A message with where it goes: for the file that is handed over, and for nothing else."""

    message: Message
    reach: contacts.Reach
    language: str


@transaction.atomic
def hand_over(*, means: Means, handed_over_by: User) -> NewsFile:
    """Write down a message for everyone at this owner's subjects who is told so and has something new.

    With that they count as told. The file can be downloaded again, in case it was lost on its way.
    """
    if means not in HANDED_OVER:
        raise ValueError(means)
    waiting = waiting_to_be_handed_over(handed_over_by, means)[: MOST_IN_FILE[means]]
    file = NewsFile.objects.create(means=means, count=0, made_by=handed_over_by)
    messages = write_messages(seat_ids=waiting, paces=list(Pace), file=file)
    if not messages:
        raise NothingToHandOver
    Message.objects.filter(file=file).update(sent_on=timezone.localdate())
    file.count = len(messages)
    file.save(update_fields=["count"])
    _log(file, handed_over_by, "codesign.news.handed_over")
    return file


@transaction.atomic
def download_again(*, file: NewsFile, downloaded_by: User) -> None:
    """Log that a file with addresses leaves the house once more."""
    _log(file, downloaded_by, "codesign.news.downloaded_again")


def waiting_to_be_handed_over(owner: User, means: Means) -> list[uuid.UUID]:
    return who_waits(Seat.objects.filter(subject__owner=owner, news_by=means), list(Pace))


def addressed(file: NewsFile) -> list[Addressed]:
    """The messages of a file whose people still want to be told so, in an order that says nothing."""
    messages = list(file.messages.select_related("seat__subject").order_by("pk"))
    reaches = contacts.contact_for(message.seat_id for message in messages)
    open_to = {seat: reach for seat, reach in reaches.items() if reach.is_open and reach.means == file.means}
    languages = languages_of(open_to)
    return [
        Addressed(message, open_to[message.seat_id], languages[message.seat_id])
        for message in messages
        if message.seat_id in open_to
    ]


def _log(file: NewsFile, actor: User, action: str) -> None:
    audit.record(action=action, target=file, actor=actor, data={"means": str(file.means), "count": file.count})
