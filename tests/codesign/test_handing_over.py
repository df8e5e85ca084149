"""Texts and letters that an owner hands over: to whom, once, with which words, and what no page shows."""

import csv
import io
import re

import pytest
from django.urls import reverse

from codesign.actions.contacts import remove_contact, stop_news
from codesign.actions.handing_over import NothingToHandOver, addressed, hand_over
from codesign.models import Message, NewsFile, Told
from codesign.sheets import direction_of
from codesign.texts import MOST_CHARACTERS, text_file
from people.enums import Means
from people.models import AuditEntry
from people.vault import contacts
from tests.codesign.pages import answer, client_of, words_of
from tests.codesign.telling_steps import NUMBER, give
from tests.factories import make_owner, make_seat, make_subject, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def make_waiting(means=Means.TEXT, subject=None, address="", **said):
    seat = make_voice(make_seat(subject), **said).seat
    give(seat, means, address)
    answer(seat)
    return seat


def lines_of(file: NewsFile) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text_file(addressed(file)).decode())))


def handed(seat, means=Means.TEXT) -> NewsFile:
    return hand_over(means=means, handed_over_by=seat.subject.owner)


def pages_of(response) -> int:
    return len(re.findall(rb"/Type /Page\b", response.content))


def test_a_text_is_a_number_and_at_most_160_characters_with_both_links():
    seat = make_waiting()
    header, [number, text] = lines_of(handed(seat))
    assert header == ["number", "text"]
    assert number == NUMBER.lstrip("+")
    assert len(text) <= MOST_CHARACTERS
    assert reverse("thread", args=[contacts.contact_for([seat.pk])[seat.pk].reference]) in text
    assert "/stop/" in text
    for kept in ("Claims by phone", "The law sets this date.", "always busy"):
        assert kept not in text


@pytest.mark.parametrize("site", ["https://institution-with-a-long-name.example.org", "https://short.example"])
def test_a_long_address_of_the_site_leaves_the_two_links(settings, site):
    settings.SITE_URL = site
    text = lines_of(handed(make_waiting()))[1][1]
    assert len(text) <= MOST_CHARACTERS
    assert text.count(site) == 2


def test_no_cell_begins_like_a_formula():
    for row in lines_of(handed(make_waiting(language="ar"))):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@pytest.mark.parametrize("means", [Means.TEXT, Means.LETTER])
def test_what_was_handed_over_counts_as_told_and_is_not_handed_over_again(means):
    seat = make_waiting(means)
    file = handed(seat, means)
    assert file.count == 1
    assert Told.objects.reached().get().channel == means
    with pytest.raises(NothingToHandOver):
        handed(seat, means)
    assert NewsFile.objects.count() == 1


def test_each_download_is_in_the_chain_as_a_count():
    seat = make_waiting()
    file = handed(seat)
    entry = AuditEntry.objects.order_by("number").last()
    assert (entry.action, entry.actor) == ("codesign.news.handed_over", seat.subject.owner)
    assert entry.data == {"means": "text", "count": 1}
    client_of(seat.subject.owner).post(reverse("news_file", args=[file.pk]))
    assert AuditEntry.objects.order_by("number").last().action == "codesign.news.downloaded_again"


def test_an_owner_hands_over_for_their_own_subjects_only():
    seat = make_waiting()
    with pytest.raises(NothingToHandOver):
        hand_over(means=Means.TEXT, handed_over_by=make_owner())
    assert not Message.objects.exists()
    assert handed(seat).count == 1


def test_e_mail_is_not_handed_over():
    with pytest.raises(ValueError, match="email"):
        hand_over(means=Means.EMAIL, handed_over_by=make_owner())


@pytest.mark.parametrize("change", ["stopped", "removed", "by letter now"])
def test_downloaded_again_it_leaves_out_who_wants_it_no_more(change):
    seat = make_waiting()
    file = handed(seat)
    if change == "stopped":
        stop_news(seat_id=seat.pk)
    elif change == "removed":
        remove_contact(seat=seat, opened_by="")
    else:
        give(seat, Means.LETTER)
    assert len(lines_of(file)) == 1


def test_a_letter_is_drawn_for_each_in_its_language():
    subject = make_subject()
    for language in ("en", "ar", "es"):
        make_waiting(Means.LETTER, subject, address=f"{language} street 1\nMarenza", language=language)
    client = client_of(subject.owner)
    response = client.post(reverse("telling_letters"))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert pages_of(response) == 3


@pytest.mark.parametrize(
    ("text", "direction"), [("12 Harbour Street", "ltr"), ("12 شارع الميناء", "rtl"), ("4410", "ltr"), ("", "ltr")]
)
def test_an_address_keeps_its_own_direction(text, direction):
    assert direction_of(text) == direction


def test_a_very_long_reason_takes_more_pages():
    seat = make_voice(make_seat()).seat
    give(seat, Means.LETTER)
    answer(seat, because="We thought about it for a long time. " * 40)
    make_voice(seat, body="More")
    for number in range(3):
        answer(seat, because=f"{number} " + "And we thought again about all of it. " * 35)
    response = client_of(seat.subject.owner).post(reverse("telling_letters"))
    assert pages_of(response) > 1


def test_the_page_counts_and_shows_no_number():
    seat = make_waiting()
    client = client_of(seat.subject.owner)
    words = words_of(client.get(reverse("telling")))
    assert "1 person waits." in words
    response = client.post(reverse("telling_texts"))
    assert response["Content-Disposition"] == f'attachment; filename="texts-{NewsFile.objects.get().pk}.csv"'
    assert response["Cache-Control"] == "private, no-store"
    words = words_of(client.get(reverse("telling")))
    assert "Download it again" in words
    for number in (NUMBER, NUMBER[1:], "600123456"):
        assert number not in words


def test_pressed_again_with_nobody_waiting_it_says_so():
    client = client_of(make_owner())
    assert "You have handed over nothing yet." in words_of(client.get(reverse("telling")))
    for name in ("telling_texts", "telling_letters"):
        response = client.post(reverse(name))
        assert (response.status_code, response["Location"]) == (303, reverse("telling"))
    assert "Nobody waits for this now." in words_of(client.get(reverse("telling")))


def test_a_file_of_somebody_else_is_not_there():
    file = handed(make_waiting())
    assert client_of(make_owner()).post(reverse("news_file", args=[file.pk])).status_code == 404


def test_the_page_asks_the_same_however_many_wait(django_assert_num_queries):
    subject = make_subject()
    client = client_of(subject.owner)

    def hand_over_some(count):
        for number in range(count):
            make_waiting(subject=subject, address=f"+3460012345{number}")
        hand_over(means=Means.TEXT, handed_over_by=subject.owner)
        make_waiting(Means.LETTER, subject)

    hand_over_some(1)
    client.get(reverse("telling"))
    with django_assert_num_queries(100, exact=False) as few:
        client.get(reverse("telling"))
    asked = len(few)
    for _ in range(3):
        hand_over_some(3)
    with django_assert_num_queries(asked):
        client.get(reverse("telling"))
