"""Find the groups of opinion in the export of a consultation held with Polis, without importing it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from codesign.csv_rows import BrokenExport
from codesign.imports import read_consultation
from codesign.json_files import write_json
from codesign.opinion.published import analyse_consultation

PROGRESS_EVERY = 25


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="The folder of the export.")
        parser.add_argument("--json", type=Path, metavar="OUT", help="Write the whole analysis to this file.")
        parser.add_argument(
            "--exclude-moderated",
            action="store_true",
            help="Leave statements that were moderated out away, instead of counting them as Polis does.",
        )

    def handle(self, *args, path: Path, exclude_moderated: bool, **options) -> None:
        try:
            consultation = read_consultation(path)
        except BrokenExport as error:
            raise CommandError(str(error)) from error
        analysis = analyse_consultation(
            consultation, excludes_moderated=exclude_moderated, progressed=self._say_how_far
        )
        self._say_what_was_found(analysis)
        if options["json"]:
            write_json(options["json"], analysis)

    def _say_how_far(self, done: int, total: int) -> None:
        if done % PROGRESS_EVERY == 0 or done == total:
            self.stdout.write(f"{done} of {total} copies compared")
            self.stdout.flush()

    def _say_what_was_found(self, analysis: dict) -> None:
        for name, count in analysis["counts"].items():
            self.stdout.write(f"{name:14} {count}")
        if analysis["too_few"]:
            self.stdout.write(f"No groups: {analysis['too_few']}")
        elif analysis["stable"]:
            self.stdout.write(f"{analysis['k']} stable groups of opinion.")
        else:
            self.stdout.write("No stable groups of opinion.")
