"""The frame of every page, rendered: its languages, its menu, its refusals. Needs the page tree."""

import json
import re
import uuid

import pytest
from django.test import Client
from wagtail.models import Locale, Page, Site

from cms.models import ConceptPage, HomePage, IndexPage

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def index() -> IndexPage:
    """The list of concepts below a first page that the site serves."""
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Empty Chair", slug="first-page"))
    site = Site.objects.get(is_default_site=True)
    site.root_page = home
    site.save()
    return home.add_child(instance=IndexPage(title="Concepts", slug="concepts"))


@pytest.fixture
def concept(index: IndexPage) -> ConceptPage:
    page = ConceptPage(
        title="One visit, one form",
        slug="one-visit",
        lede="One desk.",
        body=json.dumps(
            [
                {"type": "summary", "id": str(uuid.UUID(int=1)), "value": {"heading": "", "text": "<p>Come once.</p>"}},
                {
                    "type": "evidence",
                    "id": str(uuid.UUID(int=2)),
                    "value": {"heading": "What we saw", "text": "<p>Queues.</p>", "source": "Counts <May>"},
                },
            ]
        ),
    )
    return index.add_child(instance=page)


def test_a_page_about_a_subject_shows_its_passages_with_stable_anchors(client: Client, concept: ConceptPage) -> None:
    page = client.get("/concepts/one-visit/").content.decode()

    assert '<html lang="en" dir="ltr">' in page
    assert f'id="p-{uuid.UUID(int=1)}"' in page
    assert "<h2>In short</h2>" in page
    assert "<h2>What we saw</h2>" in page
    assert "Source: Counts &lt;May&gt;" in page


def test_a_list_shows_what_is_live_and_says_when_nothing_is(client: Client, concept: ConceptPage) -> None:
    assert "One desk." in client.get("/concepts/").content.decode()

    concept.unpublish()

    page = client.get("/concepts/").content.decode()
    assert "One desk." not in page
    assert "Nothing is published here yet." in page


def test_a_page_links_to_a_translation_only_while_it_is_live(client: Client, concept: ConceptPage) -> None:
    assert 'hreflang="ar"' not in client.get("/concepts/one-visit/").content.decode()
    arabic, _ = Locale.objects.get_or_create(language_code="ar")

    twin = concept.copy_for_translation(arabic, copy_parents=True)
    assert 'hreflang="ar"' not in client.get("/concepts/one-visit/").content.decode()

    twin.save_revision().publish()
    assert 'href="/ar/concepts/one-visit/"' in client.get("/concepts/one-visit/").content.decode()
    page = client.get("/ar/concepts/one-visit/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert 'href="/concepts/one-visit/"' in page


def test_a_page_of_no_tree_links_to_itself_in_the_other_language(client: Client) -> None:
    assert 'href="/ar/sign-in/"' in client.get("/sign-in/").content.decode()
    assert 'href="/sign-in/"' in client.get("/ar/sign-in/").content.decode()


def test_the_menu_leads_only_where_something_is(client: Client, index: IndexPage) -> None:
    assert 'href="/concepts/"' in client.get("/sign-in/").content.decode()

    index.unpublish()

    assert 'href="/concepts/"' not in client.get("/sign-in/").content.decode()


def test_a_missing_page_says_what_to_do(client: Client) -> None:
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "Check the address." in response.content.decode()


def test_signing_in_with_nothing_links_each_problem_to_its_field(client: Client) -> None:
    page = client.post("/sign-in/", {"login": "", "password": ""}).content.decode()

    assert 'href="#id_login"' in page
    assert 'href="#id_password"' in page
    assert len(re.findall(r'<input[^>]* aria-invalid="true"', page)) == 2
