"""Count anew every table whose snapshot is due. Run it daily: news of a voice can get lost."""

from django.core.management.base import BaseCommand

from personas.actions.tables import refresh_snapshot
from personas.models import Table


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        tables = Table.objects.select_related("subject").order_by("pk")
        number = sum(refresh_snapshot(table) for table in tables.iterator())
        self.stdout.write(f"Counted {number} tables anew.")
