"""The home page says what is open, what came of voices, and who is missing."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction, Site

from cms.models import ConceptPage, HomePage, IndexPage
from codesign.enums import Visibility
from personas.actions.tables import lay_table, remove_chair, take_snapshot
from tests.codesign.pages import answer, words_of
from tests.factories import make_closed_subject, make_future_subject, make_seat, make_subject, make_voice
from tests.personas.table_steps import chair_of, make_table, speak

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def index():
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Empty Chair", slug="first-page"))
    Site.objects.filter(is_default_site=True).update(root_page=home)
    return home.add_child(instance=IndexPage(title="Concepts", slug="concepts"))


def publish(index, title, subject=None, days_ago=7, **fields) -> ConceptPage:
    subject = subject or make_subject(opens_at=timezone.now() - timedelta(days=days_ago))
    slug = title.lower().replace(" ", "-")
    return index.add_child(instance=ConceptPage(title=title, slug=slug, subject=subject, **fields))


def titles(client, path="/") -> list[str]:
    return [page.title for page in client.get(path).context["concepts"]]


def answer_one(because="You were right.", **fields):
    return answer(make_voice(make_seat(), **fields).seat, because=because)


def test_an_empty_house_says_so_three_times(client, index):
    words = words_of(client.get("/"))
    for said in ("Nothing is published here yet.", "Nothing has been answered for everyone", "No chair is empty today"):
        assert said in words
    assert 'href="/concepts/"' in words


def test_the_three_concepts_that_opened_last_are_shown(client, index):
    for days, title in enumerate(["Newest", "Second", "Third", "Fourth"], start=1):
        publish(index, title, days_ago=days)
    assert titles(client) == ["Newest", "Second", "Third"]


@pytest.mark.parametrize("make", [make_closed_subject, make_future_subject])
def test_what_is_not_open_is_not_offered(client, index, make):
    publish(index, "Closed", make())
    assert titles(client) == []


def test_drafts_and_pages_behind_a_password_take_nobodys_place(client, index):
    publish(index, "Draft", live=False, days_ago=1)
    kept = publish(index, "Kept back", days_ago=1)
    PageViewRestriction.objects.create(page=kept, restriction_type=PageViewRestriction.LOGIN)
    publish(index, "Open", days_ago=30)
    assert titles(client) == ["Open"]


def test_a_concept_is_shown_in_the_language_of_the_page_or_else_as_it_was_written(client, index):
    arabic = Locale.objects.create(language_code="ar")
    both = publish(index, "Both", days_ago=1)
    publish(index, "Alone", days_ago=2)
    twin = both.copy_for_translation(arabic, copy_parents=True)
    twin.title = "كلاهما"
    twin.save_revision().publish()
    assert titles(client) == ["Both", "Alone"]
    assert titles(client, "/ar/") == ["كلاهما", "Alone"]
    assert 'lang="en" dir="ltr"><a href="/ar/concepts/alone/"' in words_of(client.get("/ar/"))


def test_the_two_newest_outcomes_are_shown_with_their_reason(client, index):
    for because in ("First reason", "Second reason", "<i>Third</i> reason"):
        answer_one(because)
    words = words_of(client.get("/"))
    assert "First reason" not in words
    assert words.index("&lt;i&gt;Third") < words.index("Second reason")


def test_an_answer_to_a_voice_for_staff_alone_stays_with_them(client, index):
    answer_one("A private reason", visibility=Visibility.STAFF_ONLY)
    assert "A private reason" not in words_of(client.get("/"))


def test_a_group_is_named_once_and_only_while_it_is_missing(client, index):
    table = make_table("Rural", "City", "Islands")
    segments = {name: chair_of(table, name).segment for name in ("Rural", "City", "Islands")}
    speak(table.subject, segments["City"], people=6)
    take_snapshot(table=table)
    elsewhere = make_subject()
    lay_table(subject=elsewhere, segments=[segments["Rural"]], laid_by=elsewhere.owner)
    remove_chair(chair=chair_of(table, "Islands"), reason="No islands.", removed_by=table.subject.owner)
    assert client.get("/").context["missing"] == [segments["Rural"]]


def test_home_asks_as_often_for_many_as_for_one(client, index, django_assert_num_queries):
    def fill(number):
        publish(index, f"Concept {number}")
        answer_one(f"Reason {number}")
        make_table(f"Group {number}")

    fill(1)
    client.get("/")
    with django_assert_num_queries(100, exact=False) as asked:
        client.get("/")
    for number in range(2, 5):
        fill(number)
    with django_assert_num_queries(len(asked)):
        context = client.get("/").context
    assert [len(context[name]) for name in ("concepts", "outcomes", "missing")] == [3, 2, 3]
