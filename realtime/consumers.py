"""The views of sockets."""

import asyncio
import uuid
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils.translation import gettext_lazy as _

from codesign.boards import Command, Refusal, Refused
from codesign.models import Board
from realtime.frames import Malformed, encode, error_frame, read, result_frame
from realtime.hub import Hub, hubs
from realtime.members import admit, language_of

NO_SUCH_BOARD = 4404


class RefusingConsumer(AsyncWebsocketConsumer):
    """Closes a socket that leads nowhere."""

    async def connect(self):
        await self.close(code=NO_SUCH_BOARD)


class BoardConsumer(AsyncWebsocketConsumer):
    """One socket at one board. It reads frames and asks the hub; what it may do is decided per command by `apply`."""

    channel_layer_alias = ""  # it needs no channel: its hub has one for all sockets of the board
    hub: Hub | None = None

    async def connect(self):
        route = self.scope["url_route"]["kwargs"]
        board_id = uuid.UUID(route["board_id"])
        admitted = await database_sync_to_async(admit)(
            board_id, self.scope["session"], self.scope["user"], language_of(route)
        )
        await self.accept()  # a code can be told only over an open socket
        if admitted is None:
            await self.close(code=NO_SUCH_BOARD)
            return
        board, self.member = admitted
        self._begin(board)
        self.hub = hubs.enter(board_id, self.member)
        self.delivery = asyncio.create_task(self._deliver())

    async def receive(self, text_data=None, bytes_data=None):
        if self.hub is None or self.member.outbox.close_code is not None:
            return
        try:
            asked = read(text_data)
        except Malformed:
            self.member.outbox.put(error_frame(self.member.language))
            return
        if not self.member.allowance.spend(len(asked)):
            asked = [too_many().of(each.op_id) for each in asked]
        self._refuse(each for each in asked if isinstance(each, Refused))
        self.hub.ask(self.member, [each for each in asked if isinstance(each, Command)])

    async def disconnect(self, code):
        if self.hub is not None:
            self.hub.members.discard(self.member)
            self.hub.ring()
            self.delivery.cancel()

    def _begin(self, board: Board) -> None:
        """Greet, and note from where on this socket has to be told."""
        you = {"seat": self.member.seat_id, "name": self.member.pseudonym, "role": self.member.role}
        said = {"t": "hello", "head": board.head, "stage": board.stage, "epoch": board.epoch, "you": you}
        self.member.outbox.put(encode(said))
        since = parse_qs(self.scope["query_string"].decode("latin-1")).get("since")
        if since is None:
            return
        number = int(since[0]) if since[0].isascii() and since[0].isdecimal() and len(since[0]) < 19 else -1
        if 0 <= number <= board.head:
            self.member.seq = number
        else:
            self.member.outbox.put(encode({"t": "resync"}))

    def _refuse(self, refused):
        for each in refused:
            self.member.outbox.put(result_frame(each, self.member.language))

    async def _deliver(self):
        while (frame := await self.member.outbox.take()) is not None:
            await self.send(text_data=frame)
        await self.close(code=self.member.outbox.close_code)


def too_many() -> Refusal:
    return Refusal("too_many", _("Too many changes came from here at once. Wait a few seconds, then try again."))
