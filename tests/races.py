"""Several who do something at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connections


def at_once(works):
    """Do all of this at the same moment, each over a connection of its own; return what each gave back."""
    start = threading.Barrier(len(works))

    def run(work):
        start.wait(10)
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [done.result(30) for done in [pool.submit(run, work) for work in works]]
