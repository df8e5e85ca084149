"""The ballots of a counted round by key, as its owner takes them along.

A row for each key, a column for each statement that was not left out. Rows stand in the order of their keys, and
columns in an order drawn from the keys of the statements: neither tells when anything was said. The round has destroyed
its secret, so that nothing leads from a key to a seat. Where fewer than ten people share a way in and a kind of seat,
the file names neither.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from django.utils.translation import gettext as _

from codesign.enums import Moderation, Provenance, Way
from codesign.models import Round, Statement
from measures.disclosure.releases import LEAST_PEOPLE

Origin = tuple[str, str]


class NotCounted(Exception):
    """People may still choose in this round, or it is being counted."""


def rows_of(round_: Round) -> Iterator[list[str]]:
    """The heading, then a row for each key."""
    if round_.settled_at is None:
        raise NotCounted(round_.pk)
    return _rows(round_)


def _rows(round_: Round) -> Iterator[list[str]]:
    statements = _columns(round_)
    told = _origins_to_tell(round_)
    yield [_("Key"), _("Who could choose"), _("Way in"), _("Kind of seat"), *(each.body for each in statements)]
    mode = str(round_.get_admission_display())
    for (key, *origin), choices in _by_key(round_):
        way, provenance = _named((origin[0], origin[1]), told)
        yield [key, mode, way, provenance, *(choices.get(each.pk, "") for each in statements)]


def _columns(round_: Round) -> list[Statement]:
    asked = round_.statements.exclude(moderation=Moderation.REJECTED)
    return sorted(asked, key=lambda each: hashlib.sha256(f"{round_.pk}:{each.key}".encode()).digest())


def _by_key(round_: Round) -> Iterator[tuple[tuple[str, str, str], dict[int, str]]]:
    ballots = round_.ballots.order_by("key").values_list("key", "way", "provenance", "statement_id", "choice")
    for person, cast in groupby(ballots.iterator(), itemgetter(0, 1, 2)):
        yield person, {statement: choice for _key, _way, _provenance, statement, choice in cast}


def _origins_to_tell(round_: Round) -> set[Origin]:
    """The ways and kinds of seats that enough people share."""
    people = round_.ballots.order_by().values_list("key", "way", "provenance").distinct()
    counts = Counter((way, provenance) for _key, way, provenance in people.iterator())
    untold = 0
    told = set()
    for origin, count in sorted(counts.items(), key=itemgetter(1)):
        # Those who are not told apart are few themselves until there are ten of them together.
        if count >= LEAST_PEOPLE and not 0 < untold < LEAST_PEOPLE:
            told.add(origin)
        else:
            untold += count
    return told


def _named(origin: Origin, told: set[Origin]) -> tuple[str, str]:
    if origin not in told:
        return _("too few to tell"), _("too few to tell")
    return str(Way(origin[0]).label), str(Provenance(origin[1]).label)
