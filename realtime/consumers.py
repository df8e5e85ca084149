"""The views of sockets."""

import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs

from codesign.boards import Command, Refused
from realtime.door import Knock, door, session_key_of
from realtime.frames import Here, Malformed, error_frame, read, result_frame
from realtime.hub import COME_BACK, Hub
from realtime.hubs import hubs
from realtime.members import Audience, Member, language_of
from realtime.wire import Wire, wire_of
from realtime.writer import OUT_OF_REACH, too_many

NO_SUCH_BOARD = 4404


async def refuse(_scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Close a socket that leads nowhere. It needs no channel, and so no Redis."""
    await receive()
    await send({"type": "websocket.close", "code": NO_SUCH_BOARD})


class BoardConsumer:
    """One socket at one board. It reads frames and asks the hub; what it may do is decided per command by `apply`.

    An ASGI application of its own: Channels' consumers look for stale database connections in another thread before
    each message, and this one needs neither a database connection nor a channel.
    """

    def __init__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        self.hub: Hub | None = None

    @classmethod
    def as_asgi(cls):
        async def application(scope, receive, send):
            await cls(scope, receive, send).run()

        return application

    async def run(self) -> None:
        await self.receive()  # websocket.connect
        await self.send({"type": "websocket.accept"})  # a code can be told only over an open socket
        self.wire: Wire = wire_of(self.scope, self.send)
        try:
            self.wire.stop_reading()  # a stranger's words are not kept while we look up who it is
            await self._enter()
            self.wire.read_to(self._hear)
            while (message := await self.receive())["type"] != "websocket.disconnect":
                self._hear((message.get("text") or "").encode())
        finally:
            self._leave()

    def _leave(self) -> None:
        self.wire.forget()
        if self.hub is not None:
            hubs.leave(self.hub, self.member)

    async def _enter(self) -> None:
        route = self.scope["url_route"]["kwargs"]
        board_id = uuid.UUID(route["board_id"])
        try:
            admitted = await door.admit(Knock(board_id, session_key_of(self.scope["headers"])))
        except OUT_OF_REACH:
            self.wire.close(COME_BACK)
            return
        if admitted is None:
            self.wire.close(NO_SUCH_BOARD)
            return
        audience = Audience(admitted.viewer.role, language_of(route))
        who = (admitted.seat_id, admitted.viewer, admitted.session_key, admitted.password)
        self.member = Member(*who, audience, self.wire, since_of(self.scope["query_string"]))
        self.hub = hubs.enter(board_id, self.member)
        self.scope.clear()  # an idle socket is cheap: what it took to get in is not needed any more

    def _hear(self, text: bytes) -> None:
        if self.hub is None or self.wire.close_code is not None:
            return
        try:
            said = read(text)
        except Malformed:
            self.wire.send(error_frame(self.member.audience.language))
            return
        if isinstance(said, Here):
            self.hub.presence.note(self.member, said)
            return
        if not self.member.allowance.spend(len(said)):
            said = [too_many().of(each.op_id) for each in said]
        self._refuse(each for each in said if isinstance(each, Refused))
        if commands := [each for each in said if isinstance(each, Command)]:
            self.hub.ask(self.member, commands)

    def _refuse(self, refused: Iterable[Refused]) -> None:
        for each in refused:
            self.wire.send(result_frame(each, self.member.audience.language))


def since_of(query_string: bytes) -> int | None:
    """The last number a client was told; one that cannot be of any board where it is no number."""
    since = parse_qs(query_string.decode("latin-1")).get("since")
    if since is None:
        return None
    return int(since[0]) if since[0].isascii() and since[0].isdecimal() and len(since[0]) < 19 else -1
