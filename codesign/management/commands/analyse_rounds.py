"""Ask the worker for every analysis of opinion that is due."""

from django.core.management.base import BaseCommand

from codesign.actions.opinion import request_what_is_due
from codesign.models import Round


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        asked = request_what_is_due(Round.objects.unfinished())
        self.stdout.write(f"Asked for {asked} analyses.")
