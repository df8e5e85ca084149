"""Import the export of a consultation held with Polis, as a subject with one closed round."""

import re
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from codesign.actions.consultations import SourceChanged, import_consultation
from codesign.csv_rows import BrokenExport
from codesign.imports import Consultation, read_consultation
from codesign.models import Subject
from people.enums import GROUP_NAMES, Role
from people.models import User

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
MAX_LANGUAGE_LENGTH = 10
PROGRESS_EVERY = 10_000


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="The folder of the export.")
        parser.add_argument("--owner", metavar="EMAIL", help="Who owns the subject; otherwise the first owner.")
        parser.add_argument("--language", default="en", help="The language of the statements, such as zh-hant.")

    def handle(self, *args, path: Path, owner: str | None, language: str, **options) -> None:
        _check_language(language)
        account = _account_of(owner) if owner else _first_owner()
        try:
            consultation = read_consultation(path)
            imported = import_consultation(
                consultation=consultation, owner=account, language=language, ballots_written=self._say_how_far
            )
        except (BrokenExport, SourceChanged) as error:
            raise CommandError(str(error)) from error
        if imported.is_new:
            self._say_what_came(imported.subject, consultation)
        else:
            self.stdout.write(
                f"“{consultation.source}” is already imported ({imported.subject.code}), nothing changed."
            )

    def _say_how_far(self, written: int, total: int) -> None:
        if written % PROGRESS_EVERY == 0 or written == total:
            self.stdout.write(f"{written} of {total} ballots written")
            self.stdout.flush()

    def _say_what_came(self, subject: Subject, consultation: Consultation) -> None:
        figures = consultation.figures()
        self.stdout.write(f"Imported “{subject.title}” from “{subject.import_source}” with the code {subject.code}.")
        for name, count in asdict(figures).items():
            self.stdout.write(f"{name:14} {count}")
        if without_votes := len(consultation.statements) - figures.statements:
            self.stdout.write(f"Statements nobody voted on, imported as well and not in the figures: {without_votes}")


def _check_language(language: str) -> None:
    if len(language) > MAX_LANGUAGE_LENGTH or not LANGUAGE_TAG.fullmatch(language):
        raise CommandError(f"“{language}” is no language code. Give one such as en, fr or zh-hant.")


def _account_of(email: str) -> User:
    account = User.objects.filter(email__iexact=email, is_active=True).first()
    if not account:
        raise CommandError(f"There is no active account with the e-mail address {email}.")
    return account


def _first_owner() -> User:
    group = GROUP_NAMES[Role.OWNER]
    owner = User.objects.filter(groups__name=group, is_active=True).order_by("id").first()
    if not owner:
        raise CommandError(
            f"Nobody can own the subject. Add an active account to the group “{group}”, "
            "or name an account with --owner EMAIL."
        )
    return owner
