"""The pages of being told: giving an address, confirming, stopping with one press, taking it back, was it useful."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from codesign.actions.seats import take_staff_seat
from codesign.models import Seat, Told, Usefulness
from codesign.references import stop_token
from people.enums import Means
from people.vault import contacts
from people.vault.models import Contact
from tests.codesign.pages import answer, send, words_of
from tests.codesign.telling_steps import ADDRESS, NUMBER, POSTAL, give, link_of
from tests.factories import make_seat, make_user, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
LETTER = {"name": "Ana Ruiz", "postal": POSTAL}


def path_of(reference, name="news", *more):
    return reverse(name, args=[reference, *more])


def test_the_thank_you_page_and_the_thread_offer_it(client, subject):
    send(client, subject, body="Hello")
    reference = client.session["references"][str(subject.pk)]
    for page in (reverse("thanks", args=[subject.code]), path_of(reference, "thread")):
        assert path_of(reference) in words_of(client.get(page))


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ({"means": "email", "email": ADDRESS}, Means.EMAIL),
        ({"email": f"  {ADDRESS} "}, Means.EMAIL),
        ({"means": "text", "number": "+34 600-123.456"}, Means.TEXT),
        ({"number": "0034 (600) 123456"}, Means.TEXT),
        ({"number": "+٣٤ ٦٠٠ ١٢٣ ٤٥٦"}, Means.TEXT),
        ({"means": "letter", **LETTER}, Means.LETTER),
        ({"means": "text", "number": NUMBER, "email": "half@typed"}, Means.TEXT),
    ],
)
def test_what_is_given_is_kept(client, held, said, means):
    seat, reference = held
    response = client.post(path_of(reference), said)
    assert (response.status_code, response["Location"]) == (303, path_of(reference, "thread"))
    reach = contacts.contact_for([seat.pk])[seat.pk]
    assert (reach.means, reach.address) == (means, {"email": ADDRESS, "text": NUMBER, "letter": POSTAL}[means])


LINE = "b@example.org\nBcc: c@example.org"
WRONG = [
    ({}, "Choose how we tell you"),
    ({"means": "pigeon", "email": ADDRESS}, "Choose how we tell you"),
    ({"email": ADDRESS, "number": NUMBER}, "Choose how we tell you"),
    ({"means": "email"}, "Type an e-mail address"),
    ({"means": "email", "email": "ana"}, "Type an e-mail address"),
    ({"means": "email", "email": LINE}, "Type an e-mail address"),
    ({"means": "email", "email": "a\r\nBcc: b@example.org"}, "Type an e-mail address"),
    ({"means": "email", "email": "a@example.org\x00"}, "that we cannot store"),
    ({"means": "email", "email": "a@example.org\ud800"}, None),
    ({"means": "email", "email": "a" * 250 + "@example.org"}, "Shorten it"),
    ({"means": "text", "number": "6" * 5000}, "Shorten it"),
    ({"means": "text", "number": "+34 six hundred"}, "Type a mobile number"),
    ({"means": "text", "number": "600123456"}, "Type a mobile number"),
    ({"means": "text", "number": "+0012345678"}, "Type a mobile number"),
    ({"means": "text", "number": "+34"}, "Type a mobile number"),
    ({"means": "text", "number": "+" + "1" * 16}, "Type a mobile number"),
    ({"means": "text", "number": "=1+1"}, "Type a mobile number"),
    ({"means": "letter", "postal": POSTAL}, "the name that stands on the letter box"),
    ({"means": "letter", "name": "Ana"}, "as on an envelope"),
    ({"means": "letter", "name": "Ana", "postal": "one line"}, "as on an envelope"),
    ({"means": "letter", "name": "Ana", "postal": "\n".join("abcdefgh")}, "as on an envelope"),
    ({"means": "letter", "name": "Ana", "postal": "x" * 301}, "Shorten it"),
]


@pytest.mark.parametrize(("said", "sentence"), [pair for pair in WRONG if pair[1]])
def test_what_cannot_be_used_gets_a_sentence_and_stays_in_its_field(client, held, said, sentence):
    response = client.post(path_of(held[1]), said)
    words = words_of(response)
    assert response.status_code == 422
    assert "There is a problem" in words
    assert sentence in words
    assert not Contact.objects.exists()
    assert mail.outbox == []
    for typed in said.values():
        if typed.isascii() and typed.isalnum() and typed != "pigeon":
            assert typed in words


def test_a_lone_surrogate_gets_a_sentence():
    from codesign.forms import ContactForm

    form = ContactForm({"means": "email", "email": "a\ud800@example.org"})
    assert not form.is_valid()
    assert "that we cannot store" in str(form.errors["email"])


def test_with_the_code_of_the_country_a_number_of_the_country_is_enough(client, held, settings):
    settings.CALLING_CODE = "34"
    client.post(path_of(held[1]), {"number": "0600 123 456"})
    assert Contact.objects.get().address == NUMBER


def test_the_thread_says_where_news_goes_and_never_the_whole_of_it(client, held):
    seat, reference = held
    give(seat)
    words = words_of(client.get(path_of(reference, "thread")))
    assert "a…@example.org" in words
    assert ADDRESS not in words
    give(seat, Means.TEXT)
    words = words_of(client.get(path_of(reference, "thread")))
    assert "…456" in words
    assert NUMBER not in words


def test_one_address_is_sent_few_links(client, held):
    for _ in range(3):
        assert client.post(path_of(held[1]), {"email": ADDRESS}).status_code == 303
    response = client.post(path_of(held[1]), {"email": ADDRESS.upper()})
    assert response.status_code == 429
    assert "several links to this address today" in words_of(response)
    assert client.post(path_of(held[1]), {"number": NUMBER}).status_code == 303


def test_an_unknown_thread_gives_nothing(client):
    for name in ("news", "news_remove", "news_resume"):
        for reference in ("KX4-72P-Q9M-T", "nothing"):
            assert client.post(path_of(reference, name)).status_code == 404


def test_a_colleague_is_told_at_work(client, subject):
    _seat, reference = take_staff_seat(subject=subject, holder=make_user())
    response = client.post(path_of(reference), {"number": NUMBER})
    assert response.status_code == 403
    assert "Seats of staff are told at work." in words_of(response)
    assert not Contact.objects.exists()


def test_a_link_confirms_with_a_press_and_not_by_being_opened(client, held, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(path_of(held[1]), {"email": ADDRESS})
    path = reverse("confirm_contact", args=[link_of(mail.outbox[0])])
    assert "Yes, send me news" in words_of(Client().get(path))
    assert not Seat.objects.exclude(news_by="").exists()
    assert "This address is confirmed." in words_of(Client().post(path))
    assert Seat.objects.get(news_by="email") == held[0]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("token", ["nonsense", "a:b:c", "A" * 3000])
def test_a_link_that_is_not_ours_says_what_to_do(client, method, token):
    response = getattr(client, method)(reverse("confirm_contact", args=[token]))
    assert response.status_code == 410
    assert "open your thread and give the address again" in words_of(response)


def test_one_press_stops_without_signing_in_and_without_a_cookie(held):
    seat, reference = held
    give(seat, Means.TEXT)
    path = reverse("stop_news", args=[stop_token(seat.pk)])
    stranger = Client(enforce_csrf_checks=True)
    assert "One press, and we send nothing any more" in words_of(stranger.get(path))
    assert Seat.objects.exclude(news_by="").exists()
    response = stranger.post(path, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200  # RFC 8058: a redirect would not be followed
    assert not Seat.objects.exclude(news_by="").exists()
    client = Client()
    assert "You stopped these messages." in words_of(client.get(path_of(reference, "thread")))
    client.post(path_of(reference, "news_resume"))
    assert Seat.objects.get(news_by="text") == seat


@pytest.mark.parametrize("token", ["nothing", "A" * 34, "x" * 5000])
def test_a_stop_that_is_not_ours_is_not_found(client, token):
    for method in (client.get, client.post):
        assert method(reverse("stop_news", args=[token])).status_code == 404


def test_removed_on_the_thread_nothing_is_kept(client, held):
    seat, reference = held
    give(seat, Means.LETTER)
    response = client.post(path_of(reference, "news_remove"))
    assert (response.status_code, response["Location"]) == (303, path_of(reference, "thread"))
    assert not Contact.objects.exists()


def test_changed_from_a_message_one_comes_back_to_the_thread(client, held):
    seat, _own = held
    give(seat, Means.TEXT)
    reference = contacts.contact_for([seat.pk])[seat.pk].reference
    response = client.post(path_of(reference), {"number": "+34600999888"})
    assert client.get(response["Location"]).status_code == 200
    assert client.get(path_of(reference, "thread")).status_code == 404


@pytest.mark.parametrize(("said", "kept"), [("yes", [True]), ("no", [False]), ("", []), ("maybe", [])])
def test_was_it_useful_is_a_yes_or_a_no(client, held, said, kept):
    outcome = answer(held[0])
    assert "Was this useful?" in words_of(client.get(path_of(held[1], "thread")))
    assert client.post(path_of(held[1], "useful", outcome.pk), {"useful": said}).status_code == 303
    assert [each.is_useful for each in Usefulness.objects.all()] == kept


def test_the_last_word_counts(client, held):
    outcome = answer(held[0])
    for said in ("yes", "no"):
        client.post(path_of(held[1], "useful", outcome.pk), {"useful": said})
    assert Usefulness.objects.get().is_useful is False
    assert "You said: no." in words_of(client.get(path_of(held[1], "thread")))


def test_of_an_outcome_of_others_nobody_says_whether_it_is_useful(client, held):
    other = make_voice(make_seat(held[0].subject)).seat
    outcome = answer(other)
    assert client.post(path_of(held[1], "useful", outcome.pk), {"useful": "yes"}).status_code == 404
    assert not Usefulness.objects.exists()


def test_what_is_read_in_the_thread_is_told_there(client, held):
    answer(held[0])
    client.get(path_of(held[1], "thread"))
    assert Told.objects.reached().get().channel == "thread"


def test_my_data_says_what_is_held_and_erasing_takes_it(client, held):
    seat, reference = held
    give(seat, Means.LETTER)
    client.post(path_of(reference, "useful", answer(seat).pk), {"useful": "yes"})
    client.get(path_of(reference, "thread"))
    words = words_of(client.get(path_of(reference, "my_data")))
    for said in ("Ana Ruiz", "12 Harbour Street", "Opened the thread", "You found it useful"):
        assert said in words
    client.post(path_of(reference, "erase"))
    assert [model.objects.count() for model in (Contact, Told, Usefulness)] == [0, 0, 0]
