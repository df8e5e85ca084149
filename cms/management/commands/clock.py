"""Do what is due by the clock. Each minute: publish pages, close rounds, ask for analyses, tell news. Each hour: count
tables, send digests.
Signs that people do not understand are looked at each day, and each whole week is counted once.
What is past its days is forgotten each day.

Runs until it is told to stop. A job that fails is logged, and the others go on.
"""

import logging
import signal
import time
from threading import Event

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

logger = logging.getLogger(__name__)

# Seconds from one run to the next.
JOBS = {
    "publish_scheduled": 60,
    "settle_rounds": 60,
    "forget_times": 60,
    "analyse_rounds": 60,
    "tell_news": 60,
    "send_digests": 3600,
    "take_snapshots": 3600,
    "check_groups": 24 * 3600,
    "count_signs": 24 * 3600,
    "apply_retention --apply": 24 * 3600,
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do each job once, then end")

    def handle(self, *args, **options):
        if options["once"]:
            failed = [job for job in JOBS if not self.do(job)]
            raise SystemExit(1 if failed else 0)
        stopping = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        due = dict.fromkeys(JOBS, time.monotonic())
        while not stopping.wait(max(0.0, min(due.values()) - time.monotonic())):
            job = min(due, key=due.__getitem__)
            close_old_connections()
            self.do(job)
            close_old_connections()
            due[job] = time.monotonic() + JOBS[job]

    def do(self, job: str) -> bool:
        """Run one job; tell whether it succeeded."""
        try:
            call_command(*job.split(), stdout=self.stdout, stderr=self.stderr)
        except Exception:
            logger.exception("The job %s failed; it is tried again at its next time.", job)
            return False
        return True
