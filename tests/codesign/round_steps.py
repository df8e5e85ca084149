"""What tests of rounds do again and again."""

from codesign.actions.rounds import close_round, open_round, settle_round
from codesign.models import Round, Seat, Statement, Subject
from tests.factories import make_seat, make_subject

SENTENCES = ["The phone line is always busy.", "I can use the web page.", "The office is too far away."]


def make_open_round(subject: Subject | None = None, sentences=SENTENCES, **fields) -> Round:
    subject = subject or make_subject()
    return open_round(subject=subject, title="Is it clear?", sentences=sentences, opened_by=subject.owner, **fields)


def statements_of(round_: Round) -> list[Statement]:
    return list(round_.statements.order_by("number"))


def make_voter(round_: Round) -> Seat:
    return make_seat(round_.subject)


def settled(round_: Round) -> Round:
    """Close it and count it, as the worker does."""
    settle_round(close_round(round_=round_, closed_by=round_.subject.owner))
    return Round.objects.get(pk=round_.pk)
