"""Measure taking part: pages with thousands of voices, sending, ballots by the second, and erasing among a million.

It starts a PostgreSQL, a Redis and the product of its own. Pages and sends are timed within this process, as the server
spends it, with a trivial page beside them; form posts go over HTTP. Prints a line for each measurement and ends with 1
where a limit does not hold.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import re
import secrets
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from statistics import median
from threading import Barrier
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bench.board_servers import Running, our_server
from scripts.console import in_one_line, say

if TYPE_CHECKING:
    from codesign.models import Round, Statement

ROWS = ("page", "send", "ballots", "forms", "sends", "erase")
CONNECTIONS = 8
FEW_VOICES, MANY_VOICES, ROUNDS_OF_A_PAGE = 30, 2_000, 40
BALLOTS, FORM_VOTERS, VOTERS, SENDS = 3_000, 200, 200, 8
VOICES_OF_A_SEAT, SECONDS_TO_WRITE = 20, 30
LIMITS: dict[str, dict[str, tuple[str, float]]] = {
    "page": {"ms": ("at most", 60), "more_queries_for_many": ("at most", 0), "voices_shown": ("at most", 20)},
    "send": {"queries": ("at most", 12), "queries_at_first": ("at most", 12)},
    "ballots": {"a_second": ("at least", 300)},
    "forms": {"a_second": ("at least", 60)},
    "sends": {"ballots": ("exactly", VOTERS), "seats": ("exactly", VOTERS)},
    "erase": {"seconds": ("at most", 2)},
}
VOICE = re.compile(r"/v/[0-9a-f-]{36}/")
TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
HOLDS: dict[str, Callable[[float, float], bool]] = {
    "at most": lambda value, limit: value <= limit,
    "at least": lambda value, limit: value >= limit,
    "exactly": lambda value, limit: value == limit,
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.taking_part", description=__doc__)
    parser.add_argument("--json", type=Path, help="where the figures go as JSON")
    parser.add_argument("--rows", default=",".join(ROWS), help="which measurements, separated by commas")
    parser.add_argument("--voices", type=int, default=1_000_000, help="among how many voices one person is erased")
    options = parser.parse_args(arguments)
    return in_one_line(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="emptychair-bench-") as name, our_server(_opened(name)) as running:
        os.environ.update(running.variables)
        import django

        django.setup()
        rows = [{"name": each, **MEASURES[each](running, options)} for each in options.rows.split(",")]
    limits = [limit for row in rows for limit in limits_of(row)]
    for line in [*rows, *limits]:
        say(json.dumps(line))
    if options.json:
        options.json.write_text(json.dumps({"rows": rows, "limits": limits}, indent=1) + "\n")
    return 0 if all(limit["holds"] for limit in limits) else 1


def _opened(name: str) -> Path:
    """PostgreSQL runs as somebody else where we are root, and has to find its folder."""
    folder = Path(name)
    folder.chmod(0o755)
    return folder


def limits_of(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for figure, (kind, limit) in LIMITS[row["name"]].items():
        value = row[figure]
        yield {"limit": f"{figure} of {row['name']}", kind: limit, "value": value, "holds": HOLDS[kind](value, limit)}


def measure_page(_running: Running, _options: argparse.Namespace) -> dict[str, Any]:
    """The page of a concept with 2,000 voices; how many more questions it asks than one with 30."""
    from bench.taking_part_world import let_speak, make_concept

    few, many = make_concept("Few voices"), make_concept("Many voices")
    let_speak(few.subject, seats=FEW_VOICES, voices_each=1)
    let_speak(many.subject, seats=MANY_VOICES, voices_each=1)
    asked, shown = _queries_of(f"/concepts/{many.slug}/")
    return {
        "voices": MANY_VOICES,
        "ms": _milliseconds(f"/concepts/{many.slug}/"),
        "trivial_ms": _milliseconds("/healthz"),
        "queries": asked,
        "more_queries_for_many": asked - _queries_of(f"/concepts/{few.slug}/")[0],
        "voices_shown": shown,
    }


def _milliseconds(path: str) -> float:
    """The median of what one request takes the server."""
    client, taken = _client(), []
    for _ in range(ROUNDS_OF_A_PAGE):
        began = time.perf_counter()
        assert client.get(path).status_code == 200
        taken.append((time.perf_counter() - began) * 1000)
    return round(median(taken), 2)


def _queries_of(path: str) -> tuple[int, int]:
    """How many questions a request asks once everything lasting is known, and how many voices the page shows."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = _client()
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(path).content.decode()
    return len(asked), len(set(VOICE.findall(page)))


def measure_send(_running: Running, _options: argparse.Namespace) -> dict[str, Any]:
    """Sending a voice from a phone that was never here, which takes a seat and a session, and from there another."""
    from bench.taking_part_world import make_concept

    client, code = _client(), make_concept("Sending").subject.code
    _send_voice(_client(), code)  # the first of an address in ten minutes opens a row that counts them
    first = _measured_send(client, code)
    return {f"{name}_at_first": value for name, value in first.items()} | _measured_send(client, code)


def _measured_send(client: Any, code: str) -> dict[str, float]:
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    with ExitStack() as stack:
        asked = [stack.enter_context(CaptureQueriesContext(connections[alias])) for alias in ("default", "vault")]
        began = time.perf_counter()
        _send_voice(client, code)
        seconds = time.perf_counter() - began
    sent = [query["sql"] for each in asked for query in each]
    about_rows = [sql for sql in sent if not sql.startswith(TRANSACTION_CONTROL)]
    return {
        "ms": round(seconds * 1000, 2),
        "queries": len(about_rows),
        "begins_and_commits": len(sent) - len(about_rows),
    }


def _send_voice(client: Any, code: str) -> None:
    from codesign.stamps import SIGNER

    said = {
        "send_key": str(uuid.uuid4()),
        "stamp": SIGNER.sign(f"{time.time() - SECONDS_TO_WRITE:.1f}"),
        "fit": "partly",
        "body": "I have no bank account.",
        "visibility": "without_name",
    }
    sent = client.post(f"/c/{code}/", said)
    assert sent.status_code == 303, sent.status_code


def _client() -> Any:
    from django.test import Client

    return Client(headers={"host": "localhost"})


def measure_ballots(_running: Running, _options: argparse.Namespace) -> dict[str, Any]:
    """Ballots through the action, from eight processes that each have a connection."""
    from django.db import connections

    from bench.taking_part_world import make_round
    from tests.factories import make_seat

    round_ = make_round()
    statements = list(round_.statements.all())
    seats = [make_seat(round_.subject).pk for _ in range(BALLOTS // len(statements))]
    connections.close_all()
    parts = [(round_.pk, seats[start::CONNECTIONS]) for start in range(CONNECTIONS)]
    with multiprocessing.get_context("fork").Pool(CONNECTIONS) as pool:
        pool.map(_connect, range(CONNECTIONS), chunksize=1)
        began = time.perf_counter()
        counts = pool.starmap(_cast, parts, chunksize=1)
        seconds = time.perf_counter() - began
    assert round_.ballots.count() == sum(counts)
    return {"ballots": sum(counts), "connections": CONNECTIONS, "a_second": round(sum(counts) / seconds)}


def _connect(_number: int) -> None:
    from django.db import connection

    connection.ensure_connection()


def _cast(round_pk: int, seats: Sequence[uuid.UUID]) -> int:
    from codesign.actions.ballots import cast_ballot
    from codesign.models import Round, Seat

    round_ = Round.objects.select_related("subject").get(pk=round_pk)
    statements = list(round_.statements.all())
    for seat, statement in product(Seat.objects.filter(pk__in=seats), statements):
        cast_ballot(round_=round_, seat=seat, statement=statement, choice="agree")
    return len(seats) * len(statements)


class Voter:
    """A browser without JavaScript that chooses in a round: one connection, one session."""

    def __init__(self, running: Running, code: str) -> None:
        self.connection = http.client.HTTPConnection("localhost", running.port)
        self.origin, self.path = running.origin, f"/s/{code}/vote/"
        self.key, self.cookies = str(uuid.uuid4()), {"csrftoken": secrets.token_hex(16)}

    def choose(self, statement: Statement) -> int:
        said = {"seat_key": self.key, "choice": "agree", "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self.origin,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        self.connection.request("POST", f"{self.path}?statement={statement.number}", urlencode(said), headers)
        answer = self.connection.getresponse()
        answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status


def measure_forms(running: Running, _options: argparse.Namespace) -> dict[str, Any]:
    """Ballots as forms over HTTP: each voter takes a seat with the first and chooses about every statement."""
    from bench.taking_part_world import make_round

    round_ = make_round()
    statements = list(round_.statements.all())

    def vote(_number: int) -> list[int]:
        voter = Voter(running, round_.subject.code)
        return [voter.choose(statement) for statement in statements]

    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        statuses = [status for each in pool.map(vote, range(FORM_VOTERS)) for status in each]
    seconds = time.perf_counter() - began
    assert set(statuses) == {303}, set(statuses)
    assert round_.ballots.count() == len(statuses)
    return {"posts": len(statuses), "a_second": round(len(statuses) / seconds), "trivial_a_second": _trivial(running)}


def _trivial(running: Running) -> int:
    def ask(_number: int) -> None:
        connection = http.client.HTTPConnection("localhost", running.port)
        for _ in range(5):
            connection.request("GET", "/healthz")
            connection.getresponse().read()

    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(ask, range(FORM_VOTERS)))
    return round(5 * FORM_VOTERS / (time.perf_counter() - began))


def measure_sends(running: Running, _options: argparse.Namespace) -> dict[str, Any]:
    """Two hundred voters press eight times in the same moment, before they have a session."""
    from bench.taking_part_world import make_round
    from codesign.models import Seat

    round_ = make_round()
    statement = round_.statements.first()
    assert statement
    keys = [str(uuid.uuid4()) for _ in range(VOTERS)]
    together = Barrier(SENDS)

    def press(_number: int) -> list[int]:
        return [_pressed(running, round_, statement, key, together) for key in keys]

    with ThreadPoolExecutor(SENDS) as pool:
        statuses = [status for each in pool.map(press, range(SENDS)) for status in each]
    return {
        "sends": len(statuses),
        "statuses": sorted(set(statuses)),
        "ballots": round_.ballots.count(),
        "seats": Seat.objects.filter(subject=round_.subject).count(),
    }


def _pressed(running: Running, round_: Round, statement: Statement, key: str, together: Barrier) -> int:
    voter = Voter(running, round_.subject.code)
    voter.key = key
    together.wait()
    return voter.choose(statement)


def measure_erase(_running: Running, options: argparse.Namespace) -> dict[str, Any]:
    """Erase one person with 20 voices among a million of others."""
    from bench.taking_part_world import let_speak, make_concept, voices_of
    from codesign.actions.privacy import erase_seat
    from codesign.models import Seat

    subject = make_concept("A million voices").subject
    let_speak(subject, seats=options.voices // VOICES_OF_A_SEAT, voices_each=VOICES_OF_A_SEAT)
    person = Seat.objects.filter(subject=subject, reference_hash=None).first()
    assert person
    began = time.perf_counter()
    erase_seat(seat=person)
    seconds = time.perf_counter() - began
    assert not person.voices.exclude(body="").exists()
    return {"voices": voices_of(subject), "seconds": round(seconds, 3)}


MEASURES: dict[str, Callable[[Running, argparse.Namespace], dict[str, Any]]] = {
    "page": measure_page,
    "send": measure_send,
    "ballots": measure_ballots,
    "forms": measure_forms,
    "sends": measure_sends,
    "erase": measure_erase,
}


if __name__ == "__main__":
    sys.exit(main())
