"""Who may use which verb in which stage: one table, and the order in which refusals are tried."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from codesign.boards import commands as verbs
from codesign.boards.results import Refusal
from codesign.enums import SeatRole, Stage

ANYBODY = frozenset({SeatRole.PARTICIPANT, SeatRole.FACILITATOR})
PARTICIPANTS = frozenset({SeatRole.PARTICIPANT})
FACILITATORS = frozenset({SeatRole.FACILITATOR})
OPEN = frozenset({Stage.REVEAL, Stage.GROUP, Stage.DISCUSS, Stage.DECIDE})
WRITING = OPEN | {Stage.WRITE_ALONE}
RUNNING = frozenset(Stage) - {Stage.CLOSE}


@dataclass(frozen=True)
class Rule:
    roles: frozenset[SeatRole]
    stages: frozenset[Stage]


RULES: Mapping[type[verbs.Command], Rule] = {
    verbs.AddNote: Rule(ANYBODY, WRITING),
    verbs.EditNote: Rule(ANYBODY, WRITING),
    verbs.RemoveNote: Rule(ANYBODY, WRITING),
    verbs.MoveNote: Rule(ANYBODY, OPEN),
    verbs.GroupNote: Rule(ANYBODY, frozenset({Stage.GROUP, Stage.DISCUSS})),
    verbs.AddMark: Rule(ANYBODY, frozenset({Stage.VOTE, Stage.DECIDE})),
    verbs.RemoveMark: Rule(ANYBODY, frozenset({Stage.VOTE, Stage.DECIDE})),
    verbs.SetPosition: Rule(PARTICIPANTS, frozenset({Stage.FIRST_POSITION})),
    verbs.SetStage: Rule(FACILITATORS, RUNNING),
    verbs.ExtendStage: Rule(FACILITATORS, RUNNING),
}


def check(command: verbs.Command, roles: Collection[SeatRole], stage: str) -> None:
    """Raise Refusal unless one of these roles may do this in this stage."""
    rule = RULES[type(command)]
    if not roles:
        raise Refusal("not_allowed", _("You have no seat at this board any more. Join the workshop again."))
    if not rule.roles & set(roles):
        raise Refusal("not_allowed", _("Only another role at this board may do this."))
    if stage == Stage.CLOSE:
        raise Refusal("closed", _("This workshop is closed. Nothing can be changed here any more."))
    if stage not in rule.stages:
        raise Refusal("wrong_stage", _("This cannot be done in this stage. Wait for the stage that it belongs to."))
