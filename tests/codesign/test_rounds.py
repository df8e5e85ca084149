"""Opening rounds, closing them, and what may be told once they are settled."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from codesign.actions.ballots import RoundClosed, cast_ballot
from codesign.actions.hides import NoReason
from codesign.actions.rounds import RoundIsOpen, close_round, settle_round, settle_what_is_due
from codesign.actions.seats import take_staff_seat
from codesign.actions.statements import (
    TakesNoStatements,
    accept_statement,
    leave_out_statement,
    suggest_statement,
    write_statements,
)
from codesign.actions.tallies import glimpses_of
from codesign.enums import Choice, Moderation, Seal, Way
from codesign.models import Ballot, OpinionAnalysis, Round, SegmentTally, Subject
from codesign.permissions import SubjectNotOpen
from people import audit, closings
from people.models import AuditEntry
from people.vault import store
from tests.codesign.round_steps import SENTENCES, make_open_round, make_voter, settled, statements_of
from tests.factories import make_closed_subject, make_dimension, make_owner, make_subject, make_user

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def round_():
    return make_open_round(takes_statements=True)


def suggest(round_, seat=None, body="The letters are too long.", **fields):
    fixed = {"language": "en", "send_key": uuid.uuid4()} | fields
    return suggest_statement(round_=round_, seat=seat or make_voter(round_), body=body, **fixed)


def cast_by(round_, statement, *choices, way=Way.OPEN_LINK, segment=None):
    for choice in choices:
        seat = make_voter(round_)
        seat.way = way
        seat.save()
        if segment:
            said = [store.Statement(segment.dimension_id, frozenset({segment.pk}))]
            store.declare(seat_id=seat.pk, statements=said, consent_text="Yes", language="en")
        cast_ballot(round_=round_, seat=seat, statement=statement, choice=choice)


def tallies(statement, way="", segment=None):
    found = SegmentTally.objects.filter(statement=statement, way=way, segment=segment)
    return dict(found.values_list("choice", "count"))


def test_a_round_asks_about_each_sentence_once():
    round_ = make_open_round(sentences=[*SENTENCES, SENTENCES[0]])
    assert [(each.number, each.body) for each in statements_of(round_)] == list(enumerate(SENTENCES, start=1))
    assert {each.moderation for each in statements_of(round_)} == {Moderation.ACCEPTED}


def test_a_later_round_may_ask_the_same_again(round_):
    settled(round_)
    again = make_open_round(round_.subject, sentences=[SENTENCES[1], "Something new."])
    assert [each.number for each in statements_of(again)] == [2, 4]


def test_a_subject_has_one_open_round(round_):
    with pytest.raises(RoundIsOpen) as refused:
        make_open_round(round_.subject)
    assert refused.value.round == round_


@pytest.mark.parametrize("person", [make_owner, make_user, lambda: make_user(is_superuser=True)])
def test_nobody_but_the_owner_decides_about_rounds_and_statements(round_, person):
    somebody, statement = person(), statements_of(round_)[0]
    refused = [
        lambda: close_round(round_=round_, closed_by=somebody),
        lambda: accept_statement(statement=statement, accepted_by=somebody),
        lambda: leave_out_statement(statement=statement, because="No.", left_out_by=somebody),
    ]
    for act in refused:
        with pytest.raises(PermissionDenied):
            act()
    assert statements_of(round_)[0] == statement


def test_at_a_subject_that_is_closed_nothing_opens():
    with pytest.raises(SubjectNotOpen):
        make_open_round(make_closed_subject())


def test_a_suggestion_waits_for_the_owner(round_):
    statement = suggest(round_)
    assert (statement.moderation, statement.number) == (Moderation.PENDING, 4)
    assert statement not in statements_of(round_)
    accept_statement(statement=statement, accepted_by=round_.subject.owner)
    assert statement in statements_of(round_)


def test_a_suggestion_sent_twice_is_one(round_):
    seat, key = make_voter(round_), uuid.uuid4()
    assert suggest(round_, seat, send_key=key) == suggest(round_, seat, send_key=key)


def test_a_suggestion_sent_again_with_other_words_loses_nothing(round_):
    seat, key = make_voter(round_), uuid.uuid4()
    for body in ("The letters are long.", "The letters are too long.", "The letters are too long."):
        suggest(round_, seat, body, send_key=key)
    waiting = list(round_.subject.statements.waiting())
    assert [(each.number, each.body) for each in waiting] == [
        (4, "The letters are long."),
        (5, "The letters are too long."),
    ]


def test_where_the_owner_takes_none_nothing_is_suggested():
    with pytest.raises(TakesNoStatements):
        suggest(make_open_round())


def test_members_of_staff_suggest_nothing_from_a_seat(round_):
    with pytest.raises(PermissionDenied):
        suggest(round_, take_staff_seat(subject=round_.subject, holder=make_user())[0])


def test_after_the_close_nothing_is_suggested(round_):
    seat = make_voter(round_)
    close_round(round_=round_, closed_by=round_.subject.owner)
    with pytest.raises(RoundClosed):
        suggest(round_, seat)


def test_after_the_close_not_even_the_owner_adds_statements(round_):
    close_round(round_=round_, closed_by=round_.subject.owner)
    with pytest.raises(RoundClosed):
        write_statements(round_=round_, sentences=["One more."], written_by=round_.subject.owner)
    assert len(statements_of(round_)) == len(SENTENCES)


def test_outside_the_dates_of_its_subject_nothing_is_suggested(round_):
    seat = make_voter(round_)
    Subject.objects.filter(pk=round_.subject_id).update(closes_at=timezone.now())
    with pytest.raises(RoundClosed):
        suggest(round_, seat)


def test_what_is_left_out_is_not_asked_and_says_why(round_):
    statement = suggest(round_)
    accept_statement(statement=statement, accepted_by=round_.subject.owner)
    left_out = leave_out_statement(statement=statement, because="It names a person.", left_out_by=round_.subject.owner)
    assert (left_out.moderation, left_out.hide.because) == (Moderation.REJECTED, "It names a person.")
    assert statement not in statements_of(round_)


@pytest.mark.parametrize("because", ["", "  "])
def test_nothing_is_left_out_without_a_reason(round_, because):
    statement = suggest(round_)
    with pytest.raises(NoReason):
        leave_out_statement(statement=statement, because=because, left_out_by=round_.subject.owner)


def test_before_it_is_settled_nobody_can_read_a_tally(round_):
    statement = statements_of(round_)[0]
    cast_by(round_, statement, *[Choice.AGREE] * 11, Choice.DISAGREE)
    close_round(round_=round_, closed_by=round_.subject.owner)
    assert not SegmentTally.objects.exists()


def test_settling_freezes_what_may_be_shown(round_):
    statement = statements_of(round_)[0]
    cast_by(round_, statement, *[Choice.AGREE] * 11, *[Choice.DISAGREE] * 6)
    settled(round_)
    assert tallies(statement) == {"agree": 10, "disagree": 5}


def test_few_ballots_are_told_to_nobody(round_):
    statement = statements_of(round_)[0]
    cast_by(round_, statement, *[Choice.AGREE] * 4, Choice.DISAGREE)
    settled(round_)
    assert tallies(statement) == {"agree": None, "disagree": None}


def test_ballots_of_each_way_are_counted_apart(round_):
    statement = statements_of(round_)[0]
    cast_by(round_, statement, *[Choice.AGREE] * 11, *[Choice.DISAGREE] * 6)
    cast_by(round_, statement, *[Choice.AGREE] * 6, *[Choice.DISAGREE] * 11, way=Way.INVITED)
    settled(round_)
    assert tallies(statement, Way.OPEN_LINK) == {"agree": 10, "disagree": 5}
    assert tallies(statement, Way.INVITED) == {"agree": 5, "disagree": 10}
    assert tallies(statement, Way.ATTESTED) == {}


def test_segments_are_told_of_where_enough_people_stand_behind_them():
    dimension = make_dimension("Town", "Country")
    town, country = dimension.segments.all()
    subject = make_subject()
    subject.asked_dimensions.add(dimension)
    round_ = make_open_round(subject)
    statement = statements_of(round_)[0]
    cast_by(round_, statement, *[Choice.AGREE] * 12, *[Choice.DISAGREE] * 8, segment=town)
    cast_by(round_, statement, *[Choice.AGREE] * 3, segment=country)
    cast_by(round_, statement, *[Choice.AGREE] * 9, *[Choice.DISAGREE] * 5)
    settled(round_)
    assert tallies(statement, segment=town) == {"agree": 10, "disagree": 10}
    assert tallies(statement, segment=country) == {"agree": None, "disagree": None}


def test_settling_rewrites_ballots_in_another_order_and_changes_none(round_):
    first, second, _third = statements_of(round_)
    cast_by(round_, first, *list(Choice) * 10)
    cast_by(round_, second, *list(Choice) * 10)
    said = set(Ballot.objects.values_list("key", "statement", "choice"))
    before = list(Ballot.objects.order_by("pk").values_list("key", flat=True))
    settled(round_)
    assert set(Ballot.objects.values_list("key", "statement", "choice")) == said
    after = list(Ballot.objects.order_by("pk").values_list("key", flat=True))
    assert sorted(after) == sorted(before)
    assert after != before


def test_a_round_is_settled_once(round_):
    cast_by(round_, statements_of(round_)[0], *[Choice.AGREE, Choice.DISAGREE] * 10)
    settled(round_)
    keys = list(Ballot.objects.values_list("pk", flat=True))
    settle_round(round_)
    assert list(Ballot.objects.values_list("pk", flat=True)) == keys
    assert OpinionAnalysis.objects.get().round == round_


def test_apps_above_see_who_chose_what_for_the_last_time(round_, monkeypatch):
    heard = []
    monkeypatch.setattr(closings, "_steps", [])
    closings.before_the_secret_is_destroyed(heard.append)
    statement = statements_of(round_)[0]
    seat = make_voter(round_)
    cast_ballot(round_=round_, seat=seat, statement=statement, choice=Choice.UNSURE)
    settled(round_)
    assert heard == [closings.ClosedRound(round_.pk, {statement.pk: {seat.pk: Choice.UNSURE}})]


def test_where_a_step_fails_nothing_is_settled_and_all_can_be_done_again(round_, monkeypatch):
    def fail(_closed):
        raise ZeroDivisionError

    monkeypatch.setattr(closings, "_steps", [fail])
    cast_by(round_, statements_of(round_)[0], Choice.AGREE)
    with pytest.raises(ZeroDivisionError):
        settled(round_)
    assert Round.objects.get().secret == round_.secret
    assert not SegmentTally.objects.exists()
    monkeypatch.setattr(closings, "_steps", [])
    assert settled(round_).settled_at


def test_by_the_clock_rounds_close_and_lost_counts_are_asked_for_again(round_):
    Round.objects.filter(pk=round_.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    lost = make_open_round()
    close_round(round_=lost, closed_by=lost.subject.owner)
    make_open_round(closes_at=timezone.now() + timedelta(days=1))
    settled(make_open_round())
    assert settle_what_is_due(Round.objects.due()) == 2
    assert Round.objects.get(pk=round_.pk).closed_at


def test_a_round_is_counted_when_its_subject_closes(round_):
    cast_by(round_, statements_of(round_)[0], Choice.AGREE)
    Subject.objects.filter(pk=round_.subject_id).update(closes_at=timezone.now())
    assert list(Round.objects.due()) == [round_]
    settle_what_is_due(Round.objects.due())
    settle_round(round_)
    assert Round.objects.get().secret == ""
    assert not Round.objects.due().exists()


def test_at_a_subject_that_has_not_opened_a_round_waits(round_):
    Subject.objects.filter(pk=round_.subject_id).update(opens_at=timezone.now() + timedelta(days=1))
    assert not Round.objects.due().exists()
    assert not Round.objects.open().exists()


def test_what_others_chose_is_not_looked_at_any_more_once_the_round_is_settled():
    """Somebody reads the page while the worker counts: the secret is gone by then."""
    round_ = make_open_round(seal=Seal.UNTIL_OWN_BALLOT)
    statement = statements_of(round_)[0]
    cast_by(round_, statement, *[Choice.AGREE] * 8, *[Choice.DISAGREE] * 8)
    settled(round_)
    assert glimpses_of(round_, [statement]) == {}
    assert not round_.glimpses.exists()


def test_the_chain_tells_who_opened_and_closed_and_nothing_of_what_was_chosen(round_):
    cast_by(round_, statements_of(round_)[0], Choice.AGREE)
    settled(round_)
    entries = AuditEntry.objects.about(audit.name_of(round_)).order_by("number")
    actions = [entry.action.rpartition(".")[2] for entry in entries]
    assert actions == ["opened", "closed", "settled"]
    assert [entry.data for entry in entries] == [{"seal": Seal.UNTIL_CLOSE, "admission": "open"}, {}, {"ballots": 1}]
