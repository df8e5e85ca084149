"""Load the demo institution. Running it again changes nothing."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cms.demo.people import seed_people
from cms.demo.site import seed_site
from cms.demo.subjects import seed_subjects


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demo institution is loaded only where DEMO=1: it brings accounts with it.")
        with transaction.atomic():
            seed_people()
            seed_site()
            seed_subjects()
        self.stdout.write("The demo institution is loaded.")
