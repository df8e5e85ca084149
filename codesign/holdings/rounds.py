"""The part of one seat in rounds. Once a round is settled, nothing leads from its ballots to a seat."""

import uuid

from django.utils.translation import gettext as _

from codesign.actions.ballots import key_of
from codesign.enums import Moderation
from codesign.models import Appeal, Ballot, Round, Statement, Voted
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
    statements = Statement.objects.filter(seat=seat_id).order_by("number").prefetch_related("hides__appeal")
    return [
        {
            "suggested_on": each.added_on,
            "words": each.body,
            "moderation": each.get_moderation_display(),
            "why": each.hide.because or each.hide.get_reason_display() if each.hide else "",
            "appeals": [hide.appeal.body for hide in each.hides.all() if hasattr(hide, "appeal")],
        }
        for each in statements
    ]


def _erase_statements(seat_id: uuid.UUID) -> None:
    """What others are asked about belongs to the round and stays, from nobody. Of all else the words go.

    What was left out, held or reported keeps its row, which is counted.
    """
    own = Statement.objects.filter(seat=seat_id)
    Appeal.objects.filter(hide__statement__in=own).update(body="")
    others = own.exclude(moderation=Moderation.ACCEPTED)
    others.filter(ballots=None, hides=None, cases=None).delete()
    others.update(body="")
    own.update(seat=None, send_key=None)


ROUNDS = Holding("rounds", _tell, _erase)
STATEMENTS = Holding("statements", _tell_statements, _erase_statements)
