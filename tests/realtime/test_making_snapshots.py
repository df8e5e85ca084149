"""While one state is being made, something may be taken away: who asks after that never gets what was read before."""

import asyncio
import gzip
import threading
from collections.abc import Callable

import pytest

from codesign.actions.boards import revoke_grant
from codesign.boards import redact
from codesign.enums import SeatRole, Stage
from codesign.models import Board
from realtime import snapshots as module
from realtime.log import Standing, read_standings
from realtime.members import Audience
from realtime.snapshots import Snapshot, Snapshots
from realtime.threads import in_a_thread
from tests.codesign.boards.verbs import added, go
from tests.factories import make_board, make_facilitator, make_participant

pytestmark = pytest.mark.django_db(databases=["default", "vault"], transaction=True)
PARTICIPANTS = Audience(SeatRole.PARTICIPANT, "en")


class Workbench:
    """Where states are made in their threads; each is held after it was read until it is let go."""

    def __init__(self) -> None:
        self.read = threading.Semaphore(0)
        self.let_go = threading.Semaphore(0)
        self.count = 0

    def make(self, *key) -> Snapshot:
        self.count += 1
        snapshot = make(*key)
        self.read.release()
        assert self.let_go.acquire(timeout=20)
        return snapshot


make = module.make


@pytest.fixture
def workbench(monkeypatch):
    workbench = Workbench()
    monkeypatch.setattr(module, "make", workbench.make)
    return workbench


@pytest.fixture
def board():
    board = make_board(Stage.GROUP)
    added(board, make_participant(board), "canary")
    return board


def erase(board: Board) -> None:
    redact(note=board.notes.get(), redacted_by=make_facilitator())


def revoke(board: Board) -> None:
    revoke_grant(grant=board.grants.filter(role=SeatRole.PARTICIPANT).get(), revoked_by=board.created_by)


def change_stage(board: Board) -> None:
    go(board, Stage.DISCUSS)


async def standing_of(board: Board) -> Standing:
    return (await in_a_thread(read_standings, [board.pk]))[board.pk]


class Visit:
    """Somebody who looks up where the board is and asks for its state, in a task of their own."""

    def __init__(self, snapshots: Snapshots, board: Board, standing: Standing) -> None:
        self.standing = standing
        self.asking = asyncio.create_task(snapshots.get(board.pk, PARTICIPANTS, standing))

    async def got(self) -> Snapshot:
        return await asyncio.wait_for(self.asking, 20)


async def ask(snapshots: Snapshots, board: Board) -> Visit:
    visit = Visit(snapshots, board, await standing_of(board))
    await asyncio.sleep(0)  # so that the task begins
    return visit


@pytest.mark.parametrize("take_away", [erase, revoke, change_stage])
async def test_who_asks_afterwards_does_not_get_what_was_read_before(board, workbench, take_away: Callable):
    snapshots = Snapshots()
    early = await ask(snapshots, board)
    await asyncio.to_thread(workbench.read.acquire, timeout=20)
    await in_a_thread(take_away, board)
    late = [await ask(snapshots, board) for _ in range(3)]
    workbench.let_go.release(2)
    assert (await early.got()).standing == early.standing
    for each in late:
        assert (await each.got()).standing == each.standing != early.standing
    assert workbench.count == 2


async def test_an_erased_word_is_not_in_it(board, workbench):
    snapshots = Snapshots()
    early = await ask(snapshots, board)
    await asyncio.to_thread(workbench.read.acquire, timeout=20)
    await in_a_thread(erase, board)
    late = await ask(snapshots, board)
    workbench.let_go.release(2)
    assert b"canary" in gzip.decompress((await early.got()).body)
    assert b"canary" not in gzip.decompress((await late.got()).body)


async def test_who_looked_before_it_was_taken_away_may_have_the_newer_one(board, workbench):
    snapshots, before = Snapshots(), await standing_of(board)
    await in_a_thread(erase, board)
    workbench.let_go.release()
    after = await (await ask(snapshots, board)).got()
    assert await Visit(snapshots, board, before).got() is after
    assert workbench.count == 1


async def test_who_asks_while_nothing_changes_waits_for_the_one_that_is_being_made(board, workbench):
    snapshots = Snapshots()
    visits = [await ask(snapshots, board) for _ in range(5)]
    workbench.let_go.release()
    assert len({id(await each.got()) for each in visits}) == 1
    assert workbench.count == 1
