"""A device that others use: nothing stays there, and no form that is still open leads back to a seat that was left."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from codesign.actions.seats import leave_seat, take_seat
from codesign.enums import Stage
from codesign.models import Seat, Voice
from tests.codesign.invite_steps import make_batch
from tests.codesign.pages import client_of, send, words_of
from tests.factories import make_board, make_facilitator, make_seat, make_subject, make_user

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
DEVICE = reverse("device")


def press(client, what, **said):
    return client.post(DEVICE, {"device": what} | said)


@pytest.fixture
def shared(client):
    press(client, "shared")
    return client


def thanks_of(client, subject, **said):
    return client.get(send(client, subject, **{"body": "The line is busy."} | said)["Location"])


def test_one_press_and_the_browser_is_asked_to_drop_what_pages_kept(client):
    response = press(client, "shared", back="/mine/")
    assert (response.status_code, response["Location"]) == (303, "/mine/")
    assert response["Clear-Site-Data"] == '"storage"'
    cookie = response.cookies["shared"]
    assert (cookie.value, cookie["expires"], cookie["max-age"], cookie["httponly"]) == ("yes", "", "", True)


@pytest.mark.parametrize("back", ["", "https://example.org/", "//example.org/", "javascript:alert(1)", "\x00"])
def test_the_way_back_is_a_page_of_ours(client, back):
    assert press(client, "shared", back=back)["Location"] == DEVICE


@pytest.mark.parametrize("what", ["", "everything", "\x00", "9" * 5000])
def test_any_other_press_does_nothing(client, subject, what):
    send(client, subject, body="Kept")
    response = press(client, what)
    assert response.status_code == 422
    assert "Clear-Site-Data" not in response
    assert client.session["seats"]
    assert not Seat.objects.filter(is_left=True).exists()


def test_forms_are_kept_on_ones_own_device_only(client, subject):
    page = reverse("give_voice", args=[subject.code])
    assert f'data-keep="voice:{subject.code}" data-waits' in words_of(client.get(page))
    press(client, "shared")
    words = words_of(client.get(page))
    assert "data-keep" not in words
    assert 'autocomplete="off"' in words
    assert "data-shared" in words
    press(client, "own")
    assert "data-keep" in words_of(client.get(page))


def test_after_thanks_the_seat_is_forgotten_and_its_reference_opens_the_thread(shared, subject):
    page = thanks_of(shared, subject)
    reference = page.context["reference"]
    assert reference in words_of(page)
    assert "Write it down before you leave this page." in words_of(page)
    assert not shared.session.get("seats")
    assert not shared.session.get("references")
    assert shared.get(reverse("thanks", args=[subject.code])).status_code == 302
    assert "The line is busy." in words_of(Client().get(reverse("thread", args=[reference])))
    assert "Said on this device" not in words_of(shared.get(reverse("mine")))


def test_on_ones_own_device_the_seat_stays(client, subject):
    thanks_of(client, subject)
    assert client.get(reverse("thanks", args=[subject.code])).status_code == 200
    assert not Seat.objects.get().is_left


def test_a_form_that_is_still_open_does_not_lead_back_to_who_sat_there(shared, subject):
    """It did for ever: the next person got a new reference to the thread of the one before."""
    key = str(uuid.uuid4())
    reference = thanks_of(shared, subject, send_key=key).context["reference"]
    response = send(shared, subject, send_key=key, body="I am somebody else.")
    assert response.status_code == 409
    assert "I am somebody else." in words_of(response)
    assert (Seat.objects.count(), Voice.objects.count()) == (1, 1)
    assert not shared.session.get("references")
    assert Client().get(reverse("thread", args=[reference])).status_code == 200


def test_the_session_ends_with_the_browser(shared, subject):
    cookie = send(shared, subject, body="Kept").cookies["sessionid"]
    assert (cookie["expires"], cookie["max-age"]) == ("", "")


def test_on_ones_own_device_the_session_lasts(client, subject):
    assert send(client, subject, body="Kept").cookies["sessionid"]["max-age"]


def test_finishing_forgets_every_seat(shared):
    keys = [str(uuid.uuid4()) for _ in range(2)]
    subjects = [make_subject(), make_subject()]
    for subject, key in zip(subjects, keys, strict=True):
        send(shared, subject, body="Kept", send_key=key)
    response = press(shared, "finish")
    assert response["Clear-Site-Data"] == '"storage"'
    assert "Nothing of yours is left here." in words_of(shared.get(response["Location"]))
    assert not shared.session.get("seats")
    for subject, key in zip(subjects, keys, strict=True):
        assert send(Client(), subject, body="Kept", send_key=key).status_code == 409
    assert Voice.objects.count() == 2


def test_finishing_signs_staff_out_and_leaves_their_seats(subject):
    ben = client_of(make_user())
    send(ben, subject, body="A suggestion")
    press(ben, "finish")
    assert ben.get(reverse("desk")).status_code == 302
    assert not Seat.objects.get().is_left
    with_ben_again = client_of(Seat.objects.get().holder)
    assert send(with_ben_again, subject, body="Another").status_code == 303


def test_who_finished_a_board_is_not_found_by_its_open_form():
    board, client, form = make_board(Stage.GROUP), Client(), {"seat_key": str(uuid.uuid4())}
    join = reverse("join", args=[board.join_code])
    client.post(join, form)
    client.post(reverse("board_finish", args=[board.pk]))
    response = client.post(join, form)
    assert response.status_code == 409
    assert "This page is finished" in words_of(response)
    assert not client.session.get("seats")
    assert client.post(join, {"seat_key": str(uuid.uuid4())}).status_code == 303


def test_a_code_that_was_used_leads_to_no_seat_that_was_left(client, subject):
    _batch, codes = make_batch(subject)
    form = {"seat_key": str(uuid.uuid4())}
    path = reverse("invite", args=[codes[0]])
    assert client.post(path, form).status_code == 303
    press(client, "finish")
    assert client.post(path, form).status_code == 410
    assert Seat.objects.count() == 1


def test_the_key_of_a_form_does_not_bring_back_who_was_erased(client, subject):
    key = str(uuid.uuid4())
    send(client, subject, body="Kept", send_key=key)
    client.post(reverse("erase", args=[client.session["references"][str(subject.pk)]]))
    assert send(client, subject, body="Again", send_key=key).status_code == 409
    assert Seat.objects.get().erased_on


def test_a_seat_of_staff_is_never_left(subject):
    facilitator = make_facilitator()
    send(client_of(facilitator), subject, body="Suggestion")
    leave_seat(seat_id=Seat.objects.get().pk)
    assert not Seat.objects.get().is_left


def test_leaving_one_seat_leaves_no_other(subject):
    left, other = make_seat(subject), make_seat(subject)
    leave_seat(seat_id=left.pk)
    assert list(Seat.objects.filter(is_left=True)) == [left]
    assert take_seat(subject=subject, seat_id=other.pk)[0] == other


@pytest.mark.parametrize("path", ["/", "/mine/", "/sign-in/"])
def test_a_page_that_only_shows_sets_no_mark_of_a_shared_device(client, path):
    assert "shared" not in client.get(path).cookies


@pytest.mark.parametrize("value", ["no", "", "yes; x", "9" * 4000])
def test_a_cookie_of_another_kind_is_none(client, subject, value):
    client.cookies["shared"] = value
    assert "data-keep" in words_of(client.get(reverse("give_voice", args=[subject.code])))


@pytest.mark.parametrize(("headers", "says"), [({}, True), ({"X-Sent-By-Page": "yes"}, False)])
def test_a_page_that_stays_as_it_is_says_in_its_own_words_what_happened(client, headers, says):
    client.post(DEVICE, {"device": "shared"}, headers=headers)
    assert ('<div class="banner banner-success">' in words_of(client.get(DEVICE))) == says
