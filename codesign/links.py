"""Addresses that messages carry, in the language that is active."""

import uuid

from django.conf import settings
from django.urls import reverse

from codesign.references import stop_token


def to_thread(reference: str) -> str:
    return settings.SITE_URL + reverse("thread", args=[reference])


def to_stop(seat_id: uuid.UUID) -> str:
    return settings.SITE_URL + reverse("stop_news", args=[stop_token(seat_id)])


def to_confirm(token: str) -> str:
    return settings.SITE_URL + reverse("confirm_contact", args=[token])


def to_mine() -> str:
    return settings.SITE_URL + reverse("mine")
