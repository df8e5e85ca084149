"""One measurement in a process of its own: what it took and what it found, as a line of JSON.

Knows nothing of the product: peers use it in environments of their own.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable
from typing import Any, TypeVar

Found = TypeVar("Found")


def tell(work: Callable[[], Found], describe: Callable[[Found], dict[str, Any]]) -> None:
    """Do the work once; print its seconds, the process's peak memory in megabytes, and a description of the result."""
    started = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - started
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes, **describe(found)}))
