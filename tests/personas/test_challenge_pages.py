"""Raising a challenge, and its exchange, by forms."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from people.enums import Role
from people.models import AuditEntry, Office
from personas.actions.advocacies import end_advocacy
from personas.actions.challenges import withdraw_challenge
from personas.models import Challenge, Reply, Verdict
from tests.codesign.pages import client_of, words_of
from tests.factories import make_passage, make_subject, make_text
from tests.personas.pages import another_chair, challenge_of, judge, statuses
from tests.personas.steps import make_staff

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
DOOR = {"nobody": 302, "outsider": 403, "superuser": 403}
WORDS = "People without a fixed home get no letters."
GATE = "/gate/VS7T3/"


def post(user, name, challenge, said=None, query=""):
    return client_of(user).post(reverse(name, args=[challenge.pk]) + query, said or {})


def raise_by_form(cast, advocacy, **said):
    form = {"passage": cast.passage.pk, "kind": "exclusion", "basis": "heard", "body": WORDS}
    return post(cast.advocate, "raise_challenge", advocacy, form | {"would_change_my_mind": "Another way."} | said)


def test_an_exchange_is_read_by_its_two_sides_and_those_who_judge_the_text(cast, client):
    others = {"advocate": 200, "owner": 200, "lead": 200, "approver": 200, "editor": 200}
    found = statuses(cast, client, "challenge", cast.challenge().pk)
    assert found == DOOR | others | {"another advocate": 404, "another owner": 404}


def test_only_the_owner_of_the_subject_may_reply(cast, client):
    others = dict.fromkeys(["advocate", "another advocate", "lead", "approver", "editor"], 403)
    found = statuses(cast, client, "reply", cast.challenge().pk, method="post")
    assert found == DOOR | others | {"owner": 422, "another owner": 404}


@pytest.mark.parametrize("name", ["verdict", "withdraw"])
def test_only_the_author_judges_and_withdraws(cast, client, name):
    challenge = cast.challenge()
    cast.reply(challenge)
    others = dict.fromkeys(["owner", "another owner", "lead", "approver", "editor"], 403)
    found = statuses(cast, client, name, challenge.pk, method="post")
    assert found == DOOR | others | {"advocate": 422, "another advocate": 404}


def test_the_list_opens_for_owners_lead_and_approvers(cast, client):
    others = {"advocate": 403, "another advocate": 403, "editor": 403}
    found = statuses(cast, client, "open_challenges")
    assert found == DOOR | others | {"owner": 200, "another owner": 200, "lead": 200, "approver": 200}


@pytest.mark.parametrize(
    ("who", "forms"),
    [("owner", {"reply_form"}), ("advocate", {"withdraw_form"}), ("lead", set()), ("approver", set())],
)
def test_each_sees_only_the_forms_that_are_theirs_now(cast, who, forms):
    page = client_of(getattr(cast, who)).get(reverse("challenge", args=[cast.challenge().pk]))
    assert {name for name in ("reply_form", "verdict_form", "withdraw_form") if name in page.context} == forms
    assert words_of(page).count(" novalidate>") == len(forms)


@pytest.mark.parametrize(("is_answered", "owner_s", "author_s"), [(True, 0, 0), (False, 1, 1)])
def test_after_a_verdict_only_a_no_leaves_something_to_do(cast, is_answered, owner_s, author_s):
    challenge = cast.challenge()
    cast.reply(challenge)
    judge(cast, challenge, is_answered=is_answered)
    path = reverse("challenge", args=[challenge.pk])
    assert words_of(client_of(cast.owner).get(path)).count(" novalidate>") == owner_s
    assert words_of(client_of(cast.advocate).get(path)).count(" novalidate>") == author_s


def test_the_form_quotes_the_passage_of_the_address(cast):
    advocacy, second = cast.appoint(), cast.passage.text_version.passages.last()
    path = reverse("raise_challenge", args=[advocacy.pk])
    page = client_of(cast.advocate).get(f"{path}?passage={second.pk}")
    assert page.context["form"].quoted_passage == second
    assert f'<option value="{second.pk}" selected>' in words_of(page)
    assert client_of(cast.advocate).get(f"{path}?passage=nonsense").context["form"].quoted_passage is None


def test_a_challenge_is_raised_by_a_form(cast):
    assert raise_by_form(cast, cast.appoint()).status_code == 303
    challenge = Challenge.objects.get()
    assert (challenge.passage, challenge.author, challenge.body) == (cast.passage, cast.advocate, WORDS)


def test_the_same_form_sent_twice_is_one_challenge(cast):
    advocacy = cast.appoint()
    for _again in range(2):
        assert raise_by_form(cast, advocacy).status_code == 303
    assert Challenge.objects.count() == 1
    assert AuditEntry.objects.filter(action="personas.challenge.raised").count() == 1


@pytest.mark.parametrize("what", ["other words", "withdrawn", "replied"])
def test_what_is_not_the_same_form_sent_twice_is_another_challenge(cast, what):
    advocacy = cast.appoint()
    first = cast.challenge(advocacy)
    if what == "withdrawn":
        withdraw_challenge(challenge=first, because="Too early.", withdrawn_by=cast.advocate)
    if what == "replied":
        cast.reply(first)
    assert cast.challenge(advocacy, **{"body": "Other words."} if what == "other words" else {}) != first


@pytest.mark.parametrize(
    "typed",
    [
        {"passage": ""},
        {"passage": "999999"},
        {"kind": "annoyance"},
        {"basis": ""},
        {"body": "  "},
        {"body": "x" * 3001},
        {"would_change_my_mind": ""},
        {"would_change_my_mind": "a\x00"},
    ],
)
def test_an_incomplete_challenge_gets_a_sentence_and_loses_nothing(cast, typed):
    response = raise_by_form(cast, cast.appoint(), **typed)
    assert response.status_code == 422
    assert "There is a problem" in words_of(response)
    assert typed.get("body", WORDS) in response.content.decode()
    assert not Challenge.objects.exists()


def test_a_passage_of_another_subject_cannot_be_chosen(cast):
    elsewhere = make_passage(make_text(make_subject()), "Elsewhere.")
    assert raise_by_form(cast, cast.appoint(), passage=elsewhere.pk).status_code == 422


def test_after_the_last_day_the_words_of_a_challenge_are_given_back(cast):
    advocacy = cast.appoint()
    end_advocacy(advocacy=advocacy, ended_by=cast.lead)
    page = client_of(cast.advocate).get(reverse("raise_challenge", args=[advocacy.pk]))
    assert "<textarea" not in words_of(page)
    response = raise_by_form(cast, advocacy)
    assert response.status_code == 422
    assert WORDS in words_of(response)


def test_without_a_text_there_is_nothing_to_challenge(cast):
    advocacy = cast.appoint()
    cast.subject.text_versions.update(language="ar")
    page = client_of(cast.advocate).get(reverse("raise_challenge", args=[advocacy.pk]))
    assert "No text was submitted yet." in words_of(page)


def test_a_change_is_shown_beside_what_was_challenged(cast):
    challenge = cast.challenge()
    changed = cast.change_text("You get a call.")
    said = {"kind": "changed", "because": "You were right.", "changed_passage": changed.pk}
    assert post(cast.owner, "reply", challenge, said).status_code == 303
    words = words_of(client_of(cast.advocate).get(reverse("challenge", args=[challenge.pk])))
    assert "You get a <del>letter.</del>" in words
    assert "You get a <ins>call.</ins>" in words


def test_a_new_passage_is_called_new(cast):
    challenge = cast.challenge()
    new = make_passage(make_text(cast.subject), "A nurse visits.")
    cast.reply(challenge, kind="changed", changed_passage=new)
    words = words_of(client_of(cast.advocate).get(reverse("challenge", args=[challenge.pk])))
    assert "A new passage" in words
    assert "<del>" not in words


def test_what_is_put_off_names_the_day_and_the_office(cast):
    challenge, until = cast.challenge(), timezone.localdate() + timedelta(days=30)
    said = {"kind": "deferred", "because": "Later.", "deferred_until": until, "deferred_to": Office.objects.get().pk}
    assert post(cast.owner, "reply", challenge, said).status_code == 303
    words = words_of(client_of(cast.lead).get(reverse("challenge", args=[challenge.pk])))
    assert "Responsible: Engagement lead." in words


def test_what_does_not_belong_to_the_chosen_kind_is_not_stored(cast):
    challenge, until = cast.challenge(), timezone.localdate() + timedelta(days=30)
    said = {"kind": "not_changed", "because": "The law.", "deferred_until": until, "changed_passage": cast.passage.pk}
    assert post(cast.owner, "reply", challenge, said).status_code == 303
    assert (Reply.objects.get().deferred_until, Reply.objects.get().changed_passage) == (None, None)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose what happened."),
        ({"kind": "ignored"}, "Choose what happened."),
        ({"kind": "changed"}, "Choose the passage that shows the change."),
        ({"kind": "changed", "changed_passage": "999999"}, "no longer in the newest text"),
        ({"kind": "changed", "changed_passage": "same"}, "reads as it did when it was challenged"),
        ({"kind": "deferred"}, "Say until which day"),
        ({"kind": "deferred", "deferred_until": "2999-02-30"}, "Type the day like this"),
        ({"kind": "deferred", "deferred_to": "999999"}, "Choose an office"),
        ({"kind": "not_changed", "because": ""}, "Say why."),
        ({"kind": "not_changed", "because": "x" * 3001}, "Shorten it to at most 3000"),
    ],
)
def test_an_incomplete_reply_gets_a_sentence_and_loses_nothing(cast, typed, sentence):
    challenge = cast.challenge()
    said = {"because": "The law asks for it."} | typed
    if said.get("changed_passage") == "same":
        said["changed_passage"] = cast.passage.pk
    response = post(cast.owner, "reply", challenge, said)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert said["because"] in words_of(response)
    assert not Reply.objects.exists()


def test_a_reply_out_of_turn_keeps_the_words(cast):
    challenge = cast.challenge()
    cast.reply(challenge)
    response = post(cast.owner, "reply", challenge, {"kind": "not_changed", "because": "Once more."})
    assert response.status_code == 422
    assert "waits for the challenger’s verdict" in words_of(response)
    assert "Once more." in words_of(response)


@pytest.mark.parametrize(
    ("next_page", "is_followed"),
    [
        (GATE, True),
        ("", False),
        ("/challenges/", False),
        ("/nowhere/", False),
        (f"https://elsewhere.example{GATE}", False),
        (f"//elsewhere.example{GATE}", False),
        (f"http:{GATE}", False),
        ("javascript:alert(1)", False),
        (f"\\\\elsewhere.example{GATE}", False),
    ],
)
def test_a_reply_leads_back_to_the_gate_and_nowhere_else(cast, next_page, is_followed):
    challenge = cast.challenge()
    said = {"kind": "not_changed", "because": "The law."}
    response = post(cast.owner, "reply", challenge, said, query=f"?next={next_page}")
    assert response.url == (next_page if is_followed else reverse("challenge", args=[challenge.pk]))


def test_a_reply_that_failed_still_knows_the_way_back(cast):
    response = post(cast.owner, "reply", cast.challenge(), query=f"?next={GATE}")
    assert f"?next={GATE}" in words_of(response)


@pytest.mark.parametrize("is_answered", ["yes", "no"])
def test_a_verdict_is_given_by_a_form(cast, is_answered):
    challenge = cast.challenge()
    reply = cast.reply(challenge)
    said = {"reply": reply.pk, "is_answered": is_answered, "because": "Still no way."}
    assert post(cast.advocate, "verdict", challenge, said).status_code == 303
    assert Verdict.objects.get().is_answered is (is_answered == "yes")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"is_answered": ""}, "Choose Yes or No."),
        ({"because": ""}, "Say why the reply does not answer"),
        ({"because": "x" * 1501}, "Shorten it to at most 1500"),
        ({"reply": ""}, "Read the newest reply"),
        ({"reply": "999999"}, "Read the newest reply"),
        ({"reply": "elsewhere"}, "Read the newest reply"),
    ],
)
def test_an_incomplete_verdict_gets_a_sentence_and_loses_nothing(cast, typed, sentence):
    challenge = cast.challenge()
    said = {"reply": cast.reply(challenge).pk, "is_answered": "no", "because": "Still no way."} | typed
    if said["reply"] == "elsewhere":
        said["reply"] = cast.reply(cast.challenge(body="Another.")).pk
    response = post(cast.advocate, "verdict", challenge, said)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert said["because"] in words_of(response)
    assert not Verdict.objects.exists()


def test_a_second_verdict_is_refused_and_keeps_the_words(cast):
    challenge = cast.challenge()
    reply = cast.reply(challenge)
    judge(cast, challenge, is_answered=True)
    said = {"reply": reply.pk, "is_answered": "no", "because": "On second thoughts."}
    response = post(cast.advocate, "verdict", challenge, said)
    assert response.status_code == 422
    assert "There is a verdict on this reply already" in words_of(response)
    assert "On second thoughts." in words_of(response)


def test_a_challenge_is_withdrawn_with_its_reason_on_the_page(cast):
    challenge = cast.challenge()
    assert post(cast.advocate, "withdraw", challenge, {"because": "I misread it."}).status_code == 303
    page = client_of(cast.owner).get(reverse("challenge", args=[challenge.pk]))
    assert "I misread it." in words_of(page)
    assert " novalidate>" not in words_of(page)


@pytest.mark.parametrize("because", ["", " ", "x" * 301])
def test_a_withdrawal_says_why_and_stays_open_until_it_does(cast, because):
    challenge = cast.challenge()
    response = post(cast.advocate, "withdraw", challenge, {"because": because})
    assert response.status_code == 422
    assert '<details class="asks more" open>' in words_of(response)
    assert Challenge.objects.standing().exists()


def test_a_withdrawn_challenge_is_not_withdrawn_again(cast):
    challenge = cast.challenge()
    withdraw_challenge(challenge=challenge, because="Mine.", withdrawn_by=cast.advocate)
    response = post(cast.advocate, "withdraw", challenge, {"because": "Again."})
    assert response.status_code == 422
    assert "Again." in words_of(response)
    assert Challenge.objects.get().withdrawn_because == "Mine."


def test_words_of_people_are_never_markup(cast):
    challenge = cast.challenge(body="<script>alert(1)</script>")
    cast.reply(challenge, kind="changed", changed_passage=cast.change_text("<b>bold</b>"))
    words = words_of(client_of(cast.lead).get(reverse("challenge", args=[challenge.pk])))
    assert "<script>alert" not in words
    assert "<b>bold" not in words


def test_the_list_puts_first_what_waits(cast):
    done, judged, waits, late = (cast.challenge(body=body) for body in ("Done", "Judged", "Waits", "Late"))
    gone = cast.challenge(body="Gone")
    for challenge in (done, judged, waits):
        cast.reply(challenge)
    judge(cast, done, is_answered=True)
    judge(cast, judged, is_answered=False)
    withdraw_challenge(challenge=gone, because="No.", withdrawn_by=cast.advocate)
    page = client_of(cast.owner).get(reverse("open_challenges")).context["page"]
    assert list(page) == [late, waits, judged, done, gone]


@pytest.mark.parametrize(
    ("who", "sees"), [("owner", {"Mine"}), ("lead", {"Mine", "Theirs"}), ("approver", {"Mine", "Theirs"})]
)
def test_owners_see_challenges_of_their_own_subjects_only(cast, who, sees):
    cast.challenge(body="Mine")
    theirs = make_subject(owner=make_staff("Otto", Role.OWNER))
    challenge_of(another_chair(cast, "Refugees", subject=theirs), "Theirs")
    page = client_of(getattr(cast, who)).get(reverse("open_challenges"))
    assert {challenge.body for challenge in page.context["page"]} == sees
    assert ("Theirs" in words_of(page)) is ("Theirs" in sees)


def test_the_list_asks_as_often_for_many_as_for_one_and_shows_twenty(cast, django_assert_num_queries):
    cast.reply(cast.challenge(body="First"))
    client, path = client_of(cast.lead), reverse("open_challenges")
    with django_assert_num_queries(100, exact=False) as few:
        client.get(path)
    for number in range(21):
        cast.challenge(body=f"Challenge {number}")
    with django_assert_num_queries(len(few)):
        assert len(client.get(path).context["page"]) == 20
    assert len(client.get(f"{path}?page=2").context["page"]) == 2


def test_an_empty_list_says_what_will_be_here(cast):
    assert "Nobody has challenged a passage yet." in words_of(client_of(cast.owner).get(reverse("open_challenges")))


def test_an_exchange_asks_as_often_for_three_replies_as_for_one(cast, django_assert_num_queries):
    challenge = cast.challenge()
    changed = cast.change_text()
    cast.reply(challenge, kind="changed", changed_passage=changed)
    judge(cast, challenge, is_answered=False)
    client, path = client_of(cast.lead), reverse("challenge", args=[challenge.pk])
    with django_assert_num_queries(100, exact=False) as few:
        client.get(path)
    for _again in range(2):
        cast.reply(challenge, kind="partly", changed_passage=changed)
        judge(cast, challenge, is_answered=False)
    with django_assert_num_queries(len(few)):
        assert len(client.get(path).context["steps"]) == 3


@pytest.mark.parametrize("pk", ["999999", "9" * 40])
@pytest.mark.parametrize("path", ["/challenges/{}/", "/advocate/{}/"])
def test_what_is_not_there_is_not_found(cast, path, pk):
    assert client_of(cast.advocate).get(path.format(pk)).status_code == 404


@pytest.mark.parametrize(
    ("who", "cards"),
    [
        ("advocate", {"my_chairs"}),
        ("owner", {"open_challenges"}),
        ("lead", {"open_challenges"}),
        ("approver", {"open_challenges"}),
        ("outsider", set()),
    ],
)
def test_the_desk_leads_to_what_is_mine(cast, who, cards):
    words = words_of(client_of(getattr(cast, who)).get(reverse("desk")))
    assert {name for name in ("my_chairs", "open_challenges") if f'href="{reverse(name)}"' in words} == cards


def test_private_pages_are_kept_by_no_cache(cast):
    response = client_of(cast.owner).get(reverse("challenge", args=[cast.challenge().pk]))
    assert response["Cache-Control"] == "private, no-store"
