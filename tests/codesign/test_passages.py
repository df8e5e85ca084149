"""Speaking about one passage: the tap of who does not understand it, and words of a kind."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from codesign.actions.seats import take_advocate_seat, take_staff_seat
from codesign.actions.voices import (
    Elsewhere,
    NotForEveryone,
    NotToReplyTo,
    show_voice,
    take_back_tap,
    tap_unclear,
)
from codesign.enums import Visibility, VoiceKind
from codesign.heat import heat_of
from codesign.models import Voice
from codesign.permissions import SubjectNotOpen
from codesign.views import seating
from people.limits import Limit
from tests.codesign.pages import answer, client_of, words_of
from tests.factories import (
    make_closed_subject,
    make_passage,
    make_seat,
    make_subject,
    make_text,
    make_user,
    make_voice,
)

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def public_passage(subject, text="You claim once a year.", **fields):
    version = make_text(subject, published_at=timezone.now(), **fields.pop("version", {}))
    return make_passage(version, text, heading="Claiming", **fields)


@pytest.fixture
def passage(subject):
    return public_passage(subject)


def path_of(name, passage):
    return reverse(name, args=[passage.text_version.subject.code, passage.block_id])


def tap(client, passage, **said):
    return client.post(path_of("unclear", passage), {"seat_key": str(uuid.uuid4())} | said)


def say(client, passage, **said):
    form = {"send_key": str(uuid.uuid4()), "visibility": Visibility.WITHOUT_NAME, "kind": "concern", "body": "Too far."}
    return client.post(path_of("passage", passage), form | said)


def test_one_tap_is_one_voice_without_words_and_leads_back_to_the_passage(client, passage):
    response = tap(client, passage, back="/en/concepts/one-visit/")
    assert (response.status_code, response["Location"]) == (303, f"/en/concepts/one-visit/#p-{passage.block_id}")
    voice = Voice.objects.get()
    assert (voice.kind, voice.passage, voice.body, voice.editable_until) == (VoiceKind.UNCLEAR, passage, "", None)


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "\\\\evil", "", "http:///x"]
)
def test_a_tap_leads_to_our_own_pages_only(client, passage, back):
    assert tap(client, passage, back=back)["Location"] == f"{path_of('passage', passage)}#p-{passage.block_id}"


def test_tapped_twice_is_one_voice_also_from_a_form_sent_twice_before_the_session_is_known(client, passage):
    key = str(uuid.uuid4())
    for visitor in (client, Client(), client):
        tap(visitor, passage, seat_key=key)
    assert Voice.objects.count() == 1


def test_the_passage_in_a_later_version_with_the_same_words_is_the_same_passage(passage, subject):
    seat = make_seat(subject)
    first = tap_unclear(seat=seat, passage=passage, language="en")
    later = public_passage(subject, passage.text, block_id=passage.block_id)
    assert tap_unclear(seat=seat, passage=later, language="en") == first
    changed = public_passage(subject, "You claim every month.", block_id=passage.block_id)
    assert tap_unclear(seat=seat, passage=changed, language="en") != first


def test_the_database_itself_holds_one_tap_of_a_seat_on_a_passage(passage, subject):
    seat = make_seat(subject)
    tap_unclear(seat=seat, passage=passage, language="en")
    with pytest.raises(IntegrityError), transaction.atomic():
        Voice.objects.create(
            seat=seat, subject=subject, passage=passage, kind="unclear", language="en", send_key=uuid.uuid4()
        )


@pytest.mark.parametrize("fields", [{"passage": None}, {"body": "Words"}, {"shown_at": timezone.now()}])
def test_a_tap_with_words_or_without_a_passage_cannot_be_stored(passage, subject, fields):
    said = {"kind": "unclear", "passage": passage, "language": "en", "send_key": uuid.uuid4()} | fields
    with pytest.raises(IntegrityError), transaction.atomic():
        Voice.objects.create(seat=make_seat(subject), subject=subject, **said)


def test_a_tap_is_taken_back(client, passage):
    tap(client, passage)
    tap(client, passage, take_back="on")
    assert not Voice.objects.exists()


def test_a_tap_that_was_answered_stays(passage, subject):
    seat = make_seat(subject)
    tap_unclear(seat=seat, passage=passage, language="en")
    answer(seat)
    take_back_tap(seat=seat, passage=passage)
    assert Voice.objects.count() == 1


def test_nobody_takes_back_the_tap_of_somebody_else(client, passage, subject):
    tap_unclear(seat=make_seat(subject), passage=passage, language="en")
    tap(client, passage, take_back="on")
    tap(Client(), passage)
    assert Voice.objects.count() == 2


@pytest.mark.parametrize("take", [take_staff_seat, lambda **about: (take_advocate_seat(**about), "")])
def test_neither_colleagues_nor_advocates_tap(passage, subject, take):
    seat, _reference = take(subject=subject, holder=make_user())
    with pytest.raises(PermissionDenied):
        tap_unclear(seat=seat, passage=passage, language="en")


def test_who_is_signed_in_is_told_that_only_participants_press_this(passage):
    client = client_of(make_user())
    tap(client, passage)
    assert "Only participants press this." in words_of(client.get(path_of("passage", passage)))
    assert not Voice.objects.exists()


def test_a_closed_subject_takes_no_tap_and_says_so(client):
    passage = public_passage(make_closed_subject())
    tap(client, passage)
    assert "Nothing more is taken here." in words_of(client.get(path_of("passage", passage)))
    with pytest.raises(SubjectNotOpen):
        tap_unclear(seat=make_seat(passage.text_version.subject), passage=passage, language="en")
    assert not Voice.objects.exists()


def test_a_passage_elsewhere_is_refused(passage):
    with pytest.raises(Elsewhere):
        tap_unclear(seat=make_seat(), passage=passage, language="en")
    with pytest.raises(Elsewhere):
        make_voice(make_seat(), passage=passage)


def test_too_many_taps_from_one_address_are_refused_in_words(client, passage, monkeypatch):
    monkeypatch.setattr("codesign.views.voices.PRESSES_PER_ADDRESS", Limit("few", count=1, seconds=600))
    tap(client, passage)
    tap(Client(), passage)
    assert Voice.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_a_tap_is_a_post(client, passage, method):
    assert getattr(client, method)(path_of("unclear", passage)).status_code == 405


def test_a_passage_that_is_not_public_does_not_exist(client, subject):
    draft = make_passage(make_text(subject), "Not decided.")
    gone = public_passage(subject)
    public_passage(subject, "The text that is public now.")
    for passage in (draft, gone):
        assert client.get(path_of("passage", passage)).status_code == 404
        assert tap(client, passage).status_code == 404
        assert say(client, passage).status_code == 404
    assert not Voice.objects.exists()


def test_words_about_a_passage_have_a_kind_and_wait_for_a_look(client, passage):
    assert say(client, passage, kind="need", body="A ramp.").status_code == 303
    voice = Voice.objects.get()
    assert (voice.kind, voice.passage, voice.body, voice.shown_at) == ("need", passage, "A ramp.", None)
    assert "A ramp." not in words_of(Client().get(path_of("passage", passage)))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"body": ""}, "Write something, then press Send."),
        ({"body": "   "}, "Write something, then press Send."),
        ({"body": "x" * 1501}, "This text has 1501 characters."),
        ({"body": "a\x00b"}, "characters in this text that we cannot store"),
        ({"kind": "unclear"}, "Choose what it is"),
        ({"kind": "9" * 5000}, "Choose what it is"),
        ({"visibility": "all"}, "Choose who can read it."),
        ({"website": "http://x"}, "Leave the field"),
        ({"send_key": "no key"}, "The form was damaged"),
    ],
)
def test_bad_words_get_a_sentence_and_stay_in_the_form(client, passage, said, sentence):
    response = say(client, passage, **said)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert said.get("body", "Too far.").replace("\x00", "").strip()[:50] in words_of(response)
    assert not Voice.objects.exists()


def test_two_megabytes_are_refused_in_words(client, passage):
    response = say(client, passage, body="x" * 2_000_000)
    assert response.status_code == 422
    assert "Shorten it to at most 1500." in words_of(response)


def test_what_comes_after_the_close_is_given_back(client, subject, passage):
    page = client.get(path_of("passage", passage))
    assert page.status_code == 200
    subject.closes_at = timezone.now()
    subject.save()
    response = say(client, passage, body="I was too slow.")
    assert response.status_code == 409
    assert "I was too slow." in words_of(response)
    assert not Voice.objects.exists()


def test_a_voice_on_words_that_changed_says_so(client, subject, passage):
    show_voice(voice=make_voice(make_seat(subject), passage=passage, kind=VoiceKind.NEED), shown_by=subject.owner)
    sentence = "Said about an earlier wording of this passage."
    assert sentence not in words_of(client.get(path_of("passage", passage)))
    public_passage(subject, passage.text, block_id=passage.block_id)
    assert sentence not in words_of(client.get(path_of("passage", passage)))
    public_passage(subject, "You claim every month.", block_id=passage.block_id)
    assert sentence in words_of(client.get(path_of("passage", passage)))


def test_heat_counts_each_person_once_and_knows_the_wording_of_now(subject, passage):
    seats = [make_seat(subject) for _ in range(3)]
    for seat in seats:
        tap_unclear(seat=seat, passage=passage, language="en")
    changed = public_passage(subject, "You claim every month.", block_id=passage.block_id)
    tap_unclear(seat=seats[0], passage=changed, language="en")
    make_voice(seats[1], passage=changed)
    colleague, _reference = take_staff_seat(subject=subject, holder=make_user())
    make_voice(colleague, passage=changed)
    heat = heat_of(subject)[passage.block_id]
    assert (heat.taps, heat.taps_on_this_wording, heat.taps_before, heat.voices) == (4, 1, 3, 1)


def test_a_tap_is_never_shown_to_everyone(subject, passage):
    voice = tap_unclear(seat=make_seat(subject), passage=passage, language="en")
    with pytest.raises(NotForEveryone):
        show_voice(voice=voice, shown_by=subject.owner)


def test_replies_go_one_level_deep_and_answer_what_everyone_may_read(subject):
    said = make_voice(make_seat(subject))
    with pytest.raises(NotToReplyTo):
        make_voice(make_seat(subject), reply_to=said)
    show_voice(voice=said, shown_by=subject.owner)
    said.refresh_from_db()
    reply = make_voice(make_seat(subject), reply_to=said)
    show_voice(voice=reply, shown_by=subject.owner)
    reply.refresh_from_db()
    with pytest.raises(NotToReplyTo):
        make_voice(make_seat(subject), reply_to=reply)
    with pytest.raises(Elsewhere):
        make_voice(make_seat(make_subject()), reply_to=said)


def test_a_tapped_passage_says_so_to_that_person_only(client, passage):
    tap(client, passage)
    sentence = "You told us that this is hard to understand."
    assert sentence in words_of(client.get(path_of("passage", passage)))
    assert sentence not in words_of(Client().get(path_of("passage", passage)))


def test_the_limit_of_presses_lets_a_workshop_through():
    assert seating.PRESSES_PER_ADDRESS.count >= 200
