"""A client of the live server that speaks to a board as a browser does: session cookie, Origin, JSON frames."""

import json
import re
import uuid
from contextlib import contextmanager

from django.test import Client
from django.urls import reverse
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from codesign.models import Board, Seat

PATIENCE = 20.0


class Socket:
    """What one person hears and says. `heard` keeps every frame as it came."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.heard: list[str] = []

    def next(self, *kinds: str) -> dict:
        """The next frame of these kinds; others are kept in `heard` only."""
        while True:
            text = self.connection.recv(timeout=PATIENCE)
            self.heard.append(text)
            frame = json.loads(text)
            if frame["t"] in kinds:
                return frame

    def do(self, *commands: dict) -> None:
        said = [{"op_id": str(uuid.uuid4())} | command for command in commands]
        self.connection.send(json.dumps({"t": "do", "commands": said}))

    def ops_until(self, seq: int) -> list[dict]:
        """Operations as they come, up to and with this number."""
        ops: list[dict] = []
        while not ops or ops[-1]["seq"] < seq:
            ops += self.next("ops")["ops"]
        return ops

    def close_code(self) -> int | None:
        """Listen until the server closes, and say with which code."""
        try:
            while True:
                self.heard.append(self.connection.recv(timeout=PATIENCE))
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None


def joined(board: Board) -> Client:
    client = Client()
    client.post(reverse("join", args=[board.join_code]), {"seat_key": str(uuid.uuid4())})
    return client


def key_of(client: Client) -> str:
    """The session key in this client's cookie, or an empty one."""
    return client.cookies["sessionid"].value if "sessionid" in client.cookies else ""


def seat_of(client: Client, board: Board) -> Seat:
    return Seat.objects.get(pk=client.session["seats"][str(board.subject_id)])


@contextmanager
def socket_of(client: Client, live, board: Board, query: str = "", language: str = ""):
    """An open socket of this client at this board."""
    address = live.url.replace("http", "ws") + f"/ws/b/{board.pk}/{language}{query}"
    headers = {"Cookie": f"sessionid={key_of(client)}"}
    with connect(address, origin=live.url, additional_headers=headers, max_size=None) as connection:
        yield Socket(connection)


def adding(text: str = "The line is busy", **fields) -> dict:
    return {"verb": "add_note", "column": 1, "text": text} | fields


def is_named(pseudonym: str, text: str) -> bool:
    """Jade 3 is not where Jade 32 is."""
    return re.search(rf"{re.escape(pseudonym)}(?!\d)", text) is not None
