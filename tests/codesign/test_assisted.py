"""Speaking with somebody's help, for a child, or for a body: what is asked, what is kept, and how it counts."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from codesign.actions.assisted import ReceiptWasGiven, record_assisted
from codesign.actions.voices import show_voice
from codesign.enums import Provenance, SubjectMode, Visibility, Way
from codesign.models import AssistedRecord, Seat, Subject, Voice
from codesign.permissions import SubjectNotOpen
from codesign.references import hash_reference
from people import audit
from people.enums import Role
from people.holdings import erase_everything_of, everything_of
from people.models import AuditEntry
from people.vault import store
from tests.codesign.pages import client_of, send, words_of
from tests.factories import (
    make_barrier,
    make_closed_subject,
    make_dimension,
    make_facilitator,
    make_owner,
    make_seat,
    make_subject,
    make_user,
)

pytestmark = pytest.mark.django_db(databases=["default", "vault"])

WORDS = "The bus leaves at six, and I cannot see the letters."


def helped(subject, helper=None, **fields):
    said = {
        "send_key": uuid.uuid4(),
        "consent": "spoken",
        "interpreter": "",
        "is_for_child": False,
        "language": "en",
        "visibility": Visibility.WITHOUT_NAME,
        "fit": "no",
        "body": WORDS,
        "kind": "",
        "barriers": [],
        "statements": [],
        "consent_text": "",
    }
    return record_assisted(subject=subject, helper=helper or subject.owner, **said | fields)


def filled(**said):
    form = {"send_key": str(uuid.uuid4()), "speaks_for": "self", "consent": "spoken", "interpreter": "Dari"}
    return form | {"fit": "no", "body": WORDS, "visibility": "without_name"} | said


def sit(client, subject, step="", **said):
    return client.post(reverse("assist", args=[subject.code]), filled(**said) | {"step": step})


def test_words_are_read_back_before_anything_is_kept(subject):
    barrier = make_barrier(subject)
    client = client_of(subject.owner)
    words = words_of(sit(client, subject, barriers=[barrier.pk]))
    for said in (WORDS, barrier.name, "Without my name, for everyone to read", "these are their words"):
        assert said in words
    assert not Seat.objects.exists()


def test_once_the_person_agrees_it_is_a_voice_of_a_seat_of_their_own(subject):
    dimension = make_dimension("Rural", "City")
    subject.asked_dimensions.add(dimension)
    segment = dimension.segments.first()
    client = client_of(subject.owner)
    about = {f"about_{dimension.pk}": [str(segment.pk)]}
    assert "Rural" in words_of(sit(client, subject, **about))
    assert sit(client, subject, step="agree", **about).status_code == 200
    voice, record = Voice.objects.get(), AssistedRecord.objects.get()
    assert (voice.body, voice.seat.provenance, voice.seat.way) == (WORDS, Provenance.ASSISTED, Way.ASSISTED)
    assert voice.seat.holder is None
    assert (record.seat, record.helper, record.consent, record.interpreter) == (
        voice.seat,
        subject.owner,
        "spoken",
        "Dari",
    )
    assert record.read_back_on == timezone.localdate()


def test_what_is_said_of_the_person_goes_to_the_vault(subject, django_capture_on_commit_callbacks):
    dimension = make_dimension("Rural", "City")
    statement = store.Statement(dimension.pk, frozenset({dimension.segments.first().pk}))
    with django_capture_on_commit_callbacks(execute=True):
        seat, _reference = helped(subject, statements=[statement], consent_text="We use it only to count.")
    assert store.me(seat.pk) == [statement]


def test_the_helper_gets_nothing_of_the_seat_into_their_session(subject):
    client = client_of(subject.owner)
    before = dict(client.session)
    page = words_of(sit(client, subject, step="agree"))
    seat = Seat.objects.get()
    assert dict(client.session) == before
    assert "seats" not in client.session
    assert "references" not in client.session
    kept = str(dict(client.session))
    assert str(seat.pk) not in kept
    assert seat.shown_as not in page
    for name in ("thanks", "give_voice"):
        again = client.get(reverse(name, args=[subject.code]))
        assert WORDS not in words_of(again)


def test_the_receipt_has_what_the_person_needs_and_opens_their_thread(subject):
    Subject.objects.update(answer_within_days=28)
    page = sit(client_of(subject.owner), subject, step="agree")
    seat = Seat.objects.get()
    words = words_of(page)
    reference = words.split('class="reference" dir="ltr">')[1].split("<")[0]
    assert hash_reference(reference) == seat.reference_hash
    for part in (subject.title, str(subject.owner), "What happens next", "data:image/svg"):
        assert part in words
    assert page["Cache-Control"] == "private, no-store"
    assert WORDS in words_of(Client().get(reverse("thread", args=[reference])))


def test_two_people_one_after_the_other_have_two_seats(subject):
    client = client_of(subject.owner)
    for _ in range(2):
        sit(client, subject, step="agree")
    assert (Seat.objects.count(), Voice.objects.count()) == (2, 2)


def test_the_same_form_sent_twice_is_one_person_with_another_receipt(subject):
    key = uuid.uuid4()
    first, second = helped(subject, send_key=key), helped(subject, send_key=key)
    assert first[0] == second[0]
    assert first[1] != second[1]
    assert (Seat.objects.count(), Voice.objects.count(), AssistedRecord.objects.count()) == (1, 1, 1)


def test_later_nobody_gets_another_receipt(subject):
    key = uuid.uuid4()
    _seat, reference = helped(subject, send_key=key)
    Voice.objects.update(editable_until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(ReceiptWasGiven):
        helped(subject, send_key=key)
    assert Seat.objects.get().reference_hash == hash_reference(reference)
    response = sit(client_of(subject.owner), subject, step="agree", send_key=str(key))
    assert response.status_code == 409
    assert "the person has the receipt" in words_of(response)


def test_nobody_else_gets_a_receipt_with_the_form_of_a_colleague(subject):
    key = uuid.uuid4()
    helped(subject, send_key=key)
    with pytest.raises(ReceiptWasGiven):
        helped(subject, make_facilitator(), send_key=key)


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize("mode", SubjectMode)
@pytest.mark.parametrize("is_open", [True, False])
def test_who_may_help(role, mode, is_open):
    subject = (make_subject if is_open else make_closed_subject)(mode=mode)
    group_roles = {Role.OWNER, Role.FACILITATOR, Role.EDITOR, Role.MODERATOR, Role.ADVOCATE, Role.APPROVER}
    helper = subject.owner if role is None else make_user(*({role} & group_roles))
    may = is_open and mode != SubjectMode.PER_PERSON and (role is None or role == Role.FACILITATOR)
    if may:
        helped(subject, helper)
    else:
        with pytest.raises((PermissionDenied, SubjectNotOpen)):
            helped(subject, helper)
    assert Seat.objects.exists() == may


def test_who_left_the_house_helps_nobody(subject):
    subject.owner.is_active = False
    with pytest.raises(PermissionDenied):
        helped(subject)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"consent": ""}, "Say how they agreed. If they did not, stop here."),
        ({"consent": "guessed"}, "Say how they agreed. If they did not, stop here."),
        ({"speaks_for": ""}, "Choose who answers."),
        ({"speaks_for": "organisation"}, "Choose who answers."),
        ({"fit": "", "body": ""}, "Choose Yes, Partly or No, tick a box"),
        ({"body": "x" * 1501}, "This text has 1501 characters"),
        ({"body": "a\x00"}, "characters in this text that we cannot store"),
        ({"interpreter": "x" * 61}, "This text has 61 characters"),
        ({"send_key": "x"}, "The form was damaged"),
        ({"body": "Call me: +34 612 345 678"}, "looks like"),
    ],
)
@pytest.mark.parametrize("step", ["", "agree"])
def test_bad_input_gets_a_sentence_and_keeps_what_was_said(subject, said, sentence, step):
    response = sit(client_of(subject.owner), subject, step=step, **said)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert "Dari" in words_of(response) or "interpreter" in said
    assert not Seat.objects.exists()


def test_changing_something_brings_everything_back(subject):
    response = sit(client_of(subject.owner), subject, step="change")
    assert response.status_code == 200
    assert WORDS in words_of(response)
    assert "Dari" in words_of(response)


def test_at_the_subject_of_somebody_else_an_owner_helps_nobody(subject):
    assert sit(client_of(make_owner()), subject).status_code == 404


def test_the_list_asks_as_often_for_many_as_for_one(django_assert_num_queries):
    helper = make_facilitator()
    client = client_of(helper)
    make_subject()
    with django_assert_num_queries(100, exact=False) as few:
        client.get(reverse("assist_list"))
    for _ in range(12):
        make_subject()
    with django_assert_num_queries(len(few)):
        assert client.get(reverse("assist_list")).status_code == 200


def test_without_anything_open_the_list_says_so():
    assert "Nothing is open now" in words_of(client_of(make_owner()).get(reverse("assist_list")))


def test_the_chain_says_how_and_never_what(subject):
    helped(subject, interpreter="Dari")
    entry = AuditEntry.objects.about(audit.name_of(AssistedRecord.objects.get())).get()
    assert entry.actor == subject.owner
    assert entry.data == {"consent": "spoken", "has_interpreter": True, "is_for_child": False}


def test_everyone_reads_who_wrote_it_down(subject):
    Subject.objects.update(owner=make_owner(display_name="Olga Berg"))
    subject.refresh_from_db()
    helped(subject)
    voice = Voice.objects.get()
    show_voice(voice=voice, shown_by=subject.owner)
    words = words_of(Client().get(reverse("voice", args=[voice.key])))
    assert "Helped by a member of staff" in words
    assert "Written down and read back by <bdi>Olga Berg</bdi>" in words


def test_slow_mode_does_not_keep_a_helper_from_the_next_person_nor_one_person_from_slowness(client, subject):
    Subject.objects.update(slow_minutes=5)
    subject.refresh_from_db()
    for _ in range(2):
        helped(subject)
    guardian = {"speaks_for": "child", "guardian_agrees": "on", "body": "First."}
    assert send(client, subject, **guardian).status_code == 303
    assert send(client, subject, body="Second.").status_code == 429


# A guardian for a child.


def test_a_guardian_answers_for_a_child_with_or_without_a_helper(client, subject):
    helped(subject, is_for_child=True)
    assert send(client, subject, fit="yes", speaks_for="child", guardian_agrees="on").status_code == 303
    records = AssistedRecord.objects.order_by("pk")
    assert [(each.guardian_agreed, each.helper) for each in records] == [(True, subject.owner), (True, None)]
    assert {seat.provenance for seat in Seat.objects.all()} == {Provenance.ASSISTED}
    assert Seat.objects.of_people_heard().count() == 2


def test_without_a_guardian_who_agrees_nothing_is_kept_of_a_child(client, subject):
    response = send(client, subject, body="It is far.", speaks_for="child")
    assert response.status_code == 422
    assert "Only a parent or guardian answers for a child." in words_of(response)
    assert "It is far." in words_of(response)
    assert not Seat.objects.exists()


def test_of_a_guardian_and_a_child_nothing_is_kept_but_that_it_was_agreed(client, subject):
    send(client, subject, fit="yes", speaks_for="child", guardian_agrees="on", organisation="My name")
    record = AssistedRecord.objects.get()
    kept = {name: value for name, value in AssistedRecord.objects.values().get().items() if value}
    assert set(kept) == {"id", "seat_id", "guardian_agreed", "recorded_on"}
    assert record.seat.organisation == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"helper": None},
        {"consent": ""},
        {"read_back_on": None},
        {"helper": None, "consent": "", "read_back_on": None},
        {"helper": None, "guardian_agreed": True},
    ],
)
def test_help_without_consent_or_read_back_cannot_be_stored(subject, wrong):
    helped(subject)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssistedRecord.objects.update(**wrong)


# Somebody who speaks for a body.


def test_a_representative_names_the_body_and_it_stands_beside_the_words(client, subject):
    body = {"speaks_for": "organisation", "organisation": "Farmers’ Union"}
    assert send(client, subject, body="Our members drive far.", **body).status_code == 303
    voice = Voice.objects.get()
    assert (voice.seat.provenance, voice.seat.organisation) == (Provenance.REPRESENTATIVE, "Farmers’ Union")
    assert not Seat.objects.of_people_heard().exists()
    show_voice(voice=voice, shown_by=subject.owner)
    words = words_of(Client().get(reverse("voice", args=[voice.key])))
    assert "Speaks for an organisation</span> <bdi>Farmers’ Union</bdi>" in words


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"speaks_for": "organisation"}, "Name the organisation that you speak for."),
        ({"speaks_for": "organisation", "organisation": "  "}, "Name the organisation that you speak for."),
        ({"speaks_for": "organisation", "organisation": "x" * 121}, "This text has 121 characters"),
        ({"speaks_for": "organisation", "organisation": "a\x00"}, "characters in this text that we cannot store"),
        ({"speaks_for": "everybody"}, "Choose for whom you answer."),
        ({"speaks_for": "9" * 5000}, "Choose for whom you answer."),
    ],
)
def test_a_body_without_a_name_gets_a_sentence(client, subject, said, sentence):
    response = send(client, subject, body="Kept words.", **said)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert "Kept words." in words_of(response)
    assert 'class="speaker" open>' in words_of(response)
    assert not Seat.objects.exists()


def test_for_whom_one_answers_is_fixed_when_the_seat_is_taken(client, subject):
    send(client, subject, fit="yes")
    assert "For whom do you answer?" not in words_of(client.get(reverse("give_voice", args=[subject.code])))
    send(client, subject, fit="no", speaks_for="organisation", organisation="Union")
    assert Seat.objects.get().provenance == Provenance.SELF


def test_the_same_form_sent_again_for_somebody_else_is_another_seat(subject):
    key = str(uuid.uuid4())
    for whom in (
        {},
        {"speaks_for": "child", "guardian_agrees": "on"},
        {"speaks_for": "child", "guardian_agrees": "on"},
    ):
        assert send(Client(), subject, fit="yes", send_key=key, **whom).status_code == 303
    assert sorted(Seat.objects.values_list("provenance", flat=True)) == ["assisted", "self"]


def test_only_a_representative_has_a_body(subject):
    seat = make_seat(subject)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=seat.pk).update(organisation="Union")


def test_everything_is_told_and_erased(subject):
    seat, _reference = helped(subject, interpreter="Dari", is_for_child=True)
    told = everything_of(seat.pk)["help"]
    assert told[0]["helped_by"] == str(subject.owner)
    assert (told[0]["interpreter"], told[0]["guardian_agreed"]) == ("Dari", "Yes")
    erase_everything_of(seat.pk)
    assert AssistedRecord.objects.get().interpreter == ""
    client = Client()
    send(client, subject, fit="yes", speaks_for="organisation", organisation="Union")
    body = Seat.objects.get(provenance=Provenance.REPRESENTATIVE)
    erase_everything_of(body.pk)
    body.refresh_from_db()
    assert body.organisation == ""
