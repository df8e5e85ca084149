"""The analysis of published consultations, against their own figures and a product-neutral checker."""

import csv
import json
import shutil
import subprocess
import sys
from io import StringIO

import numpy as np
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from codesign.imports import read_consultation
from codesign.opinion.published import Reading, analyse_consultation
from measures.opinion.ballots import ballots_of
from measures.opinion.groups import find_groups
from measures.opinion.stability import check_stability
from measures.opinion.statements import agreement, disagreement, group_informed_consensus, group_votes

POLIS = settings.SHARED_DATA / "polis"
CHECK = settings.SHARED_DATA / "check" / "compare.py"
EXPECTED = sorted((settings.SHARED_DATA / "expected").glob("polis_*.json"))

pytestmark = pytest.mark.skipif(not EXPECTED, reason="the published data sets are not beside this checkout")


def analysed(folder, target, *arguments):
    call_command("analyse_consultation", folder, "--json", target, *arguments, stdout=StringIO())
    return json.loads(target.read_text())


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.stem)
def test_a_published_consultation_is_analysed_as_the_checker_expects(expected, tmp_path):
    analysed(POLIS / expected.stem.removeprefix("polis_"), tmp_path / "analysis.json")
    checked = subprocess.run(
        [sys.executable, CHECK, expected, tmp_path / "analysis.json"], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stdout


def test_consensus_equals_the_column_that_the_export_brings(tmp_path):
    analysis = analysed(POLIS / "bg2050-volunteers", tmp_path / "analysis.json")
    with (POLIS / "bg2050-volunteers" / "comments.csv").open() as file:
        published = {row["comment-id"]: float(row["group-informed-consensus"]) for row in csv.DictReader(file)}
    assert len(published) == 371
    assert analysis["gic"].keys() == published.keys()
    assert max(abs(analysis["gic"][number] - value) for number, value in published.items()) <= 1e-9


def test_moderated_statements_can_be_left_out(tmp_path):
    folder = POLIS / "15-per-hour-seattle"
    counted, excluded = (
        analysed(folder, tmp_path / "counted.json"),
        analysed(folder, tmp_path / "excluded.json", "--exclude-moderated"),
    )
    assert counted["counts"] == excluded["counts"]
    assert len(counted["gic"]) - len(excluded["gic"]) == 23
    assert excluded["gic"].items() <= counted["gic"].items()
    assert excluded["coords"] != counted["coords"]


def shuffled(ballots, generator):
    """Every column dealt anew among those who voted on it."""
    by_column = ballots.choices.tocsc(copy=True)
    for start, end in zip(by_column.indptr[:-1], by_column.indptr[1:], strict=True):
        generator.shuffle(by_column.data[start:end])
    return type(ballots)(by_column.tocsr())


@pytest.mark.parametrize("name", ["london.youth.policing", "brexit-consensus"])
@pytest.mark.long
def test_shuffled_votes_have_no_groups(name, is_long):
    """Of a hundred copies at most five may look grouped, by the size of the test; daily five copies stand for them."""
    ballots = Reading(read_consultation(POLIS / name), excludes_moderated=False).ballots
    generator = np.random.default_rng(20261126)
    copies = [shuffled(ballots, generator) for _ in range(100 if is_long else 5)]
    stable = [check_stability(copy, find_groups(copy)).is_stable for copy in copies]
    assert sum(stable) <= len(copies) * 0.05


def test_an_export_without_groups_is_counted_by_our_own(tmp_path):
    folder = tmp_path / "brexit"
    shutil.copytree(POLIS / "brexit-consensus", folder)
    path = folder / "participants-votes.csv"
    with path.open() as file:
        rows = list(csv.reader(file))
    column = rows[0].index("group-id")
    for row in rows[1:]:
        row[column] = ""
    with path.open("w") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    analysis = analysed(folder, tmp_path / "analysis.json")
    assert set(analysis["representative"]) == {str(group) for group in range(analysis["k"])}


VOTE = "timestamp,comment-id,voter-id,vote\n"
COMMENTS = "timestamp,comment-id,moderated,comment-body\n"


def export(folder, *, participants, votes, statements=2):
    folder.mkdir()
    stamp = 1500000000000
    (folder / "summary.csv").write_text("topic,A question\n")
    (folder / "comments.csv").write_text(
        COMMENTS + "".join(f"{stamp},{number},1,Statement {number}\n" for number in range(statements))
    )
    counts = [sum(voter == participant for voter, _, _ in votes) for participant in range(participants)]
    (folder / "participants-votes.csv").write_text(
        "participant,group-id,n-votes\n" + "".join(f"{number},,{count}\n" for number, count in enumerate(counts))
    )
    (folder / "votes.csv").write_text(
        VOTE + "".join(f"{stamp},{statement},{voter},{vote}\n" for voter, statement, vote in votes)
    )
    return folder


@pytest.mark.parametrize(
    ("participants", "votes"),
    [
        (1, [(0, 0, 1), (0, 1, -1)]),
        (5, [(voter, 0, 1) for voter in range(5)]),
        (5, [(voter, statement, 1) for voter in range(5) for statement in (0, 1)]),
    ],
    ids=["one voter", "one statement", "all the same"],
)
def test_too_little_is_said_and_no_number_is_made(participants, votes, tmp_path):
    folder = export(tmp_path / "export", participants=participants, votes=votes)
    analysis = analysed(folder, tmp_path / "analysis.json")
    assert analysis["counts"]["votes"] == len(votes)
    assert analysis["too_few"]
    assert (analysis["k"], analysis["labels"], analysis["coords"], analysis["stable"]) == (0, {}, {}, False)


def test_a_broken_export_is_refused_with_its_line(tmp_path):
    folder = export(tmp_path / "export", participants=2, votes=[(0, 0, 1), (1, 0, -1)])
    (folder / "votes.csv").write_text((folder / "votes.csv").read_text() + "1500000000000,1,1,2\n")
    with pytest.raises(CommandError, match=r"votes\.csv, line 4: vote must be a whole number from -1 to 1"):
        analysed(folder, tmp_path / "analysis.json")
    assert not (tmp_path / "analysis.json").exists()


def test_a_group_that_is_no_number_is_refused_with_its_line(tmp_path):
    folder = export(tmp_path / "export", participants=2, votes=[(0, 0, 1), (1, 0, -1)])
    path = folder / "participants-votes.csv"
    path.write_text(path.read_text().replace("1,,1", "1,red,1"))
    with pytest.raises(CommandError, match=r"participants-votes\.csv, line 3: group-id must be"):
        analysed(folder, tmp_path / "analysis.json")


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        analysed(POLIS / "london.youth.policing", tmp_path / "nowhere" / "analysis.json")


def test_the_first_and_the_last_analysis_are_the_same():
    consultation = read_consultation(POLIS / "london.youth.policing")
    assert analyse_consultation(consultation) == analyse_consultation(consultation)


FIXTURES = sorted((settings.SHARED_DATA / "polis-math-fixtures").glob("*/math-pca2.json"))
SIDES = {"agree": agreement, "disagree": disagreement}


def votes_of(folder, math):
    """The votes of Polis' own groups, which are groups of its base clusters."""
    votes = {
        (vote.get("pid", vote.get("participant_id")), vote.get("tid", vote.get("statement_id"))): vote["vote"]
        for vote in sorted(json.loads((folder / "votes.json").read_text()), key=lambda vote: int(vote["modified"]))
    }
    pairs = np.array(list(votes))
    labels = np.full(pairs[:, 0].max() + 1, -1)
    members = dict(zip(math["base-clusters"]["id"], math["base-clusters"]["members"], strict=True))
    for group in math["group-clusters"]:
        for base in group["members"]:
            labels[members[base]] = group["id"]
    ballots = ballots_of(*pairs.T, list(votes.values()), people=len(labels), statements=max(math["tids"]) + 1)
    return group_votes(ballots, labels)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.parent.name)
def test_counts_and_statistics_equal_those_of_polis(path):
    """Group votes, consensus and the z-values of repness, under the groups that Polis itself found."""
    math = json.loads(path.read_text())
    votes = votes_of(path.parent, math)
    for group, published in math["group-votes"].items():
        for statement, counts in published["votes"].items():
            at = (int(group), int(statement))
            assert (votes.agree[at], votes.disagree[at], votes.seen[at]) == (counts["A"], counts["D"], counts["S"])
    consensus = group_informed_consensus(votes)
    for statement, published in math["group-aware-consensus"].items():
        assert consensus[int(statement)] == pytest.approx(published, abs=1e-9)
    for group, chosen in math["repness"].items():
        for each in chosen:
            side, at = SIDES[each["repful-for"]](votes), (int(group), each["tid"])
            assert side.ratio_test[at] == pytest.approx(each["repness-test"], abs=1e-6)
            assert side.share_test[at] == pytest.approx(each["p-test"], abs=1e-6)
            assert side.ratio[at] == pytest.approx(each["repness"], abs=1e-6)
