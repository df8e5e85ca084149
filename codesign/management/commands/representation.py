"""Compare the people of a survey with the population, and weigh its results."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from codesign.csv_rows import BrokenExport
from codesign.json_files import write_json
from codesign.representation import Analysis
from codesign.surveys import read_survey
from measures.errors import MeasureError


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="The folder with participants.csv, votes.csv and benchmark*.csv.")
        parser.add_argument(
            "--rake", required=True, metavar="DIMENSIONS", help="The dimensions to weigh by, with commas between."
        )
        parser.add_argument(
            "--cross", required=True, metavar="TWO", help="The two dimensions of the table to check for small cells."
        )
        parser.add_argument("--json", type=Path, metavar="OUT", help="Write all figures to this file.")

    def handle(self, *args, path: Path, rake: str, cross: str, **options) -> None:
        rows_and_columns = cross.split(",")
        if len(rows_and_columns) != 2:
            raise CommandError(f"--cross takes two dimensions with a comma between, not “{cross}”.")
        try:
            row, column = rows_and_columns
            figures = Analysis(read_survey(path), tuple(rake.split(",")), (row, column)).figures()
        except (BrokenExport, MeasureError) as error:
            raise CommandError(str(error)) from error
        self._say(figures)
        if options["json"]:
            write_json(options["json"], figures)

    def _say(self, figures: dict[str, Any]) -> None:
        for name, value in figures.items():
            if name.startswith("RR_"):
                self._say_ratios(name.removeprefix("RR_"), value)
        weights = figures["rake"]
        self.stdout.write(f"{weights['n']} people weighed; they are worth {weights['n_eff']:.1f}.")

    def _say_ratios(self, dimension: str, ratios: dict[str, list[float]]) -> None:
        self.stdout.write(f"{dimension}: share among those heard over share of the population, with 95 % bounds")
        for segment, (people, ratio, low, high) in ratios.items():
            self.stdout.write(f"  {segment:24} {people:6.0f}  {ratio:6.3f}  {low:.3f} to {high:.3f}")
