"""The words of the table, the formal exchange and the gate."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.representation import Hearing


class ChairState(models.TextChoices):
    """How a segment stands at the table of a subject, in the order in which the states are tried."""

    HEARD = "heard", _("Heard")
    ADVOCATED = "advocated", _("Stood in for")
    UNDER_HEARD = "under_heard", _("Under-heard")
    THIN = "thin", _("Thin")
    EMPTY = "empty", _("Empty")


# A table is judged by its worst chair.
WORST_FIRST = (ChairState.EMPTY, ChairState.THIN, ChairState.UNDER_HEARD, ChairState.ADVOCATED, ChairState.HEARD)


def state_of(hearing: Hearing, *, is_advocated: bool) -> ChairState:
    """Heard, advocated, under-heard, thin, empty: the first that fits."""
    if hearing is Hearing.HEARD:
        return ChairState.HEARD
    if is_advocated:
        return ChairState.ADVOCATED
    return {
        Hearing.UNDER_HEARD: ChairState.UNDER_HEARD,
        Hearing.THIN: ChairState.THIN,
        Hearing.NOBODY: ChairState.EMPTY,
    }[hearing]


class FindingKind(models.TextChoices):
    """What an advocate concludes for a chair."""

    OBJECTION = "objection", _("Objection")
    CONDITION = "condition", _("Condition")
    NO_OBJECTION = "no_objection", _("No objection")


class ChallengeKind(models.TextChoices):
    MISUNDERSTANDING = "misunderstanding", _("People will misunderstand it")
    BURDEN = "burden", _("It asks too much of people")
    EXCLUSION = "exclusion", _("It leaves people out")
    SAFETY = "safety", _("It touches safety or dignity")
    LEGAL = "legal", _("It may break the law")
    COST = "cost", _("It costs people money")
    EVIDENCE = "evidence", _("It is not supported by evidence")


class Basis(models.TextChoices):
    """On what a challenge rests."""

    DATA = "data", _("Data")
    RESEARCH = "research", _("Research")
    HEARD = "heard", _("Heard from someone it affects")
    ASSUMPTION = "assumption", _("Assumption")


class ReplyKind(models.TextChoices):
    CHANGED = "changed", _("Changed")
    PARTLY = "partly", _("Partly changed")
    NOT_CHANGED = "not_changed", _("Not changed")
    DEFERRED = "deferred", _("Deferred")


class ChallengeState(StrEnum):
    """Whose turn it is in an exchange, in the order in which open challenges are listed.

    After a “no” the owner may reply once more, so that a dissent need not be the last word.
    """

    WAITS_FOR_REPLY = "waits_for_reply"
    WAITS_FOR_VERDICT = "waits_for_verdict"
    DISSENT = "dissent"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
