"""A workshop by chance over sockets that break: whatever is sent again is answered again, and all screens agree."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import pytest
from django.test import Client
from websockets.exceptions import ConnectionClosed

from codesign.boards import snapshot_of
from codesign.enums import SeatRole
from codesign.models import Board
from tests.codesign.boards.reference import No, cleaned
from tests.codesign.boards.screen import Screen
from tests.codesign.boards.test_whole_workshops import Asked, Workshop, plain
from tests.codesign.pages import client_of
from tests.realtime.sockets import Socket, socket_of

pytestmark = [
    pytest.mark.socket,
    pytest.mark.long,
    pytest.mark.timeout(4 * 3600),
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]


class Line:
    """One person's way to the board, which is cut again and again, and what they see meanwhile."""

    def __init__(self, live, board: Board, client: Client) -> None:
        self.live, self.board, self.client = live, board, client
        self.screen = Screen(plain(snapshot_of(board, SeatRole.PARTICIPANT)))
        self.stack, self.socket = ExitStack(), None
        self.open()

    def open(self) -> None:
        query = f"?since={self.screen.head}"
        self.socket: Socket = self.stack.enter_context(socket_of(self.client, self.live, self.board, query))
        self.socket.next("own")

    def cut(self) -> None:
        self.stack.close()

    def ask(self, said: dict[str, Any]) -> dict[str, Any]:
        """Send a command until it is answered, over another line where this one was closed for its silence."""
        try:
            frame = self._answer_to(said)
        except ConnectionClosed:
            self.cut()
            self.open()
            return self.ask(said)
        if frame.get("code") == "too_many" and "Wait" in frame["sentence"]:  # until the next beat
            self._see("head")
            return self.ask(said)
        return frame

    def catch_up(self, head: int) -> None:
        try:
            while self.screen.head < head:
                self._see("ops")
        except ConnectionClosed:
            self.cut()
            self.open()
            self.catch_up(head)

    def _answer_to(self, said: dict[str, Any]) -> dict[str, Any]:
        self.socket.do(said)
        while (frame := self._see("ack", "refused"))["t"] == "ops" or frame["op_id"] != said["op_id"]:
            pass
        return frame

    def _see(self, *kinds: str) -> dict[str, Any]:
        frame = self.socket.next(*kinds, "ops")
        for op in frame.get("ops", ()):
            self.screen.see(op)
        return frame


class WorkshopOnLines(Workshop):
    """The same workshop, with every command over a line of its own person instead of straight to `apply`."""

    def __init__(self, seed: int, live) -> None:
        super().__init__(seed)
        self.live, self.lines = live, {}

    def run_for(self, steps: int) -> None:
        try:
            while self.count < steps and self.reference.stage != "close":
                self.step()
            self._send_all(self.again)
            self.check()
        finally:
            for line in self.lines.values():
                line.cut()

    def check(self) -> None:
        super().check()
        for line in self.lines.values():
            line.catch_up(self.reference.head)
            assert line.screen.shows(self.reference.picture())

    def _send(self, batch: list[Asked]) -> None:
        for seat, said in batch:
            if self.reference.roles[seat]:
                answer = answer_in(self._line_of(seat).ask(said))
                assert answer == self._expected(seat, said), said
        self._adopt_what_was_revealed()

    def _expected(self, seat: str, said: dict[str, Any]) -> tuple:
        """What cannot be kept is refused before it waits for its turn, whatever else there is to say to it."""
        try:
            cleaned(said.get("text", "kept"))
        except No as no:
            return no.answer
        return self.reference.do(seat, said)

    def _line_of(self, key: str) -> Line:
        """The line of a seat, new or cut and opened again as often as not."""
        if key not in self.lines:
            self.lines[key] = Line(self.live, Board.objects.get(pk=self.board.pk), self._client_of(key))
        elif self.dice.random() < 0.3:
            self.lines[key].cut()
            self.lines[key].open()
        return self.lines[key]

    def _client_of(self, key: str) -> Client:
        if key == self.ben:
            return client_of(self.board.created_by)
        client = Client()
        session = client.session
        session["seats"] = {str(self.board.subject_id): key}
        session.save()
        client.cookies["sessionid"] = session.session_key
        return client

    def _happen(self) -> None:
        """Rights that end close a line, which has its own tests; here words are erased and notes are squeezed."""
        if self.reference.papers and self.dice.random() < 0.5:
            self._redact()
        else:
            self._squeeze()


def answer_in(frame: dict[str, Any]) -> tuple:
    if frame["t"] == "ack":
        return ("sealed", frame["sealed"]) if "sealed" in frame else ("seq", frame["seq"])
    newest = frame.get("newest")
    return ("refused", frame["code"], newest and (newest["text"], newest["version"]))


def test_what_is_sent_again_over_lines_that_break_is_applied_once(live, is_long):
    steps, seed = 0, 0
    while steps < (10_000 if is_long else 100):
        workshop, seed = WorkshopOnLines(seed, live), seed + 1
        try:
            workshop.run_for(150)
        except Exception as failure:
            failure.add_note(f"in the workshop of seed {seed - 1}, at step {workshop.count}")
            raise
        steps += workshop.count
