"""Print what the log of a workshop shows about how it went, as JSON: signs, each by itself, and no score."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from codesign.workshop_log import BrokenLog, WorkshopLog, read_workshop_log
from measures.errors import MeasureError
from measures.process.conduct import (
    challenges_answered,
    coverage,
    covered_population,
    gini,
    rubber_stamps,
    speaking_times,
)
from measures.process.log import Log
from measures.process.opinion import (
    Switching,
    Unanimity,
    conformity,
    opinion_of,
    switching,
    unanimity_before_challenge,
)
from measures.proportions import wilson_interval


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="The file of the log.")

    def handle(self, *args, path: Path, **options) -> None:
        try:
            signs = signs_of(read_workshop_log(path))
        except (BrokenLog, MeasureError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(signs, ensure_ascii=False, indent=1, allow_nan=False))


def signs_of(workshop: WorkshopLog) -> dict[str, Any]:
    log = workshop.log
    switches = {statement: switching(log, statement) for statement in log.statements}
    unanimity = {statement: unanimity_before_challenge(log, statement) for statement in log.statements}
    followed = conformity(switches.values())
    times = speaking_times(log)
    found = coverage(log, least=workshop.least)
    return {
        "statements": {name: _statement(log, name, switches[name], unanimity[name]) for name in log.statements},
        "unanimity_before_challenge": _share_unanimous(list(unanimity.values())),
        "conformity": {
            "toward": list(followed.toward),
            "away": list(followed.away),
            "index": followed.index,
        },
        "speaking_gini_all": gini(times),
        "speaking_gini_speakers": gini([seconds for seconds in times if seconds]),
        "coverage": {segment: kind.value for segment, kind in found.items()},
        "coverage_population_weighted": {
            kind.value: share for kind, share in covered_population(found, log.required).items()
        },
        "challenges": _challenges(log),
        "rubber_stamp": {"approvals": len(log.approvals), "flagged": len(rubber_stamps(log))},
    }


def _statement(log: Log, statement: str, switch: Switching, unanimity: Unanimity) -> dict[str, Any]:
    opinion = opinion_of(log.last_choices(statement).values())
    return {
        "n": opinion.people,
        "agree": opinion.agree,
        "disagree": opinion.disagree,
        "passes": opinion.passes,
        "agree_share": opinion.agree_share,
        "wilson": list(wilson_interval(opinion.agree, opinion.decided)) if opinion.decided else None,
        "dissent": opinion.dissent,
        "entropy": opinion.entropy if opinion.people else None,
        "polarisation": opinion.polarisation,
        "unanimous_before_challenge": unanimity.is_unanimous,
        "n_pre": unanimity.votes,
        "majority_silent": switch.majority,
        "switch_toward": list(switch.toward),
        "switch_away": list(switch.away),
    }


def _share_unanimous(statements: list[Unanimity]) -> float | None:
    known = [each.is_unanimous for each in statements if each.is_unanimous is not None]
    return sum(known) / len(known) if known else None


def _challenges(log: Log) -> dict[str, Any]:
    answered = challenges_answered(log)
    return {
        "n": answered.count,
        "unanswered": answered.unanswered,
        "unanswered_share": answered.unanswered_share,
        "km_median_s": answered.median_seconds,
    }
