"""Those who come together are brought to where everybody is with one reading, however far behind each of them is."""

import asyncio
import json
import uuid

import pytest

from codesign.boards import SeatCommand, Viewer, apply
from codesign.boards.commands import AddNote
from codesign.enums import SeatRole
from realtime import hub as hub_module
from realtime.hub import Hub
from realtime.members import Audience, Member
from realtime.wire import AsgiWire
from tests.factories import make_participant

pytestmark = [pytest.mark.socket, pytest.mark.django_db(databases=["default", "vault"], transaction=True)]
HEAD = 40
BEHIND = range(HEAD)


class Comer:
    """Somebody who comes back knowing the log up to a number, and all that is said to them."""

    def __init__(self, seat, since: int) -> None:
        self.since, self.heard = since, []
        audience = Audience(SeatRole.PARTICIPANT, "en")
        who = (seat.pk, Viewer.at(seat, SeatRole.PARTICIPANT), "", None)
        self.member = Member(*who, audience, AsgiWire(self._send), since)

    async def _send(self, message) -> None:
        self.heard.append(json.loads(message["text"]))

    def seqs(self) -> list[int]:
        return [op["seq"] for frame in self.heard if frame["t"] == "ops" for op in frame["ops"]]


@pytest.fixture
def seat(board):
    seat = make_participant(board)
    notes = [AddNote(op_id=uuid.uuid4(), column=1, text="The line is busy") for _ in range(HEAD)]
    apply(board=board, commands=[SeatCommand(seat.pk, note) for note in notes])
    return seat


@pytest.fixture
def readings(monkeypatch):
    """From where the log was read, each time."""
    found: list[int] = []

    def reading(board_id, after, audiences):
        found.append(after)
        return read_log(board_id, after, audiences)

    read_log = hub_module.read_log
    monkeypatch.setattr(hub_module, "read_log", reading)
    return found


async def test_the_log_is_read_once_for_all_who_are_behind(board, seat, readings):
    hub = Hub(board.pk)
    comers = [Comer(seat, since) for since in [*BEHIND, HEAD, -1, HEAD + 1]]
    for comer in comers:
        hub.enter(comer.member)
    running = asyncio.create_task(hub.run())
    while len(hub.members) < len(comers) or any(comer.member.wire._waiting for comer in comers):
        await asyncio.sleep(0.01)
    running.cancel()
    for comer in comers[: len(BEHIND)]:
        assert comer.seqs() == list(range(comer.since + 1, HEAD + 1))
    told = [[frame["t"] for frame in comer.heard] for comer in comers[len(BEHIND) :]]
    assert told == [["hello", "own"], ["hello", "own", "resync"], ["hello", "own", "resync"]]
    assert readings == [0]


async def test_who_leaves_while_they_are_brought_in_spoils_it_for_nobody(board, seat, readings):
    hub, stays, leaves = Hub(board.pk), Comer(seat, 0), Comer(seat, 0)
    for comer in (stays, leaves):
        hub.enter(comer.member)
    running = asyncio.create_task(hub.run())
    while not readings:
        await asyncio.sleep(0)
    hub.leave(leaves.member)
    while not stays.seqs() and not running.done():
        await asyncio.sleep(0.01)
    assert not running.done()
    running.cancel()
    assert stays.seqs() == list(range(1, HEAD + 1))
    assert (hub.members, leaves.heard) == ({stays.member}, [])
