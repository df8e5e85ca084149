"""Saying something without an account, and reading what came of it, over HTTP and without a script."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from codesign.enums import Fit, Provenance, Visibility
from codesign.forms import SILENCE
from codesign.models import Seat, Voice
from codesign.views import participant
from people.limits import Limit
from people.vault import store
from tests.codesign.pages import client_of, send, words_of
from tests.factories import (
    make_barrier,
    make_closed_subject,
    make_dimension,
    make_future_subject,
    make_seat,
    make_subject,
    make_text,
    make_user,
    make_voice,
)

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def test_three_taps_are_a_voice(client, subject):
    barrier = make_barrier(subject)
    response = send(client, subject, fit=Fit.NO, barriers=[barrier.pk])
    assert (response.status_code, response["Location"]) == (303, reverse("thanks", args=[subject.code]))
    voice = Voice.objects.get()
    assert (voice.fit, list(voice.barriers.all())) == (Fit.NO, [barrier])
    assert voice.seat.provenance == Provenance.SELF


def test_the_page_says_what_it_is_about_in_two_sentences(client, subject):
    make_text(subject, "We answer by phone. You need no form. A third sentence.", published_at=timezone.now())
    words = words_of(client.get(reverse("give_voice", args=[subject.code])))
    assert "We answer by phone. You need no form." in words
    assert "A third sentence" not in words


def test_a_text_that_was_only_submitted_is_not_in_the_page(client, subject):
    make_text(subject, "Not decided yet.", title="Draft title")
    words = words_of(client.get(reverse("give_voice", args=[subject.code])))
    assert subject.title in words
    assert "Not decided yet." not in words
    assert "Draft title" not in words


def test_the_code_is_read_in_any_case(client, subject):
    assert client.get(reverse("give_voice", args=[subject.code.upper()])).status_code == 200


def test_an_unknown_code_is_not_found(client):
    assert client.get("/c/nothing/").status_code == 404
    assert client.post("/c/nothing/").status_code == 404


def test_the_form_is_refused_without_its_token(subject):
    response = send(Client(enforce_csrf_checks=True), subject, fit=Fit.YES)
    assert response.status_code == 403
    assert not Voice.objects.exists()


def test_the_reference_is_shown_once_sent_and_opens_the_thread(client, subject):
    page = client.get(send(client, subject, body="The line is busy.")["Location"])
    reference = client.session["references"][str(subject.pk)]
    assert reference in words_of(page)
    assert "The line is busy." in words_of(Client().get(reverse("thread", args=[reference])))


def test_a_stranger_gets_no_thanks_page(client, subject):
    make_voice(make_seat(subject))
    assert client.get(reverse("thanks", args=[subject.code])).status_code == 302


def test_a_second_voice_of_a_session_keeps_its_seat_and_reference(client, subject):
    send(client, subject, fit=Fit.YES)
    reference = client.session["references"][str(subject.pk)]
    send(client, subject, fit=Fit.NO)
    assert (Seat.objects.count(), Voice.objects.count()) == (1, 2)
    assert client.session["references"][str(subject.pk)] == reference


def test_the_same_form_from_two_tabs_without_a_session_is_one_voice(subject):
    key = str(uuid.uuid4())
    for _ in range(2):
        last = Client()
        send(last, subject, fit=Fit.YES, send_key=key)
    assert (Seat.objects.count(), Voice.objects.count()) == (1, 1)
    assert last.get(reverse("thread", args=[last.session["references"][str(subject.pk)]])).status_code == 200


def test_a_colleague_sends_a_suggestion_and_is_no_participant(subject):
    dimension = make_dimension("Rural")
    subject.asked_dimensions.add(dimension)
    client = client_of(make_user())
    assert dimension.reason not in words_of(client.get(reverse("give_voice", args=[subject.code])))
    send(client, subject, fit=Fit.YES)
    assert Seat.objects.get().provenance == Provenance.STAFF
    assert not Seat.objects.of_people_heard().exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Choose Yes, Partly or No, tick a box"),
        ({"body": " \n "}, "Choose Yes, Partly or No, tick a box"),
        ({"fit": "maybe"}, "Choose Yes, Partly or No."),
        ({"body": "x" * 1501}, "This text has 1501 characters"),
        ({"body": "Kept\x00words"}, "characters in this text that we cannot store"),
        ({"fit": "yes", "barriers": ["999999"]}, "no longer on this page"),
        ({"fit": "yes", "barriers": ["9" * 40]}, "no longer on this page"),
        ({"fit": "yes", "barriers": ["\x00"]}, "no longer on this page"),
        ({"fit": "yes", "visibility": "names"}, "Choose who can read it."),
        ({"fit": "yes", "visibility": ""}, "Choose who can read it."),
        ({"fit": "yes", "send_key": ""}, "Nothing you wrote is lost"),
        ({"fit": "yes", "send_key": "\x00"}, "Nothing you wrote is lost"),
        ({"fit": "yes", "send_key": "not-a-key"}, "Nothing you wrote is lost"),
        ({"fit": "yes", "website": "https://example.org"}, "It is there to catch machines"),
    ],
)
def test_bad_input_gets_a_sentence_and_stores_nothing(client, subject, said, sentence):
    response = send(client, subject, **said)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert "There is a problem" in words_of(response)
    assert not Voice.objects.exists()
    assert not Seat.objects.exists()


def test_what_was_typed_is_kept(client, subject):
    barrier = make_barrier(subject)
    said = {"fit": "partly", "barriers": [barrier.pk], "body": "Kept words", "visibility": Visibility.STAFF_ONLY}
    words = words_of(send(client, subject, send_key="broken", **said))
    assert "Kept words" in words
    for name, value in (("fit", "partly"), ("barriers", barrier.pk), ("visibility", "staff_only")):
        assert re.search(rf'name="{name}" value="{value}"[^>]* checked', words)


def test_after_a_damaged_form_sending_again_works(client, subject):
    words = words_of(send(client, subject, fit="yes", send_key="broken"))
    key = re.search(r'name="send_key" value="([^"]+)"', words).group(1)
    assert send(client, subject, fit="yes", send_key=key).status_code == 303


def test_bytes_that_are_no_text_do_not_break_the_page(client, subject):
    body = b"visibility=without_name&send_key=" + str(uuid.uuid4()).encode() + b"&body=%ED%A0%80%FFa"
    response = client.post(
        reverse("give_voice", args=[subject.code]), body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code in {303, 422}


def test_markup_in_words_is_shown_as_words(client, subject):
    send(client, subject, body="<script>alert(1)</script>")
    words = words_of(client.get(reverse("thread", args=[client.session["references"][str(subject.pk)]])))
    assert "<script>alert" not in words
    assert "&lt;script&gt;alert" in words


def test_a_barrier_of_another_subject_is_refused(client, subject):
    assert send(client, subject, fit="yes", barriers=[make_barrier(make_subject()).pk]).status_code == 422
    assert not Voice.objects.exists()


@pytest.mark.parametrize(
    ("make", "sentence"), [(make_closed_subject, "This closed on"), (make_future_subject, "This opens on")]
)
def test_outside_the_dates_the_page_says_so_and_returns_the_words(client, make, sentence):
    subject = make()
    page = client.get(reverse("give_voice", args=[subject.code]))
    assert sentence in words_of(page)
    assert "<form method" not in words_of(page).split("<main")[1].split("</main")[0]
    refused = send(client, subject, body="Kept words")
    assert refused.status_code == 409
    assert "Kept words" in words_of(refused)
    assert not Voice.objects.exists()


def test_a_flood_from_one_address_is_slowed_and_keeps_the_words(client, subject, monkeypatch):
    monkeypatch.setattr(participant, "SENDS_PER_ADDRESS", Limit("test.send", count=1, seconds=600))
    send(client, subject, fit="yes")
    refused = send(client, subject, body="Kept words")
    assert refused.status_code == 429
    assert "Kept words" in words_of(refused)
    assert Voice.objects.count() == 1


# About oneself


@pytest.fixture
def dimension(subject):
    dimension = make_dimension("Rural", "Town")
    subject.asked_dimensions.add(dimension)
    return dimension


def test_the_reason_stands_at_the_field_and_nothing_is_chosen(client, subject, dimension):
    words = words_of(client.get(reverse("give_voice", args=[subject.code])))
    assert dimension.reason in words
    assert not re.search(r'name="about_\d+"[^>]* checked', words)


@pytest.mark.parametrize(("chosen", "stored"), [("rural", True), (SILENCE, False)])
def test_what_one_says_about_oneself_reaches_the_vault_only(
    client, subject, dimension, chosen, stored, django_capture_on_commit_callbacks
):
    rural = dimension.segments.first()
    with django_capture_on_commit_callbacks(execute=True):
        send(client, subject, fit="yes", **{f"about_{dimension.pk}": [rural.pk if stored else SILENCE]})
    segments = frozenset({rural.pk}) if stored else frozenset()
    assert store.me(Seat.objects.get().pk) == [store.Statement(dimension.pk, segments)]


def test_a_dimension_left_alone_is_left_out(client, subject, dimension, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(client, subject, fit="yes")
    assert store.me(Seat.objects.get().pk) == []


def test_a_group_together_with_silence_is_asked_again(client, subject, dimension):
    response = send(client, subject, fit="yes", **{f"about_{dimension.pk}": [dimension.segments.first().pk, SILENCE]})
    assert response.status_code == 422
    assert "Keep one of the two" in words_of(response)


def test_a_segment_of_another_dimension_is_refused(client, subject, dimension):
    foreign = make_dimension("Elsewhere").segments.get()
    assert send(client, subject, fit="yes", **{f"about_{dimension.pk}": [foreign.pk]}).status_code == 422
    assert not Voice.objects.exists()


def test_one_can_have_it_forgotten(client, subject, dimension, django_capture_on_commit_callbacks):
    rural = dimension.segments.first()
    with django_capture_on_commit_callbacks(execute=True):
        send(client, subject, fit="yes", **{f"about_{dimension.pk}": [rural.pk]})
    thread = reverse("thread", args=[client.session["references"][str(subject.pk)]])
    assert "Rural" in words_of(client.get(thread))
    assert client.post(thread).status_code == 303
    assert "Rural" not in words_of(client.get(thread))
    assert Voice.objects.count() == 1
