"""Whatever a form sends five times, because its connection broke, is applied once and answered the same way."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from codesign.actions.moderation import hide_words
from codesign.actions.seats import give_reference
from codesign.actions.voices import show_voice
from codesign.enums import HideReason
from codesign.models import (
    Appeal,
    Ballot,
    Conversation,
    ModerationCase,
    Reaction,
    Response,
    Seat,
    Statement,
    Voice,
    VoiceWording,
)
from people.models import AuditEntry
from tests.codesign.pages import client_of, send, words_of
from tests.codesign.round_steps import make_open_round, statements_of
from tests.codesign.test_moderation import make_moderator
from tests.codesign.test_recorded import form_for
from tests.codesign.understanding_steps import make_item, make_published, make_worded_item
from tests.factories import make_owner, make_seat, make_subject, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
TIMES = 5
WORDS = {"body": "The line is always busy.", "visibility": "without_name"}


@pytest.fixture
def subject():
    return make_subject(owner=make_owner())


def key():
    return str(uuid.uuid4())


def voice_of_another(subject):
    return show_voice(voice=make_voice(make_seat(subject)), shown_by=subject.owner)


def a_voice(subject, client):
    return reverse("give_voice", args=[subject.code]), {**WORDS, "send_key": key()}, Voice.objects.all()


def a_passage(subject, client):
    passage = make_published(subject)
    path = reverse("passage", args=[subject.code, passage.block_id])
    return path, {**WORDS, "kind": "need", "send_key": key()}, Voice.objects.all()


def a_reply(subject, client):
    voice = voice_of_another(subject)
    return reverse("voice", args=[voice.key]), {**WORDS, "send_key": key()}, Voice.objects.filter(reply_to=voice)


def a_tap(subject, client):
    path = reverse("unclear", args=[subject.code, make_published(subject).block_id])
    return path, {"seat_key": key()}, Voice.objects.all()


def a_reaction(subject, client):
    voice = voice_of_another(subject)
    form = {"seat_key": key(), "kind": "agree", "wording": voice.wording}
    return reverse("react", args=[voice.key]), form, Reaction.objects.all()


def a_report(subject, client):
    path = reverse("report", args=[voice_of_another(subject).key])
    return path, {"seat_key": key(), "reason": "insult"}, ModerationCase.objects.all()


def a_ballot(subject, client):
    statement = statements_of(make_open_round(subject))[0]
    path = reverse("vote", args=[subject.code]) + f"?statement={statement.key}"
    return path, {"seat_key": key(), "choice": "agree"}, Ballot.objects.all()


def a_suggestion(subject, client):
    make_open_round(subject, takes_statements=True)
    suggested = Statement.objects.filter(seat__isnull=False)
    return reverse("suggest", args=[subject.code]), {**WORDS, "send_key": key()}, suggested


def a_choice(subject, client):
    item = make_item(subject)
    form = {"option": item.options.first().pk, "shown": item.passage_id, "send_key": key()}
    return reverse("check", args=[subject.code]) + f"?item={item.pk}", form, Response.objects.all()


def own_words(subject, client):
    item = make_worded_item(subject)
    form = {**WORDS, "shown": item.passage_id, "send_key": key()}
    return reverse("check", args=[subject.code]) + f"?item={item.pk}", form, Response.objects.all()


def other_words(subject, client):
    send(client, subject, body="Said first.")
    path = reverse("voice_edit", args=[Voice.objects.get().key])
    return path, {**WORDS, "send_key": key()}, VoiceWording.objects.all()


def an_appeal(subject, client):
    voice = voice_of_another(subject)
    hide_words(words=voice, reason=HideReason.INSULT, hidden_by=make_moderator())
    reference = give_reference(seat=voice.seat)
    return reverse("appeal_hide", args=[reference, voice.key]), WORDS, Appeal.objects.all()


def a_conversation(subject, client):
    client.force_login(subject.owner)
    form = form_for(subject, step="save") | {"send_key": key()}
    return reverse("record"), form, Conversation.objects.all()


FORMS = [
    a_voice,
    a_passage,
    a_reply,
    a_tap,
    a_reaction,
    a_report,
    a_ballot,
    a_suggestion,
    a_choice,
    own_words,
    other_words,
    an_appeal,
    a_conversation,
]


@pytest.mark.parametrize("prepare", FORMS, ids=lambda each: each.__name__)
def test_five_times_is_once(client, subject, prepare):
    path, form, applied = prepare(subject, client)
    counts = set()
    for _ in range(TIMES):
        assert client.post(path, form).status_code == 303
        counts.add((applied.count(), Seat.objects.count(), AuditEntry.objects.count()))
    assert len(counts) == 1
    assert applied.count() == 1


@pytest.mark.parametrize("prepare", [a_voice, a_passage, a_reply, a_suggestion, own_words], ids=lambda it: it.__name__)
def test_five_times_is_once_where_the_answer_and_its_cookie_were_lost_each_time(client, subject, prepare):
    path, form, applied = prepare(subject, client)
    for _ in range(TIMES):
        assert Client().post(path, form).status_code == 303
    assert applied.count() == 1


def test_an_appeal_in_other_words_is_told_that_one_may_ask_once(client, subject):
    path, form, applied = an_appeal(subject, client)
    client.post(path, form)
    response = client.post(path, form | {"body": "Other words"})
    assert "You have asked for this once already." in words_of(client.get(response["Location"]))
    assert applied.get().body == form["body"]


def test_an_appeal_that_is_decided_is_not_made_again(client, subject):
    path, form, applied = an_appeal(subject, client)
    client.post(path, form)
    Appeal.objects.update(decision="kept", because="No", decided_by=make_moderator(), decided_at=timezone.now())
    assert "once already" in words_of(client.get(client.post(path, form)["Location"]))


def test_words_that_are_there_already_are_not_too_late(client, subject):
    path, form, _applied = other_words(subject, client)
    client.post(path, form)
    Voice.objects.update(editable_until=None)
    assert client.post(path, form).status_code == 303
    assert client.post(path, form | {"body": "Later words"}).status_code == 409
    assert Voice.objects.get().body == form["body"]


# A page that sends its form by itself


def test_a_page_is_told_where_to_go_on(client, subject):
    path, form, _applied = a_voice(subject, client)
    response = client.post(path, form, headers={"X-Sent-By-Page": "yes"})
    assert (response.status_code, response["X-Go-On"]) == (204, reverse("thanks", args=[subject.code]))
    assert "Location" not in response
    assert response.content == b""
    assert client.get(response["X-Go-On"]).status_code == 200


def test_a_page_gets_what_a_browser_would_have_shown(client, subject):
    path, form, _applied = a_voice(subject, client)
    response = client.post(path, form | {"body": ""}, headers={"X-Sent-By-Page": "yes"})
    assert response.status_code == 422
    assert "There is a problem" in words_of(response)


def test_other_ways_on_are_not_touched(client):
    response = client.get(reverse("desk"), headers={"X-Sent-By-Page": "yes"})
    assert response.status_code == 302


def test_a_browser_is_led_on_as_ever(subject):
    path, form, _applied = a_conversation(subject, client := client_of(subject.owner))
    response = client.post(path, form)
    assert (response.status_code, "X-Go-On" in response) == (303, False)
