"""Opening rounds, closing them, and settling what came of them."""

import random
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from itertools import islice
from typing import NamedTuple
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from codesign.actions.ballots import key_of
from codesign.actions.opinion import request_analysis
from codesign.actions.statements import write_statements
from codesign.enums import Seal, Way
from codesign.models import Ballot, Round, SegmentTally, Statement, Subject
from codesign.permissions import SubjectNotOpen
from codesign.tasks import settle
from people import audit
from people.closings import ClosedRound, steps
from people.models import Segment, User
from people.segments import questions_about
from people.vault import store
from people.vault.store import SegmentQuestion

KEYS_AT_ONCE = 200
# Counts of one statement are compared with one another, in all rounds; those of two statements are not.
LINEAGES = UUID("5d0bb8a2-3c1e-4e6c-9d3e-9a4a5f1c7b10")
EVERY_WAY = ""


class RoundIsOpen(Exception):
    """A subject has one open round at a time."""

    def __init__(self, round_: Round) -> None:
        super().__init__(round_.pk)
        self.round = round_


@transaction.atomic
def open_round(
    *,
    subject: Subject,
    title: str,
    sentences: Iterable[str],
    opened_by: User,
    seal: Seal | str = Seal.UNTIL_CLOSE,
    takes_statements: bool = False,
    closes_at: datetime | None = None,
) -> Round:
    """Ask people at a subject about statements, from now on. Only the subject's owner may.

    The subject's row is the lock: of two who open at the same moment one finds the other's round.
    """
    subject = Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if subject.owner_id != opened_by.pk:
        raise PermissionDenied
    if not subject.is_open:
        raise SubjectNotOpen(subject)
    if current := subject.rounds.filter(closed_at=None).first():
        raise RoundIsOpen(current)
    round_ = Round.objects.create(
        subject=subject,
        title=title,
        seal=seal,
        takes_statements=takes_statements,
        opened_by=opened_by,
        opened_at=timezone.now(),
        closes_at=closes_at,
        secret=secrets.token_hex(32),
    )
    write_statements(round_=round_, sentences=sentences, written_by=opened_by)
    audit.record(action="codesign.round.opened", target=round_, actor=opened_by, data={"seal": str(seal)})
    return round_


@transaction.atomic
def close_round(*, round_: Round, closed_by: User | None) -> Round:
    """Take no ballot any more, and have the worker count. Without somebody who closes it, its time has come."""
    round_ = Round.objects.select_for_update(of=("self",)).select_related("subject").get(pk=round_.pk)
    if closed_by and round_.subject.owner_id != closed_by.pk:
        raise PermissionDenied
    if round_.closed_at is None:
        round_.closed_at = timezone.now()
        round_.save(update_fields=["closed_at"])
        audit.record(action="codesign.round.closed", target=round_, actor=closed_by)
        transaction.on_commit(partial(settle.enqueue, round_.pk))
    return round_


@transaction.atomic
def settle_round(round_: Round) -> None:
    """Freeze what may be shown, let apps above use what is known for the last time, and destroy the secret.

    The row is the lock, and a round is settled once. Where anything fails, all of it can be done again.
    """
    round_ = Round.objects.select_for_update(of=("self",)).select_related("subject").get(pk=round_.pk)
    if round_.closed_at is None or round_.settled_at is not None:
        return
    choices = _choices_by_seat(round_)
    _freeze_tallies(round_, choices)
    for step in steps():
        step(ClosedRound(round_.pk, choices))
    _rewrite_ballots(round_)
    round_.secret, round_.settled_at = "", timezone.now()
    round_.save(update_fields=["secret", "settled_at"])
    request_analysis(round_)
    audit.record(action="codesign.round.settled", target=round_, actor=None, data={"ballots": round_.ballots.count()})


def settle_what_is_due(rounds: Iterable[Round]) -> int:
    """Close each round whose time has come, and ask again for each count that a worker lost. Return how many were."""
    rounds = list(rounds)
    for round_ in rounds:
        if round_.closed_at:
            settle.enqueue(round_.pk)
        else:
            close_round(round_=round_, closed_by=None)
    return len(rounds)


def _choices_by_seat(round_: Round) -> dict[int, dict[UUID, str]]:
    """By statement, what each seat chose: for the last time that anybody can know."""
    seats = {key_of(round_.secret, seat_id): seat_id for seat_id in round_.voted.values_list("seat_id", flat=True)}
    choices: dict[int, dict[UUID, str]] = {}
    for key, statement_id, choice in round_.ballots.values_list("key", "statement_id", "choice").iterator():
        choices.setdefault(statement_id, {})[seats[key]] = choice
    return choices


def _freeze_tallies(round_: Round, choices: Mapping[int, Mapping[UUID, str]]) -> None:
    """Of everybody with their segments, and apart from those of each way."""
    questions = questions_about(Segment.objects.filter(dimension__asked_by=round_.subject))
    ways = dict(round_.voted.values_list("seat_id", "seat__way"))
    for statement in round_.statements.filter(pk__in=choices):
        counted = _Counted(round_, statement, choices[statement.pk])
        counted.freeze(EVERY_WAY, counted.chosen, questions)
        for way in Way:
            if seats := [seat_id for seat_id in counted.chosen if ways[seat_id] == way]:
                counted.freeze(way, seats, [])


class _Counted(NamedTuple):
    """What everybody chose about one statement."""

    round: Round
    statement: Statement
    chosen: Mapping[UUID, str]

    def freeze(self, way: str, seat_ids: Iterable[UUID], questions: list[SegmentQuestion]) -> None:
        """Keep what the vault says may be shown of these seats."""
        shown = store.aggregate(
            lineage=uuid5(LINEAGES, str(self.statement.pk)),
            series=f"round:{self.round.pk}:{way}",
            seat_ids=seat_ids,
            questions=questions,
            answers=self.chosen,
        )
        SegmentTally.objects.bulk_create(
            SegmentTally(
                round=self.round, statement=self.statement, way=way, segment_id=segment, choice=choice, count=count
            )
            for (segment, choice), count in shown.values.items()
        )


def _rewrite_ballots(round_: Round) -> None:
    """Write every ballot anew, in an order that says nothing of when it was cast. A few people at a time."""
    keys = list(round_.ballots.order_by("key").values_list("key", flat=True).distinct())
    random.SystemRandom().shuffle(keys)
    waiting = iter(keys)
    while some := list(islice(waiting, KEYS_AT_ONCE)):
        ballots = list(round_.ballots.filter(key__in=some))
        round_.ballots.filter(key__in=some).delete()
        random.SystemRandom().shuffle(ballots)
        for ballot in ballots:
            ballot.pk = None
        Ballot.objects.bulk_create(ballots, batch_size=2000)
