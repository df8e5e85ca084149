"""The server listens for many at once, believes no header about itself, ends without a loss and says what fails."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from realtime.server.collecting import WORTH_A_PASS
from tests.faults.connections import PATIENCE, UPGRADE, Connection, handles_sigterm_by_default, until
from tests.faults.marks import on_a_server
from tests.live import ROOT, LiveServer

pytestmark = on_a_server
MOVED = "dAphne-rOot-pAth: //evil.example"
FORGED = "X_Forwarded_Proto: https"


def test_hundreds_may_knock_in_the_same_moment(watched):
    """The kernel takes them while the server does nothing at all; whoever started it asked for 512."""
    os.kill(watched.process.pid, signal.SIGSTOP)
    try:
        with contextlib.ExitStack() as stack:
            for _ in range(700):
                stack.enter_context(socket.create_connection(("127.0.0.1", watched.port), timeout=1))
    finally:
        os.kill(watched.process.pid, signal.SIGCONT)


def test_no_client_moves_the_product_to_another_path(usual):
    with Connection(usual) as connection:
        connection.ask("GET /show/", MOVED, FORGED, "X-Kept: 1")
        shown = json.loads(connection.answer()[1])
    assert shown == {"root_path": "", "headers": ["host", "x-kept"], "length": 0}


def test_no_socket_does_either(usual):
    headers = {"Daphne-Root-Path": "//evil.example", "X_Forwarded_Proto": "https", "X-Kept": "1"}
    with connect(f"ws://localhost:{usual.port}/ws/show/", origin=usual.url, additional_headers=headers) as connection:
        shown = json.loads(connection.recv(timeout=10))
    assert shown["root_path"] == ""
    assert "x-kept" in shown["headers"]
    assert not {"daphne-root-path", "x_forwarded_proto"} & set(shown["headers"])


@pytest.mark.parametrize(("size", "is_taken"), [(65_536, True), (70_001, False)])
def test_a_message_has_a_largest_size(usual, size, is_taken):
    with connect(f"ws://localhost:{usual.port}/ws/show/", origin=usual.url) as connection:
        connection.recv(timeout=10)
        connection.send("x" * size)
        assert is_open(connection) == is_taken


def is_open(connection) -> bool:
    try:
        return connection.ping().wait(5)
    except ConnectionClosed:
        return False


@pytest.mark.parametrize(
    "headers", [("Upgrade: websocket", "Connection: Upgrade"), (*UPGRADE, "Sec-WebSocket-Protocol: é")]
)
def test_a_broken_handshake_is_no_failure(watched, headers):
    """What it left behind would be in the log by the time that a later request has been answered."""
    with Connection(watched) as connection:
        connection.ask("GET /ws/show/", *headers)
        connection.socket.shutdown(socket.SHUT_WR)
        assert connection.seconds_until_closed() < 5
    with Connection(watched) as later:
        later.ask("GET /slow/?0.2")
        assert later.answer()[0] == 200
    assert watched.log.read_text() == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_answers_what_runs_and_says_goodbye(watched, number):
    address = f"ws://localhost:{watched.port}/ws/show/"
    with Connection(watched) as running, Connection(watched) as idle, connect(address, origin=watched.url) as member:
        member.recv(timeout=10)
        idle.ask("GET /show/")
        idle.answer()
        running.ask("GET /slow/?2")
        running.ask("GET /show/")  # this one waits behind it
        assert settled(running)
        os.kill(watched.process.pid, number)
        with pytest.raises(ConnectionClosed) as closed:
            member.recv(timeout=5)
        assert idle.seconds_until_closed() < 1
        assert running.answer() == (200, b"done")
    assert closed.value.rcvd.code == 1012
    assert watched.process.wait(5) == 0
    assert "This farewell is meant to fail." in watched.log.read_text()


def test_ended_it_takes_nobody_new(watched):
    with ending_while_it_answers(watched, 3):
        with Connection(watched) as late:  # our own copy of the socket lets it knock
            late.ask("GET /show/")
            assert settled(late)
        assert watched.process.wait(5) == 0


def test_a_request_without_an_end_is_given_up(watched):
    with ending_while_it_answers(watched, 60):
        began = time.monotonic()
        assert watched.process.wait(10) == 0
    assert 4 < time.monotonic() - began < 8
    assert "Not all requests were answered" in watched.log.read_text()


def test_a_second_signal_ends_it_at_once(watched):
    with ending_while_it_answers(watched, 60):
        watched.process.terminate()
        assert watched.process.wait(1) == -signal.SIGTERM


@contextlib.contextmanager
def ending_while_it_answers(live: LiveServer, seconds: float) -> Iterator[None]:
    """Tell it to end while a request runs for so long; it has heard that when the block begins."""
    with Connection(live) as running:
        running.ask(f"GET /slow/?{seconds}")
        assert settled(running)
        live.process.terminate()
        assert until(lambda: handles_sigterm_by_default(live.process.pid))
        yield


def settled(connection: Connection) -> bool:
    """Listen long enough for a request to have begun, and tell that nothing was heard."""
    connection.socket.settimeout(0.3)
    try:
        connection.heard += connection.socket.recv(1)
    except TimeoutError:
        connection.socket.settimeout(PATIENCE)
        return True
    return False


def started(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "cms.settings.test", "REDIS_URL": ""} | variables
    command = [sys.executable, "-m", "realtime.server", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_several_processes_without_redis_are_refused():
    ended = started("--port", "0", WEB_PROCESSES="2")
    assert ended.returncode == 2
    assert ended.stderr.startswith("WEB_PROCESSES is 2, but without REDIS_URL processes cannot wake each other")


def test_a_port_that_is_taken_is_said_in_one_line(usual):
    ended = started("--port", str(usual.port))
    assert ended.returncode == 1
    assert ended.stderr.startswith("Cannot listen: Address already in use")
    assert len(ended.stderr.splitlines()) == 1


def test_the_access_log_holds_no_queries_and_no_addresses(serve):
    live = serve("--access-log")
    with Connection(live) as connection:
        connection.ask("GET /show/?secret=canary")
        connection.answer()
        connection.ask("POST /show/?secret=canary", "Content-Length: 99999999")
        connection.answer()
    log = live.log.read_text()
    assert "GET /show/ 200" in log
    assert "POST /show/ 413" in log
    assert "canary" not in log
    assert "127.0.0.1" not in log


@pytest.mark.parametrize(
    ("path", "sentence"),
    [("/broken/", "This failure is meant to be in the log."), ("/below/", "This failure is below the product.")],
)
def test_what_fails_is_heard(usual, path, sentence):
    with Connection(usual) as connection:
        connection.ask(f"GET {path}")
        assert until(lambda: sentence in usual.log.read_text())


def test_who_left_takes_no_memory_a_moment_later(watched):
    with contextlib.ExitStack() as stack:
        for _ in range(WORTH_A_PASS):
            stack.enter_context(connect(f"ws://localhost:{watched.port}/ws/show/", origin=watched.url)).recv(timeout=10)
        assert sockets_in(watched) == WORTH_A_PASS
    assert until(lambda: sockets_in(watched) == 0, 20)


def sockets_in(live: LiveServer) -> int:
    """How many the server remembers, open or not."""
    with Connection(live) as connection:
        connection.ask("GET /sockets/")
        return int(connection.answer()[1])
