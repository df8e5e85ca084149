"""The servers that are measured, each with all it needs on the first core; whoever asks them runs on the second."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from scripts import services
from scripts.console import Stop
from scripts.environment import ROOT

SERVERS_CORE, CLIENTS_CORE = "0", "1"
PEERS_OF_OURS = ROOT / "bench" / "board_peers"
PATIENCE = 60.0


class Running(NamedTuple):
    """A server that answers: where, and by which processes, whose children count as well."""

    port: int
    pids: tuple[int, ...]
    variables: Mapping[str, str]

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"


class Peer(NamedTuple):
    """Somebody else's server: how it is started, and which protocol its clients speak."""

    command: tuple[str, ...]
    protocol: str
    variables: Mapping[str, str] = {}


def peers() -> dict[str, Peer]:
    found = sorted((peers_folder() / "node_modules" / "y-websocket" / "bin").glob("server.*js"))
    return {
        "hocuspocus": Peer(("node", str(PEERS_OF_OURS / "hocuspocus.mjs")), "hocus"),
        "y-websocket": Peer(("node", *map(str, found[:1])), "yws", {"HOST": "127.0.0.1"}),
        "node-ws": Peer(("node", str(PEERS_OF_OURS / "broadcast.cjs")), "raw"),
    }


def peers_folder() -> Path:
    if "PEERS" not in os.environ:
        raise Stop(
            "Set PEERS to the folder with the peers' node_modules, see docs/benchmarks.md; or leave --peers empty."
        )
    return Path(os.environ["PEERS"]).resolve()


@contextmanager
def peer_server(name: str) -> Iterator[Running]:
    peer, port = peers()[name], services.free_port()
    variables = {"PEERS": str(peers_folder()), "PORT": str(port), **peer.variables}
    with _process(list(peer.command), variables) as process:
        _wait_until_it_listens(process, port)
        yield Running(port, (process.pid,), variables)


@contextmanager
def our_server(folder: Path) -> Iterator[Running]:
    """The product on PostgreSQL and Redis, with fsync on."""
    programs = services.require(["postgres", "redis-server"])
    roles = ROOT / "deploy" / "postgres" / "roles.sql"
    postgresql = services.PostgreSQL(folder / "postgresql", programs["postgres"], roles_sql=roles, durable=True)
    redis = services.Redis(folder / "redis", programs["redis-server"])
    try:
        with _on_core(SERVERS_CORE):
            postgresql.start()
            redis.start()
        variables = {
            "DATABASE_URL": postgresql.url("web"),
            "VAULT_DATABASE_URL": postgresql.url("vault"),
            "REDIS_URL": redis.url,
        }
        assert postgresql.process
        assert redis.process
        with _product(folder, variables, (postgresql.process.pid, redis.process.pid)) as running:
            yield running
    finally:
        redis.stop()
        postgresql.stop()


@contextmanager
def our_embedded_server(folder: Path) -> Iterator[Running]:
    """The product as it is without anything else: SQLite and the in-memory layer."""
    with _product(folder, {"DATABASE_URL": "", "VAULT_DATABASE_URL": "", "REDIS_URL": ""}, ()) as running:
        yield running


@contextmanager
def _product(folder: Path, variables: Mapping[str, str], others: tuple[int, ...]) -> Iterator[Running]:
    port = services.free_port()
    told = {
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "SITE_URL": f"http://localhost:{port}",
        "VAR_DIR": str(folder),
        "DEMO": "0",
        "STAFF_NEED_SECOND_FACTOR": "0",
        **{name: value for name, value in variables.items() if value},
    }
    environment = {name: value for name, value in os.environ.items() if name not in variables}
    for alias in ("default", "vault"):
        migrate = [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity", "0", "--database", alias]
        subprocess.run(migrate, check=True, cwd=ROOT, env={**environment, **told})
    with _process([sys.executable, "-m", "realtime.server", "--port", str(port)], told, environment) as process:
        _wait_until_it_answers(process, port)
        yield Running(port, (process.pid, *others), told)


@contextmanager
def _process(
    command: list[str], variables: Mapping[str, str], environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        ["taskset", "-c", SERVERS_CORE, *command],
        cwd=ROOT,
        env={**(os.environ if environment is None else environment), **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def _on_core(core: str) -> Iterator[None]:
    """Have what is started meanwhile run on one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {int(core)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Stop(f"{process.args} did not start.")


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    _wait_until_it_listens(process, port)
    connection = http.client.HTTPConnection("localhost", port, timeout=PATIENCE)
    connection.request("GET", "/healthz")
    connection.getresponse().read()
    connection.close()
