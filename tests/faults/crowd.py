"""Many people at one board who behave as the page does: they come back, ask for what they missed, and send again."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import time
import uuid
from collections.abc import Callable, Sequence
from threading import Thread
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

SECONDS_BETWEEN_TRIES = 0.1


class Person:
    """One socket after the other. `seen` holds every operation by its number, `acknowledged` what was promised."""

    def __init__(self, address: str, origin: str, session_key: str) -> None:
        self.address, self.origin = address, origin
        self.cookie = f"sessionid={session_key}"
        self.head = 0
        self.seen: dict[int, dict] = {}
        self.texts: dict[str, str] = {}
        self.waiting: dict[str, dict] = {}
        self.acknowledged: dict[str, int] = {}
        self.closed_with: list[int] = []
        self.heard: list[str] = []
        self.delayed: list[bool] = []
        self.faults: list[str] = []
        self._socket: ClientConnection | None = None

    async def stay(self) -> None:
        """Be there, whatever happens, until cancelled."""
        while True:
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                await self._sit()
            self._socket = None
            await asyncio.sleep(SECONDS_BETWEEN_TRIES * random.random())

    async def write(self, text: str) -> None:
        op_id = str(uuid.uuid4())
        self.texts[op_id] = text
        self.waiting[op_id] = {"verb": "add_note", "op_id": op_id, "column": 1, "text": text}
        await self._send([self.waiting[op_id]])

    async def _sit(self) -> None:
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

    async def _hear(self, text: str, socket: ClientConnection) -> None:
        self.heard.append(text)
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

    def _see(self, op: dict) -> None:
        if op["seq"] != self.head + 1:
            self.faults.append(f"{op['seq']} after {self.head}")
        self.head = op["seq"]
        self.seen[op["seq"]] = op

    async def _send(self, commands: Sequence[dict]) -> None:
        for start in range(0, len(commands), 50):
            with contextlib.suppress(OSError, WebSocketException):
                if self._socket is not None:
                    part = list(commands[start : start + 50])
                    await self._socket.send(json.dumps({"t": "do", "commands": part}))


class Crowd:
    """People in a thread of their own."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.people = list(people)
        self.loop = asyncio.new_event_loop()
        self._thread = Thread(target=self.loop.run_forever, daemon=True)
        self._staying: list[Any] = []

    def __enter__(self) -> Crowd:
        self._thread.start()
        self._staying = [asyncio.run_coroutine_threadsafe(person.stay(), self.loop) for person in self.people]
        return self

    def __exit__(self, *_exception: object) -> None:
        for staying in self._staying:
            staying.cancel()
        asyncio.run_coroutine_threadsafe(self._let_go(), self.loop).result(20)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(20)
        self.loop.close()

    def write(self, rate: float, seconds: float) -> Any:
        """Have the people write in turns, so many a second together; the result is awaited with `result`."""
        return asyncio.run_coroutine_threadsafe(self._write(rate, seconds), self.loop)

    def wait_until(self, holds: Callable[[], bool], seconds: float) -> float:
        """Wait until something holds; return how long that took."""
        began = time.monotonic()
        while not holds():
            if time.monotonic() - began > seconds:
                raise TimeoutError(f"not within {seconds} s")
            time.sleep(0.02)
        return time.monotonic() - began

    def are_equal(self) -> bool:
        """Whether all is acknowledged and everybody has seen the same."""
        heads = {person.head for person in self.people}
        return len(heads) == 1 and not any(person.waiting for person in self.people)

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

    async def _write(self, rate: float, seconds: float) -> int:
        began, count = time.monotonic(), 0
        while (now := time.monotonic() - began) < seconds:
            while count < now * rate:
                await self.people[count % len(self.people)].write(f"note {count}")
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
