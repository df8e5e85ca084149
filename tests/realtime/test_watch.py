"""Rights are looked at again and again, whatever happens to one of the looks."""

import asyncio

from django.db import OperationalError

from realtime import hubs
from realtime.hubs import Hubs


async def test_a_look_that_fails_is_not_the_last(monkeypatch, caplog):
    failures, looked = [OperationalError("away"), ValueError("a mistake")], asyncio.Event()

    async def look(_work, _members):
        if failures:
            raise failures.pop(0)
        looked.set()
        return {}

    monkeypatch.setattr(hubs, "in_a_thread", look)
    monkeypatch.setattr(hubs, "SECONDS_BETWEEN_LOOKS", 0.001)
    watching = asyncio.create_task(Hubs()._watch())
    await asyncio.wait_for(looked.wait(), 5)
    watching.cancel()
    assert caplog.text.count("Boards could not be looked at") == 1
