"""A conversation that staff wrote down: one line is one voice, and everyone who was there counts."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from cms.settings import base
from codesign.actions.conversations import (
    ConversationInFuture,
    MoreThanPeople,
    lines_in,
    record_conversation,
)
from codesign.actions.voices import show_voice
from codesign.enums import Provenance, Visibility
from codesign.models import Conversation, Seat, Subject, Voice
from codesign.permissions import SubjectNotOpen
from people import audit
from people.models import AuditEntry
from people.segments import questions_about
from people.vault import store
from personas.actions.tables import lay_table
from personas.snapshots import people_at
from tests.codesign.pages import client_of, words_of
from tests.factories import (
    make_closed_subject,
    make_dimension,
    make_facilitator,
    make_owner,
    make_subject,
    make_user,
)

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
RECORD = reverse("record")
NOTES = "- The bus leaves at six.\n\n• Nobody answers the phone.\n   The letter is too long."
LINES = ["The bus leaves at six.", "Nobody answers the phone.", "The letter is too long."]


@pytest.fixture
def subject():
    return make_subject(owner=make_owner(display_name="Olga"))


@pytest.fixture
def owner(subject):
    return client_of(subject.owner)


def record(subject, **fields):
    said = {
        "recorded_by": subject.owner,
        "send_key": uuid.uuid4(),
        "held_on": timezone.localdate(),
        "place": "Library",
        "method": "meeting",
        "people": 6,
        "consent": "spoken",
        "consent_text": "Yes",
        "language": "en",
        "visibility": Visibility.WITHOUT_NAME,
        "lines": LINES,
        "headcounts": {},
    }
    return record_conversation(subject=subject, **said | fields)


@pytest.mark.parametrize(("people", "provenance"), [(1, Provenance.ASSISTED), (2, Provenance.GROUP)])
def test_each_line_is_a_voice_and_each_person_a_seat(subject, people, provenance):
    conversation, _reference = record(subject, people=people)
    assert [voice.body for voice in Voice.objects.order_by("id")] == LINES
    assert {seat.provenance for seat in Seat.objects.all()} == {provenance}
    assert conversation.seats.count() == people
    assert {voice.seat.conversation for voice in Voice.objects.all()} == {conversation}


def test_everyone_who_was_there_counts_as_heard(subject):
    table = lay_table(subject=subject, segments=make_dimension("Rural").segments.all(), laid_by=subject.owner)
    record(subject, people=6)
    assert len(people_at(table)) == 6


def test_groups_are_heard_by_their_headcount(subject, django_capture_on_commit_callbacks):
    rural, city = make_dimension("Rural", "City").segments.all()
    old = make_dimension("Older").segments.get()
    with django_capture_on_commit_callbacks(execute=True):
        record(subject, people=7, headcounts={rural: 5, city: 2, old: 1})
    states = store.chair_states(
        seat_ids=Seat.objects.values_list("pk", flat=True),
        questions=questions_about([rural, city, old]),
        minimum=5,
        limit=0.8,
    )
    assert [states[each.pk] for each in (rural, city, old)] == ["heard", "thin", "thin"]


def test_the_same_form_sent_twice_is_one_conversation(subject):
    key = uuid.uuid4()
    first, reference = record(subject, send_key=key)
    again, another = record(subject, send_key=key)
    assert first == again
    assert reference != another
    assert (Voice.objects.count(), Seat.objects.count()) == (len(LINES), 6)


@pytest.mark.parametrize(
    ("person", "may"),
    [(make_facilitator, True), (make_owner, False), (make_user, False), (lambda: make_user(is_superuser=True), False)],
)
def test_only_the_owner_and_facilitators_record(subject, person, may):
    if may:
        record(subject, recorded_by=person())
        return
    with pytest.raises(PermissionDenied):
        record(subject, recorded_by=person())
    assert not Conversation.objects.exists()


def test_at_a_subject_that_is_closed_nothing_is_recorded():
    with pytest.raises(SubjectNotOpen):
        record(make_closed_subject())


@pytest.mark.parametrize("people", [0, -1, 101])
def test_there_are_people(subject, people):
    with pytest.raises(ValueError, match=str(people)):
        record(subject, people=people)


def test_what_was_not_held_yet_is_not_recorded(subject):
    with pytest.raises(ConversationInFuture):
        record(subject, held_on=timezone.localdate() + timedelta(days=1))


@pytest.mark.parametrize("counts", [(7, 0), (4, 3), (-1, 0)])
def test_a_group_has_no_more_people_than_were_there(subject, counts):
    segments = make_dimension("Rural", "City").segments.all()
    with pytest.raises(MoreThanPeople):
        record(subject, headcounts=dict(zip(segments, counts, strict=True)))
    assert not Seat.objects.exists()


def test_the_chain_tells_who_recorded_and_nothing_of_what_was_said(subject):
    conversation, _reference = record(subject)
    entry = AuditEntry.objects.about(audit.name_of(conversation)).get()
    assert (entry.actor, entry.data) == (subject.owner, {"people": 6, "voices": 3})


@pytest.mark.parametrize(
    ("notes", "lines"),
    [(NOTES, LINES), ("", []), (" \n- \n•", []), ("one\r\ntwo", ["one", "two"]), ("a - b", ["a - b"])],
)
def test_notes_are_read_line_by_line(notes, lines):
    assert lines_in(notes) == lines


def test_questions_do_not_grow_with_the_people(subject, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        record(subject, people=100)


# On the page


def form_for(where, **fields):
    said = {
        "subject": where.pk,
        "held_on": timezone.localdate().isoformat(),
        "place": "Library",
        "method": "meeting",
        "people": "6",
        "consent": "written",
        "language": "en",
        "visibility": "without_name",
        "body": NOTES,
        "send_key": uuid.uuid4(),
    }
    return said | fields


def test_one_reads_it_once_more_and_then_saves(owner, subject):
    form = form_for(subject)
    words = words_of(owner.post(RECORD, form))
    assert "3 voices will be saved." in words
    assert "6 people count as heard." in words
    assert all(line in words for line in LINES)
    assert not Voice.objects.exists()
    words = words_of(owner.get(owner.post(RECORD, form | {"step": "save"})["Location"]))
    assert re.search(r"Saved: 3 voices. 6 people count as heard. Their reference is [2-9A-Z]{3}\u2011", words)
    assert Voice.objects.count() == 3


def test_the_reference_opens_what_they_said(client, owner, subject):
    words = words_of(owner.get(owner.post(RECORD, form_for(subject, step="save"))["Location"]))
    reference = re.search(r"Their reference is ([^.]{13})\.", words).group(1)
    response = client.post(reverse("mine"), {"reference": reference})
    assert LINES[0] in words_of(client.get(response["Location"]))


def test_what_is_changed_after_reading_is_all_there(owner, subject):
    words = words_of(owner.post(RECORD, form_for(subject, step="change")))
    assert "Nobody answers the phone." in words
    assert 'value="Library"' in words
    assert not Voice.objects.exists()


def test_who_was_there_is_asked_by_the_groups_of_the_subject(owner, subject, django_capture_on_commit_callbacks):
    rural, _city = make_dimension("Rural", "City").segments.all()
    subject.asked_dimensions.add(rural.dimension)
    assert "Who was there?" in words_of(owner.post(RECORD, form_for(subject)))
    with django_capture_on_commit_callbacks(execute=True):
        owner.post(RECORD, form_for(subject, step="save", **{f"in_{rural.pk}": "4"}))
    stated = [seat for seat in Seat.objects.all() if store.me(seat.pk)]
    assert len(stated) == 4


@pytest.mark.parametrize("count", ["7", "-1", "many", "٣", "9" * 5000, "\x00"])
def test_a_number_of_people_that_cannot_be_is_answered_in_words(owner, subject, count):
    rural = make_dimension("Rural").segments.get()
    subject.asked_dimensions.add(rural.dimension)
    response = owner.post(RECORD, form_for(subject, step="save", **{f"in_{rural.pk}": count}))
    assert response.status_code == 422
    words = words_of(response)
    assert "There is a problem" in words
    assert "The bus leaves at six." in words
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("step", ["", "save"])
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"subject": ""}, "Choose what the conversation was about."),
        ({"subject": str(uuid.uuid4())}, "Nothing can be recorded there now."),
        ({"held_on": ""}, "Give the day."),
        ({"held_on": "today"}, "Give the day as year-month-day"),
        ({"held_on": "2999-01-01"}, "This day is yet to come."),
        ({"place": "x" * 121}, "This text has 121 characters."),
        ({"method": "dream"}, "Choose how you spoke."),
        ({"people": ""}, "Say how many people were there."),
        ({"people": "0"}, "Give a number of people from 1 to 100."),
        ({"people": "101"}, "Give a number of people from 1 to 100."),
        ({"people": "five"}, "Give a number of people from 1 to 100."),
        ({"consent": ""}, "Say how they agreed."),
        ({"language": "xx"}, "Choose the language."),
        ({"visibility": "all"}, "Choose who can read it."),
        ({"body": " \n - "}, "Write down what they said, one thing on each line."),
        ({"body": "ok\n" + "x" * 1501}, "Line 2 has 1501 characters."),
        ({"body": "\n".join(map(str, range(101)))}, "These are 101 lines."),
        ({"body": "x" * 30_001}, "This text has 30001 characters."),
        ({"body": "a\x00b"}, "characters in this text that we cannot store"),
        ({"body": "Call me at ana@example.org"}, "looks like an e-mail address"),
        ({"send_key": "x"}, "The form was damaged"),
    ],
)
def test_what_cannot_be_recorded_says_why_and_keeps_what_was_typed(owner, subject, fields, sentence, step):
    response = owner.post(RECORD, form_for(subject, step=step, **{"place": "Library"} | fields))
    assert response.status_code == 422
    words = words_of(response)
    assert sentence in words
    assert "body" in fields or "The bus leaves at six." in words
    assert not Conversation.objects.exists()


def test_personal_data_stays_where_the_writer_says_so(owner, subject):
    said = form_for(subject, body="Call me at ana@example.org")
    keeps = re.search(r'name="keeps" id="[^"]*" value="([^"]+)"', words_of(owner.post(RECORD, said))).group(1)
    review = words_of(owner.post(RECORD, said | {"keeps": keeps}))
    assert f'name="keeps" value="{keeps}"' in review
    owner.post(RECORD, said | {"keeps": keeps, "step": "save"})
    assert Voice.objects.get().body == "Call me at ana@example.org"


def test_script_in_notes_is_text(owner, subject):
    words = words_of(owner.post(RECORD, form_for(subject, body="<script>alert(1)</script>")))
    assert "<script>alert" not in words


def test_owners_choose_among_their_own_subjects_and_facilitators_among_all(owner, subject):
    other = make_subject(title="Another one")
    make_closed_subject(owner=subject.owner, title="Closed one")
    assert "Another one" not in words_of(owner.get(RECORD))
    words = words_of(client_of(make_facilitator()).get(RECORD))
    assert other.title in words
    assert "Closed one" not in words


def test_where_nothing_is_open_the_page_says_so():
    assert "There is nothing open now" in words_of(client_of(make_owner()).get(RECORD))


def test_a_subject_that_closes_in_between_loses_nothing(owner, subject):
    Subject.objects.filter(pk=subject.pk).update(closes_at=timezone.now())
    words = words_of(owner.post(RECORD, form_for(subject, step="save")))
    assert "Nothing can be recorded there now." in words
    assert "The bus leaves at six." in words


def test_who_wrote_it_down_is_named_wherever_it_is_read(client, owner, subject):
    record(subject)
    voice = Voice.objects.order_by("id").first()
    assert "written down by <bdi>Olga</bdi>" in words_of(owner.get(reverse("inbox_voice", args=[voice.pk])))
    show_voice(voice=voice, shown_by=subject.owner)
    words = words_of(client.get(reverse("voice", args=[voice.key])))
    assert "written down by <bdi>Olga</bdi>" in words
    assert "A group&#x27;s contribution" in words


def test_a_conversation_is_saved_with_the_very_pace_of_a_real_house(owner, subject, settings):
    """The other tests of pages switch the pace off: it hid that no conversation could be saved."""
    settings.SHORTEST_SECONDS_TO_WRITE = base.SHORTEST_SECONDS_TO_WRITE
    assert settings.SHORTEST_SECONDS_TO_WRITE > 0
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', words_of(owner.get(RECORD))))
    review = words_of(owner.post(RECORD, form_for(subject) | hidden))
    assert "3 voices will be saved." in review
    assert owner.post(RECORD, form_for(subject, step="save") | hidden).status_code == 303
    assert Voice.objects.count() == len(LINES)


def test_the_warning_names_the_button_that_is_there(owner, subject):
    words = words_of(owner.post(RECORD, form_for(subject, body="Write to olga@example.org")))
    assert "Then press “Read it once more”." in words
    assert "Then press Send" not in words
