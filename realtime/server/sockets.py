"""A socket as Daphne has it, that knows when it was last heard and is offered to the product to write to."""

import time
from typing import Any

from daphne.ws_protocol import WebSocketProtocol

# A pong without content, as browsers answer a ping without content: most of what idle people send.
PONG, PONG_LENGTH = b"\x8a\x80", 6


class Socket(WebSocketProtocol):
    """`heard_at` is the moment of the last bytes that came."""

    heard_at = 0.0

    def onConnect(self, request: Any) -> Any:
        self.heard_at = time.monotonic()
        return super().onConnect(request)

    def dataReceived(self, data: bytes) -> None:
        self.heard_at = time.monotonic()
        if not (len(data) == PONG_LENGTH and data.startswith(PONG) and self._is_between_frames()):
            super().dataReceived(data)

    def onClose(self, wasClean: bool, code: int | None, reason: str | None) -> None:
        """Tell the product, which knows nothing of a socket whose handshake could not be understood."""
        if hasattr(self, "request"):
            super().onClose(wasClean, code, reason)

    def _is_between_frames(self) -> bool:
        return self.state == self.STATE_OPEN and not self.data and self.current_frame is None
