"""The server itself: what it listens on, what it builds for each connection, and how it ends."""

from __future__ import annotations

import daphne.server  # isort: skip - it must choose Twisted's reactor before anything asks for one

import asyncio
import logging
import signal
import socket
from collections.abc import Callable
from typing import Any

from daphne.ws_protocol import WebSocketFactory
from twisted.internet import reactor as installed_reactor
from twisted.logger import (
    FilteringLogObserver,
    LogLevel,
    LogLevelFilterPredicate,
    STDLibLogObserver,
    globalLogBeginner,
)

from realtime import draining
from realtime.server.collecting import Collector
from realtime.server.http import Factory, Request
from realtime.server.limits import Limits
from realtime.server.sockets import Socket
from realtime.server.turns import Turns
from realtime.wire import EXTENSION

MOST_MESSAGE_BYTES = 70_000  # the protocol of boards allows 64 KiB; it says so itself, and not by a closed socket
FAREWELL_SECONDS = 5.0
LOOK_SECONDS = 0.05

logger = logging.getLogger(__name__)
reactor: Any = installed_reactor


class Server(daphne.server.Server):
    """Daphne on a socket that listens already, with limits, and with an end that leaves nobody without an answer."""

    def __init__(
        self,
        application: Any,
        listener: socket.socket,
        limits: Limits,
        action_logger: Callable[[Any, str, dict[str, Any]], None] | None = None,
    ) -> None:
        super().__init__(
            application,
            endpoints=[str(listener.getsockname())],
            action_logger=action_logger,
            request_buffer_size=64 * 1024,
            websocket_connect_timeout=limits.header_seconds,
            websocket_handshake_timeout=limits.header_seconds,
            websocket_max_message_size=MOST_MESSAGE_BYTES,
            websocket_max_frame_size=MOST_MESSAGE_BYTES,
        )
        self.listener, self.limits = listener, limits
        self.is_draining = False

    def run(self) -> None:
        self.connections: dict[Any, dict[str, Any]] = {}
        self.turns, self.collector = Turns(), Collector()
        self._make_factories()
        let_twisted_log_what_fails()
        asyncio.set_event_loop(reactor._asyncioEventloop)
        self.port = reactor.adoptStreamPort(self.listener.fileno(), self.listener.family, self.http_factory)
        self.listener.close()
        reactor.callLater(1, self.application_checker)
        reactor.callLater(2, self.timeout_checker)
        reactor.addSystemEventTrigger("before", "shutdown", self.kill_all_applications)
        self._mind_signals()
        self.collector.begin()
        reactor.run(installSignalHandlers=False)

    def _make_factories(self) -> None:
        self.http_factory = Factory(self, self.limits)
        self.ws_factory = WebSocketFactory(self, server=self.server_name)
        self.ws_factory.protocol = Socket
        self.ws_factory.setProtocolOptions(
            autoPingTimeout=self.ping_timeout,
            allowNullOrigin=True,  # the product compares origins itself
            openHandshakeTimeout=self.websocket_handshake_timeout,
            maxMessagePayloadSize=self.websocket_max_message_size,
            maxFramePayloadSize=self.websocket_max_frame_size,
        )

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        """Offer a socket's protocol to the product, which may write to it without the detours."""
        if isinstance(protocol, Socket):
            scope["extensions"] = {EXTENSION: protocol}
        return super().create_application(protocol, scope)

    def protocol_disconnected(self, protocol: Any) -> None:
        super().protocol_disconnected(protocol)
        if isinstance(protocol, Socket):
            self.collector.somebody_left()

    def when_done(self, request: Request, act: Callable[[], None]) -> None:
        """Act once the product is done with a request, or at once where it never began with it.

        Daphne gives up what goes on for long after its client has gone. It gives up a shield only: a thread would go
        on all the same, and so does what it holds.
        """
        details = self.connections.get(request, {})
        if running := details.get("application_instance"):
            running.add_done_callback(lambda _running: act())
            details["application_instance"] = asyncio.shield(running)
        else:
            act()

    def _mind_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            reactor._asyncioEventloop.add_signal_handler(number, self._begin_to_end)

    def _begin_to_end(self) -> None:
        """Drain. From now on the same signals end us at once, as they would end any program."""
        for number in (signal.SIGTERM, signal.SIGINT):
            reactor._asyncioEventloop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)
        self.end = asyncio.ensure_future(self.drain())

    async def drain(self) -> None:
        """Take nobody new, let sockets hear why and requests be answered, and stop."""
        self.is_draining = True
        self.port.stopListening()
        for channel in list(self.http_factory.answered.holdings):
            channel.loseConnection()  # once it has read what is on its way
        await asyncio.gather(
            in_time(draining.drain(), "Not all sockets were told that the server ends."),
            in_time(self._until_all_are_answered(), "Not all requests were answered before the server ended."),
        )
        reactor.stop()

    async def _until_all_are_answered(self) -> None:
        while self.turns or self._is_running_requests() or self._is_sending_answers():
            await asyncio.sleep(LOOK_SECONDS)

    def _is_running_requests(self) -> bool:
        return any(
            isinstance(protocol, Request) and "application_instance" in details and "disconnected" not in details
            for protocol, details in self.connections.items()
        )

    def _is_sending_answers(self) -> bool:
        return any(channel.unsent() for channel in self.http_factory.answered.holdings)

    def kill_all_applications(self) -> None:
        """Cancel what still runs and wait for nothing: everybody had the time to finish."""
        for details in self.connections.values():
            if application := details.get("application_instance"):
                application.cancel()

    def log_refusal(self, method: bytes, path: bytes) -> None:
        details = {"method": method.decode("latin1"), "path": path.decode("latin1"), "status": 413}
        self.log_action("http", "complete", details)


async def in_time(something: Any, complaint: str) -> None:
    try:
        await asyncio.wait_for(something, FAREWELL_SECONDS)
    except TimeoutError:
        logger.warning(complaint)


def let_twisted_log_what_fails() -> None:
    """Hand Twisted's errors to our log. Daphne throws them away, and with them what failed below the product."""
    only_errors: Any = LogLevelFilterPredicate(defaultLogLevel=LogLevel.error)
    ours: Any = STDLibLogObserver("twisted")
    observer: Any = FilteringLogObserver(ours, [only_errors])
    globalLogBeginner.beginLoggingTo([observer], redirectStandardIO=False, discardBuffer=True)
