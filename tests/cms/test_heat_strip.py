"""What an editor sees beside a text: which passages readers do not understand."""

import pytest
from django.urls import reverse
from wagtail.models import Page, Site

from cms.models import ConceptPage, HomePage, IndexPage
from codesign.actions.voices import tap_unclear
from codesign.permissions import public_text_of
from people.enums import Role
from tests.codesign.pages import client_of, words_of
from tests.factories import make_seat, make_subject, make_user

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def concept():
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Empty Chair", slug="first-page"))
    Site.objects.filter(is_default_site=True).update(root_page=home)
    index = home.add_child(instance=IndexPage(title="Concepts", slug="concepts"))
    body = [
        ("summary", {"heading": "", "text": "<p>One visit.</p>"}),
        ("what_changes", {"heading": "", "text": "<p>No form.</p>"}),
    ]
    page = ConceptPage(title="One visit", slug="one-visit", subject=make_subject(), lede="We come to you.", body=body)
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def passages_of(concept):
    return list(public_text_of(concept.subject, "en").passages.all())


def editor_page(concept):
    return words_of(client_of(make_user(is_superuser=True)).get(reverse("wagtailadmin_pages:edit", args=[concept.pk])))


def test_without_a_tap_the_strip_says_so(concept):
    words = editor_page(concept)
    assert "Nobody has tapped “I do not understand this”" in words
    assert "<meter" not in words


def test_each_passage_has_its_people_and_leads_to_its_block(concept):
    hot = passages_of(concept)[2]
    for _ in range(3):
        tap_unclear(seat=make_seat(concept.subject), passage=hot, language="en")
    words = editor_page(concept)
    assert "3 readers do not understand this wording." in words
    assert words.count("0 readers do not understand this wording.") == 2
    for path in ("lede", *(f"body.{block.id}" for block in concept.body)):
        assert f'href="#:w:contentpath={path}"' in words


def test_on_the_page_each_passage_has_a_tap_and_a_link_for_readers_only(client, concept):
    passages = passages_of(concept)
    words = words_of(client.get("/concepts/one-visit/"))
    for passage in passages:
        assert reverse("unclear", args=[concept.subject.code, passage.block_id]) in words
        assert f'id="p-{passage.block_id}"' in words
    signed_in = words_of(client_of(make_user(Role.EDITOR)).get("/concepts/one-visit/"))
    assert reverse("unclear", args=[concept.subject.code, passages[0].block_id]) not in signed_in
    assert reverse("passage", args=[concept.subject.code, passages[0].block_id]) in signed_in


def test_a_page_that_is_made_or_has_no_subject_yet_has_no_strip(concept):
    client = client_of(make_user(is_superuser=True))
    parent = concept.get_parent()
    new = client.get(reverse("wagtailadmin_pages:add", args=["cms", "conceptpage", parent.pk]))
    assert new.status_code == 200
    assert "data-heat-strip" not in words_of(new)


def test_the_page_asks_as_often_for_many_passages_and_taps(client, concept, django_assert_num_queries):
    path = "/concepts/one-visit/"
    client.get(path)
    with django_assert_num_queries(100, exact=False) as asked:
        client.get(path)
    for _ in range(5):
        for passage in passages_of(concept):
            tap_unclear(seat=make_seat(concept.subject), passage=passage, language="en")
    with django_assert_num_queries(len(asked)):
        client.get(path)
