"""Print the keys of all seats that were erased; with --again, erase once more those of such a list.

Keep the list beside the backups: a backup that comes back brings back what was erased after it was made.
"""

import uuid
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from codesign.actions.privacy import erase_seat
from codesign.models import Seat
from people.models import AuditEntry

ACTION = "codesign.seat.erased"


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", metavar="FILE", help="a list that this command printed")

    def handle(self, *args, again: str | None = None, **options) -> None:
        if again is None:
            targets = AuditEntry.objects.filter(action=ACTION).order_by("number").values_list("target", flat=True)
            self.stdout.writelines(target.partition(":")[2] for target in dict.fromkeys(targets))
            return
        keys = [_key(number, line) for number, line in enumerate(Path(again).read_text().splitlines(), start=1)]
        seats = Seat.objects.filter(pk__in=keys)
        for seat in seats:
            erase_seat(seat=seat)
        self.stdout.write(f"Erased again: {len(seats)} of {len(keys)}.")


def _key(number: int, line: str) -> uuid.UUID:
    try:
        return uuid.UUID(line.strip())
    except ValueError:
        raise CommandError(f"Line {number} is not the key of a seat. Nothing was erased.") from None
