"""What those who left leave behind is collected, not while others leave, and never for the few."""

import asyncio
import gc
import weakref

import pytest

from realtime.server.collecting import MOST_GONE, WORTH_A_PASS, Collector

QUIET = 0.05


class Ring:
    """Holds itself, as sockets do."""

    def __init__(self):
        self.itself = self


@pytest.fixture
def ring():
    """One that has been there for long, so that Python's own passes through what is young do not find it."""
    gc.collect()
    ring = Ring()
    gc.collect()
    return weakref.ref(ring)


async def for_a_while() -> None:
    await asyncio.sleep(4 * QUIET)


async def test_once_many_have_left_what_they_leave_is_collected(ring):
    collector = Collector(QUIET)
    for _ in range(WORTH_A_PASS):
        collector.somebody_left()
    assert ring() is not None, "at once, while others may be leaving"
    await for_a_while()
    assert ring() is None


async def test_for_a_few_nobody_is_held_up(ring):
    collector = Collector(QUIET)
    for _ in range(WORTH_A_PASS - 1):
        collector.somebody_left()
    await for_a_while()
    assert ring() is not None


async def test_while_people_leave_nobody_is_held_up(ring):
    collector = Collector(10 * QUIET)
    for _ in range(WORTH_A_PASS + 30):
        collector.somebody_left()
        await asyncio.sleep(QUIET)
    assert ring() is not None


async def test_it_is_put_off_only_until_too_much_has_gathered(ring):
    collector = Collector(10 * QUIET)
    for _ in range(MOST_GONE):
        collector.somebody_left()
    going_on = asyncio.ensure_future(keep_leaving(collector))
    await asyncio.sleep(15 * QUIET)
    going_on.cancel()
    assert ring() is None


async def keep_leaving(collector: Collector) -> None:
    while True:
        collector.somebody_left()
        await asyncio.sleep(QUIET / 5)
