"""The public page of what came of voices: the institution's answers, never words that are not shown."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from codesign.actions.seats import take_staff_seat
from codesign.actions.voices import show_voice
from codesign.enums import Visibility
from codesign.models import Outcome
from tests.codesign.pages import answer, words_of
from tests.factories import make_seat, make_subject, make_text, make_user, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def page_of(client, **query):
    return client.get(reverse("you_said_we_did"), query)


def answered(subject, voices=1, **fields) -> Outcome:
    """An outcome of so many voices of one seat."""
    seat = make_seat(subject)
    for number in range(voices):
        make_voice(seat, body=f"Secret words {number}")
    return answer(seat, **fields)


def test_without_an_outcome_the_page_says_so(client, held):
    assert "Nothing has been answered for everyone to read yet." in words_of(page_of(client))


def test_an_outcome_says_what_happened_why_where_and_when(client, subject):
    passage = make_text(subject, "The office opens at seven.").passages.get()
    answered(subject, kind="changed", because="You were right.", passage=passage)
    words = words_of(page_of(client))
    for said in ("Changed", "You were right.", "The office opens at seven.", f"{timezone.localdate():%-d %B %Y}"):
        assert said in words


@pytest.mark.parametrize(
    ("voices", "sentence"), [(1, "fewer than 5 voices"), (4, "fewer than 5 voices"), (5, "answers 5 voices")]
)
def test_few_voices_are_not_counted_out(client, subject, voices, sentence):
    answered(subject, voices)
    assert sentence in words_of(page_of(client))


def test_words_are_quoted_only_once_everyone_may_read_them(client, subject):
    answered(subject, 2)
    assert "Secret words" not in words_of(page_of(client))
    show_voice(voice=subject.voices.earliest("id"), shown_by=subject.owner)
    words = words_of(page_of(client))
    assert "Secret words 0" in words
    assert "Secret words 1" not in words


def test_an_answer_to_somebody_who_wrote_to_staff_only_stays_with_them(client, subject):
    seat = make_seat(subject)
    make_voice(seat, visibility=Visibility.STAFF_ONLY)
    answer(seat, because="Your sister may come too.")
    assert "Your sister" not in words_of(page_of(client))


def test_an_answer_to_a_colleague_is_no_change_that_people_asked_for(client, subject):
    seat, _reference = take_staff_seat(subject=subject, holder=make_user())
    make_voice(seat)
    answer(seat, because="Good thought, colleague.")
    assert "colleague" not in words_of(page_of(client))


def test_the_words_of_a_colleague_are_neither_counted_nor_quoted(client, subject):
    outcome = answered(subject, 4)
    seat, _reference = take_staff_seat(subject=subject, holder=make_user())
    outcome.voices.add(show_voice(voice=make_voice(seat, body="Office gossip"), shown_by=subject.owner))
    words = words_of(page_of(client))
    assert "fewer than 5 voices" in words
    assert "Office gossip" not in words


def test_the_newest_outcome_comes_first(client, subject):
    old, new = answered(subject), answered(make_subject(), because="Another reason.")
    Outcome.objects.filter(pk=old.pk).update(recorded_at=timezone.now() - timedelta(days=9))
    assert list(page_of(client).context["outcomes"]) == [new, old]


def test_the_page_asks_as_often_for_many_outcomes_as_for_one(client, subject, django_assert_num_queries):
    answered(subject)
    page_of(client)
    with django_assert_num_queries(100, exact=False) as asked:
        page_of(client)
    for number in range(24):
        answered(subject, 2, because=f"Reason {number}")
    with django_assert_num_queries(len(asked)):
        assert len(page_of(client).context["outcomes"]) == 20
    assert len(page_of(client, page=2).context["outcomes"]) == 5


def test_the_menu_leads_to_the_page(client):
    assert 'href="/you-said-we-did/"' in client.get(reverse("mine")).content.decode()
