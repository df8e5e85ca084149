"""A device on which people take part one after the other: unlocked by staff, kept to one subject, and forgetful."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from codesign.actions.kiosks import lock_kiosk, unlock_kiosk
from codesign.admission import NotAdmitted
from codesign.enums import Provenance, SubjectMode, Way
from codesign.models import Ballot, Kiosk, Seat, Subject, Voice
from codesign.permissions import SubjectNotOpen
from people import audit
from people.enums import GROUP_NAMES, Role
from people.models import AuditEntry
from tests.codesign.pages import client_of, send, words_of
from tests.codesign.round_steps import make_open_round, statements_of
from tests.factories import make_closed_subject, make_facilitator, make_owner, make_subject, make_user

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def unlocked(subject, **fields):
    return unlock_kiosk(subject=subject, name="Tablet at the entrance", unlocked_by=subject.owner, **fields)


def device_at(subject):
    """A browser that its owner has made a kiosk."""
    client = client_of(subject.owner)
    client.post(reverse("kiosk_new"), {"subject": subject.pk, "name": "Tablet at the entrance"})
    return client


@pytest.fixture
def device(subject):
    return device_at(subject)


def test_unlocking_signs_out_and_leaves_a_kiosk_and_nothing_else(subject):
    client = client_of(subject.owner)
    before = client.session.session_key
    response = client.post(reverse("kiosk_new"), {"subject": subject.pk, "name": "Tablet"})
    assert (response.status_code, response["Location"]) == (303, reverse("kiosk"))
    assert dict(client.session) == {"kiosk": str(Kiosk.objects.get().pk)}
    assert client.session.session_key != before
    assert client.get(reverse("desk"))["Location"] == reverse("give_voice", args=[subject.code])


def test_a_voice_from_a_kiosk_is_of_its_way_and_shows_a_reference(device, subject):
    response = send(device, subject, body="It is far.")
    assert response["Location"] == reverse("thanks", args=[subject.code])
    seat = Voice.objects.get().seat
    assert (seat.way, seat.provenance, seat.holder) == (Way.KIOSK, Provenance.SELF, None)
    page = device.get(response["Location"])
    assert device.session["references"][str(subject.pk)] in words_of(page)
    assert page["Refresh"] == f"60; url={reverse('kiosk')}"
    assert page["Cache-Control"] == "private, no-store"


def test_nothing_of_the_last_person_is_left(device, subject):
    round_ = make_open_round(subject, takes_statements=True)
    send(device, subject, body="My own words.")
    asked = statements_of(round_)[0].key
    path = reverse("vote", args=[subject.code])
    device.post(f"{path}?statement={asked}", {"seat_key": str(uuid.uuid4()), "choice": "agree"})
    suggestion = {"send_key": str(uuid.uuid4()), "body": "The forms are long."}
    device.post(reverse("suggest", args=[subject.code]), suggestion)
    before = dict(device.session), device.session.session_key
    start = device.get(reverse("kiosk"))
    assert set(device.session.keys()) == {"kiosk"}
    assert device.session.session_key != before[1]
    assert start["Clear-Site-Data"] == '"storage"'
    pages = [start] + [device.get(reverse(name, args=[subject.code])) for name in ("give_voice", "vote", "check")]
    pages.append(device.get(path + "?end=1"))
    reference, name = before[0]["references"][str(subject.pk)], Seat.objects.of_participants().get().shown_as
    for page in pages:
        assert page["Cache-Control"] == "private, no-store"
        for left in ("My own words.", "The forms are long.", reference, name, "Thank you. The owner"):
            assert left not in words_of(page)
    assert device.get(reverse("thanks", args=[subject.code])).status_code == 302


def test_each_person_has_a_seat_of_their_own(device, subject):
    for _ in range(3):
        send(device, subject, fit="yes")
        device.get(reverse("kiosk"))
    assert Seat.objects.of_participants().filter(way=Way.KIOSK).count() == 3


def test_people_vote_at_a_kiosk(device, subject):
    Subject.objects.update(mode=SubjectMode.KIOSK)
    statement = statements_of(make_open_round(Subject.objects.get()))[0]
    path = reverse("vote", args=[subject.code])
    assert "Do you agree with this?" in words_of(device.get(path))
    device.post(f"{path}?statement={statement.key}", {"seat_key": str(uuid.uuid4()), "choice": "agree"})
    assert Ballot.objects.get().way == Way.KIOSK


OUTSIDE = ["/", "/sign-in/", "/mine/", "/desk/", "/i/", "/j/", "/you-said-we-did/", "/kiosks/", "/display/", "/admin/"]


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_address_leads_out_of_a_kiosk(device, subject, path):
    response = device.get(path)
    assert (response.status_code, response["Location"]) == (302, reverse("give_voice", args=[subject.code]))


def test_another_subject_and_a_thread_are_outside_as_well(device, subject):
    other = make_subject()
    send(device, subject, fit="yes")
    reference = device.session["references"][str(subject.pk)]
    paths = [reverse(name, args=[other.code]) for name in ("give_voice", "vote", "thanks", "table")]
    paths += [reverse("thread", args=[reference]), reverse("voice", args=[Voice.objects.get().key])]
    for path in paths:
        assert device.get(path)["Location"] == reverse("give_voice", args=[subject.code])
    assert not Voice.objects.filter(subject=other).exists()


def test_pages_of_a_kiosk_have_no_links_out(device, subject):
    make_open_round(subject)
    own = {reverse(name, args=[subject.code]) for name in ("give_voice", "vote", "check", "thanks")}
    for path in (reverse("kiosk"), *sorted(own)):
        words = device.get(path, follow=True).content.decode()
        links = {part.split('"')[0] for part in words.split("<a ")[1:] for part in part.split('href="')[1:2]}
        ways = {link.partition("?")[0].replace("/es/", "/").replace("/fr/", "/").replace("/ar/", "/") for link in links}
        assert ways <= own | {reverse("kiosk"), "#main"}, ways
        assert "Finish, next person" in words


def test_a_locked_kiosk_takes_nothing_from_that_moment_on(device, subject):
    kiosk = Kiosk.objects.get()
    assert device.get(reverse("give_voice", args=[subject.code])).status_code == 200
    desk = client_of(subject.owner)
    assert desk.post(reverse("kiosk_lock", args=[kiosk.pk])).status_code == 303
    response = send(device, subject, body="Too late.")
    assert (response.status_code, response["Location"]) == (303, reverse("kiosk_locked"))
    assert not Voice.objects.exists()
    assert "kiosk" not in device.session
    assert "This device is locked" in words_of(device.get(reverse("kiosk_locked")))
    assert device.get(reverse("kiosk")).status_code == 404


def test_where_only_kiosks_are_admitted_a_locked_device_is_an_ordinary_browser(device, subject):
    Subject.objects.update(mode=SubjectMode.KIOSK)
    assert send(device, subject, fit="yes").status_code == 303
    lock_kiosk(kiosk=Kiosk.objects.get(), locked_by=subject.owner)
    send(device, subject, fit="yes")
    assert send(device, subject, fit="yes").status_code == 403
    assert Voice.objects.count() == 1


def test_a_made_up_kiosk_is_none(client, subject):
    session = client.session
    session["kiosk"] = str(uuid.uuid4())
    session.save()
    Subject.objects.update(mode=SubjectMode.KIOSK)
    assert send(client, subject, fit="yes")["Location"] == reverse("kiosk_locked")
    assert not Seat.objects.exists()


def test_an_ordinary_browser_finds_no_kiosk(client):
    assert client.get(reverse("kiosk")).status_code == 404


@pytest.mark.parametrize("role", [*GROUP_NAMES, None])
@pytest.mark.parametrize("mode", SubjectMode)
@pytest.mark.parametrize("is_open", [True, False])
def test_who_unlocks(role, mode, is_open):
    subject = (make_subject if is_open else make_closed_subject)(mode=mode)
    person = make_user(role) if role else subject.owner
    may = is_open and mode != SubjectMode.PER_PERSON and role in (None, Role.FACILITATOR)
    if may:
        assert unlock_kiosk(subject=subject, name="Tablet", unlocked_by=person)
    else:
        with pytest.raises((PermissionDenied, SubjectNotOpen, NotAdmitted)):
            unlock_kiosk(subject=subject, name="Tablet", unlocked_by=person)
    assert Kiosk.objects.exists() == may


@pytest.mark.parametrize("role", [*GROUP_NAMES, None])
def test_who_locks(role, subject):
    kiosk = unlocked(subject)
    person = make_user(role) if role else subject.owner
    if role in (None, Role.FACILITATOR):
        lock_kiosk(kiosk=kiosk, locked_by=person)
        first = lock_kiosk(kiosk=kiosk, locked_by=subject.owner)
        assert first.locked_by == person
    else:
        with pytest.raises(PermissionDenied):
            lock_kiosk(kiosk=kiosk, locked_by=person)
        assert client_of(make_owner()).post(reverse("kiosk_lock", args=[kiosk.pk])).status_code == 404
        assert Kiosk.objects.unlocked().exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"subject": ""}, "Choose what people speak about."),
        ({"subject": str(uuid.uuid4())}, "Nothing can be said there now."),
        ({"subject": "9" * 5000}, "Nothing can be said there now."),
        ({"name": ""}, "Say where this device stands."),
        ({"name": "x" * 121}, "This text has 121 characters"),
        ({"name": "a\x00"}, "characters in this text that we cannot store"),
    ],
)
def test_bad_input_gets_a_sentence_and_signs_nobody_out(subject, said, sentence):
    client = client_of(subject.owner)
    response = client.post(reverse("kiosk_new"), {"subject": subject.pk, "name": "Tablet"} | said)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert client.get(reverse("desk")).status_code == 200
    assert not Kiosk.objects.exists()


def test_the_list_is_of_own_devices_and_asks_as_often_for_many_as_for_one(subject, django_assert_num_queries):
    other = unlocked(make_subject(title="Of somebody else"))
    client = client_of(subject.owner)
    assert "No device was unlocked yet." in words_of(client.get(reverse("kiosks")))
    unlocked(subject)
    with django_assert_num_queries(100, exact=False) as few:
        assert other.subject.title not in words_of(client.get(reverse("kiosks")))
    for _ in range(25):
        lock_kiosk(kiosk=unlocked(subject), locked_by=subject.owner)
    with django_assert_num_queries(len(few)):
        assert "Locked on" in words_of(client.get(reverse("kiosks")))
    assert other.subject.title in words_of(client_of(make_facilitator()).get(reverse("kiosks")))


def test_it_is_in_the_chain_and_needs_who_locked_it(subject):
    kiosk = lock_kiosk(kiosk=unlocked(subject), locked_by=subject.owner)
    entries = AuditEntry.objects.about(audit.name_of(kiosk)).order_by("number")
    assert [each.action for each in entries] == ["codesign.kiosk.unlocked", "codesign.kiosk.locked"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Kiosk.objects.update(locked_by=None)


def test_a_kiosk_of_a_closed_subject_says_so(device, subject):
    Subject.objects.update(closes_at=timezone.now())
    assert "this device can be locked" in words_of(device.get(reverse("kiosk")))


def test_the_next_person_begins_in_the_language_of_the_subject(device, subject):
    response = send(device, subject, fit="yes")
    page = device.get(f"/ar{response['Location']}")
    assert page["Refresh"].endswith("url=/k/")
    assert Client().get(f"/ar{reverse('kiosk')}").status_code == 404
