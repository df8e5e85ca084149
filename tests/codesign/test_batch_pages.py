"""Giving codes out: the form, the page that shows them once, and what is printed."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from codesign.models import Invite, InviteBatch
from codesign.printed import Printed
from codesign.sheets import letters, squares
from tests.codesign.invite_steps import invite_of, make_attested_batch, make_batch
from tests.codesign.pages import client_of, words_of
from tests.factories import make_closed_subject, make_dimension, make_owner, make_subject

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
CODE = re.compile(r"[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}")


@pytest.fixture
def subject():
    return make_subject()


@pytest.fixture
def owner(subject):
    return client_of(subject.owner)


def make(client, where, **fields):
    said = {
        "subject": where.pk,
        "name": "Letters in March",
        "size": "4",
        "expires_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "send_key": uuid.uuid4(),
    }
    return client.post(reverse("batch_new"), said | fields)


def codes_on(response):
    return response.context["codes"].split()


def test_an_owner_makes_codes_and_sees_them_once(owner, subject):
    response = make(owner, subject)
    codes = codes_on(response)
    assert len(codes) == 4
    words = words_of(response)
    assert all(f'<p class="code" dir="ltr">{code}</p>' in words for code in codes)
    assert response["Cache-Control"] == "private, no-store"
    batch = InviteBatch.objects.get()
    for name, arguments in (("batches", []), ("batch", [batch.pk]), ("batch_revoke", [batch.pk])):
        assert not CODE.search(words_of(owner.get(reverse(name, args=arguments))))


def test_the_same_form_sent_again_shows_no_code(owner, subject):
    key = uuid.uuid4()
    make(owner, subject, send_key=key)
    response = make(owner, subject, send_key=key)
    assert response["Location"] == reverse("batch", args=[InviteBatch.objects.get().pk])
    words = words_of(owner.get(response["Location"]))
    assert "cannot be shown again" in words
    assert not CODE.search(words)


def test_codes_last_until_the_end_of_the_day(owner, subject):
    day = timezone.localdate()
    make(owner, subject, expires_on=day.isoformat())
    batch = InviteBatch.objects.get()
    assert timezone.localdate(batch.expires_at) == day
    assert batch.is_open


def test_a_group_is_attested_by_an_organisation(owner, subject):
    segment = make_dimension("Far from town").segments.get()
    make(owner, subject, segment=segment.pk, organisation="Farmers' Union")
    batch = InviteBatch.objects.get()
    assert (batch.way, batch.segment, batch.organisation) == ("attested", segment, "Farmers' Union")


def far_off(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"subject": ""}, "Choose what people are invited to."),
        ({"subject": str(uuid.uuid4())}, "Nobody can be invited there now."),
        ({"name": " "}, "Say whom these codes are for"),
        ({"name": "x" * 121}, "This text has 121 characters. Shorten it to at most 120."),
        ({"name": "a\x00b"}, "characters in this text that we cannot store"),
        ({"size": ""}, "Say how many codes you need"),
        ({"size": "0"}, "Give a number from 1 to 300."),
        ({"size": "301"}, "Give a number from 1 to 300."),
        ({"size": "-3"}, "Give a number from 1 to 300."),
        ({"size": "many"}, "Give a number from 1 to 300."),
        ({"size": "٣"}, "Give a number from 1 to 300."),
        ({"size": "9" * 40}, "Give a number from 1 to 300."),
        ({"expires_on": ""}, "Give the last day."),
        ({"expires_on": "soon"}, "Give the day as year-month-day"),
        ({"expires_on": far_off(-1)}, "This day is past."),
        ({"expires_on": far_off(3650)}, "A code lasts two years at most."),
        ({"organisation": "Union"}, "Choose the group that the organisation attests"),
        ({"segment": "999999"}, "This group is not there any more."),
        ({"send_key": "x"}, "The form was damaged"),
    ],
)
def test_what_cannot_be_made_says_why_and_keeps_what_was_typed(owner, subject, fields, sentence):
    response = make(owner, subject, **fields)
    assert response.status_code == 422
    words = words_of(response)
    assert sentence in words
    assert "name" in fields or 'value="Letters in March"' in words
    assert not InviteBatch.objects.exists()


def test_a_group_needs_an_organisation(owner, subject):
    segment = make_dimension("Far from town").segments.get()
    assert "Name the organisation" in words_of(make(owner, subject, segment=segment.pk))
    assert not Invite.objects.exists()


@pytest.mark.parametrize("make_it", [make_closed_subject, make_subject])
def test_nobody_is_invited_to_a_closed_subject_or_to_one_of_somebody_else(owner, make_it):
    assert make(owner, make_it()).status_code == 422
    assert not InviteBatch.objects.exists()


def test_owners_see_their_own_batches_only():
    batch, codes = make_batch()
    stranger = client_of(make_owner())
    assert "You have made no codes yet" in words_of(stranger.get(reverse("batches")))
    assert stranger.get(reverse("batch", args=[batch.pk])).status_code == 404
    for name in ("batch_revoke", "batch_letters", "batch_squares"):
        assert stranger.post(reverse(name, args=[batch.pk]), {"codes": codes[0]}).status_code == 404
    assert InviteBatch.objects.get().revoked_at is None


def test_taking_codes_back_asks_first(owner, subject):
    batch, _codes = make_batch(subject)
    address = reverse("batch_revoke", args=[batch.pk])
    assert "cannot be undone" in words_of(owner.get(address))
    assert InviteBatch.objects.get().revoked_at is None
    assert "Taken back" in words_of(owner.get(owner.post(address)["Location"]))


def test_the_batch_says_how_many_were_used_and_not_which(owner, subject):
    batch, codes = make_attested_batch(subject)
    Invite.objects.filter(pk=invite_of(codes[1]).pk).update(redeemed_on=timezone.localdate())
    words = words_of(owner.get(reverse("batch", args=[batch.pk])))
    assert "1 of 3 codes was used." in words
    assert "Farmers&#x27; Union attests: <bdi>Far from town</bdi>" in words


@pytest.mark.parametrize(("name", "draw"), [("batch_letters", letters), ("batch_squares", squares)])
def test_codes_are_printed_from_the_page_that_shows_them(owner, subject, name, draw):
    batch, codes = make_batch(subject)
    response = owner.post(reverse(name, args=[batch.pk]), {"codes": " ".join(codes)})
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert response.content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", response.content)) == (3 if draw is letters else 1)


@pytest.mark.parametrize("codes", ["", "x", "\x00", "<script>", "KX4-72P-Q9M"])
def test_what_is_no_code_of_the_batch_is_not_printed(owner, subject, codes):
    batch, _codes = make_batch(subject)
    make_batch(subject)
    response = owner.post(reverse("batch_letters", args=[batch.pk]), {"codes": codes})
    assert "The codes did not reach us." in words_of(owner.get(response["Location"]))


def test_codes_of_another_batch_are_not_printed(owner, subject):
    batch, _codes = make_batch(subject)
    _other, others = make_batch(subject)
    assert owner.post(reverse("batch_squares", args=[batch.pk]), {"codes": " ".join(others)}).status_code == 303


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("draw", [letters, squares])
@pytest.mark.parametrize("title", ["زيارة واحدة", "One visit, ¿sí? Œuvre 🙂", "x" * 200])
def test_paper_is_drawn_in_each_language_whatever_the_title(draw, language, title):
    batch, codes = make_attested_batch(size=9)
    with translation.override(language):
        drawn = draw(Printed(batch, title, language, codes, "https://example.org/i/"))
    assert len(re.findall(rb"/Type /Page\b", drawn)) == (9 if draw is letters else 2)


def test_the_list_asks_as_often_for_many_as_for_one(owner, subject, django_assert_max_num_queries):
    for _ in range(25):
        make_attested_batch(subject)
    with django_assert_max_num_queries(8):
        words = words_of(owner.get(reverse("batches")))
    assert "page=2" in words


def test_the_page_of_codes_says_that_loading_it_again_loses_them_and_asks_before(owner, subject):
    words = words_of(make(owner, subject))
    assert "Once you leave it or load it again, nobody can read them any more." in words
    assert "js/codes.js" in words
