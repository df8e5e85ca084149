"""Tell people at once what came of their own words, and ask the worker again for messages that were lost."""

from django.core.management.base import BaseCommand

from codesign.actions.telling import ask_for_messages, tell
from people.notifications import Pace


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        written = tell(pace=Pace.AT_ONCE)
        self.stdout.write(f"Messages written: {written}, addresses to send to: {ask_for_messages()}.")
