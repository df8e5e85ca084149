"""Who takes part at a subject: one rule, held where seats are taken, and true of every figure it stands on."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from codesign.actions.ballots import NeedsCode, cast_ballot
from codesign.actions.conversations import record_conversation
from codesign.actions.modes import RoundNeedsCodes, SomebodyTookPart, set_mode
from codesign.actions.papers import print_forms
from codesign.actions.seats import take_seat, take_staff_seat
from codesign.admission import NotAdmitted, admits
from codesign.enums import ADMITTED_WAYS, CODED_WAYS, Admission, Choice, SubjectMode, Visibility, Way
from codesign.models import Conversation, Seat, Subject, Voice
from people import audit
from people.models import AuditEntry
from tests.codesign.invite_steps import come_in, make_batch
from tests.codesign.pages import answer, client_of, send, words_of
from tests.codesign.round_steps import make_open_round, settled, statements_of
from tests.codesign.test_ballots import at_once
from tests.factories import (
    make_board,
    make_facilitator,
    make_owner,
    make_passage,
    make_seat,
    make_subject,
    make_text,
    make_user,
    make_voice,
)
from tests.personas.table_steps import make_table

pytestmark = pytest.mark.django_db(databases=["default", "vault"])

RULE = {
    SubjectMode.OPEN: set(Way),
    SubjectMode.PER_PERSON: {Way.INVITED, Way.ATTESTED},
    SubjectMode.KIOSK: {Way.KIOSK, Way.ASSISTED, Way.PAPER},
}
NARROW = [SubjectMode.PER_PERSON, SubjectMode.KIOSK]
LABELS = {
    SubjectMode.PER_PERSON: "Only people with a personal code",
    SubjectMode.KIOSK: "Only at our devices, with a helper or on paper",
}


def seat_by(way, subject):
    return take_seat(subject=subject, way=way)[0]


@pytest.mark.parametrize("mode", SubjectMode)
@pytest.mark.parametrize("way", Way)
def test_a_seat_is_taken_by_the_ways_that_the_mode_admits(mode, way):
    assert admits(mode, way) == (way in RULE[mode])
    subject = make_subject(mode=mode)
    if way in RULE[mode]:
        assert seat_by(way, subject).way == way
    else:
        with pytest.raises(NotAdmitted):
            seat_by(way, subject)
        assert not Seat.objects.exists()


@pytest.mark.parametrize("mode", SubjectMode)
@pytest.mark.parametrize("admission", Admission)
@pytest.mark.parametrize("way", Way)
def test_a_round_takes_whom_its_subject_takes_or_fewer(mode, admission, way):
    round_ = make_open_round(admission=admission)
    seat = seat_by(way, round_.subject)
    round_.subject.mode = mode
    ways = set(CODED_WAYS) if admission == Admission.INVITED else RULE[mode]
    ballot = {"round_": round_, "seat": seat, "statement": statements_of(round_)[0], "choice": Choice.AGREE}
    if way in ways:
        cast_ballot(**ballot)
    else:
        with pytest.raises(NeedsCode):
            cast_ballot(**ballot)


@pytest.mark.parametrize("mode", SubjectMode)
def test_staff_say_something_as_colleagues_in_every_mode(mode):
    subject = make_subject(mode=mode)
    assert take_staff_seat(subject=subject, holder=make_user())


@pytest.mark.parametrize("person", [make_user, make_owner, make_facilitator, lambda: make_user(is_superuser=True)])
def test_nobody_but_the_owner_says_who_takes_part(person, subject):
    with pytest.raises(PermissionDenied):
        set_mode(subject=subject, mode=SubjectMode.KIOSK, set_by=person())
    assert Subject.objects.get().mode == SubjectMode.OPEN


@pytest.mark.parametrize("mode", SubjectMode)
@pytest.mark.parametrize("way", Way)
def test_a_mode_is_set_where_it_is_true_of_everyone_who_took_part(mode, way, subject):
    seat_by(way, subject)
    if way in ADMITTED_WAYS[mode]:
        assert set_mode(subject=subject, mode=mode, set_by=subject.owner).mode == mode
    else:
        with pytest.raises(SomebodyTookPart):
            set_mode(subject=subject, mode=mode, set_by=subject.owner)


def test_colleagues_and_the_mode_that_is_set_already_change_nothing(subject):
    take_staff_seat(subject=subject, holder=make_user())
    set_mode(subject=subject, mode=SubjectMode.KIOSK, set_by=subject.owner)
    set_mode(subject=subject, mode=SubjectMode.KIOSK, set_by=subject.owner)
    entry = AuditEntry.objects.about(audit.name_of(subject)).get()
    assert (entry.action, entry.data) == ("codesign.subject.mode_set", {"mode": "kiosk"})


def test_a_round_that_needs_codes_is_in_the_way_of_kiosks(subject):
    make_open_round(subject, admission=Admission.INVITED)
    with pytest.raises(RoundNeedsCodes):
        set_mode(subject=subject, mode=SubjectMode.KIOSK, set_by=subject.owner)


def test_codes_are_of_no_use_where_only_kiosks_are():
    subject = make_subject(mode=SubjectMode.KIOSK)
    with pytest.raises(NotAdmitted):
        make_batch(subject)
    with pytest.raises(NotAdmitted):
        make_open_round(subject, admission=Admission.INVITED)


@pytest.mark.django_db(databases=["default", "vault"], transaction=True)
def test_nobody_takes_a_seat_while_the_mode_is_changed(subject):
    """Either somebody took a seat first and the mode stays, or the mode changed and nobody takes a seat by that way."""
    refused = []

    def take():
        try:
            take_seat(subject=subject)
        except NotAdmitted as refusal:
            refused.append(refusal)

    def narrow():
        try:
            set_mode(subject=subject, mode=SubjectMode.KIOSK, set_by=subject.owner)
        except SomebodyTookPart as refusal:
            refused.append(refusal)

    at_once([take, narrow, take, take])
    is_kiosk = Subject.objects.get().mode == SubjectMode.KIOSK
    assert (Seat.objects.count(), len(refused)) == ((0, 3) if is_kiosk else (3, 1))


def test_a_conversation_brings_nobody_in_where_one_code_is_one_person():
    subject = make_subject(mode=SubjectMode.PER_PERSON)
    said = {"place": "", "method": "visit", "people": 2, "consent": "spoken", "consent_text": "", "language": "en"}
    said |= {"held_on": date(2026, 1, 1), "visibility": Visibility.WITHOUT_NAME, "lines": ["So it is."]}
    with pytest.raises(PermissionDenied):
        record_conversation(subject=subject, recorded_by=subject.owner, send_key=uuid.uuid4(), headcounts={}, **said)
    assert not Conversation.objects.exists()


def forms_at(subject):
    """Everything by which a visitor would take a seat: the address, and what is sent there."""
    passage = make_passage(make_text(subject, published_at=timezone.now()), "You claim once a year.")
    round_ = make_open_round(subject, takes_statements=True)
    key = str(uuid.uuid4())
    words = {"send_key": key, "body": "My own words.", "visibility": "without_name"}
    asked = statements_of(round_)[0].key
    return [
        (reverse("give_voice", args=[subject.code]), words),
        (reverse("passage", args=[subject.code, passage.block_id]), words | {"kind": "concern"}),
        (reverse("unclear", args=[subject.code, passage.block_id]), {"seat_key": key}),
        (reverse("vote", args=[subject.code]) + f"?statement={asked}", {"seat_key": key, "choice": "agree"}),
        (reverse("suggest", args=[subject.code]), words),
        (reverse("join", args=[make_board(subject=subject).join_code]), {"seat_key": key, "agrees": "on"}),
    ]


@pytest.mark.parametrize("mode", NARROW)
def test_every_form_says_who_takes_part_and_gives_back_what_was_typed(mode, subject):
    forms = forms_at(subject)
    Subject.objects.update(mode=mode)
    sentence = "one code is one person" if mode == SubjectMode.PER_PERSON else "at one of our devices"
    for path, said in forms:
        response = Client().post(path, said)
        assert (path, response.status_code) == (path, 403)
        assert sentence in words_of(response)
        assert ("body" not in said) or ("My own words." in words_of(response))
    assert not Seat.objects.of_participants().exists()
    assert not Voice.objects.exists()


@pytest.mark.parametrize("mode", NARROW)
def test_pages_say_it_before_anything_is_typed(mode, subject):
    forms = forms_at(subject)
    Subject.objects.update(mode=mode)
    for name in ("give_voice", "vote", "check"):
        words = words_of(Client().get(reverse(name, args=[subject.code])))
        assert "take part here" in words
        assert "Would this work for you?" not in words
    assert "What do you want to say about it?" not in words_of(Client().get(forms[1][0]))


@pytest.mark.parametrize("mode", NARROW)
def test_nobody_reacts_or_replies_by_a_way_that_is_not_admitted(mode, subject):
    voice = make_voice(make_seat(subject))
    Voice.objects.update(shown_at=timezone.now())
    Subject.objects.update(mode=mode)
    client = Client()
    assert "Your reply" not in words_of(client.get(reverse("voice", args=[voice.key])))
    said = {"send_key": str(uuid.uuid4()), "seat_key": str(uuid.uuid4()), "body": "So it is here.", "kind": "agree"}
    for name in ("voice", "react"):
        assert client.post(reverse(name, args=[voice.key]), said).status_code == 403


def test_who_came_with_a_code_says_and_chooses(client):
    subject = make_subject(mode=SubjectMode.PER_PERSON)
    round_ = make_open_round(subject)
    _batch, codes = make_batch(subject)
    client.post(reverse("invite", args=[codes[0]]), {"seat_key": str(uuid.uuid4())})
    assert Seat.objects.get().way == Way.INVITED
    assert send(client, subject, fit="yes").status_code == 303
    asked = statements_of(round_)[0].key
    ballot = {"seat_key": str(uuid.uuid4()), "choice": "agree"}
    path = reverse("vote", args=[subject.code])
    assert client.post(f"{path}?statement={asked}", ballot).status_code == 303


def test_a_code_that_came_too_late_says_who_takes_part(client, subject):
    _batch, codes = make_batch(subject)
    Subject.objects.update(mode=SubjectMode.KIOSK)
    response = client.post(reverse("invite", args=[codes[0]]), {"seat_key": str(uuid.uuid4())})
    assert "at one of our devices" in words_of(response)
    Subject.objects.update(mode=SubjectMode.OPEN)
    assert come_in(codes[0]).way == Way.INVITED


@pytest.mark.parametrize("mode", NARROW)
def test_the_mode_stands_on_every_figure(mode):
    table = make_table("Rural")
    subject = table.subject
    Subject.objects.update(mode=mode)
    seat = seat_by(sorted(RULE[mode])[0], Subject.objects.get(pk=subject.pk))
    make_voice(seat)
    answer(seat)
    settled(make_open_round(Subject.objects.get(pk=subject.pk)))
    seat, reference = take_seat(subject=Subject.objects.get(pk=subject.pk), seat_id=seat.pk, way=seat.way)
    pages = [
        reverse("statements", args=[subject.code]),
        reverse("changes_at", args=[subject.code]),
        reverse("you_said_we_did"),
        reverse("table", args=[subject.code]),
        reverse("my_data", args=[reference]),
    ]
    for page in pages:
        assert LABELS[mode] in words_of(Client().get(page)), page
    assert LABELS[mode] in Client().get(reverse("my_data_json", args=[reference])).content.decode()


def test_the_owner_sets_the_mode_of_their_own_subjects_only(subject):
    client, other = client_of(subject.owner), make_subject()
    path = reverse("mode", args=[subject.code])
    assert path in words_of(client.get(reverse("switches", args=[subject.code])))
    assert client.get(path).status_code == 200
    assert client.post(path, {"mode": "kiosk"}).status_code == 303
    assert Subject.objects.get(pk=subject.pk).mode == SubjectMode.KIOSK
    assert client.get(reverse("mode", args=[other.code])).status_code == 404
    assert client.post(reverse("mode", args=[other.code]), {"mode": "kiosk"}).status_code == 404
    assert Subject.objects.get(pk=other.pk).mode == SubjectMode.OPEN


@pytest.mark.parametrize("mode", ["", "everyone", "9" * 5000, "\x00"])
def test_a_mode_that_is_not_offered_gets_a_sentence(subject, mode):
    response = client_of(subject.owner).post(reverse("mode", args=[subject.code]), {"mode": mode})
    assert response.status_code == 422
    assert "Choose who takes part." in words_of(response)


def test_a_mode_that_would_not_be_true_gets_a_sentence(subject):
    seat_by(Way.OPEN_LINK, subject)
    response = client_of(subject.owner).post(reverse("mode", args=[subject.code]), {"mode": "per_person"})
    assert response.status_code == 422
    assert "Somebody has taken part here in another way" in words_of(response)


@pytest.mark.parametrize("name", ["assist", "paper_type"])
def test_a_page_on_which_staff_write_carries_the_moment_it_was_made(subject, name):
    """Without it, what is sent from there counts as sent by a machine."""
    sheet = print_forms(subject=subject, count=1, printed_by=subject.owner, print_key=uuid.uuid4())[0][0]
    args = {"assist": [subject.code], "paper_type": [sheet.code]}[name]
    assert 'name="stamp" value="' in words_of(client_of(subject.owner).get(reverse(name, args=args)))
