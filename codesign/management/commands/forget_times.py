"""Of each voice that cannot be changed any more, forget the minute in which it was sent: the day stays."""

from django.core.management.base import BaseCommand

from codesign.actions.voices import forget_when_voices_were_sent


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"Times that were forgotten: {forget_when_voices_were_sent()}.")
