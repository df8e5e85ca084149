"""One account of all checks and test runs: every skip is named, and the worst result wins."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

OUTCOMES = ("failed", "passed", "skipped", "xfailed", "errors")


@dataclass
class Result:
    """What came of one check or one run of pytest."""

    name: str
    seconds: float
    exit_code: int
    counts: dict[str, int] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    @property
    def has_failed(self) -> bool:
        return self.exit_code != 0 or bool(self.counts.get("failed") or self.counts.get("errors"))


def read_report(name: str, seconds: float, exit_code: int, report: Path) -> Result:
    """Read pytest's JUnit report. A run that died before writing one counts as an error of its own."""
    result = Result(name, seconds, exit_code, dict.fromkeys(OUTCOMES, 0))
    if not report.is_file():
        result.counts["errors"] = 1
        return result
    for case in ElementTree.parse(report).getroot().iter("testcase"):  # noqa: S314 - written by our own run
        count(result, case)
    if result.has_failed is False and not sum(result.counts.values()):
        result.left_out.append(f"{name}: no test was found")
    if exit_code and not (result.counts["failed"] or result.counts["errors"]):
        result.counts["errors"] = 1
    return result


def count(result: Result, case: ElementTree.Element) -> None:
    identity = f"{case.get('classname', '')}::{case.get('name', '')}"
    skipped = case.find("skipped")
    if case.find("error") is not None:
        result.counts["errors"] += 1
    elif case.find("failure") is not None:
        result.counts["failed"] += 1
    elif skipped is not None:
        kind = "xfailed" if skipped.get("type") == "pytest.xfail" else "skipped"
        result.counts[kind] += 1
        result.left_out.append(f"{result.name}: {identity} {kind}: {skipped.get('message', 'without a reason')}")
    else:
        result.counts["passed"] += 1


def total_line(results: list[Result], seconds: float) -> str:
    """Add everything up in pytest's own form. A failed check counts as one failure."""
    totals = dict.fromkeys(OUTCOMES, 0)
    for result in results:
        for outcome, number in result.counts.items():
            totals[outcome] += number
        if not result.counts and result.has_failed:
            totals["failed"] += 1
    said = [f"{number} {outcome}" for outcome, number in totals.items() if number]
    return f"{', '.join(said) or 'no tests ran'} in {seconds:.2f}s"


def lines(results: list[Result], seconds: float) -> list[str]:
    text = ["", "Summary"]
    for result in results:
        verdict = "FAILED" if result.has_failed else "ok"
        counted = ", ".join(f"{number} {outcome}" for outcome, number in result.counts.items() if number)
        text.append(f"  {verdict:7}{result.seconds:7.1f} s  {result.name}{f': {counted}' if counted else ''}")
    left_out = [line for result in results for line in result.left_out]
    text += ["Left out:", *(f"  {line}" for line in left_out)] if left_out else ["Nothing was left out."]
    return [*text, total_line(results, seconds)]
