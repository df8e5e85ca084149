"""Bringing in consultations that were held elsewhere."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import SystemRandom

from django.db import transaction

from codesign.actions.ballots import key_of
from codesign.actions.opinion import request_analysis
from codesign.enums import Provenance, SubjectKind, Way
from codesign.imports import Consultation
from codesign.models import Ballot, Round, Seat, Statement, Subject, Voted
from codesign.references import unused_code
from people import audit
from people.models import User

ROWS_AT_ONCE = 2000

BallotsWritten = Callable[[int, int], None]


class SourceChanged(Exception):
    """A consultation of this name is here already, with other content."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(
            f"“{subject.import_source}” was imported before from files with other content, as “{subject.title}” "
            f"({subject.code}). Nothing was imported. If this is another consultation, rename its folder."
        )


@dataclass(frozen=True)
class Imported:
    """The subject of a consultation; `is_new` is false when it was here already and nothing changed."""

    subject: Subject
    is_new: bool


@transaction.atomic
def import_consultation(
    *, consultation: Consultation, owner: User, language: str = "en", ballots_written: BallotsWritten | None = None
) -> Imported:
    """Write a consultation held elsewhere as a subject with one closed round: all of it or nothing.

    Creating the subject is the lock: its import source is unique, so of two imports at the same moment one waits and
    then finds the work done. People get pseudonymous seats, which count as imported and never as heard.
    """
    subject, is_new = _subject_of(consultation, owner, language)
    if not is_new:
        return _recognised(subject, consultation)
    statements = _write_statements(subject, consultation)
    seats = _write_seats(subject, consultation)
    round_ = _write_closed_round(subject, consultation, seats.values())
    round_.statements.set(statements.values())
    _write_ballots(round_, consultation, statements, seats, ballots_written)
    request_analysis(round_)
    audit.record(
        action="codesign.consultation.imported", target=subject, actor=None, data=_shape_of(consultation, round_, owner)
    )
    return Imported(subject=subject, is_new=True)


def _subject_of(consultation: Consultation, owner: User, language: str) -> tuple[Subject, bool]:
    """Its statements may be asked again in a later round, so the subject itself stays open."""
    return Subject.objects.get_or_create(
        import_source=consultation.source,
        defaults={
            "kind": SubjectKind.CONCEPT,
            "title": consultation.title,
            "code": unused_code(Subject.objects.all(), "code"),
            "owner": owner,
            "source_language": language,
            "opens_at": consultation.opened_at,
            "import_sha256": consultation.sha256,
        },
    )


def _recognised(subject: Subject, consultation: Consultation) -> Imported:
    if subject.import_sha256 != consultation.sha256:
        raise SourceChanged(subject)
    return Imported(subject=subject, is_new=False)


def _write_statements(subject: Subject, consultation: Consultation) -> dict[int, Statement]:
    statements = [
        Statement(
            subject=subject, number=item.number, body=item.body, moderation=item.moderation, added_on=item.added_on
        )
        for item in consultation.statements
    ]
    Statement.objects.bulk_create(statements, batch_size=ROWS_AT_ONCE)
    return {statement.number: statement for statement in statements}


def _write_seats(subject: Subject, consultation: Consultation) -> dict[int, Seat]:
    """The pseudonym keeps the number of the published data, so that whoever knows theirs can find the seat."""
    seats = {
        number: Seat(
            subject=subject,
            provenance=Provenance.IMPORTED,
            pseudonym=f"Participant {number}",
            way=Way.IMPORTED,
            taken_on=first_day,
        )
        for number, first_day in consultation.first_days().items()
    }
    Seat.objects.bulk_create(seats.values(), batch_size=ROWS_AT_ONCE)
    return seats


def _write_closed_round(subject: Subject, consultation: Consultation, seats: Iterable[Seat]) -> Round:
    round_ = Round.objects.create(
        subject=subject,
        title=consultation.title,
        opened_at=consultation.opened_at,
        closed_at=consultation.closed_at,
        settled_at=consultation.closed_at,
        secret="",
    )
    Voted.objects.bulk_create([Voted(round=round_, seat=seat) for seat in seats], batch_size=ROWS_AT_ONCE)
    return round_


def _write_ballots(
    round_: Round,
    consultation: Consultation,
    statements: dict[int, Statement],
    seats: dict[int, Seat],
    ballots_written: BallotsWritten | None,
) -> None:
    """Write as a closed round holds them: keyed by a secret nobody keeps, in an order that says nothing."""
    keys = _keys_of(seats)
    ballots = [
        Ballot(
            round=round_,
            key=keys[item.participant],
            statement=statements[item.statement],
            choice=item.choice,
            way=Way.IMPORTED,
            provenance=Provenance.IMPORTED,
        )
        for item in consultation.ballots
    ]
    SystemRandom().shuffle(ballots)
    for start in range(0, len(ballots), ROWS_AT_ONCE):
        Ballot.objects.bulk_create(ballots[start : start + ROWS_AT_ONCE])
        if ballots_written:
            ballots_written(min(start + ROWS_AT_ONCE, len(ballots)), len(ballots))


def _keys_of(seats: dict[int, Seat]) -> dict[int, str]:
    """One key per seat. The secret lives as long as this call."""
    secret = secrets.token_hex(32)
    return {number: key_of(secret, seat.pk) for number, seat in seats.items()}


def _shape_of(consultation: Consultation, round_: Round, owner: User) -> dict[str, int | str]:
    figures = consultation.figures()
    return {
        "source": consultation.source,
        "sha256": consultation.sha256,
        "owner": owner.pk,
        "round": round_.pk,
        "participants": figures.participants,
        "statements": len(consultation.statements),
        "ballots": figures.votes,
    }
