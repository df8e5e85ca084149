"""Links by e-mail: one seat for each mailbox and subject, one use, one day, and the same sentence for every address."""

import re
import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.utils import timezone

from codesign.actions.mailed_links import come_in_with_link
from codesign.enums import CODED_WAYS, Provenance, Way
from codesign.models import Seat, Voice
from people.vault import mailed, store
from people.vault.models import MailedLink
from people.vault.router import VAULT
from tests.codesign.test_results import crowd, lines_of, make_round_with_codes
from tests.factories import make_account, make_closed_subject, make_future_subject, make_subject, make_user

pytestmark = pytest.mark.django_db(databases=["default", VAULT])
NADIA = "nadia@example.org"


@pytest.fixture
def subject():
    return make_subject()


def ask(client, subject, address=NADIA):
    return client.post(f"/c/{subject.code}/mail/", {"address": address}, secure=True)


def link_in_mail(number=-1):
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[number].body)[1]


def come_in(client, link, key=None):
    return client.post(link, {"seat_key": str(key or uuid.uuid4())}, secure=True)


def test_a_link_opens_a_seat_of_its_own_way(client, subject):
    assert ask(client, subject)["Location"] == f"/c/{subject.code}/mail/sent/"
    assert mail.outbox[0].to == [NADIA]
    page = client.get(link_in_mail(), secure=True).content.decode()
    assert "Let me in" in page
    assert not Seat.objects.exists()
    assert come_in(client, link_in_mail())["Location"] == f"/c/{subject.code}/"
    seat = Seat.objects.get()
    assert (seat.way, seat.provenance, seat.subject) == (Way.MAILED, Provenance.SELF, subject)
    assert Way.MAILED not in CODED_WAYS


def test_one_mailbox_is_one_seat_however_often_it_asks_and_however_it_is_written(client, subject):
    for address in (NADIA, "Nadia@Example.org", "nadia+again@example.org"):
        ask(Client(), subject, address)
        come_in(Client(), link_in_mail())
    assert Seat.objects.count() == 1
    ask(client, subject, "omar@example.org")
    come_in(client, link_in_mail())
    assert Seat.objects.count() == 2


def test_a_mailbox_has_another_seat_at_another_subject_and_nothing_shows_that_it_is_the_same(client, subject):
    for each in (subject, make_subject()):
        ask(client, each)
        come_in(client, link_in_mail())
    assert Seat.objects.count() == 2
    keys = MailedLink.objects.values_list("mailed_seat_id", flat=True)
    assert len(set(keys)) == 2


def test_no_row_anywhere_holds_the_address(client, subject):
    ask(client, subject)
    come_in(client, link_in_mail())
    for model in apps.get_models():
        alias = VAULT if model._meta.app_label == VAULT else "default"
        assert NADIA not in str(list(model._base_manager.using(alias).values())), model


def test_a_link_works_once(subject):
    ask(Client(), subject)
    come_in(Client(), link_in_mail())
    again = come_in(Client(), link_in_mail())
    assert again.status_code == 410
    assert "was used before" in again.content.decode()
    assert Client().get(link_in_mail(), secure=True).status_code == 410


def test_the_same_form_sent_twice_is_one_use(client, subject):
    ask(client, subject)
    key = uuid.uuid4()
    assert [come_in(client, link_in_mail(), key).status_code for _ in range(2)] == [303, 303]
    assert Seat.objects.count() == 1


def test_a_link_expires_after_a_day(client, subject):
    ask(client, subject)
    MailedLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for response in (client.get(link_in_mail(), secure=True), come_in(client, link_in_mail())):
        assert response.status_code == 410
        assert "the day is over" in response.content.decode()
    assert not Seat.objects.exists()


@pytest.mark.parametrize("change", [lambda link: link[:-2] + "x/", lambda link: "/m/nothing/", lambda link: "/m/x/"])
def test_a_link_that_was_tampered_with_opens_nothing(client, subject, change):
    ask(client, subject)
    response = come_in(client, change(link_in_mail()))
    assert response.status_code == 410
    assert "We do not know this link" in response.content.decode()
    assert not Seat.objects.exists()


def test_the_secret_of_a_link_is_not_stored(client, subject):
    ask(client, subject)
    secret = link_in_mail().strip("/").split("/")[-1]
    assert secret not in str(list(MailedLink.objects.values()))


def test_the_answer_is_the_same_whether_a_mail_went_out(client, subject):
    answers = [ask(client, subject) for _ in range(7)]
    assert {(each.status_code, each["Location"]) for each in answers} == {(303, f"/c/{subject.code}/mail/sent/")}
    assert len(mail.outbox) == 5


def test_who_asks_for_many_addresses_is_slowed_down(client, subject):
    for number in range(30):
        ask(client, subject, f"p{number}@example.org")
    response = ask(client, subject, "one.more@example.org")
    assert response.status_code == 429
    assert 'value="one.more@example.org"' in response.content.decode()
    assert len(mail.outbox) == 30


@pytest.mark.parametrize(
    "address",
    ["", " ", "nadia", "nadia@", "@example.org", "a@b@c.org", "nadia@example.org, omar@example.org", "x" * 2_000_000],
)
def test_what_is_no_address_is_refused_with_a_sentence(client, subject, address):
    response = ask(client, subject, address)
    assert response.status_code == 422
    assert "name@example.org" in response.content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize(
    "address", ["a\x00@example.org", "\ud800@example.org", "a@example.org\nBcc: b@example.org", "<script>"]
)
def test_what_could_do_harm_is_refused_with_a_sentence(client, subject, address):
    body = {"address": address.encode("utf-8", "surrogatepass")}
    response = client.post(f"/c/{subject.code}/mail/", body, secure=True)
    assert response.status_code == 422
    assert "name@example.org" in response.content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize("make", [make_closed_subject, make_future_subject])
def test_where_nothing_can_be_said_no_link_is_sent_and_none_lets_in(client, make, subject):
    shut = make()
    assert ask(client, shut).status_code == 409
    assert client.get(f"/c/{shut.code}/mail/sent/", secure=True).status_code == 200
    assert mail.outbox == []
    secret = mailed.issue(subject_id=shut.pk, address=NADIA)
    assert come_in(client, f"/m/{secret}/").status_code == 409
    assert not Seat.objects.exists()


def test_a_mail_that_cannot_be_handed_over_says_so_and_keeps_the_address(client, subject, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    response = ask(client, subject)
    assert response.status_code == 503
    assert f'value="{NADIA}"' in response.content.decode()


def test_staff_get_and_use_no_link(client, subject):
    ask(Client(), subject)
    client.force_login(make_user())
    assert ask(client, subject).status_code == 422
    assert come_in(client, link_in_mail()).status_code == 403
    assert len(mail.outbox) == 1
    assert not Seat.objects.exists()


def test_a_participant_with_an_account_may_use_one(client, subject):
    client.force_login(make_account())
    ask(client, subject)
    assert come_in(client, link_in_mail()).status_code == 303


def test_an_erased_seat_does_not_come_back(client, subject):
    ask(client, subject)
    come_in(client, link_in_mail())
    store.erase(Seat.objects.get().pk)
    ask(client, subject)
    come_in(client, link_in_mail())
    assert Seat.objects.count() == 2


def test_what_is_said_after_a_link_comes_from_its_seat(client, subject):
    ask(client, subject)
    come_in(client, link_in_mail())
    form = {"fit": "yes", "visibility": "without_name", "send_key": uuid.uuid4(), "body": "It is far."}
    client.post(f"/c/{subject.code}/", form, secure=True)
    assert Voice.objects.get().seat.way == Way.MAILED


def test_ballots_by_a_link_stand_apart_and_move_no_line_of_codes():
    """Whoever makes mailboxes makes seats, so they are no codes."""
    honest = lines_of(make_round_with_codes())
    stuffed = make_round_with_codes()
    crowd(stuffed, Way.MAILED, 200, 5)
    lines = lines_of(stuffed)
    assert lines["By a link sent by e-mail"] == {"Agree": 200, "Disagree": 5}
    assert lines["Without ballots by a link"] == honest["Without ballots by a link"]


def test_two_forms_of_one_link_are_one_seat(subject):
    secret = mailed.issue(subject_id=subject.pk, address=NADIA)
    come_in_with_link(subject=subject, secret=secret, form=uuid.uuid4())
    with pytest.raises(mailed.LinkUsed):
        come_in_with_link(subject=subject, secret=secret, form=uuid.uuid4())
