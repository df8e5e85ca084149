"""A page that is not translated is shown as it was written, in the visitor's frame, and says so."""

import pytest
from wagtail.models import Locale, Page, Site

from cms.models import ConceptPage, HomePage, IndexPage
from tests.codesign.pages import words_of
from tests.factories import make_subject

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
CONCEPT = "/concepts/one-visit/"
SENTENCE = {"en": "This text is not yet in English.", "es": "español", "fr": "français", "ar": "العربيّة"}


@pytest.fixture
def home():
    home = Page.objects.get(depth=1).add_child(
        instance=HomePage(title="Empty Chair", slug="first-page", lede="Tell us.")
    )
    Site.objects.filter(is_default_site=True).update(root_page=home)
    return home


@pytest.fixture
def concept(home):
    index = home.add_child(instance=IndexPage(title="Concepts", slug="concepts"))
    page = ConceptPage(title="One visit", slug="one-visit", subject=make_subject(), lede="One desk.")
    page.body = [("summary", {"heading": "", "text": "<p>Come once.</p>"})]
    return index.add_child(instance=page)


def translate(page, language, **fields):
    locale, _is_new = Locale.objects.get_or_create(language_code=language)
    twin = page.copy_for_translation(locale, copy_parents=True)
    for name, value in fields.items():
        setattr(twin, name, value)
    twin.save_revision().publish()
    return ConceptPage.objects.filter(pk=twin.pk).first() or twin


def notice_in(response) -> bool:
    return response.templates is not None and '<div class="banner">' in words_of(response)


@pytest.mark.parametrize("language", ["es", "fr", "ar"])
@pytest.mark.parametrize("path", ["/", "/concepts/", CONCEPT])
def test_each_page_says_in_which_language_it_is(client, concept, language, path):
    response = client.get(f"/{language}{path}")
    words = words_of(response)
    assert f'<html lang="{language}"' in words
    assert notice_in(response)
    assert SENTENCE[language] in words
    assert '<h1 lang="en" dir="ltr">' in words
    assert '<main id="main" class="wrap" tabindex="-1">' in words


@pytest.mark.parametrize("path", ["/", "/concepts/", CONCEPT])
def test_a_page_in_the_language_of_the_frame_says_nothing(client, concept, path):
    response = client.get(path)
    assert not notice_in(response)
    assert "<h1>" in words_of(response)


def test_the_text_of_a_passage_is_marked_and_its_usual_heading_is_not(client, concept):
    words = words_of(client.get(f"/ar{CONCEPT}"))
    assert '<div lang="en" dir="ltr">' in words
    assert "<h2>باختصار</h2>" in words


def test_a_translation_takes_its_place(client, concept):
    translate(concept, "es", title="Una visita")
    response = client.get(f"/es{CONCEPT}")
    assert "Una visita" in words_of(response)
    assert not notice_in(response)


def test_where_a_translation_is_a_draft_the_written_page_is_shown(client, concept):
    translate(concept, "es", title="Una visita").unpublish()
    response = client.get(f"/es{CONCEPT}")
    assert "One visit" in words_of(response)
    assert notice_in(response)


def test_a_tree_that_is_partly_translated_shows_the_rest_as_it_was_written(client, concept):
    translate(concept.get_parent().specific, "es", title="Conceptos")
    assert "Conceptos" in words_of(client.get("/es/concepts/"))
    assert notice_in(client.get(f"/es{CONCEPT}"))


def test_links_stay_in_the_frame_of_the_visitor(client, concept):
    assert f'href="/ar{CONCEPT}"' in words_of(client.get("/ar/concepts/"))
    words = words_of(client.get(f"/ar{CONCEPT}"))
    assert words.count('href="/ar/concepts/"') == 2
    assert 'href="/concepts/"' not in words


@pytest.mark.parametrize("path", ["/es/concepts/nothing/", "/es/nothing/", "/nothing/"])
def test_what_is_nowhere_is_not_found(client, concept, path):
    assert client.get(path).status_code == 404


def test_a_page_that_was_withdrawn_is_found_in_no_language(client, concept):
    concept.unpublish()
    assert client.get(f"/es{CONCEPT}").status_code == 404


def test_questions_do_not_grow_with_the_pages_below(client, concept, django_assert_max_num_queries):
    index = concept.get_parent()
    client.get("/es/concepts/")
    with django_assert_max_num_queries(30) as one:
        client.get("/es/concepts/")
    for number in range(5):
        index.add_child(
            instance=ConceptPage(title=f"Another {number}", slug=f"another-{number}", subject=make_subject())
        )
    with django_assert_max_num_queries(len(one)):
        client.get("/es/concepts/")
