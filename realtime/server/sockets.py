"""A socket as Daphne has it, that knows when it was last heard and is offered to the product to write to.

Most of what people send are whole short texts, and pongs. Twisted, autobahn and the queue of an application take bytes
through two dozen layers, which is most of what a command costs until it is read; these two are recognised before that.
All else goes its usual way.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import autobahn.websocket.protocol
from daphne.ws_protocol import WebSocketProtocol

from realtime.allowance import Allowance

# A pong without content is what browsers answer to a ping without content.
PONG, PONG_LENGTH = b"\x8a\x80", 6
WHOLE_TEXT, MASKED = 0x81, 0x80
SHORT, LONG = 126, 127
# Twisted reads 64 KiB in one go: ten thousand tiny frames, with which somebody could hold everybody up.
MOST_BYTES_AT_ONCE = 4096
FRAMES_A_SECOND, FRAMES_AT_ONCE = 1000, 2000
SECONDS_OF_PAUSE = 0.5
# With it autobahn writes a page about its settings for each connection, which then no log takes.
autobahn.websocket.protocol.pformat = str  # type: ignore[assignment]


class Socket(WebSocketProtocol):
    """`heard_at` is the moment of the last bytes that came, `wire` where the product writes past autobahn.

    `hear` is called with each whole text once the product has asked for that; until then texts are queued for it.
    """

    heard_at = 0.0
    wire: Any = None
    hear: Callable[[bytes], None] | None = None

    def makeConnection(self, transport: Any) -> None:
        transport.bufferSize = MOST_BYTES_AT_ONCE
        self.allowance = Allowance(FRAMES_A_SECOND, FRAMES_AT_ONCE)
        self.is_paused = self.is_held = False
        super().makeConnection(transport)

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        # What came before `hear` was there is still queued, and comes first.
        if self.hear and not isBinary and self.application_queue.empty():
            self.hear(payload)
        else:
            super().onMessage(payload, isBinary)

    def onFrameEnd(self) -> bool | None:
        """Count every frame, and not only whole texts: a pong and a piece of a text cost as much."""
        self._count()
        is_fine: bool | None = super().onFrameEnd()
        return is_fine

    def _count(self) -> None:
        """Who sends more frames than anybody could mean is not read from for a while."""
        if not self.allowance.spend(1) and not self.is_paused:
            self.is_paused = True
            self.transport.pauseProducing()
            self.factory.reactor.callLater(SECONDS_OF_PAUSE, self._end_pause)

    def _end_pause(self) -> None:
        self.is_paused = False
        self._read_if_allowed()

    def stop_reading(self) -> None:
        """Leave what comes with the kernel, until told to read again."""
        self.is_held = True
        self.transport.pauseProducing()

    def read_to(self, hear: Callable[[bytes], None]) -> None:
        self.hear = hear
        self.is_held = False
        self._read_if_allowed()

    def _read_if_allowed(self) -> None:
        if not (self.is_paused or self.is_held):
            self.transport.resumeProducing()
            self._read_directly()

    def _read_directly(self) -> None:
        """Have the loop call what Twisted calls, without the logging context that Twisted makes for each read."""
        reactor = self.factory.reactor
        if self.transport in reactor._readers:
            asyncio.get_running_loop().add_reader(self.transport.fileno(), reactor._readOrWrite, self.transport, True)

    def onConnect(self, request: Any) -> Any:
        """Begin without subprotocols: the product has none, and Daphne fails over names that are not ASCII."""
        self.heard_at = time.monotonic()
        request.headers.pop("sec-websocket-protocol", None)
        return super().onConnect(request)

    def dataReceived(self, data: bytes) -> None:
        self.heard_at = time.monotonic()
        if not self._is_between_frames():
            super().dataReceived(data)
        elif (text := text_of(data)) is not None:
            self._count()
            self.onMessage(text, False)
        elif not (len(data) == PONG_LENGTH and data.startswith(PONG)):
            super().dataReceived(data)

    def sendData(self, data: bytes, sync: bool = False, chopsize: int | None = None) -> None:
        """Have what autobahn itself says, such as pongs, go the way of all else, and so keep its place."""
        if self.wire is None or self.wire.close_code is not None:
            super().sendData(data, sync, chopsize)
        else:
            self.wire.write(data)

    def onClose(self, wasClean: bool, code: int | None, reason: str | None) -> None:
        """Tell the product, which knows nothing of a socket whose handshake could not be understood."""
        if hasattr(self, "request"):
            super().onClose(wasClean, code, reason)

    def sendClose(self, code: int | None = None, reason: str | None = None) -> None:
        """Close. Autobahn knows that 1012 says we restart, and would yet let no server send it."""
        if code == self.CLOSE_STATUS_CODE_SERVICE_RESTART:
            self.sendCloseFrame(code=code)
        else:
            super().sendClose(code, reason)

    def _is_between_frames(self) -> bool:
        # The state first: the others exist only once the handshake is over.
        is_open = self.state == self.STATE_OPEN
        return is_open and not self.data and self.current_frame is None and not self.inside_message


def text_of(data: bytes) -> bytes | None:
    """The text of one whole frame that these bytes are, and nothing more; None if they are anything else."""
    if len(data) < PONG_LENGTH or data[0] != WHOLE_TEXT or not data[1] & MASKED:
        return None
    length, start = data[1] & LONG, 2
    if length >= SHORT:
        start = 4 if length == SHORT else 10
        length = int.from_bytes(data[2:start], "big")
    body = data[start + 4 :]
    if length != len(body) or not length:
        return None
    mask = data[start : start + 4] * (length // 4 + 1)
    text = (int.from_bytes(body, "big") ^ int.from_bytes(mask[:length], "big")).to_bytes(length, "big")
    return text if _is_utf8(text) else None


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
