"""Ask the worker whether groups of opinion that nobody looked at yet are more than chance: minutes of work each."""

from django.core.management.base import BaseCommand

from codesign.actions.opinion import request_check
from codesign.models import OpinionAnalysis


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        unchecked = list(OpinionAnalysis.objects.unchecked())
        for analysis in unchecked:
            request_check(analysis)
        self.stdout.write(f"Asked for {len(unchecked)} checks.")
