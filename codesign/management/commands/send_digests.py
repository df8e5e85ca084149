"""Write the digest of everyone who has something new and got none in the last days; the worker sends it."""

from django.core.management.base import BaseCommand

from codesign.actions.telling import ask_for_messages, tell
from people.notifications import Pace


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        written = tell(pace=Pace.DIGEST)
        self.stdout.write(f"Digests written: {written}, addresses to send to: {ask_for_messages()}.")
