"""What a participant keeps in their account: keeping, listing, opening anywhere, letting go."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from codesign.actions.accounts import keep_seat
from codesign.actions.privacy import erase_seat
from codesign.actions.seats import give_reference, take_advocate_seat, take_staff_seat
from codesign.models import Seat, Voice
from people.models import AuditEntry
from people.vault import claims
from tests.factories import make_account, make_seat, make_subject, make_user, make_voice
from tests.people.factor_steps import PASSWORD, sign_in

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def nadia():
    return make_account(password=PASSWORD)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def keep(client, reference):
    return client.post(f"/t/{reference}/keep/", secure=True)


def page_of(client, path="/contributions/"):
    return client.get(path, secure=True).content.decode()


def test_keeping_what_a_reference_opens(nadia):
    seat, client = make_seat(), signed_in(nadia)
    reference = give_reference(seat=seat)
    assert "Keep this in my account" in page_of(client, f"/t/{reference}/keep/")
    assert keep(client, reference)["Location"] == "/contributions/"
    assert seat.subject.title in page_of(client)
    assert "Your account keeps this." in page_of(client, f"/t/{reference}/")


def test_an_empty_account_says_what_to_do(nadia):
    assert "Your account keeps nothing yet." in page_of(signed_in(nadia))


def test_a_visitor_signs_in_first_and_comes_back(client):
    reference = give_reference(seat=make_seat())
    response = client.get(f"/t/{reference}/keep/", secure=True)
    assert response["Location"] == f"/sign-in/?next=/t/{reference}/keep/"


@pytest.mark.parametrize("path", ["/t/{}/keep/", "/contributions/", "/contributions/{}/let-go/"])
def test_staff_keep_nothing(path):
    seat = make_seat()
    path = path.format(give_reference(seat=seat) if "/t/" in path else seat.pk)
    assert signed_in(make_user()).get(path, secure=True).status_code == 403
    with pytest.raises(PermissionDenied):
        keep_seat(seat=seat, account=make_user())


@pytest.mark.parametrize("take", [take_staff_seat, take_advocate_seat])
def test_seats_of_staff_are_kept_by_nobody(nadia, take):
    taken = take(subject=make_subject(), holder=make_user())
    with pytest.raises(PermissionDenied):
        keep_seat(seat=taken[0] if isinstance(taken, tuple) else taken, account=nadia)


def test_an_erased_seat_is_kept_by_nobody(nadia):
    seat = make_seat()
    erase_seat(seat=seat)
    seat.refresh_from_db()
    with pytest.raises(PermissionDenied):
        keep_seat(seat=seat, account=nadia)


def test_what_another_account_keeps_is_refused_with_a_sentence(nadia):
    seat = make_seat()
    reference = give_reference(seat=seat)
    keep(signed_in(nadia), reference)
    other = make_account()
    client = signed_in(other)
    keep(client, reference)
    assert "Another account keeps this already." in page_of(client)
    assert claims.held_by(other.key) == []
    assert "An account keeps this." in page_of(client, f"/t/{reference}/")


def test_a_second_seat_at_one_subject_is_refused_and_stays_open_by_its_reference(nadia):
    subject, client = make_subject(), signed_in(nadia)
    keep(client, give_reference(seat=make_seat(subject)))
    second = give_reference(seat=make_seat(subject))
    keep(client, second)
    assert "keeps something else that you said there" in page_of(client)
    assert "Your thread" in page_of(client, f"/t/{second}/")


@pytest.mark.parametrize("what", ["open", "let-go"])
def test_a_seat_of_another_account_does_not_exist(nadia, what):
    seat = make_seat()
    keep_seat(seat=seat, account=nadia)
    response = signed_in(make_account()).post(f"/contributions/{seat.pk}/{what}/", secure=True)
    assert response.status_code == 404
    assert claims.holder_of(seat.pk) == nadia.key


def test_opening_on_another_device_goes_on_from_the_same_seat(nadia):
    seat = make_seat()
    keep_seat(seat=seat, account=nadia)
    client = Client()
    sign_in(client, nadia)
    assert client.session["seats"] == {str(seat.subject_id): str(seat.pk)}
    thread = client.post(f"/contributions/{seat.pk}/open/", secure=True)["Location"]
    assert "Your thread" in page_of(client, thread)
    form = {"fit": "yes", "visibility": "without_name", "send_key": uuid.uuid4(), "body": "It is far."}
    client.post(f"/c/{seat.subject.code}/", form, secure=True)
    assert Voice.objects.get().seat == seat
    assert Seat.objects.count() == 1


def test_a_participant_who_is_signed_in_speaks_as_one(nadia):
    subject, client = make_subject(), signed_in(nadia)
    form = {"fit": "yes", "visibility": "without_name", "send_key": uuid.uuid4(), "body": "It is far."}
    client.post(f"/c/{subject.code}/", form, secure=True)
    seat = Seat.objects.get()
    assert (seat.provenance, seat.holder) == ("self", None)
    assert subject.title in page_of(client).split("not kept yet")[1]


def test_letting_go_tells_the_reference_that_opens_it(nadia):
    seat, client = make_seat(), signed_in(nadia)
    keep_seat(seat=seat, account=nadia)
    assert "nothing leads from your account" in page_of(client, f"/contributions/{seat.pk}/let-go/")
    client.post(f"/contributions/{seat.pk}/let-go/", secure=True)
    assert "Write down its reference" in page_of(client)
    assert claims.holder_of(seat.pk) is None


def test_nothing_outside_the_vault_says_whose_seat_it_is(nadia):
    seat = make_seat()
    before = AuditEntry.objects.count()
    keep_seat(seat=seat, account=nadia)
    seat.refresh_from_db()
    assert (AuditEntry.objects.count(), seat.holder) == (before, None)


def test_erasing_forgets_the_account(nadia):
    seat = make_seat()
    keep_seat(seat=seat, account=nadia)
    erase_seat(seat=seat)
    assert claims.held_by(nadia.key) == []
    assert "keeps nothing yet" in page_of(signed_in(nadia))


def questions(client, path):
    with CaptureQueriesContext(connections["default"]) as ours, CaptureQueriesContext(connections["vault"]) as vaults:
        assert client.get(path, secure=True).status_code == 200
    return len(ours), len(vaults)


def test_a_long_list_is_paged_and_asks_no_more_than_a_short_one(nadia):
    client = signed_in(nadia)
    for _ in range(2):
        keep_seat(seat=make_voice().seat, account=nadia)
    few = questions(client, "/contributions/")
    for _ in range(20):
        keep_seat(seat=make_seat(), account=nadia)
    assert questions(client, "/contributions/") == few
    assert "Page 1 of 2" in page_of(client)
