"""My chairs, and one chair with its text, real voices, conversations and finding."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from codesign.actions.seats import take_staff_seat
from codesign.actions.voices import show_voice
from codesign.enums import Visibility
from measures.representation import Hearing
from people.models import AuditEntry
from personas.actions.advocacies import end_advocacy, log_contact, record_finding
from personas.enums import FindingKind
from personas.models import Advocacy, Chair, ChairFinding, ContactLog
from tests.codesign.pages import client_of, words_of
from tests.factories import make_seat, make_subject, make_text, make_voice
from tests.personas.pages import another_chair, challenge_of, judge, statuses

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
TODAY = timezone.localdate
CONTACT = {"how": "Visit", "learned": "Letters get lost."}
REFUSED = {"nobody": 302, "outsider": 403, "owner": 403, "another owner": 403, "lead": 403}
REFUSED |= {"approver": 403, "editor": 403, "superuser": 403}


def conclude(cast, advocacy, **fields):
    said = {"kind": FindingKind.CONDITION, "reason": "Tell people in the shelter.", "recorded_by": cast.advocate}
    return record_finding(advocacy=advocacy, **{"text_version": cast.passage.text_version} | said | fields)


def test_my_chairs_opens_for_advocates_only(cast, client):
    assert statuses(cast, client, "my_chairs") == REFUSED | {"advocate": 200, "another advocate": 200}


@pytest.mark.parametrize(
    ("name", "method", "status"),
    [
        ("advocacy", "get", 200),
        ("raise_challenge", "get", 200),
        ("raise_challenge", "post", 422),
        ("log_contact", "post", 422),
        ("record_finding", "post", 422),
        ("log_contact", "get", 405),
        ("end_advocacy", "post", 303),
        ("end_advocacy", "get", 405),
    ],
)
def test_a_chair_exists_for_its_own_advocate_only(cast, client, name, method, status):
    found = statuses(cast, client, name, cast.appoint().pk, method=method)
    expected = dict.fromkeys(found, 405) if status == 405 else REFUSED | {"another advocate": 404}
    assert found == expected | {"advocate": status}


def test_without_a_chair_the_page_says_who_appoints(cast):
    words = words_of(client_of(cast.advocate).get(reverse("my_chairs")))
    assert "Nothing waits for you today." in words
    assert "The engagement lead appoints advocates" in words


def test_nobody_sees_the_chairs_of_somebody_else(cast):
    other = another_chair(cast, "Refugees")
    Advocacy.objects.filter(pk=other.pk).update(advocate=cast.outsider)
    assert "Refugees" not in words_of(client_of(cast.advocate).get(reverse("my_chairs")))


def test_a_chair_without_conversations_is_called_unsupported(cast):
    advocacy, client = cast.appoint(), client_of(cast.advocate)
    assert "Unsupported" in words_of(client.get(reverse("my_chairs")))
    log_contact(advocacy=advocacy, held_on=TODAY(), logged_by=cast.advocate, **CONTACT)
    words = words_of(client.get(reverse("my_chairs")))
    assert "Unsupported" not in words
    assert "1 conversation logged." in words


@pytest.mark.parametrize(("replied", "judged", "waits"), [(0, 0, False), (1, 0, True), (1, 1, False)])
def test_a_reply_waits_for_my_verdict(cast, replied, judged, waits):
    challenge = cast.challenge()
    if replied:
        cast.reply(challenge)
    if judged:
        judge(cast, challenge, is_answered=False)
    page = client_of(cast.advocate).get(reverse("my_chairs"))
    assert ([challenge] == list(page.context["waiting"])) is waits


@pytest.mark.parametrize(
    ("concluded", "changed", "ended", "waits"),
    [
        (False, False, False, True),
        (True, False, False, False),
        (True, True, False, True),
        (False, False, True, False),
    ],
)
def test_a_chair_waits_for_a_finding_on_the_newest_text(cast, concluded, changed, ended, waits):
    advocacy = cast.appoint()
    if concluded:
        conclude(cast, advocacy)
    if changed:
        cast.change_text()
    if ended:
        end_advocacy(advocacy=advocacy, ended_by=cast.lead)
    page = client_of(cast.advocate).get(reverse("my_chairs"))
    assert ([advocacy] == list(page.context["to_conclude"])) is waits


def test_a_chair_without_a_text_waits_for_nothing(cast):
    cast.appoint()
    cast.subject.text_versions.update(language="ar")
    assert not client_of(cast.advocate).get(reverse("my_chairs")).context["to_conclude"]


@pytest.mark.parametrize(("days", "is_said"), [(1, True), (30, True), (31, False)])
def test_a_term_that_ends_within_a_month_is_said(cast, days, is_said):
    cast.appoint(ends_on=TODAY() + timedelta(days=days))
    page = client_of(cast.advocate).get(reverse("my_chairs"))
    assert bool(page.context["ending"]) is is_said


def test_past_chairs_come_last_and_stay_readable(cast):
    past, client = cast.appoint(), client_of(cast.advocate)
    end_advocacy(advocacy=past, ended_by=cast.lead)
    current = another_chair(cast, "Refugees")
    assert list(client.get(reverse("my_chairs")).context["page"]) == [current, past]
    words = words_of(client.get(reverse("advocacy", args=[past.pk])))
    assert "Your time in this chair is over." in words
    assert "Challenge this passage" not in words
    assert "<textarea" not in words


def test_my_chairs_asks_as_often_for_three_as_for_one(cast, django_assert_num_queries):
    client = client_of(cast.advocate)
    cast.reply(challenge_of(cast.appoint(), "One"))
    with django_assert_num_queries(100, exact=False) as few:
        client.get(reverse("my_chairs"))
    for segment in ("Refugees", "Carers"):
        cast.reply(challenge_of(another_chair(cast, segment), segment))
    with django_assert_num_queries(len(few)):
        assert len(client.get(reverse("my_chairs")).context["page"]) == 3


def test_a_chair_asks_as_often_for_three_of_everything_as_for_one(cast, django_assert_num_queries):
    advocacy, client = cast.appoint(), client_of(cast.advocate)
    path = reverse("advocacy", args=[advocacy.pk])

    def add(number: int) -> None:
        challenge_of(advocacy, f"Challenge {number}")
        log_contact(advocacy=advocacy, held_on=TODAY(), logged_by=cast.advocate, how="Visit", learned=str(number))
        voice = make_voice(make_seat(cast.subject))
        show_voice(voice=voice, shown_by=cast.owner)

    add(1)
    with django_assert_num_queries(100, exact=False) as few:
        client.get(path)
    add(2)
    add(3)
    with django_assert_num_queries(len(few)):
        client.get(path)


def test_a_chair_shows_the_newest_text_passage_by_passage(cast):
    advocacy = cast.appoint()
    new = cast.change_text()
    words = words_of(client_of(cast.advocate).get(reverse("advocacy", args=[advocacy.pk])))
    assert "We tell you in the shelter." in words
    assert "You get a letter." not in words
    assert f"?passage={new.pk}" in words


def test_only_voices_of_real_people_that_everyone_may_read_are_shown(cast):
    advocacy = cast.appoint()
    staff_seat = take_staff_seat(subject=cast.subject, holder=cast.outsider)[0]
    for seat, body in [
        (make_seat(cast.subject), "Shown and real"),
        (staff_seat, "Of a colleague"),
        (advocacy.seat, "Of an advocate"),
        (make_seat(make_subject(owner=cast.owner)), "Of another subject"),
    ]:
        show_voice(voice=make_voice(seat, body=body), shown_by=cast.owner)
    make_voice(make_seat(cast.subject), body="Not shown yet")
    make_voice(make_seat(cast.subject), body="For staff", visibility=Visibility.STAFF_ONLY)
    page = client_of(cast.advocate).get(reverse("advocacy", args=[advocacy.pk]))
    assert [voice.body for voice, _barriers in page.context["voices"]] == ["Shown and real"]


def test_voices_of_a_subject_that_the_table_counts_are_shown(cast):
    concept = make_subject(owner=cast.owner, title="The concept")
    cast.subject.counted_ancestors.add(concept)
    show_voice(voice=make_voice(make_seat(concept), body="At the concept"), shown_by=cast.owner)
    assert "At the concept" in words_of(client_of(cast.advocate).get(reverse("advocacy", args=[cast.appoint().pk])))


def test_a_conversation_is_logged_by_a_form_and_twice_is_once(cast):
    advocacy, client = cast.appoint(), client_of(cast.advocate)
    path = reverse("log_contact", args=[advocacy.pk])
    for _again in range(2):
        assert client.post(path, CONTACT | {"held_on": TODAY().isoformat()}).status_code == 303
    assert ContactLog.objects.get().learned == "Letters get lost."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Give the day of the conversation."),
        ({"held_on": "yesterday"}, "Type the day like this"),
        ({"held_on": "2999-01-01"}, "today, or in the half year before"),
        ({"held_on": "", "how": "x" * 121}, "Shorten it to at most 120"),
        ({"held_on": "2026-01-01", "learned": " "}, "Write what you learned."),
        ({"held_on": "2026-01-01", "learned": "a\x00"}, "cannot store"),
    ],
)
def test_an_incomplete_conversation_gets_a_sentence_and_loses_nothing(cast, typed, sentence):
    advocacy = cast.appoint()
    said = CONTACT | typed
    response = client_of(cast.advocate).post(reverse("log_contact", args=[advocacy.pk]), said)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert said["how"] in words_of(response)
    assert not ContactLog.objects.exists()


def post_finding(cast, advocacy, **said):
    form = {"text_version": cast.passage.text_version_id, "kind": "condition", "reason": "Tell people in the shelter."}
    return client_of(cast.advocate).post(reverse("record_finding", args=[advocacy.pk]), form | said)


def test_a_finding_is_recorded_and_marked_when_the_text_changes(cast):
    advocacy = cast.appoint()
    assert post_finding(cast, advocacy).status_code == 303
    path = reverse("advocacy", args=[advocacy.pk])
    assert "conclude again" not in words_of(client_of(cast.advocate).get(path))
    cast.change_text()
    words = words_of(client_of(cast.advocate).get(path))
    assert "Tell people in the shelter." in words
    assert "The text changed since you concluded" in words


@pytest.mark.parametrize(
    "typed", [{"kind": ""}, {"kind": "maybe"}, {"reason": ""}, {"text_version": ""}, {"text_version": "999999"}]
)
def test_an_incomplete_finding_is_not_recorded(cast, typed):
    response = post_finding(cast, cast.appoint(), **typed)
    assert response.status_code == 422
    assert "There is a problem" in words_of(response)
    assert typed.get("reason", "Tell people in the shelter.") in words_of(response)
    assert not ChairFinding.objects.exists()


def test_a_finding_on_a_text_that_changed_meanwhile_keeps_the_words(cast):
    advocacy, old = cast.appoint(), cast.passage.text_version_id
    new = cast.change_text().text_version_id
    response = post_finding(cast, advocacy, text_version=old)
    assert response.status_code == 422
    assert "The text changed while you read it" in words_of(response)
    assert "Tell people in the shelter." in words_of(response)
    assert f'name="text_version" value="{new}"' in words_of(response)


def test_a_finding_names_a_text_of_its_own_subject(cast):
    elsewhere = make_text(make_subject(), "Elsewhere.")
    assert post_finding(cast, cast.appoint(), text_version=elsewhere.pk).status_code == 422


def test_after_the_last_day_what_was_typed_is_given_back(cast):
    advocacy = cast.appoint()
    end_advocacy(advocacy=advocacy, ended_by=cast.lead)
    response = post_finding(cast, advocacy)
    assert response.status_code == 422
    assert "Your time in this chair is over." in words_of(response)
    assert "Tell people in the shelter." in words_of(response)


def test_a_chair_whose_people_were_heard_stays_readable(cast):
    advocacy = cast.appoint()
    Chair.objects.update(hearing=Hearing.HEARD)
    assert client_of(cast.advocate).get(reverse("advocacy", args=[advocacy.pk])).status_code == 200


def test_who_stops_standing_in_is_asked_for_nothing_more(cast):
    advocacy, client = cast.appoint(), client_of(cast.advocate)
    words = words_of(client.post(reverse("end_advocacy", args=[advocacy.pk]), follow=True))
    assert "You no longer stand in here." in words
    assert "This is over." in words
    assert "Stop standing in" not in words_of(client.get(reverse("advocacy", args=[advocacy.pk])))
    assert AuditEntry.objects.filter(action="personas.advocacy.ended").count() == 1


def test_stopping_twice_is_once(cast):
    advocacy, client = cast.appoint(), client_of(cast.advocate)
    for _ in range(2):
        client.post(reverse("end_advocacy", args=[advocacy.pk]))
    assert AuditEntry.objects.filter(action="personas.advocacy.ended").count() == 1


def test_the_lead_ends_an_advocacy_from_the_chair(cast, client):
    advocacy = cast.appoint()
    words = words_of(client_of(cast.lead).post(reverse("lead_end_advocacy", args=[advocacy.pk]), follow=True))
    assert f"{cast.advocate} no longer stands in." in words
    assert "Nobody stands in." in words


def test_only_the_lead_ends_the_advocacy_of_somebody_else(cast, client):
    found = statuses(cast, client, "lead_end_advocacy", cast.appoint().pk, method="post")
    assert found == REFUSED | {"advocate": 403, "another advocate": 403, "lead": 303}


def test_an_advocacy_that_is_not_there_cannot_be_ended(cast):
    assert client_of(cast.lead).post(reverse("lead_end_advocacy", args=[999])).status_code == 404
