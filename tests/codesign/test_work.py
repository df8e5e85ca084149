"""The small piece of work that is asked of guests in a rush: signed, short-lived, used once, and never a refusal."""

import itertools
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from codesign import work
from codesign.enums import Way
from codesign.models import ModerationCase, Seat, SolvedWork, Statement, Voice
from codesign.permissions.moderation import queue_for_moderator
from codesign.work import is_solved, new_challenge, use_up
from tests.codesign.pages import client_of, send, words_of
from tests.codesign.round_steps import make_open_round
from tests.codesign.test_moderation import make_moderator
from tests.factories import make_seat, make_subject, make_user, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
RUSH = 20


@pytest.fixture(autouse=True)
def little_work(monkeypatch):
    monkeypatch.setattr(work, "LEADING_ZERO_BITS", 6)


def solve(challenge, subject):
    tries = map(str, itertools.count())
    return next(each for each in tries if is_solved(challenge=challenge, solution=each, subject=subject))


@pytest.fixture
def rushed():
    subject = make_subject()
    for _ in range(RUSH):
        make_voice(make_seat(subject))
    return subject


def test_an_answer_is_taken_once_for_one_thing(subject):
    challenge = new_challenge(subject)
    assert use_up(challenge=challenge, what_for="a form")
    assert use_up(challenge=challenge, what_for="a form")
    assert not use_up(challenge=challenge, what_for="another form")
    assert SolvedWork.objects.count() == 1


def test_an_answer_begins_with_enough_zeros(subject, monkeypatch):
    challenge = new_challenge(subject)
    solution = solve(challenge, subject)
    monkeypatch.setattr(work, "LEADING_ZERO_BITS", 60)
    assert not is_solved(challenge=challenge, solution=solution, subject=subject)


@pytest.mark.parametrize("solution", ["", "x", "-1", "１", "9" * 5000, "\x00", "\ud800", "1.5"])
def test_what_is_no_number_is_no_answer(subject, monkeypatch, solution):
    monkeypatch.setattr(work, "LEADING_ZERO_BITS", 0)
    assert not is_solved(challenge=new_challenge(subject), solution=solution, subject=subject)


@pytest.mark.parametrize("challenge", ["", "x", "a.b:c:d", "\ud800", "é" * 3, "9" * 5000])
def test_a_challenge_that_is_not_ours_is_none(subject, monkeypatch, challenge):
    monkeypatch.setattr(work, "LEADING_ZERO_BITS", 0)
    assert not is_solved(challenge=challenge, solution="1", subject=subject)


def test_a_challenge_of_another_subject_or_another_hour_is_none(subject, monkeypatch):
    monkeypatch.setattr(work, "LEADING_ZERO_BITS", 0)
    challenge = new_challenge(subject)
    assert is_solved(challenge=challenge, solution="1", subject=subject)
    assert not is_solved(challenge=challenge, solution="1", subject=make_subject())
    monkeypatch.setattr(work, "LIFETIME", -work.LIFETIME)
    assert not is_solved(challenge=challenge, solution="1", subject=subject)


def test_in_quiet_times_nothing_is_asked_and_nothing_held(client, subject):
    assert "data-work" not in words_of(client.get(reverse("give_voice", args=[subject.code])))
    send(client, subject, body="The line is busy.")
    assert not ModerationCase.objects.exists()


def test_in_a_rush_a_guest_without_work_is_read_first_and_told_so(client, rushed):
    words = words_of(client.get(reverse("give_voice", args=[rushed.code])))
    assert "js/work.js" in words
    assert "Your browser does a little work first" in words
    send(client, rushed, body="The line is busy.")
    voice = Voice.objects.get(body="The line is busy.")
    assert [case.cause for case in voice.cases.all()] == ["rush"]
    assert queue_for_moderator(make_moderator())[0] == voice
    told = words_of(client.get(reverse("thanks", args=[rushed.code])))
    assert "Your words are kept. A moderator reads them first." in told


def test_in_a_rush_who_did_the_work_waits_as_everybody_and_sends_the_form_twice(client, rushed):
    challenge = new_challenge(rushed)
    answer = {"challenge": challenge, "solution": solve(challenge, rushed)}
    key = str(uuid.uuid4())
    for _ in range(2):
        send(client, rushed, body="The line is busy.", send_key=key, **answer)
    assert not ModerationCase.objects.exists()
    send(Client(), rushed, body="Other words.", **answer)
    assert ModerationCase.objects.get().voice.body == "Other words."


def test_in_a_rush_other_words_under_the_same_key_are_not_covered(client, rushed):
    challenge = new_challenge(rushed)
    answer = {"challenge": challenge, "solution": solve(challenge, rushed), "send_key": str(uuid.uuid4())}
    send(client, rushed, body="First words.", **answer)
    send(client, rushed, body="Second words.", **answer)
    assert ModerationCase.objects.get().voice.body == "Second words."


@pytest.mark.parametrize("answer", [{"challenge": "\x00", "solution": "\ud800"}, {"challenge": "x" * 9000}])
def test_damaged_work_loses_nothing(client, rushed, answer):
    said = {key: value.encode("utf-8", "surrogatepass") for key, value in answer.items()}
    assert send(client, rushed, body="The line is busy.", **said).status_code == 303
    assert Voice.objects.filter(body="The line is busy.").exists()


def test_people_with_a_code_and_staff_are_not_asked(client, rushed):
    Seat.objects.filter(subject=rushed).update(way=Way.INVITED)
    seat = make_seat(rushed)
    Seat.objects.filter(pk=seat.pk).update(way=Way.INVITED)
    session = client.session
    session["seats"] = {str(rushed.pk): str(seat.pk)}
    session.save()
    for visitor in (client, client_of(make_user())):
        assert "data-work" not in words_of(visitor.get(reverse("give_voice", args=[rushed.code])))
        send(visitor, rushed, body="Known words.")
    assert not ModerationCase.objects.exists()


def test_words_for_staff_only_are_not_held(client, rushed):
    send(client, rushed, body="For staff.", visibility="staff_only")
    assert not ModerationCase.objects.exists()


def test_in_a_rush_a_suggestion_without_work_is_read_by_a_moderator_too(client, rushed):
    round_ = make_open_round(rushed, takes_statements=True)
    address = reverse("suggest", args=[rushed.code])
    client.post(address, {"body": "The letters are too long.", "send_key": uuid.uuid4()})
    statement = Statement.objects.get(seat__isnull=False)
    assert ModerationCase.objects.get().statement == statement
    desk = client_of(make_moderator())
    assert desk.post(reverse("moderation_keep", args=[statement.key])).status_code == 303
    assert statement not in list(queue_for_moderator(make_moderator()))
    assert list(round_.subject.statements.waiting()) == [statement]
