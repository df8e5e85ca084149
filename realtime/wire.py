"""The way of bytes to one socket: straight to the kernel where our own server runs, else through ASGI's `send`."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, Protocol

MOST_BYTES = 1024 * 1024
MOST_SECONDS_BEHIND = 6.0
TOO_SLOW = 4408
GONE = 1006  # never sent: what a socket is closed with that nobody closed
SECONDS_BETWEEN_TRIES = 0.1
BYTES_A_TRY = 256 * 1024
# Our server offers its WebSocket protocol to the application under this name.
EXTENSION = "emptychair.protocol"

Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Hear = Callable[[bytes], None]


class Frame:
    """A text for sockets, with the bytes that travel made once for however many read it."""

    __slots__ = ("text", "whole")

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.whole = _head(len(text)) + text


class _Ping(Frame):
    """Asks a socket whether it is there. Other servers than ours ask themselves."""

    def __init__(self) -> None:
        self.text, self.whole = b"", b"\x89\x00"


PING = _Ping()


def _head(length: int) -> bytes:
    """The head of a whole text frame. What a server sends is not masked, so it is the same for all."""
    if length < 126:
        return bytes((0x81, length))
    if length < 65536:
        return b"\x81\x7e" + length.to_bytes(2, "big")
    return b"\x81\x7f" + length.to_bytes(8, "big")


class Wire(Protocol):
    """Takes frames in order. What a slow reader leaves is bounded, in bytes and time: then it is closed with 4408."""

    close_code: int | None
    is_clear: bool

    @property
    def heard_at(self) -> float: ...

    def send(self, *frames: Frame) -> None: ...

    def send_if_clear(self, frame: Frame) -> bool:
        """Send what is worth nothing a moment later, unless something is in its way; say whether it went."""

    def close(self, code: int) -> None: ...

    def stop_reading(self) -> None:
        """Read nothing until told to read again: what came would wait in memory, however much it is."""

    def read_to(self, hear: Hear) -> None:
        """Read again, and hand texts over as they come where the server can do that; elsewhere they are messages."""

    def forget(self) -> None:
        """Keep nothing for somebody who has gone."""


class DirectWire:
    """Writes to the socket of Daphne's protocol itself, and is handed what that protocol says on its own.

    `is_clear` says that all there was to send is with the kernel: then more goes straight there. What the kernel does
    not take is Twisted's to finish; until it has, all else waits here. So everything keeps its order.
    """

    __slots__ = (
        "_behind_since",
        "_bytes",
        "_waiting",
        "close_code",
        "is_clear",
        "protocol",
        "to_kernel",
        "transport",
    )

    def __init__(self, protocol: Any) -> None:
        self.protocol, self.transport = protocol, protocol.transport
        self.close_code: int | None = None
        self.is_clear = False  # The answer to the handshake may still be under way.
        self.to_kernel = protocol.transport.socket.send
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._behind_since = 0.0
        protocol.wire = self

    @property
    def heard_at(self) -> float:
        return float(self.protocol.heard_at)

    def send(self, *frames: Frame) -> None:
        self.write(frames[0].whole if len(frames) == 1 else b"".join([frame.whole for frame in frames]))

    def send_if_clear(self, frame: Frame) -> bool:
        is_clear = self.close_code is None and self._has_become_clear()
        if is_clear:
            self.write_at_once(frame.whole)
        return is_clear

    def write(self, data: bytes) -> None:
        if self.close_code is not None:
            return
        if self._has_become_clear():
            self.write_at_once(data)
        else:
            self._keep(data)

    def write_at_once(self, data: bytes) -> None:
        """Give bytes to the kernel, where nothing is in their way."""
        try:
            sent = self.to_kernel(data)
        except OSError:  # It takes nothing now, or it is gone: Twisted finds out which.
            sent = 0
        if sent != len(data):
            self.leave_to_twisted(data[sent:])

    def leave_to_twisted(self, rest: bytes) -> None:
        self.is_clear = False
        self.transport.write(rest)

    def close(self, code: int) -> None:
        """Say why and end. Who does not answer is cut off by the protocol a second later."""
        if self.close_code is None:
            self.close_code, self.is_clear = code, False
            for data in self._waiting:
                self.transport.write(data)
            self._waiting.clear()
            self.protocol.sendClose(code=code)

    def stop_reading(self) -> None:
        self.protocol.stop_reading()

    def read_to(self, hear: Hear) -> None:
        self.protocol.read_to(hear)

    def forget(self) -> None:
        self.close_code, self.is_clear = self.close_code or GONE, False
        self.protocol.hear = None
        self._waiting.clear()

    def _has_become_clear(self) -> bool:
        if not self.is_clear:
            self.is_clear = not (self._waiting or self._is_twisted_busy())
        return self.is_clear

    def _is_twisted_busy(self) -> bool:
        return bool(self.transport.dataBuffer or self.transport._tempDataBuffer)

    def _keep(self, data: bytes) -> None:
        if not self._waiting:
            self._behind_since = time.monotonic()
            asyncio.get_running_loop().call_later(SECONDS_BETWEEN_TRIES, self._try)
        self._waiting.append(data)
        self._bytes += len(data)
        if self._bytes > MOST_BYTES:
            self._give_up()

    def _give_up(self) -> None:
        self._waiting.clear()
        self.close(TOO_SLOW)

    def _try(self) -> None:
        if self.close_code is not None:
            return
        if not self._is_twisted_busy():
            self._catch_up()
        if self._waiting and time.monotonic() - self._behind_since > MOST_SECONDS_BEHIND:
            self._give_up()
        elif self._waiting:
            asyncio.get_running_loop().call_later(SECONDS_BETWEEN_TRIES, self._try)

    def _catch_up(self) -> None:
        """Hand over much at once: frame by frame, who was behind for a moment would stay behind for good."""
        size = 0
        while self._waiting and size < BYTES_A_TRY:
            data = self._waiting.popleft()
            self.transport.write(data)
            size += len(data)
        self._bytes -= size


class AsgiWire:
    """The same over any ASGI server. There a slow reader is seen only by what waits here; the server does the pings."""

    is_clear = False  # nothing goes past the server

    def __init__(self, send: Send) -> None:
        self.close_code: int | None = None
        self._send = send
        self._waiting: deque[Frame] = deque()
        self._bytes = 0
        self._bell = asyncio.Event()
        self._delivery = asyncio.get_running_loop().create_task(self._deliver())

    @property
    def heard_at(self) -> float:
        return time.monotonic()

    def send(self, *frames: Frame) -> None:
        if self.close_code is not None:
            return
        self._waiting.extend(frames)
        self._bytes += sum(len(frame.text) for frame in frames)
        if self._bytes > MOST_BYTES:
            self._waiting.clear()
            self.close(TOO_SLOW)
        self._bell.set()

    def send_if_clear(self, frame: Frame) -> bool:
        has_nothing_waiting = self.close_code is None and not self._waiting
        if has_nothing_waiting:
            self.send(frame)
        return has_nothing_waiting

    def close(self, code: int) -> None:
        if self.close_code is None:
            self.close_code = code
            self._bell.set()

    def stop_reading(self) -> None:
        """Do nothing: such a server reads when it likes."""

    def read_to(self, hear: Hear) -> None:
        """Do nothing: see above."""

    def forget(self) -> None:
        self.close_code = self.close_code or GONE
        self._waiting.clear()
        self._delivery.cancel()

    async def _deliver(self) -> None:
        """Servers say in their own ways that a socket has gone; all of them also tell the consumer, which ends."""
        with suppress(OSError):
            await self._deliver_until_closed()

    async def _deliver_until_closed(self) -> None:
        while True:
            while self._waiting:
                frame = self._waiting.popleft()
                self._bytes -= len(frame.text)
                if frame.text:
                    await self._send({"type": "websocket.send", "text": frame.text.decode()})
            if self.close_code is not None:
                await self._send({"type": "websocket.close", "code": self.close_code})
                return
            self._bell.clear()
            await self._bell.wait()


def send_to_all(wires: Iterable[Wire], frame: Frame) -> None:
    """The same to everybody: a step for each reader and frame, and what costs most where many read.

    It is written out: a call more for each reader is a tenth of what telling a thousand costs.
    """
    data = frame.whole
    size = len(data)
    for wire in wires:
        if wire.is_clear:
            direct: Any = wire
            to_kernel = direct.to_kernel
            try:
                sent = to_kernel(data)
            except OSError:
                sent = 0
            if sent != size:
                direct.leave_to_twisted(data[sent:])
        else:
            wire.send(frame)


def wire_of(scope: Mapping[str, Any], send: Send) -> Wire:
    """The best way to this socket. Behind TLS, bytes are Twisted's to encrypt and none go past it."""
    protocol = scope.get("extensions", {}).get(EXTENSION)
    is_plain = protocol is not None and hasattr(protocol.transport, "_tempDataBuffer")
    has_gone = is_plain and not hasattr(protocol.transport, "socket")
    return DirectWire(protocol) if is_plain and not has_gone else AsgiWire(send)
