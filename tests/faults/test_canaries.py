"""What is sealed stands in no byte that others get: no word, id, name, length, order, count or moment of it."""

from __future__ import annotations

import contextlib
import gzip
import json
import random
import re
import time
import uuid
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.utils import timezone

from codesign.actions.boards import join_board
from codesign.boards.stages import TIME_TO_UNDO
from codesign.enums import Stage
from codesign.models import Board, Seat
from tests.codesign.pages import client_of
from tests.factories import make_board, make_facilitator, make_user
from tests.faults.marks import on_a_server
from tests.live import LiveServer
from tests.realtime.sockets import Socket, is_named, joined, seat_of, socket_of

pytestmark = [*on_a_server, pytest.mark.long, pytest.mark.timeout(3600)]
WRITERS = 5
WORDS = {Stage.WRITE_ALONE: "zaunkoenig", Stage.FIRST_POSITION: "goldammer", Stage.VOTE: "no word at all"}
SEALED_ID = "5ea1ed00"
SECONDS_BETWEEN_HEADS = 2
# What is new each time a page is written, whoever did what.
ALWAYS_NEW = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|name="stamp" value="[^"]+"|'
    r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|data-now="\d+"'
)
COUNT = re.compile(r"Notes from everyone so far: (\d+)")


class Person(NamedTuple):
    client: Client
    socket: Socket


class Workshop:
    """A board with people who write and people who do not: one who takes part, one who leads, a colleague."""

    def __init__(self, server: LiveServer, **fields: Any) -> None:
        self.server, self.dice = server, random.Random(7)
        leader, colleague = make_facilitator(), make_user()
        self.board = make_board(Stage.WELCOME, created_by=leader, **fields)
        self.writing = [joined(self.board) for _ in range(WRITERS)]
        join_board(board=self.board, holder=colleague)
        self.others = [joined(self.board), client_of(leader), client_of(colleague)]
        self.seats = [seat_of(client, self.board) for client in self.writing]

    @contextlib.contextmanager
    def begun(self) -> Iterator[None]:
        """Everybody is there."""
        with contextlib.ExitStack() as stack:
            everybody = [*self.writing, *self.others]
            open_ = [stack.enter_context(socket_of(client, self.server, self.board)) for client in everybody]
            people = [Person(*each) for each in zip(everybody, open_, strict=True)]
            self.writers, self.listeners = people[:WRITERS], people[WRITERS:]
            for person in people:
                person.socket.next("own")
            yield

    @property
    def leader(self) -> Person:
        return self.listeners[1]

    def go(self, stage: Stage) -> None:
        self.leader.socket.do({"verb": "set_stage", "stage": stage, "minutes": None})
        for person in (*self.writers, *self.listeners):
            hear_of(stage, person.socket)

    def write(self, commands: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Have the writers send these by turns, a few at once; who sent too much waits for the next beat."""
        results: list[dict[str, Any]] = []
        for start in range(0, len(commands), 10 * WRITERS):
            part = commands[start : start + 10 * WRITERS]
            for place, person in enumerate(self.writers):
                results += self._send(person.socket, part[place::WRITERS])
            for listener in self.listeners:
                hear_what_is_there(listener.socket)
        return results

    def _send(self, socket: Socket, commands: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        said = [{"op_id": SEALED_ID + str(uuid.uuid4())[8:]} | command for command in commands]
        while True:
            socket.do(*said) if said else None
            results = [socket.next("ack", "refused") for _ in said]
            if not any(result.get("code") == "too_many" and "Wait" in result["sentence"] for result in results):
                return results
            socket.next("head")

    def pages(self, listener: Person) -> dict[str, tuple[str, str]]:
        """By path, the mark of its version and what is in it, of all that this person can fetch about the board."""
        board, subject = self.board, self.board.subject
        paths = [f"/b/{board.pk}/", f"/ar/b/{board.pk}/", f"/b/{board.pk}/n/3/", f"/b/{board.pk}/state/"]
        paths += [f"/ar/b/{board.pk}/state/", f"/workshops/{board.pk}/", "/workshops/", f"/c/{subject.code}/"]
        paths += [f"/s/{subject.code}/", "/you-said-we-did/", "/mine/", f"/j/{board.join_code}/"]
        return {path: fetch(self.server, listener.client, path) for path in paths}


def fetch(server: LiveServer, client: Client, path: str) -> tuple[str, str]:
    connection = HTTPConnection("localhost", server.port, timeout=60)
    cookies = f"sessionid={client.cookies['sessionid'].value}"
    try:
        connection.request("GET", path, headers={"Cookie": cookies, "Accept-Encoding": "gzip"})
        response = connection.getresponse()
        body = response.read()
        text = gzip.decompress(body) if response.headers["Content-Encoding"] == "gzip" else body
        return response.headers.get("ETag", ""), text.decode()
    finally:
        connection.close()


def hear_of(stage: Stage, socket: Socket) -> None:
    """Listen until the stage is told; where thousands of notes come with it, that is the word to fetch the state."""
    told = socket.next("ops", "resync")
    while told["t"] == "ops" and stage not in json.dumps(told):
        told = socket.next("ops", "resync")


def hear_what_is_there(socket: Socket) -> None:
    with contextlib.suppress(TimeoutError):
        while True:
            socket.heard.append(str(socket.connection.recv(timeout=0)))


def traces(texts: Sequence[str], seats: Sequence[Seat], word: str, *, with_names: bool) -> list[str]:
    """What of sealed things stands in these texts."""
    names = [seat.pseudonym for seat in seats] if with_names else []
    wanted = [word, SEALED_ID, *(str(seat.pk) for seat in seats)]
    found = [each for each in wanted for text in texts if each in text]
    return found + [name for name in names for text in texts if is_named(name, text)]


def commands_of(stage: Stage, dice: random.Random, count: int, notes: Sequence[int]) -> list[dict[str, Any]]:
    """So many commands for a sealed stage, of every length."""
    if stage == Stage.WRITE_ALONE:
        texts = [f"{WORDS[stage]} {number:05} {'x' * dice.randrange(400)}" for number in range(count)]
        adding = [{"verb": "add_note", "column": 1 + dice.randrange(2), "text": text} for text in texts]
        own = range(1, 1 + count // 10 // WRITERS)
        editing = [
            {"verb": "edit_note", "note": n, "version": 1, "text": texts[0]} for n in own for _ in range(WRITERS)
        ]
        removing = [{"verb": "remove_note", "note": n + len(own)} for n in own for _ in range(WRITERS)]
        return [*adding[: count - len(editing) - len(removing)], *editing, *removing]
    if stage == Stage.FIRST_POSITION:
        return [{"verb": "set_position", "text": f"{WORDS[stage]} {number:05}"} for number in range(count)]
    return [{"verb": ("mark", "unmark")[turn // WRITERS % 2], "note": notes[0]} for turn in range(count)]


@pytest.fixture
def server(transactional_db, tmp_path):
    """One with a log of its own."""
    server = LiveServer(tmp_path / "server.log")
    server.start()
    yield server
    server.close()


@pytest.mark.parametrize("shows_count", [False, True], ids=["counts hidden", "counts shown"])
def test_what_is_sealed_leaves_no_trace_with_anybody_else(server, is_long, shows_count):
    workshop = Workshop(server, shows_sealed_count=shows_count)
    count = 5_000 if is_long else 150
    with workshop.begun():
        workshop.go(Stage.WRITE_ALONE)
        check_sealed(workshop, Stage.WRITE_ALONE, count * 6 // 10, shows_count=shows_count)
        told_before = len(workshop.listeners[0].socket.heard)
        workshop.go(Stage.REVEAL)
        check_revealed(workshop, told_before)
        workshop.go(Stage.FIRST_POSITION)
        check_sealed(workshop, Stage.FIRST_POSITION, count * 2 // 10)
        workshop.go(Stage.DISCUSS)
        check_positions(workshop)
        workshop.go(Stage.VOTE)
        check_sealed(workshop, Stage.VOTE, count * 2 // 10 // WRITERS // 2 * WRITERS * 2 + WRITERS)
        workshop.go(Stage.DECIDE)
        check_marks(workshop)
    assert traces([server.log.read_text()], workshop.seats, WORDS[Stage.WRITE_ALONE], with_names=True) == []


def check_sealed(workshop: Workshop, stage: Stage, count: int, *, shows_count: bool = False) -> None:
    """Nobody else gets a byte that would not be the same if nobody had written."""
    # The stage cannot be taken back any more: a button that goes by itself would be a difference.
    Board.objects.filter(pk=workshop.board.pk).update(stage_started_at=timezone.now() - 2 * TIME_TO_UNDO)
    notes = list(workshop.board.notes.values_list("number", flat=True))
    head = Board.objects.get(pk=workshop.board.pk).head
    began = time.monotonic()
    for listener in workshop.listeners:
        listener.socket.next("head")
        listener.socket.heard.clear()
    before = [workshop.pages(listener) for listener in workshop.listeners]
    results = workshop.write(commands_of(stage, workshop.dice, count, notes))
    assert all("sealed" in result for result in results), results
    assert len(results) == count
    for listener in workshop.listeners:
        listener.socket.next("head")
        check_heard(listener.socket, head, time.monotonic() - began)
    check_pages(workshop, stage, before, shows_count=shows_count)
    check_late(workshop, stage)
    assert Board.objects.get(pk=workshop.board.pk).head == head
    check_own(workshop, stage)


def check_heard(socket: Socket, head: int, seconds: float) -> None:
    """The beat of the clock, always the same, and no more often because somebody writes; nothing else."""
    assert {text for text in socket.heard if '"delayed"' not in text} == {
        json.dumps({"t": "head", "seq": head}).replace(" ", "")
    }
    assert len(socket.heard) <= seconds / SECONDS_BETWEEN_HEADS + 2


def check_pages(workshop: Workshop, stage: Stage, before: list[dict], *, shows_count: bool) -> None:
    after = [workshop.pages(listener) for listener in workshop.listeners]
    texts = [text for pages in after for _etag, text in pages.values()]
    assert traces(texts, workshop.seats, WORDS[stage], with_names=stage == Stage.WRITE_ALONE) == []
    standing = workshop.board.sealed_entries.standing(stage).count()
    assert {int(number) for text in texts for number in COUNT.findall(text)} == ({standing} if shows_count else set())
    assert [lasting(pages) for pages in after] == [lasting(pages) for pages in before]
    assert any(etag for pages in after for etag, _text in pages.values())


def lasting(pages: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Without what is new each time, and the one paragraph that may say how many notes there are, in any language."""
    return {
        path: (etag, re.sub(r"<p>[^<]*\d+</p>", "", ALWAYS_NEW.sub("", text))) for path, (etag, text) in pages.items()
    }


def check_late(workshop: Workshop, stage: Stage) -> None:
    """Who comes only now, or comes back, is told no more than who was there."""
    for listener in workshop.listeners:
        with socket_of(listener.client, workshop.server, workshop.board) as late:
            late.next("head")
            assert traces(late.heard, workshop.seats, WORDS[stage], with_names=True) == []


def check_own(workshop: Workshop, stage: Stage) -> None:
    """The same eye sees what is one's own with who wrote it."""
    word = WORDS[stage] if stage != Stage.VOTE else '"marks":['
    for writer, seat in zip(workshop.writers, workshop.seats, strict=True):
        with socket_of(writer.client, workshop.server, workshop.board) as again:
            again.next("own")
            assert traces(again.heard, [seat], word, with_names=True) == [word, str(seat.pk), seat.pseudonym]


def check_revealed(workshop: Workshop, told_before: int) -> None:
    """Everybody sees every note, with fresh numbers, in an order that is not that of writing."""
    states = [json.loads(workshop.pages(each)[f"/b/{workshop.board.pk}/state/"][1]) for each in workshop.listeners]
    notes = sorted(states[0]["notes"], key=lambda note: note["number"])
    assert all(state["notes"] == states[0]["notes"] for state in states)
    entries = workshop.board.sealed_entries.filter(stage=Stage.WRITE_ALONE, withdrawn_at=None)
    assert [note["number"] for note in notes] == list(range(3, 3 + entries.count()))
    written = [int(note["text"].split()[1]) for note in notes]
    assert abs(correlation(written, list(range(len(written))))) < 0.5
    told = json.dumps(workshop.listeners[0].socket.heard[told_before:])
    assert WORDS[Stage.WRITE_ALONE] in told or "resync" in told


def correlation(one: Sequence[int], other: Sequence[int]) -> float:
    mean_one, mean_other = sum(one) / len(one), sum(other) / len(other)
    shared = sum((a - mean_one) * (b - mean_other) for a, b in zip(one, other, strict=True))
    spread = sum((a - mean_one) ** 2 for a in one) * sum((b - mean_other) ** 2 for b in other)
    return float(shared / spread**0.5)


def check_positions(workshop: Workshop) -> None:
    state = json.loads(fetch(workshop.server, workshop.others[0], f"/b/{workshop.board.pk}/state/")[1])
    assert len(state["positions"]) == WRITERS
    assert all(WORDS[Stage.FIRST_POSITION] in text for text in state["positions"])


def check_marks(workshop: Workshop) -> None:
    """Each writer marked one note and took the mark back by turns, and marked it last."""
    state = json.loads(fetch(workshop.server, workshop.others[0], f"/b/{workshop.board.pk}/state/")[1])
    assert sorted(note["marks"] for note in state["notes"])[-2:] == [0, WRITERS]
