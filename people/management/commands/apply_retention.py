"""Forget what is past its days, or only count it. The clock applies it each day."""

from django.core.management.base import BaseCommand, CommandParser

from people.retention import apply_retention, due


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--dry-run", action="store_true", help="count what would be forgotten, and forget nothing")
        which.add_argument("--apply", action="store_true", help="forget it")

    def handle(self, *args, dry_run: bool, **options) -> None:
        found = due() if dry_run else apply_retention()
        for each in found:
            self.stdout.write(f"{each.keeping.name:20} {each.keeping.days:5} days {each.count:8}  {each.keeping.what}")
        verb = "Would be forgotten" if dry_run else "Forgotten"
        self.stdout.write(f"{verb}: {sum(each.count for each in found)}.")
