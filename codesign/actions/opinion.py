"""Verbs about the analysis of opinion: ask the worker for it. What it does itself is in codesign.opinion."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from codesign.enums import AnalysisState
from codesign.models import OpinionAnalysis, Round
from codesign.tasks import analyse_round, check_groups


@transaction.atomic
def request_analysis(round_: Round) -> bool:
    """Have a round analysed that is counted. Return whether the worker was asked.

    An analysis holds exact counts, so there is none of a round that people may still choose in. The row is the lock: of
    two requests at the same moment one asks, the other finds it waiting.
    """
    if round_.settled_at is None:
        return False
    OpinionAnalysis.objects.get_or_create(round=round_, defaults={"state": AnalysisState.DONE})
    analysis = OpinionAnalysis.objects.select_for_update(of=["self"]).select_related("round").get(round=round_)
    now = timezone.now()
    if analysis.is_busy(now) or not analysis.is_due(ballots_by_choice(round_)):
        return False
    analysis.state, analysis.asked_at = AnalysisState.WAITING, now
    analysis.save(update_fields=["state", "asked_at"])
    transaction.on_commit(partial(analyse_round.enqueue, round_.pk))
    return True


def request_check(analysis: OpinionAnalysis) -> None:
    """Have the groups of an analysis compared with chance: minutes of work, so by night and after a round closed."""
    transaction.on_commit(partial(check_groups.enqueue, analysis.round_id))


def request_what_is_due(rounds: Iterable[Round]) -> int:
    """Ask for every analysis that is due. Return how many were."""
    return sum(request_analysis(round_) for round_ in rounds)


def ballots_by_choice(round_: Round) -> dict[str, int]:
    return dict(round_.ballots.order_by().values_list("choice").annotate(Count("pk")))
