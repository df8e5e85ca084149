"""Reactions belong to the words that somebody read; and a passage's page reads no other passage."""

import uuid

import pytest
from django.db.models.signals import post_init
from django.urls import reverse
from django.utils import timezone

from codesign.actions.reactions import OtherWords, react
from codesign.actions.voices import edit_voice, show_voice
from codesign.models import Passage, Reaction
from tests.codesign.pages import words_of
from tests.codesign.test_moderation import shown_voice
from tests.factories import make_seat, make_text

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def voice():
    voice = shown_voice(body="First words")
    react(voice=voice, seat=make_seat(voice.subject), kind="agree", wording=voice.wording)
    return voice


def test_changed_words_lose_their_reactions_and_the_same_words_keep_them(voice):
    edit_voice(voice=voice, body="First words")
    assert Reaction.objects.count() == 1
    edit_voice(voice=voice, body="Other words")
    assert not Reaction.objects.exists()


def test_a_reaction_to_words_that_are_not_there_any_more_is_refused(client, voice):
    changed = edit_voice(voice=voice, body="Other words")
    shown = show_voice(voice=changed, shown_by=voice.subject.owner)
    for wording in (voice.wording, "", "x"):
        with pytest.raises(OtherWords):
            react(voice=shown, seat=make_seat(voice.subject), kind="agree", wording=wording)
    said = {"wording": voice.wording, "seat_key": uuid.uuid4()}
    client.post(reverse("react", args=[voice.key]), said | {"kind": "agree"})
    assert "have changed since you read them" in words_of(client.get(reverse("voice", args=[voice.key])))
    assert not Reaction.objects.exists()


def test_the_page_carries_the_wording_and_takes_it_back(client, voice):
    page = words_of(client.get(reverse("voice", args=[voice.key])))
    assert f'name="wording" value="{voice.wording}"' in page
    said = {"wording": voice.wording, "seat_key": uuid.uuid4()}
    client.post(reverse("react", args=[voice.key]), said | {"kind": "thank"})
    assert Reaction.objects.filter(kind="thank").count() == 1


def test_the_writer_is_told_before_saving(client, voice):
    session = client.session
    session["seats"] = {str(voice.subject_id): str(voice.seat_id)}
    session.save()
    words = words_of(client.get(reverse("voice_edit", args=[voice.key])))
    assert "1 person has agreed with these words or thanked you for them. If you change your words, that goes." in words


def test_a_passages_page_reads_no_other_passage(client, subject):
    def read(count):
        text = make_text(subject, *[f"Passage {place}" for place in range(count)], published_at=timezone.now())
        seen = []
        note = lambda sender, instance, **_: seen.append(instance.pk)  # noqa: E731 - a receiver that lives here
        post_init.connect(note, sender=Passage)
        client.get(reverse("passage", args=[subject.code, text.passages.first().block_id]))
        post_init.disconnect(note, sender=Passage)
        return len(seen)

    assert read(1) == read(40)
