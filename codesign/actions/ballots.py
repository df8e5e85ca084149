"""Casting a ballot: sealed, once for each seat and statement, and changeable until the round closes."""

import hashlib
import hmac
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction

from codesign.actions.voices import may_speak_for_oneself
from codesign.admission import admits
from codesign.enums import Choice
from codesign.models import Ballot, Round, Seat, Statement, Voted
from codesign.permissions import NotAsked


class RoundClosed(Exception):
    """Nothing is decided in this round any more."""

    def __init__(self, round_: Round) -> None:
        super().__init__(round_.pk)
        self.round = round_


class NeedsCode(Exception):
    """Only people with a personal code take part in this round, and this seat came without one."""


@transaction.atomic
def cast_ballot(*, round_: Round, seat: Seat, statement: Statement, choice: Choice | str) -> None:
    """Say what a seat chooses about a statement, in place of what it chose before.

    The round's row is held for as long as this takes, by all who cast at once, and closing waits for them: a ballot is
    either there when the round is counted, or refused.
    """
    if not may_cast(seat, round_):
        raise PermissionDenied
    if not is_admitted(seat, round_):
        raise NeedsCode
    held = Round.objects.hold_open(round_.pk, statement.pk)
    if held is None:
        raise RoundClosed(round_)
    if not held.asks:
        raise NotAsked
    Voted.objects.bulk_create([Voted(round=round_, seat=seat)], ignore_conflicts=True)
    ballot = Ballot(
        round=round_,
        key=key_of(held.secret, seat.pk),
        statement=statement,
        choice=Choice(choice),
        way=seat.way,
        provenance=seat.provenance,
    )
    Ballot.objects.bulk_create(
        [ballot], update_conflicts=True, unique_fields=["round", "key", "statement"], update_fields=["choice"]
    )


def may_cast(seat: Seat, round_: Round) -> bool:
    """Members of staff cast no ballot: neither as advocates nor as themselves."""
    return seat.subject_id == round_.subject_id and may_speak_for_oneself(seat)


def is_admitted(seat: Seat, round_: Round) -> bool:
    """Whether a seat came in by a way that this round admits. A code brings one seat, whatever cookies there are."""
    return admits(round_.mode, seat.way)


def key_of(secret: str, seat_id: uuid.UUID) -> str:
    """The key under which a round keeps the ballots of a seat: without the secret it leads nowhere."""
    return hmac.new(bytes.fromhex(secret), seat_id.bytes, hashlib.sha256).hexdigest()
