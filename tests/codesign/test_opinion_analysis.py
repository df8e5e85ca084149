"""The analysis of opinion in a round: when it is due, what it writes down, and what becomes of it when it fails."""

import hashlib
from datetime import timedelta
from io import StringIO

import numpy as np
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from codesign.actions.consultations import import_consultation
from codesign.actions.opinion import request_analysis, request_check
from codesign.enums import AnalysisState, Choice, Moderation
from codesign.imports import read_consultation
from codesign.models import Ballot, OpinionAnalysis, Round
from codesign.opinion import ballots as reader
from codesign.opinion import rounds
from codesign.opinion.ballots import read_ballots
from codesign.opinion.published import analyse_consultation
from codesign.opinion.rounds import PLACE, analyse, check
from tests.codesign.test_statements import make_round, make_statements
from tests.factories import make_owner, make_subject
from tests.measures.ballots import NOTHING, two_camps

pytestmark = pytest.mark.django_db(databases=["default", "vault"])

CHOICES = {1: Choice.AGREE, 0: Choice.UNSURE, -1: Choice.DISAGREE}
POLIS = settings.SHARED_DATA / "polis"
# Far from both limits of the verdict: people stand in another order in every round, and so each draws other copies.
CLEAR = POLIS / "scoop-hivemind.taxes"
SECOND = timedelta(seconds=1)
needs_polis = pytest.mark.skipif(not POLIS.is_dir(), reason="the published data sets are not beside this checkout")


def key_of(person):
    return hashlib.sha256(str(person).encode()).hexdigest()


def cast(round_, rows, first=0):
    """One list a person, one number a statement; 9 where there is no ballot."""
    statements = list(round_.subject.statements.order_by("number"))
    Ballot.objects.bulk_create(
        Ballot(round=round_, key=key_of(person), statement=statement, choice=CHOICES[choice])
        for person, row in enumerate(rows, first)
        for statement, choice in zip(statements, row, strict=False)
        if choice != NOTHING
    )


@pytest.fixture
def round_():
    subject = make_subject()
    make_statements(subject, 10)
    return make_round(subject, is_open=True)


def close(round_):
    round_.closed_at = round_.settled_at = timezone.now()
    round_.secret = ""
    round_.save()


def analysed(round_):
    OpinionAnalysis.objects.get_or_create(round=round_)
    analyse(round_.pk)
    return OpinionAnalysis.objects.get(round=round_)


def test_two_camps_are_two_groups_with_what_they_stand_for(round_):
    cast(round_, two_camps())
    analysis = analysed(round_)
    assert analysis.state == AnalysisState.DONE
    assert [group["people"] for group in analysis.groups] == [20, 20]
    assert analysis.people == 40
    assert sum(analysis.ballots.values()) == 400
    assert all(group["statements"] for group in analysis.groups)
    assert [standing["number"] for standing in analysis.standings] == list(range(1, 11))
    for standing in analysis.standings:
        (agree, disagree, seen), (others_agree, _, others_seen) = standing["groups"].values()
        assert agree + disagree <= seen == others_seen == 20
        assert standing["consensus"] == pytest.approx((agree + 1) / 22 * (others_agree + 1) / 22)


def test_groups_keep_their_numbers_while_people_come(round_):
    camps = two_camps(people=80)
    cast(round_, camps[:40])
    before = numbers_of(analysed(round_))
    second = [person for person in range(40) if before[int(key_of(person)[:15], 16)] == 1][0]
    # The second group becomes the larger one, which alone would be numbered first.
    cast(round_, [row for person, row in enumerate(camps[40:]) if person % 2 == second % 2], first=40)
    after = numbers_of(analysed(round_))
    assert before.keys() <= after.keys()
    assert {person: after[person] for person in before} == before


def numbers_of(analysis):
    return dict(np.frombuffer(bytes(analysis.places), dtype=PLACE).tolist())


def test_moderated_statements_and_what_was_not_understood_are_no_opinions(round_):
    cast(round_, two_camps())
    Ballot.objects.filter(statement__number=2).update(choice=Choice.UNCLEAR)
    round_.subject.statements.filter(number=1).update(moderation=Moderation.REJECTED)
    analysis = analysed(round_)
    assert [standing["number"] for standing in analysis.standings] == list(range(3, 11))


@pytest.mark.parametrize("rows", [[], [[1] * 10], [[1] * 10] * 40, [[1, 1] + [9] * 8, [-1, -1] + [9] * 8]])
def test_too_little_to_group_says_so_and_shows_nothing(round_, rows):
    cast(round_, rows)
    analysis = analysed(round_)
    assert analysis.state == AnalysisState.DONE
    assert analysis.too_few.endswith(".")
    assert (analysis.groups, analysis.standings, analysis.silhouette) == ([], [], None)
    assert analysis not in OpinionAnalysis.objects.unchecked()


def test_groups_are_compared_with_chance_and_the_way_there_is_told(round_):
    cast(round_, two_camps())
    analysed(round_)
    check(round_.pk)
    analysis = OpinionAnalysis.objects.get(round=round_)
    assert analysis.is_stable is True
    assert analysis.stability["p_value"] == 0.01
    assert (analysis.done, analysis.total) == (149, 149)


def test_new_ballots_take_the_verdict_away(round_):
    cast(round_, two_camps())
    analysed(round_)
    check(round_.pk)
    cast(round_, [[1] * 10], first=40)
    assert analysed(round_).is_stable is None


def test_a_verdict_about_groups_that_are_gone_is_dropped(round_, monkeypatch):
    cast(round_, two_camps())
    analysed(round_)

    def analysed_meanwhile(*args, **kwargs):
        analysed(round_)
        return checked(*args, **kwargs)

    checked = rounds.check_stability
    monkeypatch.setattr(rounds, "check_stability", analysed_meanwhile)
    check(round_.pk)
    assert OpinionAnalysis.objects.get(round=round_).is_stable is None


def test_a_failure_is_told_and_keeps_what_was_found(round_):
    cast(round_, two_camps())
    found = analysed(round_).groups
    Ballot.objects.filter(key=key_of(0)).update(key="no key at all")
    with pytest.raises(Exception, match="hexadecimal|invalid literal"):
        analyse(round_.pk)
    analysis = OpinionAnalysis.objects.get(round=round_)
    assert (analysis.state, analysis.groups) == (AnalysisState.FAILED, found)


def test_of_an_open_round_there_is_no_analysis_for_it_holds_exact_counts(round_):
    cast(round_, two_camps())
    assert not OpinionAnalysis(round=round_).is_due({"agree": 400})
    assert not request_analysis(round_)
    Round.objects.filter(pk=round_.pk).update(closed_at=timezone.now())
    assert not request_analysis(Round.objects.get())
    call_command("analyse_rounds", stdout=StringIO())
    assert not OpinionAnalysis.objects.exists()


def test_a_round_without_ballots_is_not_analysed(round_):
    close(round_)
    assert not OpinionAnalysis(round=round_).is_due({})


def test_a_round_that_was_counted_is_analysed_once(round_):
    close(round_)
    now = timezone.now()
    before = OpinionAnalysis(round=round_, asked_at=now - timedelta(days=1), ballots={"agree": 2})
    after = OpinionAnalysis(round=round_, asked_at=now, ballots={"agree": 2})
    assert before.is_due({"agree": 2})
    assert not after.is_due({"agree": 2})


@pytest.mark.parametrize(
    ("state", "waited", "is_busy"),
    [
        (AnalysisState.WAITING, 60 * SECOND, True),
        (AnalysisState.RUNNING, 60 * SECOND, True),
        (AnalysisState.WAITING, 3600 * SECOND, False),
        (AnalysisState.RUNNING, 3600 * SECOND, False),
        (AnalysisState.DONE, 1 * SECOND, False),
        (AnalysisState.FAILED, 1 * SECOND, False),
    ],
)
def test_what_is_in_hand_is_not_asked_for_again_until_it_is_lost(round_, state, waited, is_busy):
    now = timezone.now()
    assert OpinionAnalysis(round=round_, state=state, asked_at=now - waited).is_busy(now) is is_busy


def test_two_requests_ask_the_worker_once(round_, django_capture_on_commit_callbacks):
    cast(round_, two_camps())
    close(round_)
    with django_capture_on_commit_callbacks() as asked:
        assert request_analysis(round_)
        assert not request_analysis(round_)
    assert len(asked) == 1


def test_the_clock_asks_for_what_is_due_and_the_worker_does_it(round_, django_capture_on_commit_callbacks):
    cast(round_, two_camps())
    close(round_)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("analyse_rounds", stdout=StringIO())
    assert OpinionAnalysis.objects.get(round=round_).state == AnalysisState.DONE
    said = StringIO()
    call_command("analyse_rounds", stdout=said)
    assert said.getvalue() == "Asked for 0 analyses.\n"


def test_by_night_what_nobody_looked_at_is_compared_with_chance(round_, django_capture_on_commit_callbacks):
    cast(round_, two_camps())
    analysed(round_)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("check_groups", stdout=StringIO())
    assert OpinionAnalysis.objects.get(round=round_).is_stable is True
    assert not OpinionAnalysis.objects.unchecked()


@pytest.mark.parametrize("count", [1, 3])
def test_more_rounds_are_found_in_one_question(count, django_assert_num_queries):
    for _ in range(count):
        subject = make_subject()
        make_round(subject)
        make_round(subject, is_open=True)
    with django_assert_num_queries(1):
        assert len(Round.objects.unfinished()) == count


def test_a_round_that_is_over_and_analysed_is_looked_at_no_more(round_):
    close(round_)
    OpinionAnalysis.objects.create(round=round_, asked_at=timezone.now())
    assert round_ not in Round.objects.unfinished()


def test_the_fast_way_to_read_brings_what_the_plain_one_does(round_):
    cast(round_, [[1, 0, -1, 9, 9, 1, 1, 1, 1, 0], [9] * 9 + [1], [-1] * 10])
    Ballot.objects.filter(statement__number=7).update(choice=Choice.UNCLEAR)
    read = read_ballots(round_)
    assert read.ballots.people == 3
    assert read.statements.tolist() == [1, 2, 3, 4, 5, 6, 8, 9, 10]
    ways = [reader._queried, *([reader._packed] if connection.vendor == "postgresql" else [])]
    rows = [sorted(zip(*(column.tolist() for column in way(round_)), strict=True)) for way in ways]
    assert rows[0] == rows[-1]
    assert len(rows[0]) == 17


@needs_polis
def test_an_imported_consultation_is_analysed_as_its_export_is(django_capture_on_commit_callbacks):
    consultation = read_consultation(CLEAR)
    with django_capture_on_commit_callbacks(execute=True):
        subject = import_consultation(consultation=consultation, owner=make_owner()).subject
    analysis = OpinionAnalysis.objects.get(round__subject=subject)
    published = analyse_consultation(consultation, excludes_moderated=True)
    assert len(analysis.groups) == published["k"]
    assert analysis.silhouette == pytest.approx(published["silhouette"], abs=1e-3)
    sizes = sorted(list(published["labels"].values()).count(group) for group in range(published["k"]))
    assert sorted(group["people"] for group in analysis.groups) == sizes
    assert analysis.is_stable is published["stable"]


def test_a_check_is_asked_for_after_the_commit(round_, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as asked:
        request_check(OpinionAnalysis.objects.create(round=round_))
    assert len(asked) == 1
