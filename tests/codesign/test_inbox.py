"""The pages on which owners read voices and answer them."""

import pytest
from django.test import Client
from django.urls import reverse

from codesign.enums import Visibility
from codesign.models import Outcome, Voice
from people.enums import Role
from people.models import AuditEntry
from tests.codesign.pages import answer, client_of, words_of
from tests.factories import (
    make_barrier,
    make_owner,
    make_seat,
    make_user,
    make_voice,
)

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def test_the_inbox_lists_what_waits_and_the_oldest_on_top(subject):
    first, second, third = (make_voice(make_seat(subject), body=f"Voice {number}") for number in range(3))
    answer(first.seat)
    page = client_of(subject.owner).get(reverse("inbox")).context["page"]
    assert list(page) == [second, third]


def test_the_inbox_asks_as_often_for_many_voices_as_for_one(subject, django_assert_num_queries):
    client, asked = client_of(subject.owner), {"state": "answered"}
    answer(make_voice(make_seat(subject), barriers=[make_barrier(subject)]).seat)
    client.get(reverse("inbox"), asked)
    with django_assert_num_queries(100, exact=False) as few:
        client.get(reverse("inbox"), asked)
    for _ in range(21):
        answer(make_voice(make_seat(subject), barriers=[make_barrier(subject)]).seat)
    with django_assert_num_queries(len(few)):
        response = client.get(reverse("inbox"), asked)
    assert len(response.context["page"]) == 20


def test_the_owner_answers_and_the_person_sees_it(held):
    seat, reference = held
    client = client_of(seat.subject.owner)
    path = reverse("inbox_voice", args=[seat.voices.get().pk])
    assert client.get(path).status_code == 200
    assert client.post(path, {"kind": "changed", "because": "You were right."}).status_code == 303
    assert "You were right." in words_of(Client().get(reverse("thread", args=[reference])))
    assert AuditEntry.objects.get().action == "codesign.outcome.recorded"


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"kind": "changed"},
        {"kind": "changed", "because": "  "},
        {"kind": "ignored", "because": "Kept"},
        {"because": "Kept"},
        {"kind": "changed", "because": "x" * 1501},
        {"kind": "changed", "because": "a\x00"},
        {"kind": "changed", "because": "Kept", "passage": "999999"},
    ],
)
def test_an_incomplete_answer_gets_a_sentence(held, typed):
    seat = held[0]
    response = client_of(seat.subject.owner).post(reverse("inbox_voice", args=[seat.voices.get().pk]), typed)
    assert response.status_code == 422
    assert "There is a problem" in words_of(response)
    assert typed.get("because", "").strip("\x00 ") in words_of(response)
    assert not Outcome.objects.exists()


@pytest.mark.parametrize(
    ("make", "status"),
    [(make_owner, 404), (lambda: make_user(Role.EDITOR), 403), (lambda: make_user(is_superuser=True), 403)],
    ids=["owner of another subject", "editor", "superuser"],
)
def test_a_voice_does_not_exist_for_those_who_do_not_own_it(held, make, status):
    client, pk = client_of(make()), held[0].voices.get().pk
    assert client.get(reverse("inbox_voice", args=[pk])).status_code == status
    assert client.post(reverse("inbox_voice", args=[pk]), {"kind": "changed", "because": "No."}).status_code == status
    assert client.post(reverse("show_voice", args=[pk])).status_code == status
    assert not Outcome.objects.exists()
    assert not Voice.objects.shown().exists()


def test_an_owner_does_not_see_the_voices_of_others(held):
    assert list(client_of(make_owner()).get(reverse("inbox")).context["page"]) == []


@pytest.mark.parametrize("pk", ["999999", "9" * 40])
def test_a_voice_that_is_not_there_is_not_found(subject, pk):
    assert client_of(subject.owner).get(f"/inbox/{pk}/").status_code == 404


@pytest.mark.parametrize(("visibility", "is_shown"), [(Visibility.WITHOUT_NAME, True), (Visibility.STAFF_ONLY, False)])
def test_show_on_the_page_needs_the_persons_leave(subject, visibility, is_shown):
    voice = make_voice(make_seat(subject), visibility=visibility)
    client = client_of(subject.owner)
    assert client.post(reverse("show_voice", args=[voice.pk])).status_code == 303
    assert Voice.objects.shown().exists() is is_shown
    assert client.get(reverse("show_voice", args=[voice.pk])).status_code == 405
