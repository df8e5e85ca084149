"""What somebody says is carried out in order, also across the moment from which texts go to the board at once."""

import asyncio
import json
import re
import uuid

import pytest

from codesign.enums import Stage
from tests.factories import make_board
from tests.faults.raw_socket import RawSocket, framed
from tests.realtime.sockets import adding, joined

pytestmark = [pytest.mark.socket, pytest.mark.django_db(databases=["default", "vault"], transaction=True)]
NOTHING = re.compile(rb"(?!)")


def saying(op_id: str) -> bytes:
    return json.dumps({"t": "do", "commands": [{"op_id": op_id} | adding()]}).encode()


def in_two_parts(text: bytes) -> bytes:
    return framed(text[:20], is_last=False) + framed(text[20:], opcode=0)


@pytest.mark.parametrize("later", [framed, in_two_parts], ids=["whole", "in two parts"])
def test_what_was_said_before_anybody_knew_who_is_carried_out_first(live, later):
    board = make_board(Stage.GROUP)
    session_key = joined(board).cookies["sessionid"].value
    said = [str(uuid.uuid4()) for _ in range(40)]

    async def say_it() -> list[str]:
        socket = RawSocket(live.port, f"/ws/b/{board.pk}/", session_key, NOTHING)
        await socket.open()
        socket.send(b"".join(framed(saying(op_id)) for op_id in said[:10]))
        assert await socket.until(lambda: bool(socket.kinds["hello"]))
        for number, op_id in enumerate(said[10:]):
            socket.send(framed(saying(op_id)) if number % 2 else later(saying(op_id)))
        assert await socket.until(lambda: len(socket.answered) == len(said))
        await socket.leave()
        return [frame["op_id"] for frame in socket.frames if frame["t"] == "ack"]

    assert asyncio.run(say_it()) == said
