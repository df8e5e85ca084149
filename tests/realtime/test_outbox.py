"""A reader that is too slow is let go; everybody else hears everything in order."""

import asyncio

import pytest

from realtime.members import COMMANDS_AT_ONCE, Allowance
from realtime.outbox import MOST_BYTES, MOST_FRAMES, Outbox


async def drained(outbox: Outbox) -> list[str]:
    return [frame async for frame in _frames(outbox)]


async def _frames(outbox):
    while (frame := await outbox.take()) is not None:
        yield frame


async def test_frames_come_out_in_order_and_then_the_code():
    outbox = Outbox()
    for number in range(MOST_FRAMES):
        outbox.put(str(number))
    outbox.close(4401)
    outbox.put("too late")
    assert await drained(outbox) == [str(number) for number in range(MOST_FRAMES)]
    assert outbox.close_code == 4401


@pytest.mark.parametrize("frames", [["x"] * (MOST_FRAMES + 1), ["x" * (MOST_BYTES // 2)] * 3])
async def test_what_nobody_reads_is_dropped_and_the_socket_let_go(frames):
    outbox = Outbox()
    for frame in frames:
        outbox.put(frame)
    assert (await drained(outbox), outbox.close_code) == ([], 4408)


async def test_the_first_code_stands():
    outbox = Outbox()
    outbox.close(4401)
    outbox.close(4408)
    assert outbox.close_code == 4401


async def test_a_reader_waits_for_what_comes_later():
    outbox = Outbox()
    waiting = asyncio.create_task(outbox.take())
    await asyncio.sleep(0)
    outbox.put("late")
    assert await waiting == "late"


def test_an_allowance_is_spent_and_a_refusal_costs_nothing():
    allowance = Allowance()
    assert allowance.spend(COMMANDS_AT_ONCE - 1)
    assert not allowance.spend(50)
    assert allowance.spend(1)
