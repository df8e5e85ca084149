"""A socket, as Daphne has it, but for one that never became one."""

from daphne.ws_protocol import WebSocketProtocol


class Socket(WebSocketProtocol):
    def onClose(self, wasClean: bool, code: int | None, reason: str | None) -> None:
        """Tell the product, which knows nothing of a socket whose handshake could not be understood."""
        if hasattr(self, "request"):
            super().onClose(wasClean, code, reason)
