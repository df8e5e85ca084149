"""Several who do something at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

MOST_CONNECTIONS = 32


def at_once(works):
    """Do all of this at the same moment, as many at a time as there may be connections; return what each gave back."""
    count = min(len(works), MOST_CONNECTIONS)
    start = threading.Barrier(count)

    def run(some):
        start.wait(10)
        try:
            return [work() for work in some]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        # Works that stand side by side go to different threads, and so meet.
        running = [pool.submit(run, works[place::count]) for place in range(count)]
        return [each for done in running for each in done.result(240)]
