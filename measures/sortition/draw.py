"""The draw itself: a public seed chooses one of a fixed number of tickets."""

from __future__ import annotations

import hashlib

import numpy as np

from measures.errors import MeasureError
from measures.sortition.leximin import Lottery

TICKETS = 1_000_000_000


def tickets_of(lottery: Lottery) -> list[int]:
    """Deal a thousand million tickets to the panels, in proportion to their chances, by largest remainder.

    From here on everything is counted in whole tickets, so that everybody computes the same.
    """
    exact = lottery.weights / lottery.weights.sum() * TICKETS
    dealt = np.floor(exact).astype(np.int64)
    missing = TICKETS - int(dealt.sum())
    dealt[np.argsort(dealt - exact, kind="stable")[:missing]] += 1
    return [int(count) for count in dealt]


def ticket_drawn(seed: str) -> int:
    """Return the number of the ticket that this text draws, from 0: its SHA-256 as a number, modulo all tickets."""
    if not seed.strip():
        raise MeasureError("The seed is empty: agree on a text that nobody can know beforehand.")
    return int(hashlib.sha256(seed.encode()).hexdigest(), 16) % TICKETS


def panel_of_ticket(ticket: int, tickets: list[int]) -> int:
    """Return the position of the panel to which a ticket belongs; panels own their tickets one after the other."""
    last = np.cumsum(tickets)
    return int(np.searchsorted(last, ticket, side="right"))


def chances_in_tickets(panels: list[list[str]], tickets: list[int], people: list[str]) -> dict[str, int]:
    """Return for each person the number of tickets that draw them."""
    counts = dict.fromkeys(people, 0)
    for panel, count in zip(panels, tickets, strict=True):
        for person in panel:
            counts[person] += count
    return counts


def as_shares(counts: dict[str, int]) -> dict[str, float]:
    return {person: count / TICKETS for person, count in counts.items()}
