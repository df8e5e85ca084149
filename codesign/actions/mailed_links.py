"""Sending a link by e-mail and letting people in with it: one seat for each mailbox and subject."""

import smtplib
import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from codesign.actions.seats import take_seat
from codesign.enums import Way
from codesign.models import Seat, Subject
from codesign.permissions import SubjectNotOpen, public_text_of
from people.limits import Limit
from people.vault import mailed

LINKS_PER_MAILBOX = Limit("codesign.mailed.mailbox", count=5, seconds=86_400)


class MailFailed(Exception):
    """The mail could not be handed over."""


def send_link(*, subject: Subject, address: str, language: str, door: Callable[[str], str]) -> None:
    """Send a link to a mailbox, unless it was sent several today: whoever asked is told the same.

    `door` makes the address of a link from its secret. The typed address is used here and kept nowhere.
    """
    if not subject.is_open:
        raise SubjectNotOpen(subject)
    if not LINKS_PER_MAILBOX.take(address.casefold()):
        return
    secret = mailed.issue(subject_id=subject.pk, address=address)
    text = public_text_of(subject, language)
    title = " ".join((text.title if text else subject.title).split())
    try:
        send_mail(_("Your link: %(title)s") % {"title": title}, _letter(title, door(secret)), None, [address])
    except (OSError, smtplib.SMTPException) as failure:
        raise MailFailed from failure


def come_in_with_link(*, subject: Subject, secret: str, form: uuid.UUID) -> tuple[Seat, str]:
    """Use a link up and take the seat of its mailbox, with a new reference. Raise LinkRefused where it lets nobody in.

    The vault says first that the link is used: should the seat then not be taken, another link leads to the same one.
    """
    if not subject.is_open:
        raise SubjectNotOpen(subject)
    seat_id = mailed.use(secret=secret, form=form)
    return take_seat(subject=subject, seat_id=seat_id, way=Way.MAILED)


def _letter(title: str, link: str) -> str:
    sentences = [
        _("Somebody, probably you, asked for a link to have a say about “%(title)s”. Open it to come in:")
        % {"title": title},
        link,
        _("It works once, for one day. Ask for another one at any time: it brings you back to the same place."),
        _("If it was not you, do nothing. We do not keep your address."),
        settings.WAGTAIL_SITE_NAME,
    ]
    return "\n\n".join(sentences) + "\n"
