"""A round of statements that is open in the demo institution, with ballots of some people and one suggestion."""

import uuid
from datetime import timedelta
from itertools import cycle

from django.db import transaction
from django.utils import timezone

from cms.demo.concepts import LETTERS
from cms.demo.subjects import NAMESPACE
from codesign.actions.ballots import cast_ballot
from codesign.actions.rounds import open_round
from codesign.actions.statements import suggest_statement
from codesign.enums import Choice
from codesign.models import Subject

TITLE = "What makes a letter clear?"
SENTENCES = (
    "I want one letter for each thing, even if I get more letters.",
    "The first line should say what I have to do.",
    "A letter should give the name of a person I can call.",
)
SUGGESTION = "The day by which I must act should stand in large print."
CHOICES = (Choice.AGREE, Choice.AGREE, Choice.DISAGREE, Choice.AGREE, Choice.UNSURE)
VOTERS, DAYS = 14, 30


@transaction.atomic
def seed_rounds() -> None:
    """Open a round. Running it again changes nothing."""
    subject = Subject.objects.get(code=LETTERS)
    if subject.rounds.exists():
        return
    round_ = open_round(
        subject=subject,
        title=TITLE,
        sentences=SENTENCES,
        opened_by=subject.owner,
        takes_statements=True,
        closes_at=timezone.now() + timedelta(days=DAYS),
    )
    seats = list(subject.seats.of_people_heard().order_by("taken_on", "pk")[:VOTERS])
    choices = cycle(CHOICES)
    for seat in seats:
        for statement in round_.statements.order_by("number"):
            cast_ballot(round_=round_, seat=seat, statement=statement, choice=next(choices))
    key = uuid.uuid5(NAMESPACE, "suggested statement")
    suggest_statement(round_=round_, seat=seats[0], body=SUGGESTION, language="en", send_key=key)
