"""Opening a thread by its reference: what one said, and what came of it."""

import pytest
from django.urls import reverse

from codesign.actions.seats import give_reference
from codesign.models import Told
from codesign.references import new_reference
from tests.codesign.pages import answer, send, words_of
from tests.factories import (
    make_seat,
    make_subject,
    make_text,
    make_voice,
)

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def test_a_reference_typed_by_hand_leads_to_the_thread(client, held):
    response = client.post(reverse("mine"), {"reference": held[1].lower().replace("-", " ")})
    assert (response.status_code, response["Location"]) == (303, reverse("thread", args=[held[1]]))


@pytest.mark.parametrize("typed", ["", "KX4", "KX4-72P-Q9M-0", "x" * 500, "\x00", "KX4-72P-Q9M-T"])
def test_a_wrong_reference_gets_a_sentence_and_stays_in_its_field(client, held, typed):
    response = client.post(reverse("mine"), {"reference": typed})
    assert response.status_code == 422
    assert "There is a problem" in words_of(response)


def test_an_unknown_thread_is_not_found_by_get_or_post(client, held):
    for path in (reverse("thread", args=[new_reference()]), "/t/nothing/"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404


def test_too_many_wrong_references_wait_with_a_sentence(client, held):
    for _ in range(10):
        client.get(reverse("thread", args=[new_reference()]))
    for response in (
        client.get(reverse("thread", args=[held[1]])),
        client.post(reverse("mine"), {"reference": held[1]}),
    ):
        assert response.status_code == 429
        assert "Wait 15 minutes" in words_of(response)


def test_without_an_outcome_the_thread_says_so(client, held):
    assert "Not answered yet" in words_of(client.get(reverse("thread", args=[held[1]])))
    assert not Told.objects.exists()


def test_reading_the_answer_is_recorded_once(client, held):
    seat, reference = held
    passage = make_text(seat.subject, "The office opens at seven.").passages.get()
    answer(seat, passage=passage)
    for _ in range(2):
        words = words_of(client.get(reverse("thread", args=[reference])))
    assert "The law sets this date." in words
    assert "The office opens at seven." in words
    assert "Not answered yet" not in words
    assert Told.objects.count() == 1


def test_a_look_without_a_reader_is_no_receipt(client, held):
    answer(held[0])
    client.head(reverse("thread", args=[held[1]]))
    client.get(reverse("thread", args=[held[1]]), headers={"Sec-Purpose": "prefetch"})
    assert not Told.objects.exists()


def test_a_thread_holds_nothing_of_another_seat(client, held):
    make_voice(make_seat(held[0].subject), body="Somebody else")
    assert "Somebody else" not in words_of(client.get(reverse("thread", args=[held[1]])))


def test_a_device_lists_the_threads_it_was_given_and_no_other(client, held):
    make_seat()
    assert "Said on this device" not in words_of(client.get(reverse("mine")))
    send(client, held[0].subject, body="Hello")
    mine = words_of(client.get(reverse("mine")))
    given = client.session["references"][str(held[0].subject_id)]
    assert f'href="{reverse("thread", args=[given])}"' in mine
    assert held[1] not in mine
    assert mine.count('href="/t/') == 1


def test_a_reference_that_opens_nothing_any_more_is_not_listed(client, subject):
    send(client, subject, body="Hello")
    give_reference(seat=subject.seats.get())
    assert "Said on this device" not in words_of(client.get(reverse("mine")))


def test_a_device_lists_many_threads_with_one_question(client, django_assert_num_queries):
    send(client, make_subject(), body="Hello")
    with django_assert_num_queries(100, exact=False) as few:
        client.get(reverse("mine"))
    asked = len(few)
    for _ in range(3):
        send(client, make_subject(), body="Hello")
    with django_assert_num_queries(asked):
        assert words_of(client.get(reverse("mine"))).count('href="/t/') == 4


def test_pages_with_a_reference_are_kept_by_nobody(client, held):
    response = client.get(reverse("thread", args=[held[1]]))
    assert response["Cache-Control"] == "private, no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"
