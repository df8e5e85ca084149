"""The threads in which boards meet the database: few, kept, each with a connection of its own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import Error, connections

MOST_THREADS = 4  # of each kind
# Where nothing can be written for a while, people still come in, and rights still end.
_reading = ThreadPoolExecutor(MOST_THREADS, thread_name_prefix="boards-reading")
_writing = ThreadPoolExecutor(MOST_THREADS, thread_name_prefix="boards-writing")

Given = ParamSpec("Given")
Found = TypeVar("Found")


async def in_a_thread(work: Callable[Given, Found], *args: Given.args, **kwargs: Given.kwargs) -> Found:
    """Run work that asks the database. A connection that failed is given up, and the next work begins with another."""
    return await asyncio.get_running_loop().run_in_executor(_reading, lambda: _run(work, *args, **kwargs))


async def in_a_writing_thread(work: Callable[Given, Found], *args: Given.args, **kwargs: Given.kwargs) -> Found:
    """The same for work that writes, and may have to wait for a lock or a disk."""
    return await asyncio.get_running_loop().run_in_executor(_writing, lambda: _run(work, *args, **kwargs))


def _run(work: Callable[Given, Found], *args: Given.args, **kwargs: Given.kwargs) -> Found:
    try:
        return work(*args, **kwargs)
    except Error:
        for connection in connections.all(initialized_only=True):
            connection.close_if_unusable_or_obsolete()
        raise
