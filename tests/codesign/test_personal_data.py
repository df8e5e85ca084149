"""Words that point to a person are found before they are sent, and the writer decides."""

import time
import uuid

import pytest
from django.urls import reverse

from codesign.enums import Visibility
from codesign.models import Voice
from codesign.personal_data import PersonalKind, digest_of, find_personal_data
from tests.codesign.pages import send, words_of


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Write to ana.lopez@example.org, please.", PersonalKind.MAIL, "ana.lopez@example.org"),
        ("Call +34 612 345 678 after six.", PersonalKind.PHONE, "+34 612 345 678"),
        ("Call 612 345 678.", PersonalKind.PHONE, "612 345 678"),
        ("0043 (1) 234-5678", PersonalKind.PHONE, "0043 (1) 234-5678"),
        ("رقمي ٠٦١٢٣٤٥٦٧٨ للاتصال", PersonalKind.PHONE, "٠٦١٢٣٤٥٦٧٨"),
        ("Pay to ES91 2100 0418 4502 0005 1332 please", PersonalKind.ACCOUNT, "ES91 2100 0418 4502 0005 1332"),
        ("de89370400440532013000", PersonalKind.ACCOUNT, "de89370400440532013000"),
        ("My card says 54362315K.", PersonalKind.PERSON, "54362315K"),
        ("It is X-2482300-W.", PersonalKind.PERSON, "X-2482300-W"),
        ("2 95 10 99 126 111 93", PersonalKind.PERSON, "2 95 10 99 126 111 93"),
    ],
)
def test_what_points_to_a_person_is_found(text, kind, found):
    assert [(each.kind, each.text) for each in find_personal_data(text)] == [(kind, found)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I waited 3 hours on 2026-11-29 and again on 12.10.2026.",
        "It costs 1 200 euros, or 14.50 a month.",
        "ES91210004184502000513AB",
        "My card says 54362315Z.",
        "Room 12, floor 3, at 10:30.",
        "a@b",
        "@home @work",
    ],
)
def test_what_points_to_nobody_is_left_alone(text):
    assert find_personal_data(text) == []


@pytest.mark.parametrize(
    "text", ["9" * 1500, "9 " * 750, "a@" * 750, "ES91" * 375, "+" * 1500, "1-" * 750, "A1 " * 500]
)
def test_no_text_takes_long(text):
    began = time.perf_counter()
    find_personal_data(text)
    assert time.perf_counter() - began < 1


@pytest.mark.django_db(databases=["default", "vault"])
def test_the_writer_is_warned_and_nothing_is_recorded(client, subject):
    response = send(client, subject, body="Call 612 345 678.")
    assert response.status_code == 422
    assert "“612 345 678” looks like a phone number." in words_of(response)
    assert "Call 612 345 678." in words_of(response)
    assert not Voice.objects.exists()


@pytest.mark.django_db(databases=["default", "vault"])
def test_who_ticks_leave_it_in_is_not_asked_again_for_the_same(client, subject):
    body = "Call 612 345 678."
    keeps = digest_of(find_personal_data(body))
    assert f'value="{keeps}"' in words_of(send(client, subject, body=body))
    assert send(client, subject, body=body, keeps=keeps).status_code == 303
    assert Voice.objects.get().body == body


@pytest.mark.django_db(databases=["default", "vault"])
@pytest.mark.parametrize("keeps", ["", "on", "9" * 5000, digest_of([])])
def test_leave_for_something_else_is_no_leave(client, subject, keeps):
    assert send(client, subject, body="Mail a.b@example.org", keeps=keeps).status_code == 422
    assert not Voice.objects.exists()


@pytest.mark.django_db(databases=["default", "vault"])
def test_another_finding_asks_again(client, subject):
    keeps = digest_of(find_personal_data("Call 612 345 678."))
    response = send(client, subject, body="Call 612 345 678 or mail a.b@example.org.", keeps=keeps)
    assert response.status_code == 422


@pytest.mark.django_db(databases=["default", "vault"])
def test_a_reply_that_names_somebody_is_asked_about_as_well(client, subject):
    path = reverse("give_voice", args=[subject.code])
    form = {"send_key": str(uuid.uuid4()), "visibility": Visibility.STAFF_ONLY, "body": "54362315K"}
    assert client.post(path, form).status_code == 422
