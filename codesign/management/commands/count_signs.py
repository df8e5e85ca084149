"""Count the signs we keep ourselves: taps, unclear ballots and wrong choices of each whole week, once."""

from django.core.management.base import BaseCommand

from codesign.own_signs import keep_count


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"Readings that were made: {keep_count()}.")
