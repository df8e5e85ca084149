"""The pages on which an owner works with themes, and puts an outcome right."""

import pytest
from django.test import Client
from django.urls import reverse

from codesign.actions.themes import answer_theme, gather
from codesign.models import Outcome, Theme
from people.enums import Role
from tests.codesign.pages import client_of, words_of
from tests.factories import make_owner, make_seat, make_user, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
SAID = {"kind": "changed", "because": "We open at seven."}


def gathered(subject, count=2, name="Opening hours"):
    voices = [make_voice(make_seat(subject), body=f"Voice {number}") for number in range(count)]
    return gather(subject=subject, name=name, voices=voices, gathered_by=subject.owner)


@pytest.fixture
def theme(subject):
    return gathered(subject)


@pytest.fixture
def client(subject):
    return client_of(subject.owner)


def path(name, *keys):
    return reverse(name, args=keys)


def answered(theme) -> Outcome:
    return answer_theme(theme=theme, answered_by=theme.subject.owner, **SAID)


def test_without_a_theme_the_list_says_how_to_make_one(client):
    assert "You have no themes yet." in words_of(client.get(reverse("themes")))


def test_the_list_says_how_many_voices_wait(client, theme, subject):
    answered(theme)
    gather(subject=subject, name=theme.name, voices=[make_voice(make_seat(subject))], gathered_by=subject.owner)
    words = words_of(client.get(reverse("themes")))
    assert "3 voices" in words
    assert "1 waits for an outcome" in words


def test_a_theme_is_answered_and_each_person_reads_it(client, held):
    seat, reference = held
    theme = gather(subject=seat.subject, name="Lines", voices=seat.voices.all(), gathered_by=seat.subject.owner)
    response = client_of(seat.subject.owner).post(path("theme", theme.pk), SAID, follow=True)
    assert "We open at seven." in words_of(response)
    assert "We open at seven." in words_of(Client().get(reverse("thread", args=[reference])))


def test_sent_twice_a_theme_is_answered_once(client, theme):
    for _ in range(2):
        assert client.post(path("theme", theme.pk), SAID).status_code == 303
    assert Outcome.objects.count() == 1


def test_where_nobody_waits_other_words_are_refused_with_a_way_on(client, theme):
    answered(theme)
    response = client.post(path("theme", theme.pk), SAID | {"because": "Another."}, follow=True)
    assert "Nobody in this theme waits any more." in words_of(response)
    assert Outcome.objects.count() == 1


@pytest.mark.parametrize(
    "typed", [{}, {"kind": "not_changed"}, {"kind": "changed", "because": " "}, {"kind": "x", "because": "Kept"}]
)
def test_an_incomplete_answer_gets_a_sentence(client, theme, typed):
    response = client.post(path("theme", theme.pk), typed)
    assert response.status_code == 422
    assert "There is a problem" in words_of(response)
    assert typed.get("because", "").strip() in words_of(response)
    assert not Outcome.objects.exists()


def test_later_voices_are_answered_at_one_press(client, subject, theme):
    outcome = answered(theme)
    late = make_voice(make_seat(subject))
    gather(subject=subject, name=theme.name, voices=[late], gathered_by=subject.owner)
    assert "This also answers the 1 voice that waits" in words_of(client.get(path("theme", theme.pk)))
    assert client.post(path("theme_answer_later", theme.pk, outcome.pk)).status_code == 303
    assert list(late.outcomes.all()) == [outcome]
    again = client.post(path("theme_answer_later", theme.pk, outcome.pk), follow=True)
    assert "Nobody in this theme waits any more." in words_of(again)


def test_an_outcome_of_another_theme_answers_nothing_here(client, subject, theme):
    other = answered(gathered(subject, name="Travel"))
    assert client.post(path("theme_answer_later", theme.pk, other.pk)).status_code == 404
    assert theme.outcomes.count() == 0


@pytest.mark.parametrize(
    ("name", "status", "sentence"),
    [
        ("Hours", 303, ""),
        ("", 422, "Give the theme a name"),
        ("   ", 422, "Give the theme a name"),
        ("x" * 121, 422, "Shorten it to at most 120."),
        ("a\x00", 422, "characters in this text that we cannot store"),
        ("TRAVEL", 422, "There is a theme of this name already."),
    ],
)
def test_a_theme_gets_another_name_or_a_sentence(client, subject, theme, name, status, sentence):
    gathered(subject, name="Travel")
    response = client.post(path("theme_rename", theme.pk), {"name": name})
    assert response.status_code == status
    assert sentence in words_of(response)
    assert name.strip("\x00 ") in words_of(response) or status == 303
    theme.refresh_from_db()
    assert theme.name == ("Hours" if status == 303 else "Opening hours")


def test_what_was_selected_is_taken_out(client, theme):
    first, second = theme.voices.order_by("id")
    assert client.post(path("theme_take_out", theme.pk), {"voices": [first.pk]}).status_code == 303
    assert list(theme.voices.all()) == [second]


@pytest.mark.parametrize("voices", [[], ["999999"], ["x"], ["9" * 40]])
def test_nothing_is_taken_out_that_is_not_there(client, theme, voices):
    response = client.post(path("theme_take_out", theme.pk), {"voices": voices})
    assert response.status_code == 422
    assert "There is a problem" in words_of(response)
    assert theme.voices.count() == 2


def test_an_outcome_is_corrected_and_both_stay_to_be_read(client, theme):
    outcome = answered(theme)
    assert "We open at seven." in words_of(client.get(path("outcome_correct", outcome.pk)))
    typed = {"kind": "partly", "because": "On Thursdays only."}
    assert client.post(path("outcome_correct", outcome.pk), typed).status_code == 303
    words = words_of(client.get(path("theme", theme.pk)))
    for said in ("We open at seven.", "On Thursdays only.", "Corrected on"):
        assert said in words
    assert client.get(path("outcome_correct", outcome.pk)).status_code == 404


def test_the_person_reads_that_it_was_corrected(client, held):
    seat, reference = held
    theme = gather(subject=seat.subject, name="Lines", voices=seat.voices.all(), gathered_by=seat.subject.owner)
    client.post(path("outcome_correct", answered(theme).pk), {"kind": "partly", "because": "On Thursdays only."})
    words = words_of(Client().get(reverse("thread", args=[reference])))
    assert words.count("We corrected this on") == 1


@pytest.mark.parametrize("typed", [{}, {"kind": "partly"}, {"because": "Kept"}])
def test_a_correction_needs_a_reason(client, theme, typed):
    response = client.post(path("outcome_correct", answered(theme).pk), typed)
    assert response.status_code == 422
    assert typed.get("because", "") in words_of(response)
    assert Outcome.objects.count() == 1


@pytest.mark.parametrize(
    ("make", "status"),
    [(make_owner, 404), (lambda: make_user(Role.EDITOR), 403), (lambda: make_user(is_superuser=True), 403)],
    ids=["owner of another subject", "editor", "superuser"],
)
def test_themes_do_not_exist_for_those_who_do_not_own_them(theme, make, status):
    outcome, stranger = answered(theme), client_of(make())
    for name, keys in (("theme", [theme.pk]), ("outcome_correct", [outcome.pk])):
        assert stranger.get(path(name, *keys)).status_code == status
        assert stranger.post(path(name, *keys), SAID).status_code == status
    for name, keys in (
        ("theme_rename", [theme.pk]),
        ("theme_take_out", [theme.pk]),
        ("theme_answer_later", [theme.pk, outcome.pk]),
    ):
        assert stranger.post(path(name, *keys), {"name": "X", "voices": []}).status_code == status
    assert Theme.objects.get().name == "Opening hours"
    assert Outcome.objects.count() == 1


@pytest.mark.parametrize("name", ["theme", "outcome_correct"])
@pytest.mark.parametrize("key", [999999, int("9" * 40)])
def test_what_is_not_there_is_not_found(client, name, key):
    assert client.get(path(name, key)).status_code == 404


@pytest.mark.parametrize("name", ["themes", "theme"])
def test_pages_of_themes_ask_as_often_for_many_as_for_one(client, subject, name, django_assert_num_queries):
    theme = gathered(subject, 1)
    where = path(name, theme.pk) if name == "theme" else path(name)
    client.get(where)
    with django_assert_num_queries(100, exact=False) as asked:
        client.get(where)
    gathered(subject, 21)
    for number in range(21):
        gathered(subject, 1, f"Theme {number}")
    with django_assert_num_queries(len(asked)):
        assert len(client.get(where).context["page"]) == 20
