"""Requests that come together begin a few at a time, in order, and others are served between them."""

import asyncio

from realtime.server.turns import BEGUN_AT_ONCE, Turns


async def test_between_two_handfuls_the_loop_serves_others():
    begun: list[int] = []
    seen: list[int] = []
    turns = Turns()
    for number in range(3 * BEGUN_AT_ONCE):
        turns.begin(lambda number=number: begun.append(number))
    assert begun == []
    while turns:
        await asyncio.sleep(0)
        seen.append(len(begun))
    assert seen == [BEGUN_AT_ONCE, 2 * BEGUN_AT_ONCE, 3 * BEGUN_AT_ONCE]
    assert begun == sorted(begun)


async def test_what_comes_while_others_begin_has_its_turn_after_them():
    begun: list[str] = []
    turns = Turns()
    turns.begin(lambda: (begun.append("first"), turns.begin(lambda: begun.append("last"))))
    turns.begin(lambda: begun.append("second"))
    while turns:
        await asyncio.sleep(0)
    assert begun == ["first", "second", "last"]


async def test_one_that_fails_keeps_nobody_else_waiting():
    begun: list[str] = []
    failures: list[Exception] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context["exception"]))
    turns = Turns()
    turns.begin(lambda: begun.append("first"))
    turns.begin(lambda: [].pop())
    turns.begin(lambda: begun.append("last"))
    while turns:
        await asyncio.sleep(0)
    assert begun == ["first", "last"]
    assert [type(failure) for failure in failures] == [IndexError]
