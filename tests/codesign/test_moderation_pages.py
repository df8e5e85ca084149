"""The pages of moderation, and that what is hidden is in no byte that others get."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site

from cms.models import ConceptPage, HomePage, IndexPage
from codesign.actions.moderation import appeal_hide, decide_appeal, hide_words, lift_hide, report_voice
from codesign.actions.privacy import withdraw_words
from codesign.actions.seats import give_reference, take_seat
from codesign.actions.voices import show_voice
from codesign.models import Appeal, Hide, ModerationCase, Voice
from people.enums import Role
from people.models import AuditEntry
from tests.codesign.pages import answer, client_of, send, words_of
from tests.codesign.test_moderation import (
    fresh,
    hidden_voice,
    make_lead,
    make_moderator,
    owner_who_moderates,
    shown_voice,
)
from tests.factories import make_owner, make_passage, make_seat, make_subject, make_text, make_user, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])

CANARY = "canary-7fd1e2"


@pytest.fixture
def moderator():
    return make_moderator()


@pytest.fixture
def desk(moderator):
    return client_of(moderator)


def publish(subject):
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Empty Chair", slug="first-page"))
    Site.objects.filter(is_default_site=True).update(root_page=home)
    index = home.add_child(instance=IndexPage(title="Concepts", slug="concepts"))
    index.add_child(instance=ConceptPage(title="One visit", slug="one-visit", subject=subject))
    return "/concepts/one-visit/"


@pytest.fixture
def canary(subject):
    """A shown voice on a passage, replied to and answered, with the pages on which others meet it."""
    passage = make_passage(make_text(subject, published_at=timezone.now()), "You claim once a year.")
    voice = shown_voice(subject, body=f"Words with {CANARY}", passage=passage, kind="concern")
    replier, reference = take_seat(subject=subject)
    show_voice(voice=make_voice(replier, body="I agree.", reply_to=voice), shown_by=subject.owner)
    answer(voice.seat)
    pages = {
        "concept": publish(subject),
        "passage": reverse("passage", args=[subject.code, passage.block_id]),
        "voice": reverse("voice", args=[voice.key]),
        "report": reverse("report", args=[voice.key]),
        "what changed": reverse("you_said_we_did"),
        "thread of who replied": reverse("thread", args=[reference]),
    }
    return voice, pages


@pytest.mark.parametrize("query", ["", "?order=most_different", "?order=without_outcome"])
def test_what_is_hidden_is_in_no_byte_that_others_get(client, canary, query):
    voice, pages = canary
    for path in pages.values():
        assert CANARY in words_of(client.get(path + query)), path
    hide_words(words=voice, reason="insult", because="Secret note", hidden_by=make_moderator())
    for name, path in pages.items():
        words = words_of(client.get(path + query))
        assert CANARY not in words, name
        assert "Secret note" not in words, name
        assert "hidden" in words, name
    for path in ("/", "/who-is-missing/"):
        assert CANARY.encode() not in client.get(path).content
    assert CANARY not in words_of(client_of(make_owner()).get(reverse("inbox")))


def test_a_hidden_reply_leaves_a_tombstone_also_for_the_author_of_what_it_replied_to(client, subject):
    send(client, subject, body="Mine")
    own = show_voice(voice=Voice.objects.get(), shown_by=subject.owner)
    reply = show_voice(voice=make_voice(make_seat(subject), body=CANARY, reply_to=own), shown_by=subject.owner)
    path = reverse("voice", args=[own.key])
    assert CANARY in words_of(client.get(path))
    hide_words(words=reply, reason="insult", hidden_by=make_moderator())
    assert CANARY not in words_of(client.get(path))
    assert "This voice is hidden." in words_of(client.get(path))


def test_a_tombstone_keeps_the_place_and_is_counted(client, canary):
    voice, pages = canary
    hide_words(words=voice, reason="insult", hidden_by=make_moderator())
    for name in ("concept", "passage"):
        words = words_of(client.get(pages[name]))
        assert "1 voice is hidden here." in words
        assert "Reason: It insults people or calls for hatred." in words
    assert "1 of them is hidden." in words_of(client.get(pages["what changed"]))


def test_a_list_of_tombstones_asks_as_often_as_one(client, subject, django_assert_num_queries):
    path, moderator = publish(subject), make_moderator()
    hide_words(words=shown_voice(subject), reason="insult", hidden_by=moderator)
    client.get(path)
    with django_assert_num_queries(100, exact=False) as few:
        client.get(path)
    asked = len(few)
    for _number in range(12):
        hide_words(words=shown_voice(subject), reason="insult", hidden_by=moderator)
    with django_assert_num_queries(asked):
        client.get(path)


def test_the_owner_still_reads_what_is_hidden_to_answer_it(canary):
    voice, _pages = canary
    hide_words(words=voice, reason="insult", hidden_by=make_moderator())
    words = words_of(client_of(voice.subject.owner).get(reverse("inbox_voice", args=[voice.pk])))
    assert CANARY in words
    assert "A moderator hid it from everyone." in words
    assert "Show on the page" not in words
    client_of(voice.subject.owner).post(reverse("show_voice", args=[voice.pk]))
    assert fresh(voice).shown_at is None


def report(client, voice, **said):
    return client.post(reverse("report", args=[voice.key]), {"reason": "insult", "seat_key": uuid.uuid4()} | said)


def test_a_reader_reports_with_one_reason_and_is_thanked(client):
    voice = shown_voice()
    path = reverse("report", args=[voice.key])
    assert path in words_of(client.get(reverse("voice", args=[voice.key])))
    assert client.get(path).status_code == 200
    response = report(client, voice)
    assert (response.status_code, response["Location"]) == (303, reverse("voice", args=[voice.key]))
    assert "A moderator looks at it." in words_of(client.get(response["Location"]))
    report(client, voice, reason="threat")
    case = ModerationCase.objects.get()
    assert (case.reason, case.seat.voices.count()) == ("insult", 0)


@pytest.mark.parametrize("said", [{"reason": ""}, {"reason": "boring"}, {"seat_key": "\x00"}, {"reason": "x" * 5000}])
def test_a_report_that_says_nothing_gets_a_sentence(client, said):
    response = report(client, shown_voice(), **said)
    assert response.status_code == 422
    assert "There is a problem" in words_of(response)
    assert not ModerationCase.objects.exists()


def test_what_is_not_shown_is_not_reported(client):
    assert report(client, make_voice()).status_code == 404
    response = report(client, hidden_voice().voice)
    assert response.status_code == 303
    assert not ModerationCase.objects.exists()


def test_ones_own_words_are_not_reported(client, subject):
    send(client, subject, body="Mine")
    voice = show_voice(voice=Voice.objects.get(), shown_by=subject.owner)
    assert "You can report what somebody else said" in words_of(client.get(report(client, voice)["Location"]))
    assert not ModerationCase.objects.exists()


def test_the_queue_shows_one_voice_and_leads_to_the_next(desk):
    first, second = shown_voice(body="First words"), shown_voice(body="Second words")
    for voice in (first, second):
        report_voice(voice=voice, seat=make_seat(voice.subject), reason="threat")
    words = words_of(desk.get(reverse("moderation")))
    assert "First words" in words
    assert "Second words" not in words
    assert "1 report: It threatens somebody" in words
    assert "?page=2" in words
    assert 'value="threat" class' in words or 'value="threat"' in words
    response = desk.post(reverse("moderation_item", args=[first.key]), {"reason": "threat", "page": "1"})
    assert "Second words" in words_of(desk.get(response["Location"]))
    desk.post(reverse("moderation_keep", args=[second.key]))
    assert "Nothing waits for you." in words_of(desk.get(reverse("moderation")))
    assert (bool(fresh(first).hidden_at), bool(fresh(second).shown_at)) == (True, True)


def test_the_queue_says_nothing_of_who_reported_or_of_a_segment(desk):
    voice = shown_voice()
    reader = make_seat(voice.subject)
    report_voice(voice=voice, seat=reader, reason="threat")
    words = words_of(desk.get(reverse("moderation")))
    assert reader.pseudonym not in words
    assert str(reader.pk) not in words


@pytest.mark.parametrize("page", ["0", "-1", "99999", "x", "9" * 400])
def test_a_place_that_is_not_there_is_the_nearest(desk, page):
    make_voice()
    assert desk.get(reverse("moderation"), {"page": page}).status_code == 200
    keep = reverse("moderation_keep", args=[Voice.objects.get().key])
    assert desk.post(keep, {"page": page}).status_code == 303


@pytest.mark.parametrize("name", ["moderation", "moderation_list"])
def test_the_queue_asks_as_often_for_many_as_for_one(desk, name, django_assert_num_queries):
    def report_one():
        voice = shown_voice()
        report_voice(voice=voice, seat=make_seat(voice.subject), reason="threat")
        make_voice(make_seat())

    report_one()
    desk.get(reverse(name))
    with django_assert_num_queries(100, exact=False) as few:
        desk.get(reverse(name))
    asked = len(few)
    for _number in range(12):
        report_one()
    with django_assert_num_queries(asked):
        desk.get(reverse(name))


@pytest.mark.parametrize(
    "said",
    [{}, {"reason": "boring"}, {"reason": "other"}, {"reason": "insult", "because": "x" * 501}, {"because": "a\x00"}],
)
def test_a_hide_without_a_reason_gets_a_sentence_and_keeps_what_was_typed(desk, said):
    voice = shown_voice()
    for path, more in (("moderation_item", {}), ("moderation_list", {"voices": str(voice.key)})):
        report_voice(voice=voice, seat=make_seat(voice.subject), reason="threat")
        args = [voice.key] if path == "moderation_item" else []
        response = desk.post(reverse(path, args=args), said | more)
        assert response.status_code == 422
        assert "There is a problem" in words_of(response)
        assert said.get("because", "").strip("\x00") in words_of(response)
    assert not Hide.objects.exists()


def test_many_are_hidden_with_one_reason(desk):
    voices = [make_voice(make_seat()) for _number in range(3)]
    ticked = [str(voice.key) for voice in voices[:2]]
    response = desk.post(reverse("moderation_list"), {"voices": ticked, "reason": "repeated"})
    assert response.status_code == 303
    assert "2 voices are hidden." in words_of(desk.get(response["Location"]))
    assert [bool(fresh(voice).hidden_at) for voice in voices] == [True, True, False]


@pytest.mark.parametrize("voices", [[], ["no key"], [str(uuid.uuid4())], ["\x00"]])
def test_ticks_that_are_none_or_gone_get_a_sentence(desk, voices):
    kept = make_voice()
    response = desk.post(reverse("moderation_list"), {"voices": voices, "reason": "repeated"})
    assert response.status_code == 422
    assert "There is a problem" in words_of(response)
    assert not fresh(kept).hidden_at


def test_what_one_is_party_to_does_not_exist_for_a_moderator(subject):
    owner = subject.owner
    owner.groups.add(make_moderator().groups.get())
    voice, client = shown_voice(subject), client_of(owner)
    for name in ("moderation_item", "moderation_keep", "moderation_lift"):
        assert client.post(reverse(name, args=[voice.key]), {"reason": "insult"}).status_code == 404
    assert not Hide.objects.exists()


@pytest.mark.parametrize("role", [None, Role.OWNER, Role.EDITOR, Role.FACILITATOR])
def test_the_pages_of_moderators_are_shut_to_others(role):
    hide = hidden_voice()
    client = client_of(make_user(*([role] if role else [])))
    for path in (
        reverse("moderation"),
        reverse("moderation_list"),
        reverse("moderation_log"),
        reverse("appeals"),
        reverse("moderation_item", args=[hide.voice.key]),
    ):
        assert client.get(path).status_code == 403
        assert Client().get(path).status_code == 302
    assert client.post(reverse("moderation_lift", args=[hide.voice.key])).status_code == 403
    assert fresh(hide.voice).hidden_at


def test_a_moderator_lets_everyone_read_it_again_and_the_log_keeps_it(desk, moderator):
    hide = hidden_voice(body="Rough words")
    desk.post(reverse("moderation_lift", args=[hide.voice.key]))
    desk.post(reverse("moderation_lift", args=[hide.voice.key]))
    assert fresh(hide.voice).shown_at
    words = words_of(desk.get(reverse("moderation_log")))
    assert "It insults people or calls for hatred" in words
    assert "Shown again by" in words
    assert "Rough words" in words
    assert AuditEntry.objects.filter(action="codesign.hide.lifted").count() == 1


def test_the_log_asks_as_often_for_many_as_for_one(desk, django_assert_num_queries):
    def hide_one():
        hide = hidden_voice(by=moderator)
        appeal = appeal_hide(hide=hide, seat=hide.voice.seat, body="Why?")
        decide_appeal(appeal=appeal, decision="lifted", because="So.", decided_by=other)

    moderator, other = make_moderator(), make_moderator()
    hide_one()
    desk.get(reverse("moderation_log"))
    with django_assert_num_queries(100, exact=False) as few:
        desk.get(reverse("moderation_log"))
    asked = len(few)
    for _number in range(12):
        hide_one()
    with django_assert_num_queries(asked):
        desk.get(reverse("moderation_log"))


@pytest.fixture
def appealing():
    """Something hidden, its author's reference, and the address of their appeal."""
    hide = hidden_voice(body="Rough words")
    reference = give_reference(seat=hide.voice.seat)
    return hide, reference, reverse("appeal_hide", args=[reference, hide.voice.key])


def test_the_author_reads_why_and_appeals_once_from_any_device(client, appealing):
    hide, reference, path = appealing
    thread = reverse("thread", args=[reference])
    words = words_of(client.get(thread))
    assert "Rough words" in words
    assert "Reason: It insults people or calls for hatred." in words
    assert path in words
    assert client.get(path).status_code == 200
    assert client.post(path, {"body": "I only said what happened."})["Location"] == thread
    words = words_of(client.get(thread))
    assert "I only said what happened." in words
    assert path not in words
    client.post(path, {"body": "Once more."})
    assert Appeal.objects.get().body == "I only said what happened."


@pytest.mark.parametrize("body", ["", "  ", "x" * 1501, "a\x00"])
def test_an_appeal_without_words_gets_a_sentence(client, appealing, body):
    response = client.post(appealing[2], {"body": body})
    assert response.status_code == 422
    assert "There is a problem" in words_of(response)
    assert body.strip("\x00 ") in words_of(response)
    assert not Appeal.objects.exists()


def test_nobody_appeals_with_another_reference(client, appealing):
    hide = appealing[0]
    _seat, other = take_seat(subject=hide.voice.subject)
    for reference in (other, "nothing"):
        path = reverse("appeal_hide", args=[reference, hide.voice.key])
        assert client.get(path).status_code == 404
        assert client.post(path, {"body": "Mine."}).status_code == 404
    assert not Appeal.objects.exists()


def test_what_is_shown_again_takes_no_appeal(client, appealing):
    lift_hide(hide=appealing[0], lifted_by=make_moderator())
    assert client.post(appealing[2], {"body": "Why?"}).status_code == 404


@pytest.mark.parametrize(("decision", "is_shown"), [("kept", False), ("lifted", True)])
def test_somebody_else_decides_and_the_author_reads_it(client, appealing, decision, is_shown):
    hide, reference, path = appealing
    client.post(path, {"body": "I only said what happened."})
    judge = client_of(make_lead())
    assert "I only said what happened." in words_of(judge.get(reverse("appeals")))
    address = reverse("appeal", args=[Appeal.objects.get().pk])
    assert "Rough words" in words_of(judge.get(address))
    assert judge.post(address, {"decision": decision, "because": "Read twice."}).status_code == 303
    assert "Read twice." in words_of(client.get(reverse("thread", args=[reference])))
    assert bool(fresh(hide.voice).shown_at) is is_shown
    assert judge.get(address).status_code == 404


def test_who_hid_it_does_not_even_see_the_appeal(client, appealing):
    client.post(appealing[2], {"body": "Why?"})
    who = client_of(appealing[0].hidden_by)
    address = reverse("appeal", args=[Appeal.objects.get().pk])
    assert who.get(address).status_code == 404
    assert who.post(address, {"decision": "kept", "because": "So."}).status_code == 404
    assert not who.get(reverse("appeals")).context["page"].object_list


@pytest.mark.parametrize("said", [{}, {"decision": "kept"}, {"decision": "no", "because": "So."}, {"because": "So."}])
def test_a_decision_without_a_reason_gets_a_sentence(client, appealing, said):
    client.post(appealing[2], {"body": "Why?"})
    response = client_of(make_moderator()).post(reverse("appeal", args=[Appeal.objects.get().pk]), said)
    assert response.status_code == 422
    assert "There is a problem" in words_of(response)
    assert said.get("because", "") in words_of(response)


def test_the_owner_sets_the_switches_of_their_own_subjects_only(subject):
    client = client_of(subject.owner)
    other = make_subject(title="Of somebody else")
    listed = words_of(client.get(reverse("switches_list")))
    assert subject.title in listed
    assert other.title not in listed
    path = reverse("switches", args=[subject.code])
    assert client.get(path).status_code == 200
    assert client.post(path, {"slow_minutes": "5"}).status_code == 303
    assert (fresh(subject).reads_first, fresh(subject).slow_minutes) == (False, 5)
    for name in ("switches", "slow"):
        assert client.post(reverse(name, args=[other.code]), {"slow_minutes": "5"}).status_code == 404
    assert fresh(other).slow_minutes == 0


@pytest.mark.parametrize("minutes", ["", "1", "60", "x", "9" * 5000])
def test_a_pace_that_is_not_offered_gets_a_sentence(subject, minutes):
    response = client_of(subject.owner).post(reverse("switches", args=[subject.code]), {"slow_minutes": minutes})
    assert response.status_code == 422
    assert "Choose one of the paces." in words_of(response)


def test_slow_mode_is_said_on_the_page_and_loses_nothing(client, subject):
    passage = make_passage(make_text(subject, published_at=timezone.now()), "You claim once a year.")
    voice, path = shown_voice(subject), publish(subject)
    pages = [path, reverse("give_voice", args=[subject.code]), reverse("voice", args=[voice.key])]
    pages.append(reverse("passage", args=[subject.code, passage.block_id]))
    assert not any("Slow mode" in words_of(client.get(page)) for page in pages)
    type(subject).objects.update(slow_minutes=5)
    for page in pages:
        assert "one voice in 5 minutes" in words_of(client.get(page))
    assert send(client, subject, body="First.").status_code == 303
    for page, said in ((pages[1], {}), (pages[2], {}), (pages[3], {"kind": "concern"})):
        form = {"send_key": uuid.uuid4(), "visibility": "without_name", "body": "My second words."} | said
        response = client.post(page, form)
        assert response.status_code == 429
        assert "My second words." in words_of(response)
        assert "Nothing you wrote is lost" in words_of(response)
    assert Voice.objects.filter(body="My second words.").count() == 0


def test_the_queue_says_when_far_more_comes_than_usual_and_slows_down_with_one_press(desk, subject):
    for _number in range(20):
        make_voice(make_seat(subject))
    words = words_of(desk.get(reverse("moderation")))
    assert "20 voices came to" in words
    assert reverse("slow", args=[subject.code]) in words
    assert desk.post(reverse("slow", args=[subject.code])).status_code == 303
    assert fresh(subject).slow_minutes == 5
    assert "Slow mode is on." in words_of(desk.get(reverse("moderation")))


def test_a_hide_that_lacks_its_reason_stays_in_its_place_of_the_queue(desk):
    voices = [shown_voice(body=f"Words {number}") for number in range(3)]
    for voice in voices:
        report_voice(voice=voice, seat=make_seat(voice.subject), reason="threat")
    said = {"reason": "other", "page": "2"}
    words = words_of(desk.post(reverse("moderation_item", args=[voices[1].key]), said))
    assert "There is a problem" in words
    assert "2 of 3" in words
    assert "Words 1" in words
    for page in (1, 3):
        assert f'href="{reverse("moderation")}?page={page}"' in words
    assert "data-key-help" in words


def test_what_is_shown_to_everyone_can_be_found_again_at_once(desk):
    voice = make_voice(make_seat(), body="Shown by mistake")
    response = desk.post(reverse("moderation_keep", args=[voice.key]), {"page": "1"}, follow=True)
    assert f'<a href="{reverse("moderation_item", args=[voice.key])}">See it, or hide it after all</a>' in words_of(
        response
    )


def test_the_ways_say_where_one_is_and_how_many_appeals_wait(desk):
    hide = hidden_voice()
    appeal_hide(hide=hide, seat=hide.voice.seat, body="Why?")
    for name in ("moderation", "moderation_list", "appeals", "moderation_log", "switches_list"):
        words = words_of(desk.get(reverse(name)))
        assert f'<a href="{reverse(name)}" aria-current="page">' in words, name
        assert '<span class="count">(1)</span>' in words, name


def test_many_are_left_for_everyone_without_a_reason(desk):
    voices = [make_voice(make_seat()) for _number in range(3)]
    said = {"voices": [str(voice.key) for voice in voices[:2]], "act": "keep", "reason": ""}
    response = desk.post(reverse("moderation_list"), said)
    assert response.status_code == 303
    assert "Everyone can now read 2 voices." in words_of(desk.get(response["Location"]))
    assert [bool(fresh(voice).shown_at) for voice in voices] == [True, True, False]
    assert not Hide.objects.exists()


@pytest.mark.parametrize("voices", [[], ["no key"], [str(uuid.uuid4())]])
def test_none_are_left_where_a_tick_is_none_or_gone(desk, voices):
    kept = make_voice()
    response = desk.post(reverse("moderation_list"), {"voices": [*voices, str(kept.key)] * bool(voices), "act": "keep"})
    assert response.status_code == 422
    assert not fresh(kept).shown_at


def test_the_log_shows_what_was_hidden_but_not_to_a_party_nor_what_was_withdrawn(desk):
    hide = hidden_voice(body="Words in the log")
    assert "Words in the log" in words_of(desk.get(reverse("moderation_log")))
    party = client_of(owner_who_moderates(hide.voice))
    assert "Words in the log" not in words_of(party.get(reverse("moderation_log")))
    withdraw_words(voice=hide.voice)
    assert "Words in the log" not in words_of(desk.get(reverse("moderation_log")))
