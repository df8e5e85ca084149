"""What stands beside a voice: replies, reactions, the author's fifteen minutes, and the orders in which people read."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from codesign.actions.reactions import NotToReactTo, react, take_back_reaction
from codesign.actions.seats import take_advocate_seat
from codesign.actions.voices import (
    Elsewhere,
    TooLateToEdit,
    edit_voice,
    forget_when_voices_were_sent,
    show_voice,
)
from codesign.enums import Fit, ReactionKind, Visibility, VoiceKind, VoiceOrder
from codesign.models import Reaction, Seat, Voice
from codesign.permissions import SubjectNotOpen, as_everyone_reads, voices_for_everyone
from people.limits import Limit
from tests.codesign.pages import answer, client_of, send, words_of
from tests.factories import make_seat, make_subject, make_user, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def shown(subject, **fields):
    voice = make_voice(fields.pop("seat", None) or make_seat(subject), **fields)
    return show_voice(voice=voice, shown_by=subject.owner)


def path_of(name, voice):
    return reverse(name, args=[voice.key])


def reply(client, voice, **said):
    return client.post(path_of("voice", voice), {"send_key": str(uuid.uuid4()), "body": "So it is here."} | said)


def press(client, voice, kind="agree", **said):
    return client.post(
        path_of("react", voice), {"seat_key": str(uuid.uuid4()), "wording": voice.wording, "kind": kind} | said
    )


def late(voice):
    voice.editable_until = timezone.now()
    voice.save()


def test_a_reply_waits_and_is_then_read_below_what_it_answers(client, subject):
    said = shown(subject)
    assert reply(client, said).status_code == 303
    assert "So it is here." not in words_of(Client().get(path_of("voice", said)))
    show_voice(voice=Voice.objects.get(reply_to=said), shown_by=subject.owner)
    assert "So it is here." in words_of(Client().get(path_of("voice", said)))
    assert list(voices_for_everyone(subject)) == [said]


def test_replies_and_reactions_to_one_voice_do_not_multiply(subject):
    """Joined and grouped, five thousand replies to a voice with ten thousand reactions took half a minute to read."""
    said = shown(subject)
    for _ in range(3):
        shown(subject, reply_to=said)
        react(voice=said, seat=make_seat(subject), kind="agree", wording=said.wording)
    make_voice(make_seat(subject), reply_to=said)
    read = as_everyone_reads(Voice.objects.filter(pk=said.pk))
    assert read.query.group_by is None
    assert [(voice.reply_count, voice.agree_count, voice.thank_count) for voice in read] == [(3, 3, 0)]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"body": ""}, "Write something, then press Send."),
        ({"body": "x" * 1501}, "This text has 1501 characters."),
        ({"body": "a\x00"}, "characters in this text that we cannot store"),
        ({"website": "x"}, "Leave the field"),
        ({"send_key": ""}, "The form was damaged"),
    ],
)
def test_a_bad_reply_gets_a_sentence(client, subject, said, sentence):
    response = reply(client, shown(subject), **said)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert Voice.objects.count() == 1


def test_a_reply_to_what_left_the_page_meanwhile_is_given_back(client, subject):
    said = shown(subject)
    reply(client, said)
    own = Voice.objects.get(reply_to=said)
    assert client.get(path_of("voice", own)).status_code == 200
    assert reply(client, own, body="A reply to a reply.").status_code == 409
    assert "A reply to a reply." in words_of(reply(client, own, body="A reply to a reply."))


def test_a_voice_that_is_not_shown_exists_for_its_author_only(client, subject):
    send(client, subject, body="Not read yet.")
    voice = Voice.objects.get()
    assert client.get(path_of("voice", voice)).status_code == 200
    for other in (Client(), client_of(subject.owner), client_of(make_user())):
        assert other.get(path_of("voice", voice)).status_code == 404
        assert reply(other, voice).status_code == 404
        assert press(other, voice).status_code == 404
        assert other.get(path_of("voice_edit", voice)).status_code == 404
    assert Voice.objects.count() == 1


def test_there_is_no_voice_under_another_key(client):
    assert client.get(reverse("voice", args=[uuid.uuid4()])).status_code == 404


def test_agreeing_twice_is_agreeing_once_and_is_taken_back(client, subject):
    said = shown(subject)
    press(client, said)
    press(client, said)
    press(client, said, kind="thank")
    assert sorted(Reaction.objects.values_list("kind", flat=True)) == ["agree", "thank"]
    press(client, said, take_back="on")
    assert Reaction.objects.get().kind == ReactionKind.THANK


def test_how_many_agree_is_read_and_never_who(client, subject):
    said = shown(subject)
    seats = [make_seat(subject) for _ in range(3)]
    for seat in seats:
        react(voice=said, seat=seat, kind="agree", wording=said.wording)
    words = words_of(client.get(path_of("voice", said)))
    assert 'I agree <span class="count">3</span>' in words
    assert not any(seat.shown_as in words for seat in seats)


@pytest.mark.parametrize("kind", ["", "love", "9" * 5000])
def test_there_are_no_other_reactions(client, subject, kind):
    assert press(client, shown(subject), kind=kind).status_code == 303
    assert not Reaction.objects.exists()


def test_who_may_not_react(subject):
    said = shown(subject)
    advocate = take_advocate_seat(subject=subject, holder=make_user())
    for seat, refusal in ((advocate, PermissionDenied), (said.seat, NotToReactTo), (make_seat(), Elsewhere)):
        with pytest.raises(refusal):
            react(voice=said, seat=seat, kind="agree", wording=said.wording)
    hidden = make_voice(make_seat(subject))
    with pytest.raises(NotToReactTo):
        react(voice=hidden, seat=make_seat(subject), kind="agree", wording=hidden.wording)


def test_after_the_close_nobody_reacts(client):
    said = shown(make_subject())
    seat = make_seat(said.subject)
    said.subject.closes_at = timezone.now()
    said.subject.save()
    with pytest.raises(SubjectNotOpen):
        react(voice=said, seat=Seat.objects.get(pk=seat.pk), kind="agree", wording=said.wording)
    press(client, said)
    assert not Reaction.objects.exists()


def test_a_colleague_is_told_why_their_press_counts_nothing(subject):
    said = shown(subject)
    client = client_of(make_user())
    press(client, said)
    assert "Only participants press this." in words_of(client.get(path_of("voice", said)))
    assert not Reaction.objects.exists()


def test_somebody_takes_back_their_own_reaction_only(subject):
    said, seat = shown(subject), make_seat(subject)
    react(voice=said, seat=seat, kind="agree", wording=said.wording)
    take_back_reaction(voice=said, seat=make_seat(subject), kind="agree")
    assert Reaction.objects.count() == 1


def test_too_many_presses_from_one_address_are_refused_in_words(client, subject, monkeypatch):
    said = shown(subject)
    monkeypatch.setattr("codesign.views.voices.PRESSES_PER_ADDRESS", Limit("few", count=1, seconds=600))
    press(client, said)
    press(client, said, kind="thank")
    assert "A great many forms came" in words_of(client.get(path_of("voice", said)))
    assert Reaction.objects.count() == 1


def test_too_many_changes_from_one_address_are_refused_in_words(client, subject, monkeypatch):
    send(client, subject, body="First")
    voice = Voice.objects.get()
    monkeypatch.setattr("codesign.views.voices.SENDS_PER_ADDRESS", Limit("few", count=1, seconds=600))
    said = [{"body": body, "send_key": uuid.uuid4()} for body in ("Second", "Third")]
    assert [client.post(path_of("voice_edit", voice), each).status_code for each in said] == [303, 429]
    words = words_of(client.post(path_of("voice_edit", voice), said[1]))
    assert "A great many forms came" in words
    assert "Third" in words
    assert voice.earlier_wordings.count() == 1


def test_the_author_changes_words_and_the_earlier_ones_are_kept_for_staff(client, subject):
    send(client, subject, body="The line is busy.")
    voice = Voice.objects.get()
    assert (
        client.post(path_of("voice_edit", voice), {"body": "The line is dead.", "send_key": uuid.uuid4()}).status_code
        == 303
    )
    voice.refresh_from_db()
    assert (voice.body, [each.body for each in voice.earlier_wordings.all()]) == (
        "The line is dead.",
        ["The line is busy."],
    )
    inbox = words_of(client_of(subject.owner).get(reverse("inbox_voice", args=[voice.pk])))
    assert "The line is busy." in inbox


def test_changed_words_leave_the_page_until_they_are_read_again(client, subject):
    said = shown(subject, body="Before")
    edit_voice(voice=said, body="After")
    assert not voices_for_everyone(subject).exists()
    show_voice(voice=said, shown_by=subject.owner)
    words = words_of(client.get(path_of("voice", said)))
    assert "After" in words
    assert "Before" not in words


def test_the_same_words_again_change_nothing(subject):
    said = shown(subject)
    edit_voice(voice=said, body=said.body)
    assert voices_for_everyone(subject).exists()
    assert not said.earlier_wordings.exists()


def test_after_fifteen_minutes_or_an_outcome_words_stay(client, subject):
    send(client, subject, body="First")
    voice = Voice.objects.get()
    answer(voice.seat)
    with pytest.raises(TooLateToEdit):
        edit_voice(voice=voice, body="Other")
    response = client.post(path_of("voice_edit", voice), {"body": "Too late", "send_key": uuid.uuid4()})
    assert response.status_code == 409
    assert "Somebody has answered your words" in words_of(response)
    assert "Too late" in words_of(response)
    voice.outcomes.all().delete()
    late(voice)
    with pytest.raises(TooLateToEdit):
        edit_voice(voice=voice, body="Other")
    assert "That time is over" in words_of(client.get(path_of("voice_edit", voice)))


@pytest.mark.parametrize("body", ["", "  ", "x" * 1501, "a\x00"])
def test_bad_words_change_nothing(client, subject, body):
    send(client, subject, body="First")
    voice = Voice.objects.get()
    assert client.post(path_of("voice_edit", voice), {"body": body, "send_key": uuid.uuid4()}).status_code == 422
    voice.refresh_from_db()
    assert voice.body == "First"


def test_the_minute_in_which_something_was_sent_is_forgotten(subject):
    old, new = make_voice(make_seat(subject)), make_voice(make_seat(subject))
    late(old)
    assert forget_when_voices_were_sent() == 1
    old.refresh_from_db()
    new.refresh_from_db()
    assert old.editable_until is None
    assert new.is_editable


def test_orders(subject):
    first = shown(subject, fit=Fit.YES, body="1")
    second = shown(subject, fit=Fit.YES, body="2")
    third = shown(subject, fit=Fit.NO, body="3")
    fourth = shown(subject, fit=Fit.YES, kind=VoiceKind.NEED, body="4")
    answer(fourth.seat)
    orders = {
        VoiceOrder.NEWEST: [fourth, third, second, first],
        VoiceOrder.WITHOUT_OUTCOME: [third, second, first, fourth],
        VoiceOrder.MOST_DIFFERENT: [fourth, third, second, first],
    }
    for order, expected in orders.items():
        assert list(voices_for_everyone(subject, order)) == expected
    fifth = shown(subject, fit=Fit.YES, body="5")
    assert list(voices_for_everyone(subject, VoiceOrder.MOST_DIFFERENT)) == [fifth, fourth, third, second, first]
    assert list(voices_for_everyone(subject, VoiceOrder.NEWEST))[:2] == [fifth, fourth]


def test_of_each_kind_and_answer_comes_one_before_any_comes_twice(subject):
    same = [shown(subject, fit=Fit.YES, body=str(number)) for number in range(5)]
    other = Voice.objects.get(pk=same[0].pk)
    Voice.objects.filter(pk=other.pk).update(fit=Fit.NO)
    assert list(voices_for_everyone(subject, VoiceOrder.MOST_DIFFERENT))[1] == other


def test_links_promise_search_engines_nothing_and_markup_stays_text(client, subject):
    said = shown(subject, body="See https://example.org/a?b=1&c=2 <b>now</b> www.example.net")
    words = words_of(client.get(path_of("voice", said)))
    assert words.count('rel="nofollow ugc"') == 2
    assert "&lt;b&gt;now" in words


def test_only_staff_reads_what_was_meant_for_staff(client, subject):
    make_voice(make_seat(subject), visibility=Visibility.STAFF_ONLY, body="For staff")
    voice = Voice.objects.get()
    assert client.get(path_of("voice", voice)).status_code == 404
    assert client.get(reverse("voice", args=[make_voice(make_seat(make_subject())).key])).status_code == 404
