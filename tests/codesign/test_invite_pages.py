"""Coming in with a personal code, without JavaScript: typed or scanned, good or not."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from codesign.actions.invites import revoke_batch
from codesign.enums import Admission, Way
from codesign.models import Ballot, Invite, Seat, Statement, Subject, Voice
from codesign.permissions.invites import INVITES_PER_ADDRESS
from codesign.references import new_invite_code
from tests.codesign.invite_steps import expire, invite_of, make_attested_batch, make_batch
from tests.codesign.pages import client_of, send, words_of
from tests.codesign.round_steps import make_open_round
from tests.factories import make_user

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
TYPE_IT = reverse("invite_code")


@pytest.fixture
def made():
    return make_batch()


@pytest.fixture
def code(made):
    return made[1][0]


def door(code):
    return reverse("invite", args=[code])


def press(client, code, key=None):
    return client.post(door(code), {"seat_key": key or uuid.uuid4()})


def test_a_typed_code_leads_in_and_on_to_the_subject(client, made, code):
    subject = made[0].subject
    response = client.post(TYPE_IT, {"code": code.replace("-", " ").lower()})
    assert response["Location"] == door(code)
    assert subject.title in words_of(client.get(door(code)))
    assert press(client, code)["Location"] == reverse("give_voice", args=[subject.code])
    send(client, subject, fit="yes")
    assert Voice.objects.get().seat.way == Way.INVITED
    assert Seat.objects.count() == 1


def test_opening_the_page_does_not_use_a_code_up(client, code):
    for _ in range(3):
        client.get(door(code))
    assert invite_of(code).redeemed_on is None
    assert not Seat.objects.exists()


def test_where_a_round_is_open_one_comes_to_its_statements(client, made, code):
    make_open_round(made[0].subject)
    assert press(client, code)["Location"] == reverse("vote", args=[made[0].subject.code])


def test_one_reads_the_reference_one_got(client, code):
    assert re.search(r"Your reference is [2-9A-Z]{3}\u2011", words_of(client.get(press(client, code)["Location"])))


def test_the_same_press_twice_is_one_seat(client, code):
    key = uuid.uuid4()
    assert press(client, code, key).status_code == press(Client(), code, key).status_code == 303
    assert Seat.objects.count() == 1


def test_whoever_scans_it_again_in_the_same_browser_goes_on(client, made, code):
    press(client, code)
    assert client.get(door(code))["Location"] == reverse("give_voice", args=[made[0].subject.code])


def test_a_second_person_at_one_device_is_asked_and_gets_a_seat_of_their_own(client, made):
    press(client, made[1][0])
    assert "I am somebody else" in words_of(client.get(door(made[1][1])))
    press(client, made[1][1])
    assert Seat.objects.count() == 2


def test_what_was_said_before_by_an_open_link_stays_apart(client, made, code):
    send(client, made[0].subject, fit="yes")
    press(client, code)
    assert sorted(Seat.objects.values_list("way", flat=True)) == [Way.INVITED, Way.OPEN_LINK]


def test_an_attested_code_says_so_before_one_comes_in(client, django_capture_on_commit_callbacks):
    batch, codes = make_attested_batch()
    words = words_of(client.get(door(codes[0])))
    assert "Farmers&#x27; Union gave out this code. It says that you belong to the group “Far from town”." in words
    with django_capture_on_commit_callbacks(execute=True):
        press(client, codes[0])
    thread = reverse("thread", args=[next(iter(client.session["references"].values()))])
    assert "Attested by the organisation that gave you the code" in words_of(client.get(thread))


def used(made):
    press(Client(), made[1][0])


def taken_back(made):
    revoke_batch(batch=made[0], revoked_by=made[0].subject.owner)


def too_late(made):
    expire(made[0])


@pytest.mark.parametrize("act", ["get", "post"])
@pytest.mark.parametrize(
    ("happened", "sentence"),
    [
        (used, "This code was used before, and each code works once."),
        (taken_back, "This code was taken back and does not work any more."),
        (too_late, "The time of this code is over."),
    ],
)
def test_a_code_that_lets_nobody_in_says_why_and_what_to_do(client, made, code, happened, sentence, act):
    happened(made)
    seats = Seat.objects.count()
    response = press(client, code) if act == "post" else client.get(door(code))
    assert response.status_code == 410
    words = words_of(response)
    assert sentence in words
    assert f'value="{code}"' in words
    assert "nother" in words
    assert Seat.objects.count() == seats


def test_at_a_subject_that_closed_the_page_says_so(client, made, code):
    Subject.objects.filter(pk=made[0].subject_id).update(closes_at=made[0].made_at)
    assert "This closed on" in words_of(client.get(door(code)))
    assert press(client, code).status_code == 409
    assert invite_of(code).redeemed_on is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type the code that you were given."),
        ("   ", "Type the code that you were given."),
        ("KX4-72P", "This is the code of a workshop."),
        ("KX4-72P-Q9M-T", "This is a reference."),
        ("KX4-72P-Q9O", "A code never has 0, O, 1, I or L in it."),
        ("<b>?</b>", "A code has 9 letters and digits"),
        ("9" * 5000, "This is too long for a code."),
        ("KX4\x0072P-Q9M", "characters in this text that we cannot store"),
        ("KX4-72P-Q9M", "We do not know this code."),
    ],
)
def test_what_cannot_be_a_code_is_answered_in_words(client, typed, sentence):
    response = client.post(TYPE_IT, {"code": typed})
    assert response.status_code == 422
    words = words_of(response)
    assert sentence in words
    assert "<b>?" not in words


@pytest.mark.parametrize("path", ["nothing", "KX4-72P-Q9M", "9" * 500])
def test_an_address_with_no_code_in_it_leads_to_the_page_where_one_is_typed(client, path):
    response = client.get(door(path))
    assert response.status_code == 404
    assert "Come in with your code" in words_of(response)


def test_a_damaged_form_uses_nothing_up(client, code):
    response = client.post(door(code), {"seat_key": "x"})
    assert response.status_code == 422
    assert "damaged on its way" in words_of(response)
    assert invite_of(code).redeemed_on is None


def test_after_many_codes_that_are_not_known_one_has_to_wait(client, code):
    for _ in range(INVITES_PER_ADDRESS.count):
        client.post(TYPE_IT, {"code": new_invite_code()})
    words = words_of(client.post(TYPE_IT, {"code": code}))
    assert "Wait 15 minutes" in words
    assert client.get(door(code)).status_code == 404
    assert invite_of(code).redeemed_on is None


def test_slips_of_the_pen_are_not_counted(client, code):
    for _ in range(INVITES_PER_ADDRESS.count + 1):
        client.post(TYPE_IT, {"code": "KX4"})
    assert client.post(TYPE_IT, {"code": code}).status_code == 303


def test_members_of_staff_use_no_code_up(code):
    client = client_of(make_user())
    for response in (client.post(TYPE_IT, {"code": code}), client.get(door(code)), press(client, code)):
        assert "sign out first" in words_of(response)
    assert not Seat.objects.exists()
    assert invite_of(code).redeemed_on is None


def test_pages_are_private(client, code):
    for response in (client.get(TYPE_IT), client.get(door(code))):
        assert response["Cache-Control"] == "private, no-store"
        assert "noindex" in response["X-Robots-Tag"]


@pytest.fixture
def coded():
    return make_open_round(admission=Admission.INVITED, takes_statements=True)


def vote_page(round_):
    return reverse("vote", args=[round_.subject.code])


def first_statement(round_):
    return f"{vote_page(round_)}?statement={round_.statements.get(number=1).key}"


def test_without_a_code_one_is_asked_for_it_and_casts_nothing(client, coded):
    assert "Only people with a personal code take part" in words_of(client.get(vote_page(coded)))
    response = client.post(first_statement(coded), {"choice": "agree", "seat_key": uuid.uuid4()})
    assert response.status_code == 403
    assert "type it here" in words_of(response)
    assert not Ballot.objects.exists()
    assert not Seat.objects.exists()


def test_what_was_suggested_without_a_code_is_given_back(client, coded):
    said = {"body": "The letters are too long.", "send_key": uuid.uuid4()}
    response = client.post(reverse("suggest", args=[coded.subject.code]), said)
    assert response.status_code == 403
    assert "The letters are too long." in words_of(response)
    assert not Statement.objects.filter(seat__isnull=False).exists()


def test_a_new_cookie_does_not_give_a_second_ballot_where_a_code_is_needed(client, coded):
    _batch, codes = make_batch(coded.subject, size=1)
    press(client, codes[0])
    choice = {"choice": "agree", "seat_key": uuid.uuid4()}
    assert client.post(first_statement(coded), choice).status_code == 303
    for again in range(3):
        fresh = Client()
        assert press(fresh, codes[0]).status_code == 410
        response = fresh.post(first_statement(coded), choice | {"seat_key": uuid.uuid4()})
        assert response.status_code == 403, again
    assert Ballot.objects.count() == 1


def test_a_used_code_is_known_by_its_day_only(client, code):
    press(client, code)
    assert list(Invite.objects.filter(redeemed_on__isnull=False).values_list("redeemed_on")) == [
        (Seat.objects.get().taken_on,)
    ]
