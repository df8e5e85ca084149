"""One connection and one request on it, as Daphne has them, but with limits."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from daphne.http_protocol import HTTPFactory, WebRequest
from twisted.internet.protocol import connectionDone
from twisted.web import http

from realtime.server.crowds import Crowd
from realtime.server.limits import Limits

PACE = 64 * 1024  # a body may take one second more for each of these bytes
SLOWEST_READER = 1024  # bytes a second, below which nobody is waited for who reads an answer
LINGER_SECONDS = 2.0
LINGER_BYTES = 512 * 1024
TOO_LARGE = b"This is more than the server accepts.\n"
REFUSAL = (
    b"HTTP/1.1 413 Content Too Large\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(TOO_LARGE), TOO_LARGE)
)


class Request(WebRequest):
    """A request whose body stays in memory, because the channel refuses what would be too large for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The product reads forms itself. Twisted would read them as well, before it and whole.
        super().__init__(*args, parsePOSTFormSubmission=False, **kwargs)
        self.held = 0

    def gotLength(self, length: int | None) -> None:
        self.content = BytesIO()

    def handleContentChunk(self, data: bytes) -> None:
        if self.channel.takes(self.content.tell() + len(data)):
            super().handleContentChunk(data)

    def process(self) -> None:
        # Any client may send this; Daphne would let it move the whole product to another path.
        self.requestHeaders.removeHeader(b"Daphne-Root-Path")
        self.channel.factory.server.turns.begin(self._process)

    def _process(self) -> None:
        if self.channel is not None:  # else whoever asked has gone
            super().process()
        self.content = BytesIO()  # the product has been handed it, and need not share it
        self.server.when_done(self, self._let_go)

    def _let_go(self) -> None:
        self.server.http_factory.sending.let_go(self.held)


class Channel(http.HTTPChannel):
    """A connection that sends a request, waits while it is answered, and reads the answer; then all over again.

    It is `sending` or `answered` (see Factory), or its request runs, which is not its own doing and has no deadline.
    Whatever bytes drip in, a deadline is put off only by progress that people make on slow lines.
    """

    factory: Factory
    transport: Any  # typed by Twisted as something that can do nothing
    _path: Any  # typed by Twisted as what it is not: bytes it is

    def connectionMade(self) -> None:
        super().connectionMade()
        self.refused = False
        self._expect_request()

    def dataReceived(self, data: bytes) -> None:
        if self in self.factory.answered.holdings:
            self._expect_request()
        super().dataReceived(data)

    def resetTimeout(self) -> None:
        """Do nothing: in Twisted each byte that comes puts off the deadline."""

    def _expect_request(self) -> None:
        self.received = 0
        self.body_since: float | None = None
        self.factory.answered.leave(self)
        self.factory.sending.enter(self)
        self.setTimeout(self.factory.limits.header_seconds)

    def headerReceived(self, line: bytes) -> bool:
        try:
            return super().headerReceived(line)
        except ValueError:  # a length of thousands of digits
            return self._failChooseTransferDecoder()

    def allHeadersReceived(self) -> None:
        request = self.requests[-1]
        request.parseCookies()
        self.most_bytes = self.factory.limits.most_bytes(self._path, request.received_cookies)
        if self.takes(self.length or 0):
            super().allHeadersReceived()
            self.body_since = self.factory.reactor.seconds()
            self.setTimeout(self.factory.limits.body_seconds)

    def rawDataReceived(self, data: bytes) -> None:
        if self in self.factory.sending.holdings:
            self.received += len(data)
            self.factory.sending.hold(self, len(data))
            if self not in self.factory.sending.holdings:
                return  # It was dropped, and must not run with these as its last bytes.
        if self.refused:
            self._ignore()
        # Pieces of a byte or two would cost many times of what they bring.
        elif self._handlingRequest or self.takes(self.received // 2):
            super().rawDataReceived(data)

    def allContentReceived(self) -> None:
        if not self.refused:
            self.requests[-1].held = self.factory.sending.go_on(self)
            self.setTimeout(None)  # or Twisted would bring this deadline back after the answer
            super().allContentReceived()

    def checkPersistence(self, request: Any, version: bytes) -> bool:
        persists = super().checkPersistence(request, version)
        if self.factory.server.is_draining:
            request.responseHeaders.setRawHeaders(b"Connection", [b"close"])
            return False
        return persists

    def requestDone(self, request: Any) -> None:
        self.persistent = self.persistent and not self.factory.server.is_draining
        self.factory.answered.enter(self)
        self.unsent_before = self.unsent()
        self.setTimeout(self.factory.limits.idle_seconds)
        super().requestDone(request)

    def takes(self, size: int) -> bool:
        """Tell whether a body of this size is taken; refuse it, once, if not."""
        if size > self.most_bytes and not self.refused:
            self._refuse()
        return not self.refused

    def _refuse(self) -> None:
        """Answer at once, and read a little more: closing over unread bytes would take the answer from the client."""
        self.refused = True
        self.received = 0
        self.body_since = None
        if self.requests[-1].content:
            self.requests[-1].content.close()
        self.factory.sending.enter(self)
        self.setTimeout(LINGER_SECONDS)
        self.transport.write(REFUSAL)
        self.transport.loseWriteConnection()
        self.factory.server.log_refusal(self._command, self._path)

    def _ignore(self) -> None:
        if self.received > LINGER_BYTES:
            self.drop()

    def timeoutConnection(self) -> None:
        """End it: softly where only what the kernel has yet to deliver is left, hard otherwise."""
        more = self._more_seconds()
        if more > 0:
            self.setTimeout(more)
        elif self in self.factory.answered.holdings and not self.unsent():
            self.loseConnection()
        else:
            self.drop()

    def _more_seconds(self) -> float:
        """What a person on a slow line has earned by sending a body, or by reading an answer."""
        if self in self.factory.answered.holdings:
            return self._earned_by_reading()
        if self.body_since is None:
            return 0.0
        earned = self.factory.limits.body_seconds + self.received / PACE
        return self.body_since + earned - self.factory.reactor.seconds()

    def _earned_by_reading(self) -> float:
        seconds = self.factory.limits.idle_seconds
        read, self.unsent_before = self.unsent_before - self.unsent(), self.unsent()
        return seconds if read >= SLOWEST_READER * seconds else 0.0

    def unsent(self) -> int:
        """How many bytes of answers wait for the client to read."""
        transport = self.transport
        return len(transport.dataBuffer) - transport.offset + transport._tempDataLen

    def drop(self) -> None:
        self._leave()
        self.transport.abortConnection()

    def connectionLost(self, reason: Any = connectionDone) -> None:
        self._leave()
        super().connectionLost(reason)

    def _leave(self) -> None:
        self.factory.sending.leave(self)
        self.factory.answered.leave(self)


class Factory(HTTPFactory):
    """Makes channels. Those that still send, and those that read an answer or idle, are counted."""

    protocol = Channel

    def __init__(self, server: Any, limits: Limits) -> None:
        super().__init__(server)
        self.timeOut = None  # each channel sets its own
        self.limits = limits
        self.sending = Crowd[Channel](limits.connections, limits.held_bytes)
        self.answered = Crowd[Channel](limits.connections, limits.held_bytes)

    def buildProtocol(self, addr: Any) -> Any:
        channel = super().buildProtocol(addr)
        channel.requestFactory = Request
        return channel

    def log(self, request: Any) -> None:
        """Do nothing: Twisted's access log would hold addresses, queries and browsers."""
