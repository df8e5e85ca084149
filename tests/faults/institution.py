"""A PostgreSQL and a Redis that a test may kill, with a copy of what stands in the database of the test run."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import psycopg
from django.db import connection

from bench.board_world import make_people
from scripts import services
from tests.live import ROOT

DATABASE = "faults"


class Workshop(NamedTuple):
    """A board in an open stage with people, and their sessions."""

    board_id: str
    seats: list[str]
    keys: list[str]


class Institution:
    """Everything a server needs, all of its own."""

    def __init__(self, folder: Path) -> None:
        found = {name: services.find(name) for name in ("postgres", "redis-server", "pg_dump", "psql", "createdb")}
        self.folder = folder
        self.programs = {name: path for name, path in found.items() if path}
        roles = ROOT / "deploy" / "postgres" / "roles.sql"
        self.postgresql = services.PostgreSQL(
            folder / "postgresql", self.programs["postgres"], roles_sql=roles, durable=True
        )
        self.redis = services.Redis(folder / "redis", self.programs["redis-server"])

    def start(self) -> None:
        self.postgresql.start()
        self.redis.start()
        self._copy()

    def stop(self) -> None:
        self.postgresql.stop()
        self.redis.stop()

    @property
    def variables(self) -> dict[str, str]:
        """What a server is told so that it uses these."""
        return {
            "DATABASE_URL": self.postgresql.url("web", DATABASE),
            "VAULT_DATABASE_URL": self.postgresql.url("vault", DATABASE),
            "LIVE_DATABASE_NAME": DATABASE,
            "LIVE_VAULT_NAME": DATABASE,
            "REDIS_URL": self.redis.url,
        }

    def log_of(self, board_id: str) -> list[tuple[int, str | None]]:
        """The numbers and ids in the log of a board, as they are on disk."""
        with psycopg.connect(self._address, dbname=DATABASE) as database:
            rows = database.execute(
                "SELECT seq, op_id::text FROM codesign_boardop WHERE board_id = %s ORDER BY seq", [board_id]
            ).fetchall()
        return [(seq, op_id) for seq, op_id in rows]

    @property
    def _address(self) -> str:
        return f"host=127.0.0.1 port={self.postgresql.port} user=postgres"

    def _copy(self) -> None:
        there = ["-h", "127.0.0.1", "-p", str(self.postgresql.port), "-U", "postgres"]
        subprocess.run([self.programs["createdb"], *there, "-T", "template0", DATABASE], check=True)
        settings = connection.settings_dict
        here = ["-h", settings["HOST"], "-p", str(settings["PORT"]), "-U", "postgres", settings["NAME"]]
        dump = subprocess.run([self.programs["pg_dump"], *here], check=True, stdout=subprocess.PIPE)
        restore = [self.programs["psql"], "-q", "-X", "-v", "ON_ERROR_STOP=1", *there, "-d", DATABASE]
        subprocess.run(restore, check=True, input=dump.stdout, stdout=subprocess.DEVNULL)


@contextmanager
def furnished(workshops: int, people: int) -> Iterator[tuple[Institution, list[Workshop]]]:
    """An institution with so many workshops of so many people, for as long as the block lasts."""
    with TemporaryDirectory(prefix="emptychair-faults-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL's own user may enter it, which pytest's folders are not for
        prepared = [Workshop(*make_people(people)) for _ in range(workshops)]
        institution = Institution(folder)
        try:
            institution.start()
            yield institution, prepared
        finally:
            institution.stop()


@contextmanager
def ended(service: services.PostgreSQL | services.Redis, how: signal.Signals) -> Iterator[None]:
    """End a service without warning, and start it again afterwards on what it left."""
    service.process.send_signal(how)
    service.process.wait(10)
    try:
        yield
    finally:
        service.serve()


@contextmanager
def frozen(service: services.PostgreSQL | services.Redis) -> Iterator[None]:
    """Stop a service with all it started for a while: connections stay open and nobody answers."""
    stopped = family(service.process.pid)
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


def family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]
