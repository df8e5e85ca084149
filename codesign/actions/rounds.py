"""Opening rounds, closing them, and settling what came of them."""

import random
import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from itertools import islice

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from codesign.actions.opinion import request_analysis
from codesign.actions.statements import write_statements
from codesign.actions.tallies import choices_by_seat, freeze_tallies
from codesign.admission import NotAdmitted, admits
from codesign.enums import Admission, Seal, Way
from codesign.models import Ballot, Round, Subject
from codesign.permissions import SubjectNotOpen
from codesign.tasks import settle
from people import audit
from people.closings import ClosedRound, steps
from people.models import User

KEYS_AT_ONCE = 200


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
    admission: Admission | str = Admission.OPEN,
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
    if admission == Admission.INVITED and not admits(subject.mode, Way.INVITED):
        raise NotAdmitted(subject)
    if current := subject.rounds.filter(closed_at=None).first():
        raise RoundIsOpen(current)
    round_ = Round.objects.create(
        subject=subject,
        title=title,
        seal=seal,
        admission=admission,
        takes_statements=takes_statements,
        opened_by=opened_by,
        opened_at=timezone.now(),
        closes_at=closes_at,
        secret=secrets.token_hex(32),
    )
    write_statements(round_=round_, sentences=sentences, written_by=opened_by)
    terms = {"seal": str(seal), "admission": str(admission)}
    audit.record(action="codesign.round.opened", target=round_, actor=opened_by, data=terms)
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
    choices = choices_by_seat(round_, round_.statements.all())
    freeze_tallies(round_, choices)
    round_.glimpses.all().delete()
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
            ballot.pk, ballot.counted = None, ""
        Ballot.objects.bulk_create(ballots, batch_size=2000)
