"""Raw connections that say exactly what a test wants, and what the process at their other end costs."""

from __future__ import annotations

import contextlib
import signal
import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path

MIB = 1024 * 1024
PIECE = 64 * 1024
PATIENCE = 10.0
BYTES_ACKED = 120  # where it stands in the kernel's struct tcp_info
UPGRADE = (
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)


def until(happens: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Look again and again, for so long at most, whether it happens."""
    deadline = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


class Connection:
    """One raw connection. Its send buffer is small, so that it sends little that the other end does not take."""

    def __init__(self, live, *, unread_bytes: int | None = None) -> None:
        """Connect. What the kernel takes for us until we read it can be limited to about so much."""
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, PIECE)
        if unread_bytes:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, unread_bytes)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(("127.0.0.1", live.port))
        self.port = self.socket.getsockname()[1]
        self.host = f"localhost:{live.port}"
        self.heard = b""
        self.sent = 0

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)
        self.sent += len(data)

    def ask(self, line: str, *headers: str) -> None:
        """Send a whole head of a request."""
        self.send("\r\n".join([f"{line} HTTP/1.1", f"Host: {self.host}", *headers, "", ""]).encode())

    def taken(self) -> int:
        """How many bytes the other end took: what it read, and what its kernel kept for it."""
        info = self.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, BYTES_ACKED + 8)
        return int(struct.unpack_from("Q", info, BYTES_ACKED)[0])

    def answer(self) -> tuple[int, bytes]:
        """Status and body of the next answer, which must tell its length."""
        while b"\r\n\r\n" not in self.heard:
            self._hear()
        head, _, body = self.heard.partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        length = int(fields[b"content-length"])
        while len(body) < length:
            self._hear()
            body = self.heard.partition(b"\r\n\r\n")[2]
        self.heard = body[length:]
        return int(head.split()[1]), body[:length]

    def _hear(self) -> None:
        data = self.socket.recv(PIECE)
        if not data:
            raise ConnectionError(f"The server closed after {self.heard!r}.")
        self.heard += data

    def seconds_until_closed(self, patience: float = PATIENCE) -> float:
        began = time.monotonic()
        self.hear_all(patience)
        return time.monotonic() - began

    def hear_all(self, patience: float = PATIENCE) -> bytes:
        """Listen until the server closes, hard or softly."""
        self.socket.settimeout(patience)
        with contextlib.suppress(ConnectionError):
            while data := self.socket.recv(PIECE):
                self.heard += data
        return self.heard


def held_ports(live) -> set[int]:
    """The ports of the clients whose connections the server has not closed, whatever the clients know of it."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {_port(row[2]) for row in rows if _port(row[1]) == live.port and row[9] != "0"}


def _port(address: str) -> int:
    return int(address.partition(":")[2], 16)


def handles_sigterm_by_default(pid: int) -> bool:
    caught = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigCgt"))
    return not int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1


class Costs:
    """What a process held in memory at most, and wrote into files, since it was last asked to forget."""

    def __init__(self, pid: int) -> None:
        self.folder = Path(f"/proc/{pid}")
        self.forget()

    def forget(self) -> None:
        (self.folder / "clear_refs").write_text("5")
        self.memory_before, self.written_before = self._peak(), self._written()

    def memory(self) -> int:
        return self._peak() - self.memory_before

    def written(self) -> int:
        return self._written() - self.written_before

    def _peak(self) -> int:
        return 1024 * int(self._field("status", "VmHWM").removesuffix("kB"))

    def _written(self) -> int:
        return int(self._field("io", "wchar"))

    def _field(self, name: str, field: str) -> str:
        lines = (self.folder / name).read_text().splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith(f"{field}:"))
