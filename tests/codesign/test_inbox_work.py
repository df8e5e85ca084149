"""The inbox as a list of work: what is due when, which voices are asked for, and what is done with many at once."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from codesign.actions.moderation import hide_words
from codesign.actions.outcomes import record_outcome
from codesign.actions.seats import give_reference
from codesign.actions.themes import gather
from codesign.actions.voices import show_voice, tap_unclear
from codesign.enums import Visibility
from codesign.models import Outcome, Theme, Voice
from codesign.permissions import waiting_at
from codesign.permissions.inbox import overdue_by_owner, subjects_with_voices_due
from people.actions import appoint_to_office
from people.enums import OfficeKind
from people.models import Office
from tests.codesign.pages import answer, client_of, words_of
from tests.codesign.test_moderation import make_moderator
from tests.factories import make_barrier, make_owner, make_passage, make_seat, make_subject, make_text, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def sent(voice, days_ago):
    Voice.objects.filter(pk=voice.pk).update(sent_on=timezone.localdate() - timedelta(days=days_ago))
    return voice


def make_old(subject, days_ago, **fields):
    return sent(make_voice(make_seat(subject), **fields), days_ago)


def make_passage_of(subject, text="You claim once a year."):
    return make_passage(make_text(subject, published_at=timezone.now()), text, heading="Claiming")


def tap(passage, days_ago=0):
    subject = passage.text_version.subject
    return sent(tap_unclear(seat=make_seat(subject), passage=passage, language="en"), days_ago)


def listed(owned, **asked):
    return list(client_of(owned.owner).get(reverse("inbox"), asked).context["page"])


def do(subject, act, voices, **said):
    form = {"act": act, "voices": [voice.pk for voice in voices]} | said
    return client_of(subject.owner).post(reverse("inbox"), form)


@pytest.mark.parametrize(
    ("days_ago", "words"),
    [
        (0, "due in 28 days"),
        (27, "due in 1 day<"),
        (28, "due today"),
        (29, "1 day overdue"),
        (40, "12 days overdue"),
    ],
)
def test_each_row_says_in_words_when_it_is_due(subject, days_ago, words):
    make_old(subject, days_ago)
    assert words in words_of(client_of(subject.owner).get(reverse("inbox")))


def test_what_was_due_first_comes_first_whenever_it_was_sent(subject):
    hurried = make_subject(owner=subject.owner, answer_within_days=5)
    old, young = make_old(subject, 10), make_old(hurried, 6)
    assert listed(subject) == [young, old]
    assert listed(subject, order="age") == [old, young]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("", ["late", "waits", "for staff"]),
        ("waiting", ["late", "waits", "for staff"]),
        ("nonsense", ["late", "waits", "for staff"]),
        ("overdue", ["late"]),
        ("answered", ["answered"]),
        ("not_shown", ["late", "answered"]),
    ],
)
def test_a_state_lists_its_voices_and_says_how_many(subject, state, expected):
    make_old(subject, 29, body="late")
    show_voice(voice=make_old(subject, 2, body="waits"), shown_by=subject.owner)
    make_old(subject, 1, body="for staff", visibility=Visibility.STAFF_ONLY)
    answer(make_old(subject, 0, body="answered").seat)
    response = client_of(subject.owner).get(reverse("inbox"), {"state": state})
    assert [voice.body for voice in response.context["page"]] == expected
    assert [count for _value, _label, count in response.context["states"]] == [3, 1, 1, 2]


def test_a_subject_and_a_theme_are_asked_for_and_counted(subject):
    other = make_subject(owner=subject.owner)
    here, there = make_old(subject, 1), make_old(other, 1)
    theme = gather(subject=other, name="Hours", voices=[there], gathered_by=subject.owner)
    assert listed(subject, subject=subject.code) == [here]
    assert listed(subject, theme=theme.pk) == [there]
    assert listed(subject, theme="none") == [here]
    assert listed(subject, theme="999999") == [here, there]
    words = words_of(client_of(subject.owner).get(reverse("inbox")))
    for choice in ("Without a theme: 1", "Hours: 1"):
        assert choice in words


def test_another_owners_theme_is_no_filter(subject):
    elsewhere = make_voice()
    theme = gather(subject=elsewhere.subject, name="X", voices=[elsewhere], gathered_by=elsewhere.subject.owner)
    voice = make_old(subject, 1)
    assert listed(subject, theme=theme.pk, subject=elsewhere.subject.code) == [voice]


def test_an_owner_without_an_office_is_told_so(subject):
    client = client_of(subject.owner)
    assert "No office is named." in words_of(client.get(reverse("inbox")))
    office = Office.objects.create(code="claims", kind=OfficeKind.PROGRAMME, name="Claims office")
    appoint_to_office(office=office, user=subject.owner, appointed_by=None)
    words = words_of(client.get(reverse("inbox")))
    assert "No office is named." not in words
    assert "Claims office" in words


def test_taps_on_a_passage_are_one_row_as_old_as_the_oldest(subject):
    passage = make_passage_of(subject)
    first = tap(passage, 30)
    for _ in range(6):
        tap(passage)
    (row,) = listed(subject)
    assert (row, row.tap_count) == (first, 7)
    words = words_of(client_of(subject.owner).get(reverse("inbox")))
    assert "7 people do not understand this passage" in words
    assert "2 days overdue" in words


def test_a_person_who_tapped_two_wordings_is_one(subject):
    passage = make_passage_of(subject)
    tapped = tap(passage)
    newer = make_passage(make_text(subject, published_at=timezone.now()), "Once.", block_id=passage.block_id)
    tap_unclear(seat=tapped.seat, passage=newer, language="en")
    (row,) = listed(subject)
    assert row.tap_count == 1


def test_taps_that_came_after_an_outcome_are_a_row_of_their_own(subject):
    passage = make_passage_of(subject)
    first = tap(passage)
    record_outcome(voices=[first], kind="changed", because="It is shorter now.", recorded_by=subject.owner)
    later = tap(passage)
    assert listed(subject) == [later]
    assert listed(subject, state="answered") == [first]


def path_of(passage):
    return reverse("inbox_passage", args=[passage.text_version.subject.code, passage.block_id])


def test_one_outcome_answers_all_who_do_not_understand_a_passage(subject):
    passage = make_passage_of(subject)
    taps = [tap(passage, 3), tap(passage)]
    client = client_of(subject.owner)
    words = words_of(client.get(path_of(passage)))
    for said in ("2 people do not understand this passage", "You claim once a year.", "due in 25 days"):
        assert said in words
    assert client.post(path_of(passage), {"kind": "changed", "because": "It is shorter now."}).status_code == 303
    assert set(Outcome.objects.get().voices.all()) == set(taps)
    words = words_of(client.get(path_of(passage)))
    assert "It is shorter now." in words
    assert "Record the outcome" not in words


def test_sent_twice_a_passage_is_answered_once(subject):
    passage = make_passage_of(subject)
    tap(passage)
    for _ in range(2):
        client_of(subject.owner).post(path_of(passage), {"kind": "changed", "because": "It is shorter now."})
    assert Outcome.objects.count() == 1


@pytest.mark.parametrize("typed", [{}, {"kind": "not_changed"}, {"kind": "changed", "because": " "}])
def test_a_passage_is_not_answered_without_a_reason(subject, typed):
    passage = make_passage_of(subject)
    tap(passage)
    response = client_of(subject.owner).post(path_of(passage), typed)
    assert response.status_code == 422
    assert "There is a problem" in words_of(response)
    assert not Outcome.objects.exists()


def test_a_passage_that_the_text_lost_is_shown_as_it_was(subject):
    passage = make_passage_of(subject)
    tap(passage)
    make_text(subject, "All new.", published_at=timezone.now())
    assert "You claim once a year." in words_of(client_of(subject.owner).get(path_of(passage)))


def test_passages_of_others_and_passages_that_are_not_there_are_not_found(subject):
    passage = make_passage_of(subject)
    assert client_of(make_owner()).get(path_of(passage)).status_code == 404
    nowhere = reverse("inbox_passage", args=[subject.code, uuid.uuid4()])
    assert client_of(subject.owner).get(nowhere).status_code == 404


def test_many_are_put_into_a_theme_at_once_with_all_taps_of_a_passage(subject):
    voice, passage = make_old(subject, 1), make_passage_of(subject)
    first, second = tap(passage), tap(passage)
    response = do(subject, "gather", [voice, first], theme="  Opening   hours ")
    assert response.status_code == 303
    theme = Theme.objects.get()
    assert theme.name == "Opening hours"
    assert set(theme.voices.all()) == {voice, first, second}


def test_many_are_shown_at_once_and_what_is_for_staff_stays(subject):
    voices = [
        make_old(subject, 1),
        make_old(subject, 1, visibility=Visibility.STAFF_ONLY),
        tap(make_passage_of(subject)),
    ]
    response = client_of(subject.owner).post(
        reverse("inbox"), {"act": "show", "voices": [voice.pk for voice in voices]}, follow=True
    )
    assert list(Voice.objects.shown()) == voices[:1]
    assert "Everyone can now read 1 voice." in words_of(response)
    assert "2 stay with staff" in words_of(response)


def test_many_are_answered_with_one_outcome(subject):
    voices = [make_old(subject, 1, body=f"Said {number}") for number in range(3)]
    response = do(subject, "answer", voices[:2])
    assert response.status_code == 303
    client = client_of(subject.owner)
    words = words_of(client.get(response["Location"]))
    assert "Answer 2 voices together" in words
    assert "Said 1" in words
    assert client.post(response["Location"], {"kind": "changed", "because": "Done."}).status_code == 303
    assert set(Outcome.objects.get().voices.all()) == set(voices[:2])
    again = client.post(response["Location"], {"kind": "changed", "because": "Done."}, follow=True)
    assert "These voices have an outcome already" in words_of(again)
    assert Outcome.objects.count() == 1


def test_an_answer_to_many_needs_a_reason_and_keeps_what_was_typed(subject):
    response = do(subject, "answer", [make_old(subject, 1)])
    refused = client_of(subject.owner).post(response["Location"], {"because": "Half a reason"})
    assert refused.status_code == 422
    assert "Half a reason" in words_of(refused)
    assert not Outcome.objects.exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"act": "gather", "voices": [], "theme": "Hours"}, "Select at least one voice."),
        ({"act": "gather", "theme": ""}, "Give the theme a name"),
        ({"act": "gather", "theme": "   "}, "Give the theme a name"),
        ({"act": "gather", "theme": "x" * 121}, "Shorten it to at most 120."),
        ({"act": "gather", "theme": "a\x00"}, "characters in this text that we cannot store"),
        ({"act": "nonsense", "theme": "Hours"}, "Choose what to do"),
        ({"theme": "Hours"}, "Choose what to do"),
        ({"act": "show", "voices": ["999999"]}, "is not here any more"),
        ({"act": "show", "voices": ["9" * 40]}, "is not here any more"),
        ({"act": "show", "voices": ["<b>"]}, "is not here any more"),
    ],
)
def test_a_bad_choice_gets_a_sentence_and_keeps_what_was_typed(subject, said, sentence):
    voice = make_old(subject, 1)
    response = client_of(subject.owner).post(reverse("inbox"), {"voices": [voice.pk]} | said)
    assert response.status_code == 422
    words = words_of(response)
    assert sentence in words
    assert said.get("theme", "").strip("\x00 ") in words
    assert (" checked " in words) is ("voices" not in said)
    assert not Theme.objects.exists()
    assert not Voice.objects.shown().exists()


@pytest.mark.parametrize("act", ["gather", "answer"])
def test_voices_of_two_subjects_are_not_put_together(subject, act):
    voices = [make_old(subject, 1), make_old(make_subject(owner=subject.owner), 1)]
    response = do(subject, act, voices, theme="Hours")
    assert "These voices are about different subjects." in words_of(response)
    assert not Theme.objects.exists()


@pytest.mark.parametrize("act", ["gather", "answer", "show"])
def test_nothing_is_done_with_voices_of_others(subject, act):
    assert do(subject, act, [make_voice()], theme="Hours").status_code == 422
    assert not Theme.objects.exists()
    assert not Voice.objects.shown().exists()


@pytest.mark.parametrize("query", [{}, {"voices": ["1", "x"]}, {"voices": "9" * 40}])
def test_a_link_to_answer_nothing_leads_back(subject, query):
    response = client_of(subject.owner).get(reverse("inbox_answer"), query)
    assert response["Location"] == reverse("inbox")


def test_voices_of_others_are_not_read_by_the_link_to_answer(subject):
    response = client_of(subject.owner).get(reverse("inbox_answer"), {"voices": make_voice().pk})
    assert response["Location"] == reverse("inbox")


def test_all_on_a_page_are_selected_by_a_link(subject):
    for _ in range(21):
        make_old(subject, 1)
    client = client_of(subject.owner)
    assert words_of(client.get(reverse("inbox"), {"select": "page"})).count(" checked ") == 20
    assert words_of(client.get(reverse("inbox"))).count(" checked ") == 0


def test_the_inbox_asks_as_often_for_a_full_page_as_for_one_row(subject, django_assert_num_queries):
    def fill():
        voice = make_old(subject, 40)
        gather(subject=subject, name=f"Theme {voice.pk}", voices=[voice], gathered_by=subject.owner)
        tap(make_passage_of(subject))

    fill()
    client = client_of(subject.owner)
    client.get(reverse("inbox"))
    with django_assert_num_queries(100, exact=False) as asked:
        client.get(reverse("inbox"))
    for _ in range(14):
        fill()
    with django_assert_num_queries(len(asked)):
        assert len(client.get(reverse("inbox")).context["page"]) == 20


def hidden(subject):
    voice = show_voice(voice=make_old(subject, 1, body="Hidden words"), shown_by=subject.owner)
    hide_words(words=voice, reason="insult", hidden_by=make_moderator())
    return voice


def test_what_a_moderator_hid_is_not_waiting_to_be_shown_and_stays_hidden(subject):
    voice = hidden(subject)
    assert listed(subject, state="not_shown") == []
    said = {"act": "show", "voices": [voice.pk]}
    response = client_of(subject.owner).post(reverse("inbox"), said, follow=True)
    assert "or a moderator hid it" in words_of(response)
    voice.refresh_from_db()
    assert (voice.shown_at, bool(voice.hidden_at)) == (None, True)


@pytest.mark.parametrize("act", ["show", "gather"])
def test_after_all_were_selected_the_next_ones_are_not(subject, act):
    voices = [make_old(subject, 1) for _ in range(21)]
    client = client_of(subject.owner)
    said = {"act": act, "theme": "Hours", "voices": [voice.pk for voice in voices[:20]]}
    response = client.post(f"{reverse('inbox')}?state=waiting&select=page", said)
    assert response["Location"] == f"{reverse('inbox')}?state=waiting"
    assert " checked " not in words_of(client.get(response["Location"]))


@pytest.mark.parametrize(
    ("said", "is_work"),
    [
        ({"fit": "yes", "body": ""}, False),
        ({"fit": "yes", "body": "But it takes long."}, True),
        ({"fit": "yes", "body": "", "kind": "question"}, True),
        ({"fit": "partly", "body": ""}, True),
        ({"fit": "no", "body": ""}, True),
    ],
)
def test_a_bare_yes_counts_and_is_no_work(subject, said, is_work):
    voice = make_old(subject, 40, **said)
    assert [listed(subject, state=state) for state in ("waiting", "overdue", "not_shown")] == [[voice] * is_work] * 3
    assert waiting_at(subject).count == is_work
    assert [each.due_count for each in subjects_with_voices_due()] == [1] * is_work
    assert len(overdue_by_owner()) == is_work
    words = words_of(client_of(subject.owner).get(reverse("thread", args=[give_reference(seat=voice.seat)])))
    assert ("Not answered yet" in words, "Your yes counts." in words) == (is_work, not is_work)


def test_a_yes_with_something_in_the_way_is_work(subject):
    voice = make_old(subject, 40, fit="yes", body="", barriers=[make_barrier(subject)])
    assert listed(subject) == [voice]
    assert [each.due_count for each in subjects_with_voices_due()] == [1]


def test_a_bare_yes_that_was_answered_is_among_what_was_answered(subject):
    voice = make_old(subject, 40, fit="yes", body="")
    answer(voice.seat)
    assert listed(subject, state="answered") == [voice]


@pytest.mark.parametrize(("kind", "is_green"), [("changed", True), ("partly", False), ("not_changed", False)])
def test_only_what_changed_is_green(subject, kind, is_green):
    answer(make_old(subject, 1).seat, kind=kind)
    words = words_of(client_of(subject.owner).get(reverse("inbox"), {"state": "answered"}))
    assert ('class="tag tag-ok"' in words) is is_green
