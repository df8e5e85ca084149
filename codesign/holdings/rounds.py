"""The part of one seat in rounds. Once a round is settled, nothing leads from its ballots to a seat."""

import uuid

from django.utils.translation import gettext as _

from codesign.actions.ballots import key_of
from codesign.enums import Moderation
from codesign.models import Ballot, Round, Statement, Voted
from people.holdings import Facts, Holding


def _tell(seat_id: uuid.UUID) -> Facts:
    voted = Voted.objects.filter(seat=seat_id).select_related("round").order_by("id")
    return [{"round": each.round.title, "choices": _choices(each.round, seat_id)} for each in voted]


def _choices(round_: Round, seat_id: uuid.UUID) -> list[dict[str, str]] | str:
    if not round_.secret:
        return _("This round is counted. Nothing leads from a choice to you any more, so we cannot tell.")
    own = round_.ballots.filter(key=key_of(round_.secret, seat_id)).select_related("statement")
    return [{"statement": ballot.statement.body, "choice": ballot.get_choice_display()} for ballot in own]


def _erase(seat_id: uuid.UUID) -> None:
    """Take the ballots out of rounds that are not counted yet. The round's row is the lock, as for closing."""
    rounds = Round.objects.filter(voted__seat=seat_id, settled_at=None)
    for round_ in Round.objects.select_for_update(of=("self",)).filter(pk__in=rounds):
        Ballot.objects.filter(round=round_, key=key_of(round_.secret, seat_id)).delete()
        Voted.objects.filter(round=round_, seat=seat_id).delete()


def _tell_statements(seat_id: uuid.UUID) -> Facts:
    statements = Statement.objects.filter(seat=seat_id).order_by("number")
    return [
        {
            "suggested_on": each.added_on,
            "words": each.body,
            "moderation": each.get_moderation_display(),
            "why": each.left_out_because,
        }
        for each in statements
    ]


def _erase_statements(seat_id: uuid.UUID) -> None:
    """What others are asked about belongs to the round and stays, from nobody; everything else goes."""
    own = Statement.objects.filter(seat=seat_id)
    own.exclude(moderation=Moderation.ACCEPTED).filter(ballots=None).delete()
    own.update(seat=None, send_key=None)


ROUNDS = Holding("rounds", _tell, _erase)
STATEMENTS = Holding("statements", _tell_statements, _erase_statements)
