"""Opening a large board, two hundred people opening it at once, and what an idle socket costs."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

from bench.board_load import Load, our_script, replay, world
from bench.board_servers import CLIENTS_CORE, Running, our_embedded_server

NOTES, OPENINGS, JOINING, SOCKETS = 5000, 20, 200, 1000
EMBEDDED = Load(100, 20)
PROBE_SECONDS, SWITCH_SECONDS = 0.01, 0.0005


def measure_open(running: Running, folder: Path) -> dict[str, Any]:
    """What it costs the server to give a board of 5,000 notes to one person after the other, and how many bytes."""
    board = world(running, 2, 0, NOTES, folder / "open.bin")
    began = time.perf_counter()
    first = asyncio.run(_fetch(running, board, board["keys"][0]))
    cold = time.perf_counter() - began
    before = cpu_seconds(running)
    for _ in range(OPENINGS):
        asyncio.run(_fetch(running, board, board["keys"][1]))
    each = (cpu_seconds(running) - before) / OPENINGS
    return {"name": "open", "notes": NOTES, "server_ms": each * 1000, "first_ms": cold * 1000, "bytes": first}


def measure_join(running: Running, folder: Path) -> dict[str, Any]:
    """Two hundred people open that board in the same moment: its state over HTTP, and the greeting of the socket."""
    board = world(running, JOINING + 1, 0, NOTES, folder / "join.bin")
    return {"name": "join", "clients": JOINING, "notes": NOTES, **asyncio.run(_join(running, board))}


async def _join(running: Running, board: dict[str, Any]) -> dict[str, Any]:
    *people, prober = board["keys"][: JOINING + 1]
    with Probe(running, board, prober) as probe:
        await asyncio.sleep(1)
        began = time.perf_counter()
        arrived = await asyncio.gather(*(_arrive(running, board, key, began) for key in people))
        everybody = time.perf_counter() - began
    lasted = sorted(seconds for seconds, _writer in arrived)
    return {"p50_ms": lasted[len(lasted) // 2] * 1000, "all_ms": everybody * 1000, "stall_ms": probe.longest * 1000}


async def _arrive(running: Running, board: dict[str, Any], key: str, began: float) -> tuple[float, Any]:
    """Return how long it took to have all of the board, and the socket, which stays open."""
    _bytes, writer = await asyncio.gather(_fetch(running, board, key), _greeted(running, board, key))
    return time.perf_counter() - began, writer


class Probe:
    """Has the server's loop answer something every ten milliseconds; `longest` is how long it took at most.

    In a thread of its own: the loop of those who join is busy itself. The thread gets the interpreter as soon as it has
    something to do, or what it waits for here would count as the server's.
    """

    def __init__(self, running: Running, board: dict[str, Any], key: str) -> None:
        self.longest = 0.0
        self._where = (running, board, key)
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> Probe:
        sys.setswitchinterval(SWITCH_SECONDS)
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _ask(self) -> None:
        running, board, key = self._where
        with socket.create_connection(("127.0.0.1", running.port), timeout=10) as line:
            line.sendall(_handshake(running, board, key))
            _read_until(line, b'"hello"')
            while not self._is_over.wait(PROBE_SECONDS):
                began = time.perf_counter()
                line.sendall(b"\x81\x81\x00\x00\x00\x00?")
                _read_until(line, b'"malformed"')
                self.longest = max(self.longest, time.perf_counter() - began)


def _read_until(line: socket.socket, what: bytes) -> None:
    found = b""
    while what not in found:
        found += line.recv(65536)


def measure_memory(running: Running, folder: Path) -> dict[str, Any]:
    """How much more the process holds with a thousand idle sockets than without any."""
    board = world(running, SOCKETS, 0, 0, folder / "memory.bin")
    before = resident_kilobytes(running.pids[0])
    after = asyncio.run(_idle(running, board))
    return {"name": "memory", "clients": SOCKETS, "kb_per_socket": (after - before) / SOCKETS}


async def _idle(running: Running, board: dict[str, Any]) -> int:
    writers = []
    for key in board["keys"]:
        reader, writer = await _open_socket(running, board, key)
        await reader.readuntil(b'"hello"')
        writers.append(writer)
    await asyncio.sleep(1)
    kilobytes = resident_kilobytes(running.pids[0])
    for writer in writers:
        writer.close()
    return kilobytes


def measure_embedded(folder: Path) -> dict[str, Any]:
    """The same load as elsewhere, on what runs without anything else."""
    from cms.settings.base import SQLITE_OPTIONS

    level = SQLITE_OPTIONS["init_command"].split("synchronous=")[1].split(";")[0]  # type: ignore[attr-defined]
    with our_embedded_server(folder) as running:
        script = our_script(running, EMBEDDED, folder)
        told = replay(script, running, EMBEDDED)
    return {"name": "embedded", **EMBEDDED._asdict(), "synchronous": level, **told}


async def _fetch(running: Running, board: dict[str, Any], key: str) -> int:
    """Get the state of the board as a browser would; return how many bytes it is."""
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    lines = [f"GET /b/{board['board']}/state/ HTTP/1.1", *_headers(running, key), "Accept-Encoding: gzip"]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n")[0]:
        raise RuntimeError(head.decode())
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    await reader.readexactly(length)
    writer.close()
    return length


async def _greeted(running: Running, board: dict[str, Any], key: str) -> Any:
    reader, writer = await _open_socket(running, board, key)
    await reader.readuntil(b'"hello"')
    return writer


async def _open_socket(running: Running, board: dict[str, Any], key: str) -> Any:
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    writer.write(_handshake(running, board, key))
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


def _handshake(running: Running, board: dict[str, Any], key: str) -> bytes:
    """As the page does it, which has read up to where the board was."""
    upgrade = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    lines = [f"GET /ws/b/{board['board']}/?since={board['head']} HTTP/1.1", *_headers(running, key), *upgrade]
    return ("\r\n".join([*lines, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]) + "\r\n\r\n").encode()


def _headers(running: Running, key: str) -> list[str]:
    return [f"Host: localhost:{running.port}", f"Origin: {running.origin}", f"Cookie: sessionid={key}"]


def cpu_seconds(running: Running) -> float:
    """What the server's processes and their children have used so far."""
    return sum(_ticks(pid) for root in running.pids for pid in _family(root)) / os.sysconf("SC_CLK_TCK")


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in _family(int(child)))]


def resident_kilobytes(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def use_clients_core() -> None:
    os.sched_setaffinity(0, {int(CLIENTS_CORE)})
