"""How good the evidence is that each sign tells something about a group that decides. No score adds them up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """A: controlled studies, repeated. B: some studies, or disputed. C: convention only."""

    STRONG = "A"
    SOME = "B"
    CONVENTION = "C"


@dataclass(frozen=True)
class Evidence:
    """What is known about one sign, to be shown beside its figure."""

    grade: Grade
    source: str
    caution: str


EVIDENCE = {
    "dissent": Evidence(
        Grade.STRONG,
        "Schulz-Hardt et al. 2006; Nemeth et al. 2001",
        "Dissent before the discussion improves decisions; played dissent does so less than real.",
    ),
    "conformity": Evidence(
        Grade.STRONG,
        "Muchnik et al. 2013; Lorenz et al. 2011",
        "Only people who chose silently and again in the open count.",
    ),
    "unique_information": Evidence(
        Grade.STRONG, "Lu, Yuan and McLeod 2012", "Somebody has to tag what was said; another may tag it differently."
    ),
    "coverage": Evidence(Grade.STRONG, "completeness", "It says who was there, not what they were heard to say."),
    "speaking_time": Evidence(
        Grade.SOME,
        "Woolley et al. 2010, later disputed",
        "Equal turns are no aim where one was asked to report.",
    ),
    "entropy": Evidence(Grade.CONVENTION, "Shannon 1948", "It describes how opinion is spread; it is no sign of risk."),
    "polarisation": Evidence(Grade.CONVENTION, "variance of a share", "An even split may be a fair picture of people."),
    "variance_between_groups": Evidence(
        Grade.CONVENTION, "Fisher 1925", "Never for groups that were found in the same votes."
    ),
    "unanimity_before_challenge": Evidence(
        Grade.CONVENTION, "Esser 1998", "Unanimity is no evidence of groupthink; few votes are unanimous by chance."
    ),
    "unanswered_challenges": Evidence(
        Grade.CONVENTION, "Kaplan and Meier 1958", "Challenges that are still open count as open until now."
    ),
    "time_to_consensus": Evidence(Grade.CONVENTION, "Kaplan and Meier 1958", "No valid threshold exists."),
    "rubber_stamp": Evidence(
        Grade.CONVENTION, "Brysbaert 2019", "Reading speed is an average of English readers: show it, accuse nobody."
    ),
}
