"""E-mails: in plain text and in simple HTML, in the active language. Nothing private stands in a subject line."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from people.notifications import Piece


@dataclass(frozen=True)
class Section:
    """What is new at one subject, and where the rest is read."""

    title: str
    language: str
    pieces: Sequence[Piece]
    thread: str


def send_news(*, to: str, sections: Sequence[Section], stop: str, message_id: uuid.UUID) -> None:
    """Send what is new. A mail program offers one press to stop (RFC 8058); sent again, it has the same Message-ID."""
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Message-ID": f"<{message_id}@{_domain()}>",
    }
    context = {"sections": sections, "stop": stop}
    _send(to, _("What came of what you said"), "codesign/mail/news", context, headers)


def send_link(*, to: str, confirm: str) -> None:
    """Ask whether news may be sent to an address. It says nothing about what anybody said."""
    _send(to, _("May we send you news?"), "codesign/mail/confirm", {"confirm": confirm}, {})


def _send(to: str, subject: str, template: str, context: dict, headers: dict[str, str]) -> None:
    direction = "rtl" if get_language_bidi() else "ltr"
    context = context | {"language": get_language(), "direction": direction, "site": settings.WAGTAIL_SITE_NAME}
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"{template}.txt", context),
        to=[to],
        headers={"Auto-Submitted": "auto-generated", **headers},
    )
    message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    message.send()


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
