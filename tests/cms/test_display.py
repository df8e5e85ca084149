"""How a visitor wants pages to look: a form, a cookie, and what it changes on every page."""

import pytest
from django.urls import reverse

from cms.display import COOKIE, LIFETIME, Display, Scheme, TextSize
from tests.codesign.pages import words_of

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
DARK = "--paper: #10191c"


def choose(client, **chosen):
    return client.post(reverse("display"), {"text": "normal", "scheme": "auto"} | chosen)


def root_of(client) -> str:
    """The opening of the html element on another page."""
    words = words_of(client.get(reverse("mine")))
    return words[: words.index("<head>")]


def test_a_choice_lasts_a_year_and_goes_nowhere_else(client):
    response = choose(client, text="larger", scheme="dark", is_calm="on")
    cookie = response.cookies[COOKIE]
    assert (response.status_code, cookie.value) == (303, "larger.dark.calm")
    assert (cookie["max-age"], cookie["samesite"], cookie["httponly"]) == (LIFETIME, "Lax", True)


def test_every_page_follows_the_choice_and_the_form_shows_it(client):
    choose(client, text="large", scheme="light", is_calm="on")
    assert 'class="text-large scheme-light calm"' in root_of(client)
    words = words_of(client.get(reverse("display")))
    for chosen in ('value="large"', 'value="light"'):
        assert "checked" in words.partition(chosen)[2].partition(">")[0]


def test_without_a_choice_nothing_is_set(client):
    assert "class=" not in root_of(client)


@pytest.mark.parametrize(
    ("scheme", "media"), [("auto", 'media="(prefers-color-scheme: dark)"'), ("dark", 'media="screen"'), ("light", None)]
)
def test_dark_colours_come_once_and_only_where_they_apply(client, scheme, media):
    choose(client, scheme=scheme)
    words = words_of(client.get(reverse("mine")))
    assert words.count(DARK) == (1 if media else 0)
    assert media is None or f"<style {media}>" in words


@pytest.mark.parametrize(
    "chosen", [{"text": "huge"}, {"text": ""}, {"scheme": "pink"}, {"scheme": ""}, {"text": '"><script>'}]
)
def test_a_choice_that_is_not_offered_is_refused_with_a_sentence(client, chosen):
    response = choose(client, **chosen)
    assert response.status_code == 422
    assert "There is a problem" in words_of(response)
    assert COOKIE not in response.cookies


@pytest.mark.parametrize("written", ["", "x" * 4000, '"><script>', "huge.pink", "large;dark", "...", "NORMAL.DARK"])
def test_a_cookie_that_is_not_ours_changes_nothing(client, written):
    assert Display.from_cookie(written) == Display()
    client.cookies[COOKIE] = written
    assert "class=" not in root_of(client)


@pytest.mark.parametrize("text", TextSize)
@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("is_calm", [True, False])
def test_what_is_written_is_read_back(text, scheme, is_calm):
    chosen = Display(text, scheme, is_calm)
    assert Display.from_cookie(chosen.as_cookie()) == chosen


def test_the_page_is_linked_from_every_page(client):
    assert 'href="/display/"' in words_of(client.get(reverse("mine")))
