"""The command that compares a survey with the population, against published figures and with broken files."""

import json
import shutil
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.measures.flying import FLYING, needs_survey

ARGUMENTS = ("--rake", "gender", "--cross", "gender,region")


def analysed(folder, target, *, rake, cross):
    call_command("representation", folder, "--rake", rake, "--cross", cross, "--json", target, stdout=StringIO())
    return json.loads(target.read_text())


@needs_survey
def test_a_published_survey_gives_the_reference_figures(tmp_path):
    expected = json.loads((settings.SHARED_DATA / "expected" / "segments_flying.json").read_text())
    figures = analysed(FLYING, tmp_path / "out", rake="gender,education,region", cross="region,education")
    compared = [name for name in expected if not name.startswith("sdc_")]
    assert len(compared) == 15
    for name in compared:
        assert_close(figures[name], expected[name], name)
    for name, most in (("sdc_5", 24), ("sdc_10", 35)):
        assert figures[name]["primary"] == expected[name]["primary"]
        assert figures[name]["recomputable_before"] == expected[name]["recomputable_before"]
        assert figures[name]["suppressed_after"] <= most
        assert figures[name]["min_width"] >= int(name.removeprefix("sdc_")) / 2


def assert_close(figure, expected, where):
    """To the last decimal that the reference prints."""
    if isinstance(expected, dict):
        assert figure.keys() == expected.keys()
        for name, value in expected.items():
            assert_close(figure[name], value, f"{where} {name}")
    elif isinstance(expected, list):
        assert figure == pytest.approx(expected, abs=5.1e-5), where
    else:
        assert figure == pytest.approx(expected, abs=5.1e-4), where


@pytest.fixture
def survey(tmp_path):
    """Twenty people of two genders and two regions, half of them agreeing with everything."""
    folder = tmp_path / "survey"
    folder.mkdir()
    people = [f"{id},{'fm'[id % 2]},{'ns'[id // 10]}" for id in range(20)]
    (folder / "participants.csv").write_text("\n".join(["participant,gender,region", *people, ""]))
    votes = [f"{id},0,{1 if id % 3 else -1}" for id in range(20)]
    (folder / "votes.csv").write_text("\n".join(["voter-id,comment-id,vote", *votes, ""]))
    counts = [f"{gender},{region},100" for gender in "fm" for region in "ns"]
    (folder / "benchmark.csv").write_text("\n".join(["gender,region,n", *counts, ""]))
    return folder


def test_people_in_proportion_need_no_weights(survey, tmp_path):
    figures = analysed(survey, tmp_path / "out", rake="gender,region", cross="gender,region")
    assert figures["rake"] == {"n": 20, "n_eff": 20.0, "deff": 1.0, "wmin": 1.0, "wmax": 1.0}
    assert figures["CV_gender"] == 0


def test_people_who_stated_nothing_are_counted_apart(survey, tmp_path):
    people = (survey / "participants.csv").read_text()
    (survey / "participants.csv").write_text(people + "20,not-stated,n\n21,,n\n")
    figures = analysed(survey, tmp_path / "out", rake="gender", cross="gender,region")
    assert figures["not_stated_gender"] == 2
    assert figures["rake"]["n"] == 20


@pytest.mark.parametrize(
    ("file", "old", "new", "refusal"),
    [
        ("participants.csv", "19,m,s\n", "19,m\n", "participants.csv, line 21: there are 2 fields, not 3."),
        ("participants.csv", "19,m,s", "18,m,s", "participants.csv, line 21: participant 18 is already in the file."),
        ("participants.csv", "19,m,s", ",m,s", "participants.csv, line 21: there is no participant."),
        ("participants.csv", "participant,", "person,", "participants.csv, line 1: the column participant is missing."),
        ("participants.csv", "19,m,s", "19,x,s", "“x” is not among the segments of the population."),
        ("votes.csv", "19,0,1", "99,0,1", "votes.csv, line 21: participant 99 is not in participants.csv."),
        ("votes.csv", "19,0,1", "18,0,1", "votes.csv, line 21: participant 18 has voted on 0 before."),
        ("votes.csv", "19,0,1", "19,0,2", "votes.csv, line 21: vote must be a whole number from -1 to 1, not “2”."),
        ("votes.csv", "19,0,1", "19,0,nan", "not “nan”."),
        ("votes.csv", "19,0,1\n", "19,0,1", "the last line is cut off"),
        ("benchmark.csv", "m,s,100", "m,s,-1", "benchmark.csv, line 5: n must be a whole number"),
        ("benchmark.csv", "m,s,100", ",s,100", "benchmark.csv, line 5: there is no gender."),
        ("benchmark.csv", "f,n,100\nf,s,100\n", "f,n,0\nf,s,0\n", "The population of “f” is 0"),
        ("benchmark.csv", "gender,", "sex,", "no file counts the people by gender."),
    ],
)
def test_a_broken_file_is_refused_by_line(survey, file, old, new, refusal):
    content = (survey / file).read_text()
    assert old in content
    (survey / file).write_text(content.replace(old, new))
    with pytest.raises(CommandError) as refused:
        call_command("representation", survey, *ARGUMENTS, stdout=StringIO())
    assert refusal in str(refused.value)


@pytest.mark.parametrize("file", ["participants.csv", "votes.csv"])
def test_a_missing_file_is_named(survey, file):
    (survey / file).unlink()
    with pytest.raises(CommandError, match=f"^{file}: the file is missing"):
        call_command("representation", survey, *ARGUMENTS, stdout=StringIO())


def test_two_files_that_count_the_same_are_both_named(survey):
    shutil.copy(survey / "benchmark.csv", survey / "benchmark2.csv")
    with pytest.raises(CommandError, match=r"benchmark\.csv, benchmark2\.csv all count gender"):
        call_command("representation", survey, *ARGUMENTS, stdout=StringIO())


@pytest.mark.parametrize(
    ("rake", "cross", "refusal"),
    [
        ("income", "gender,region", "no dimension “income”; it has gender, region"),
        ("gender", "gender,income", "no dimension “income”"),
        ("gender", "gender", "--cross takes two dimensions"),
        ("gender", "gender,region,gender", "--cross takes two dimensions"),
    ],
)
def test_an_unknown_dimension_is_refused_by_name(survey, rake, cross, refusal):
    with pytest.raises(CommandError, match=refusal):
        call_command("representation", survey, "--rake", rake, "--cross", cross, stdout=StringIO())


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="there is no such folder"):
        call_command("representation", tmp_path / "nothing", *ARGUMENTS, stdout=StringIO())
