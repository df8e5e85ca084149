"""A WebSocket whose bytes a test chooses itself, and which keeps an eye on every byte that comes."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

PATIENCE = 120.0
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
LONGEST_CANARY = 100


def framed(payload: bytes, opcode: int = TEXT, *, is_last: bool = True, mask: bytes = b"\0\0\0\0") -> bytes:
    """A frame as a client sends it; with a mask of zeros, which is one, its payload stands in it as it is."""
    first, length = opcode | (0x80 if is_last else 0), len(payload)
    if length < 126:
        head = bytes((first, 0x80 | length))
    elif length < 65536:
        head = bytes((first, 0xFE)) + length.to_bytes(2, "big")
    else:
        head = bytes((first, 0xFF)) + length.to_bytes(8, "big")
    body = payload if mask == b"\0\0\0\0" else bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload))
    return head + mask + body


class RawSocket:
    """Sends any bytes. What is heard is counted and kept, and looked through for what must never come."""

    def __init__(self, port: int, path: str, session_key: str, forbidden: re.Pattern[bytes]) -> None:
        self.port, self.forbidden = port, forbidden
        cookie = f"Cookie: sessionid={session_key}\r\n" if session_key else ""
        self.greeting = (
            f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n{cookie}"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        ).encode()
        self.frames: list[dict[str, Any]] = []
        self.answered: set[str] = set()
        self.kinds: Counter[str] = Counter()
        self.pongs: set[bytes] = set()
        self.leaks: list[bytes] = []
        self.close_code: int | None = None
        self.is_open = False
        self._news = asyncio.Event()

    async def open(self, *at_once: bytes) -> None:
        """Connect, and send these bytes in the same breath."""
        self.reader, self.writer = await asyncio.open_connection("localhost", self.port, limit=2**24)
        self.close_code, self.is_open = None, True
        self.writer.write(b"".join((self.greeting, *at_once)))
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), PATIENCE)
        assert head.startswith(b"HTTP/1.1 101"), head
        self._listening = asyncio.create_task(self._listen())

    def send(self, data: bytes) -> None:
        if self.is_open:
            self.writer.write(data)

    async def until(self, holds: Callable[[], bool]) -> bool:
        """Wait until something holds of what was heard, or the server has closed; tell whether it holds."""
        while self.is_open and not holds():
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), PATIENCE)
        return holds()

    async def until_closed(self) -> None:
        await self.until(lambda: False)
        await self._listening

    async def leave(self) -> None:
        if self.is_open:
            self.writer.close()
            await asyncio.wait([self._listening], timeout=PATIENCE)

    async def _listen(self) -> None:
        heard, seen = b"", b""
        try:
            while data := await self.reader.read(2**18):
                seen = seen[-LONGEST_CANARY:] + data
                self.leaks += self.forbidden.findall(seen)
                heard = self._take_frames(heard + data)
                self._news.set()
        except ConnectionError:
            pass  # an end like any other: `close_code` is what the server said before it, if anything
        finally:
            self.is_open = False
            self.writer.close()
            self._news.set()

    def _take_frames(self, data: bytes) -> bytes:
        """Take whole frames off the beginning; return the rest."""
        at = 0
        while len(data) - at >= 2:
            length, start = data[at + 1] & 127, at + 2
            if length > 125:
                start += 2 if length == 126 else 8
                length = int.from_bytes(data[at + 2 : start], "big")
            if len(data) < start + length or len(data) < start:
                break
            self._take(data[at] & 15, data[start : start + length])
            at = start + length
        return data[at:]

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self.send(framed(payload, PONG))
        elif opcode == PONG:
            self.pongs.add(payload)
        elif opcode == CLOSE:
            self.close_code = int.from_bytes(payload[:2], "big") or None
        else:
            self._take_text(json.loads(payload))

    def _take_text(self, frame: dict[str, Any]) -> None:
        self.kinds[frame["t"]] += 1
        self.frames.append(frame)
        if frame["t"] in ("ack", "refused"):
            self.answered.add(frame["op_id"])
