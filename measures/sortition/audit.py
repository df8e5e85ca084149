"""The file of a draw: everything that somebody else needs to run it again, and nothing that names a person."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from measures.errors import MeasureError
from measures.sortition.draw import TICKETS, as_shares, chances_in_tickets, panel_of_ticket, ticket_drawn, tickets_of
from measures.sortition.leximin import Lottery, leximin
from measures.sortition.panels import PanelFinder
from measures.sortition.pool import Person, Pool, Quota

FORMAT = "empty-chair sortition 1"
LARGEST_DIFFERENCE = 1e-3


def hold_draw(pool: Pool, *, seed: str, replaces: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Draw a panel and return the audit file.

    The people stand in it by their ids and by the values of the features that have a quota. `replaces` says which
    panel is filled up, where this is a draw for vacancies.
    """
    ticket = ticket_drawn(seed)
    lottery = leximin(pool)
    tickets = tickets_of(lottery)
    panels = _panels(lottery, pool)
    counts = chances_in_tickets(panels, tickets, [person.id for person in pool.people])
    audit = {
        "format": FORMAT,
        "seats": pool.seats,
        "quotas": [vars(quota) for quota in pool.quotas],
        "people": [_entry(person, pool) for person in pool.people],
        "in_no_panel": list(lottery.unreachable),
        "tickets": TICKETS,
        "panels": [{"members": panel, "tickets": count} for panel, count in zip(panels, tickets, strict=True)],
        "probabilities": as_shares(counts),
        "seed": seed,
        "ticket": ticket,
        "drawn": panels[panel_of_ticket(ticket, tickets)],
        "replaces": replaces,
    }
    return {**audit, "sha256": fingerprint(audit)}


def _panels(lottery: Lottery, pool: Pool) -> list[list[str]]:
    return [[pool.people[position].id for position in sorted(panel)] for panel in lottery.panels]


def _entry(person: Person, pool: Pool) -> dict[str, Any]:
    features = sorted({quota.feature for quota in pool.quotas})
    values = {feature: person.values[feature] for feature in features}
    return {"id": person.id, "values": values, "household": person.household}


def fingerprint(audit: Mapping[str, Any]) -> str:
    """Return the SHA-256 of everything in the file but itself, with sorted keys."""
    content = {name: value for name, value in audit.items() if name != "sha256"}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def pool_of(audit: Mapping[str, Any]) -> Pool:
    return Pool(
        people=tuple(Person(each["id"], each["values"], each["household"]) for each in audit["people"]),
        quotas=tuple(Quota(**each) for each in audit["quotas"]),
        seats=audit["seats"],
    )


def faults_of(audit: Mapping[str, Any]) -> Iterator[str]:
    """Check a draw from its file alone and say, sentence by sentence, what is wrong with it.

    The panels must meet the quotas, the tickets add up, the probabilities follow from them, the seed draw this panel,
    and no lottery be fairer: the chances are computed anew and compared, because only one vector is leximin-optimal.
    """
    try:
        yield from _faults(audit)
    except (KeyError, TypeError, AttributeError) as error:
        yield f"The file is not the file of a draw: {error!r}."
    except MeasureError as error:
        yield str(error)


def _faults(audit: Mapping[str, Any]) -> Iterator[str]:
    if audit["format"] != FORMAT:
        yield f"The format is {audit['format']}, not {FORMAT}."
    if audit["sha256"] != fingerprint(audit):
        yield "The file was altered: its fingerprint is another."
    pool = pool_of(audit)
    panels = [each["members"] for each in audit["panels"]]
    tickets = [each["tickets"] for each in audit["panels"]]
    yield from _faults_of_panels(panels, pool)
    yield from _faults_of_tickets(audit, panels, tickets, pool)
    yield from _faults_of_fairness(audit, pool)


def _faults_of_panels(panels: list[list[str]], pool: Pool) -> Iterator[str]:
    finder = PanelFinder.of(pool)
    position = {person.id: place for place, person in enumerate(pool.people)}
    for number, panel in enumerate(panels, start=1):
        unknown = [name for name in panel if name not in position]
        if unknown:
            yield f"Panel {number} has {unknown[0]}, who is not in the pool."
        elif not finder.meets(frozenset(position[name] for name in panel)):
            yield f"Panel {number} does not meet the quotas."


def _faults_of_tickets(
    audit: Mapping[str, Any], panels: list[list[str]], tickets: list[int], pool: Pool
) -> Iterator[str]:
    people = [person.id for person in pool.people]
    if audit["tickets"] != TICKETS or sum(tickets) != TICKETS or min(tickets) < 0:
        yield f"The tickets do not add up to {TICKETS}."
        return
    if {*(name for panel in panels for name in panel)} <= {*people}:
        shares = as_shares(chances_in_tickets(panels, tickets, people))
        if audit["probabilities"] != shares:
            yield "The probabilities do not follow from the panels and their tickets."
    if audit["ticket"] != ticket_drawn(audit["seed"]):
        yield "The seed draws another ticket."
    if audit["drawn"] != panels[panel_of_ticket(audit["ticket"], tickets)]:
        yield "The ticket draws another panel."


def _faults_of_fairness(audit: Mapping[str, Any], pool: Pool) -> Iterator[str]:
    lottery = leximin(pool)
    if audit["in_no_panel"] != list(lottery.unreachable):
        yield "Other people than those listed can be in no panel."
    for person, chance in zip(pool.people, lottery.chances, strict=True):
        if not abs(audit["probabilities"].get(person.id, -1) - chance) <= LARGEST_DIFFERENCE:
            yield f"A fairer lottery gives {person.id} the chance {chance:.4f}."
            return
