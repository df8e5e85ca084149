"""The words of a message: what it tells of one seat, and in which language."""

import uuid
from collections.abc import Mapping

from django.conf import settings

from codesign import links
from codesign.mail import Section
from codesign.models import Message, Voice
from people.notifications import Pace, Piece, Sort, sorts
from people.vault.contacts import Reach


def pieces_of(message: Message) -> list[Piece]:
    """All that a message tells, in the language that is active."""
    return [piece for sort in sorts(*Pace) for piece in _pieces(sort, message)]


def _pieces(sort: Sort, message: Message) -> list[Piece]:
    keys = sort.keys_of(message)
    return sort.pieces(message.seat_id, keys) if keys else []


def section_of(message: Message, reference: str) -> Section:
    subject = message.seat.subject
    return Section(subject.title, subject.source_language, pieces_of(message), links.to_thread(reference))


def languages_of(reaches: Mapping[uuid.UUID, Reach]) -> dict[uuid.UUID, str]:
    """By seat, the language of what was said last, if we speak it; else the one in which news was asked for."""
    voices = Voice.objects.filter(seat__in=list(reaches)).order_by("id")
    said = dict(voices.values_list("seat_id", "language"))
    return {seat_id: _spoken(said.get(seat_id), reach.language) for seat_id, reach in reaches.items()}


def _spoken(*languages: str | None) -> str:
    spoken = dict(settings.LANGUAGES)
    return next((language for language in languages if language in spoken), None) or settings.LANGUAGE_CODE
