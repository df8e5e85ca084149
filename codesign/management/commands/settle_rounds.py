"""Close every round whose time has come, and ask the worker again for each count that was lost."""

from django.core.management.base import BaseCommand

from codesign.actions.rounds import settle_what_is_due
from codesign.models import Round


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        count = settle_what_is_due(Round.objects.due())
        self.stdout.write(f"Rounds that were due: {count}.")
