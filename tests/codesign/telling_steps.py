"""Steps of being told, which several tests share."""

import re

from django.core import mail

from codesign.actions.contacts import Given, confirm_contact, give_contact
from codesign.actions.seats import take_seat
from codesign.models import Message, Seat
from codesign.news.outcomes import OUTCOMES
from people.enums import Means
from tests.codesign.pages import answer
from tests.factories import make_voice

ADDRESS = "ana@example.org"
NUMBER = "+34600123456"
POSTAL = "12 Harbour Street\nMarenza"
GIVEN = {
    Means.EMAIL: Given(Means.EMAIL, ADDRESS),
    Means.TEXT: Given(Means.TEXT, NUMBER),
    Means.LETTER: Given(Means.LETTER, POSTAL, "Ana Ruiz"),
}


def give(seat: Seat, means: Means = Means.EMAIL, address: str = "", opened_by: str = "") -> None:
    given = GIVEN[means]
    given = Given(means, address, given.name) if address else given
    give_contact(seat=seat, given=given, language="en", consent_text="We use it only so.", opened_by=opened_by)


def link_of(message) -> str:
    """The key of the link in a mail that asks to confirm."""
    return re.search(r"/confirm/([^/\s]+)/", message.body).group(1)


def make_told_seat(capture, means: Means = Means.EMAIL, subject=None, address: str = "", **said) -> tuple[Seat, str]:
    """A seat with one voice, told by these means, and its own reference."""
    voice = make_voice(**{"body": "The line is always busy."} | said) if subject is None else None
    if voice is None:
        seat, reference = take_seat(subject=subject)
        make_voice(seat, **said)
    else:
        seat, reference = voice.seat, ""
    with capture(execute=True):
        give(seat, means, address)
    if means == Means.EMAIL:
        confirm_contact(token=link_of(mail.outbox.pop()))
    seat.refresh_from_db()
    return seat, reference


def answered(seat: Seat, **said):
    return answer(seat, **said)


def write_down(seat: Seat, outcome) -> Message:
    """A message that is written down and not sent."""
    message = Message.objects.create(seat=seat, means=seat.news_by, pace="at_once")
    OUTCOMES.keep([(message, outcome.pk)])
    return message
