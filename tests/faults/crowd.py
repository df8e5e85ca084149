"""Many people at one board who behave as the page does: they come back, ask for what they missed, and send again."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import statistics
import time
import uuid
from collections.abc import Callable, Coroutine, Sequence
from threading import Thread
from typing import Any, NamedTuple

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.live import LiveServer

SECONDS_BETWEEN_TRIES = 0.1


def stamped(words: str) -> str:
    """The text of a note: words, and the moment at which it was written."""
    return f"{words} {time.monotonic():.6f}"


class Receipt(NamedTuple):
    """Of what somebody else wrote: when they first sent it, and how much later it was here."""

    sent_at: float
    seconds: float


class Person:
    """One socket after the other. `seen` holds every operation by its number, `acknowledged` what was promised.

    All moments are of `time.monotonic`.
    """

    def __init__(self, address: str, origin: str, session_key: str) -> None:
        self.address, self.origin = address, origin
        self.cookie = f"sessionid={session_key}"
        self.head = 0
        self.seen: dict[int, dict] = {}
        self.texts: dict[str, str] = {}
        self._own_texts: set[str] = set()
        self.waiting: dict[str, dict] = {}
        self.acknowledged: dict[str, int] = {}
        self.receipts: list[Receipt] = []
        self.knocked_at: list[float] = []
        self.closed_with: list[int] = []
        self.closed_at: list[float] = []
        self.jitters: list[float] = []
        self.heard: list[str] = []
        self.heard_at = 0.0
        self.delayed: list[bool] = []
        self.faults: list[str] = []
        self._socket: ClientConnection | None = None
        self._comes_back_within = SECONDS_BETWEEN_TRIES

    async def stay(self) -> None:
        """Be there, whatever happens, until cancelled."""
        while True:
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                await self._sit()
            self._socket = None
            await asyncio.sleep(self._pause())

    @property
    def is_there(self) -> bool:
        return self._socket is not None

    async def write(self, words: str) -> None:
        op_id, text = str(uuid.uuid4()), stamped(words)
        self.texts[op_id] = text
        self._own_texts.add(text)
        self.waiting[op_id] = {"verb": "add_note", "op_id": op_id, "column": 1, "text": text}
        await self._send([self.waiting[op_id]])

    def _pause(self) -> float:
        """As the page does: some time within what the server said, if it said so, else a moment."""
        within, self._comes_back_within = self._comes_back_within, SECONDS_BETWEEN_TRIES
        return within * random.random()

    async def _sit(self) -> None:
        self.knocked_at.append(time.monotonic())
        address = f"{self.address}?since={self.head}"
        headers = {"Cookie": self.cookie}
        async with connect(
            address, origin=self.origin, additional_headers=headers, max_size=None, ping_interval=None, open_timeout=5
        ) as socket:
            try:
                async for text in socket:
                    await self._hear(str(text), socket)
            finally:
                if socket.close_code is not None:
                    self.closed_with.append(socket.close_code)
                    self.closed_at.append(time.monotonic())

    async def _hear(self, text: str, socket: ClientConnection) -> None:
        self.heard.append(text)
        self.heard_at = time.monotonic()
        frame = json.loads(text)
        match frame["t"]:
            case "hello":
                self._socket = socket
                await self._send(list(self.waiting.values()))
            case "ops":
                for op in frame["ops"]:
                    self._see(op)
            case "ack":
                self.acknowledged[frame["op_id"]] = frame["seq"]
                self.waiting.pop(frame["op_id"], None)
            case "refused" | "error" | "resync":
                self.faults.append(text)
            case "delayed":
                self.delayed.append(frame["on"])
            case "reconnect":
                self.jitters.append(frame["jitter"])
                self._comes_back_within = frame["jitter"]

    def _see(self, op: dict) -> None:
        if op["seq"] != self.head + 1:
            self.faults.append(f"{op['seq']} after {self.head}")
        self.head = op["seq"]
        self.seen[op["seq"]] = op
        if op["kind"] == "note_added" and (text := op["note"]["text"]) not in self._own_texts:
            sent_at = float(text.rpartition(" ")[2])
            self.receipts.append(Receipt(sent_at, self.heard_at - sent_at))

    async def _send(self, commands: Sequence[dict]) -> None:
        for start in range(0, len(commands), 50):
            with contextlib.suppress(OSError, WebSocketException):
                if self._socket is not None:
                    part = list(commands[start : start + 50])
                    await self._socket.send(json.dumps({"t": "do", "commands": part}))


def people_at(server: LiveServer, board_id: str, keys: Sequence[str]) -> list[Person]:
    """One for each session key."""
    address = server.url.replace("http", "ws") + f"/ws/b/{board_id}/"
    return [Person(address, server.url, key) for key in keys]


class Crowd:
    """People in a thread of their own."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.people = list(people)
        self.loop = asyncio.new_event_loop()
        self._thread = Thread(target=self.loop.run_forever, daemon=True)
        self._staying: list[Any] = []

    def __enter__(self) -> Crowd:
        self._thread.start()
        self._staying = [self.run(person.stay()) for person in self.people]
        return self

    def __exit__(self, *_exception: object) -> None:
        failed = [staying for staying in self._staying if staying.done()]
        for staying in self._staying:
            staying.cancel()
        self.run(self._let_go()).result(20)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(20)
        self.loop.close()
        for staying in failed:
            staying.result()

    def run(self, work: Coroutine) -> Any:
        """Begin something in the people's thread; the result is awaited with `result`."""
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def write(self, rate: float, seconds: float, writers: Sequence[Person] = ()) -> Any:
        """Have these people, or all, write in turns, so many a second together; await it with `result`."""
        return self.run(self._write(rate, seconds, writers or self.people))

    def wait_until(self, holds: Callable[[], bool], seconds: float) -> float:
        """Wait until something holds; return how long that took."""
        began = time.monotonic()
        while not holds():
            if time.monotonic() - began > seconds:
                raise TimeoutError(f"not within {seconds} s")
            time.sleep(0.02)
        return time.monotonic() - began

    def all_are_there(self) -> bool:
        """Whether everybody has been greeted over the socket they have now."""
        return all(person.is_there for person in self.people)

    def are_equal(self) -> bool:
        """Whether all is acknowledged and everybody has seen the same."""
        heads = {person.head for person in self.people}
        return len(heads) == 1 and not any(person.waiting for person in self.people)

    def slowness(self, since: float = 0.0) -> float:
        """In how many seconds 95 of 100 receipts came of what was sent since a moment. Ask when all are equal."""
        found = [each.seconds for person in self.people for each in person.receipts if each.sent_at >= since]
        return statistics.quantiles(found, n=20)[-1]

    def check(self, stored: Sequence[tuple[int, str | None]]) -> None:
        """Nothing acknowledged is lost, nothing is doubled or invented, numbers have no gaps, and all views agree."""
        assert [seq for seq, _op_id in stored] == list(range(1, len(stored) + 1))
        by_id = {op_id: seq for seq, op_id in stored}
        assert len(by_id) == len(stored)
        acknowledged = {op_id: seq for person in self.people for op_id, seq in person.acknowledged.items()}
        assert acknowledged.items() <= by_id.items()
        assert by_id.keys() <= {op_id for person in self.people for op_id in person.texts}
        assert not [fault for person in self.people for fault in person.faults]
        views = {json.dumps(person.seen, sort_keys=True) for person in self.people}
        assert len(views) == 1
        assert len(self.people[0].seen) == len(stored)

    async def _write(self, rate: float, seconds: float, writers: Sequence[Person]) -> int:
        began, count = time.monotonic(), 0
        while (now := time.monotonic() - began) < seconds:
            while count < now * rate:
                await writers[count % len(writers)].write(f"note {count}")
                count += 1
            await asyncio.sleep(0.005)
        return count

    async def _let_go(self) -> None:
        """Cut all lines, and leave the loop the time to notice."""
        for person in self.people:
            if person._socket is not None:
                person._socket.transport.abort()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.1)
