"""What apps hold of the holder of a seat. Each tells it to them, and forgets it when they ask for that.

An app registers its part as it starts. Erasing runs every part in one transaction, the vault's last: where any of it
fails, nothing is erased, and it can be asked for again.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from people.models import Dimension, Segment
from people.vault import claims, contacts, store

Facts = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Holding:
    """`tell` gives the facts of one seat as plain values, by names that people understand."""

    name: str
    tell: Callable[[uuid.UUID], Facts]
    erase: Callable[[uuid.UUID], None]


_holdings: list[Holding] = []


def hold(holding: Holding) -> None:
    """Register the part of an app."""
    if any(known.name == holding.name for known in _holdings):
        raise ValueError(f"“{holding.name}” is registered already.")
    _holdings.append(holding)


def everything_of(seat_id: uuid.UUID) -> dict[str, Facts]:
    """All that is held of one seat, by the name of each part."""
    told = {holding.name: holding.tell(seat_id) for holding in _holdings}
    return told | {
        "about_yourself": _said_about_oneself(seat_id),
        "agreed_to": _agreed_to(seat_id),
        "account": _kept_in(seat_id),
        "contact": _contact(seat_id),
    }


@transaction.atomic
def erase_everything_of(seat_id: uuid.UUID) -> None:
    for holding in _holdings:
        holding.erase(seat_id)
    store.erase(seat_id)


def _said_about_oneself(seat_id: uuid.UUID) -> Facts:
    statements = store.me(seat_id)
    dimensions = Dimension.objects.in_bulk([statement.dimension_id for statement in statements])
    language = get_language() or ""
    segments = Segment.objects.in_bulk({key for statement in statements for key in statement.segment_ids})
    return [
        {
            "about": dimensions[each.dimension_id].name_in(language),
            "groups": sorted(segments[key].name_in(language) for key in each.segment_ids),
        }
        for each in statements
    ]


def _kept_in(seat_id: uuid.UUID) -> Facts:
    """That an account keeps the seat, not which: whoever reads this may hold the reference alone."""
    since = claims.since(seat_id)
    return [{"since": since}] if since else []


def _agreed_to(seat_id: uuid.UUID) -> Facts:
    return [
        {"purpose": each.purpose, "words_sha256": each.text_sha256, "on": each.given_on}
        for each in store.consents(seat_id)
    ]


def _contact(seat_id: uuid.UUID) -> Facts:
    """Where news may be sent, told only to whom it belongs to."""
    reach = contacts.contact_for([seat_id]).get(seat_id)
    return [{"news_goes": reach.means.label, "address": reach.address, "name": reach.name}] if reach else []
