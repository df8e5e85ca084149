"""A concept's page shows what people said about it, once everyone may read it, and who is at its table."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site

from cms.models import ConceptPage, HomePage, IndexPage
from codesign.actions.seats import take_advocate_seat, take_staff_seat
from codesign.actions.voices import show_voice
from codesign.enums import Fit
from tests.codesign.pages import words_of
from tests.codesign.round_steps import make_open_round, settled
from tests.factories import make_barrier, make_seat, make_subject, make_user, make_voice
from tests.personas.table_steps import make_table

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def concept():
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Empty Chair", slug="first-page"))
    Site.objects.filter(is_default_site=True).update(root_page=home)
    index = home.add_child(instance=IndexPage(title="Concepts", slug="concepts"))
    return index.add_child(instance=ConceptPage(title="One visit", slug="one-visit", subject=make_subject()))


def shown(subject, **fields):
    seat = fields.pop("seat", None) or make_seat(subject)
    return show_voice(voice=make_voice(seat, **fields), shown_by=subject.owner)


def page_of(client, **query):
    return client.get("/concepts/one-visit/", query)


def test_without_a_shown_voice_the_page_says_so(client, concept):
    make_voice(make_seat(concept.subject), body="Not yet read")
    words = words_of(page_of(client))
    assert "Nothing that was said here is shown yet." in words
    assert "Not yet read" not in words


def test_a_shown_voice_has_its_fit_its_barriers_and_its_words_in_their_language(client, concept):
    barrier = make_barrier(concept.subject, "Cost of travel")
    shown(concept.subject, fit=Fit.PARTLY, barriers=[barrier], body="الخط مشغول", language="ar")
    words = words_of(page_of(client))
    for said in ("<strong>Partly</strong>", "Cost of travel", 'dir="auto" lang="ar">الخط مشغول'):
        assert said in words


def test_what_was_said_elsewhere_is_not_here(client, concept):
    shown(make_subject(), body="About another matter")
    assert "About another matter" not in words_of(page_of(client))


def test_the_newest_people_come_first_and_staff_apart_and_last(client, concept):
    first, second = (shown(concept.subject, body=f"Voice {number}") for number in range(2))
    seat, _reference = take_staff_seat(subject=concept.subject, holder=make_user())
    colleague = shown(concept.subject, seat=seat, body="From the office")
    response = page_of(client)
    assert list(response.context["voices"]) == [second, first, colleague]
    people, _, staff = words_of(response).partition("From staff: not counted")
    assert "From the office" not in people
    assert "From the office" in staff


def test_an_advocate_is_named_and_labelled_and_apart(client, concept):
    advocate = make_user(display_name="Abel Okoro")
    seat = take_advocate_seat(subject=concept.subject, holder=advocate)
    shown(concept.subject, seat=seat, body="They cannot read this.")
    people, _, staff = words_of(page_of(client)).partition("From staff: not counted")
    assert "Abel Okoro" not in people
    assert "Abel Okoro" in staff
    assert "Staff advocate, standing in" in staff


def test_markup_in_a_voice_stays_text(client, concept):
    shown(concept.subject, body="<script>alert(1)</script>")
    assert "<script>alert" not in words_of(page_of(client))


def test_the_table_is_linked_once_it_is_laid(client, concept):
    path = reverse("table", args=[concept.subject.code])
    assert path not in words_of(page_of(client))
    make_table("Rural", subject=concept.subject)
    assert path in words_of(page_of(client))


def test_a_concept_asks_as_often_for_many_voices_as_for_one(client, concept, django_assert_num_queries):
    barrier = make_barrier(concept.subject)
    shown(concept.subject, barriers=[barrier])
    page_of(client)
    with django_assert_num_queries(100, exact=False) as asked:
        page_of(client)
    for _ in range(22):
        shown(concept.subject, barriers=[barrier])
    with django_assert_num_queries(len(asked)):
        assert len(page_of(client).context["voices"]) == 20
    assert len(page_of(client, page=2).context["voices"]) == 3


def test_a_concept_without_a_subject_asks_nobody(client, concept):
    concept.subject = None
    concept.save()
    assert "What people said" not in words_of(page_of(client))


def test_a_closed_subject_asks_for_nothing(client, concept):
    voice = shown(concept.subject, body="It is far.")
    concept.subject.closes_at = timezone.now() - timedelta(minutes=1)
    concept.subject.save()
    words = words_of(page_of(client))
    assert "This closed on" in words
    for invitation in ("Tell us", "It takes a minute", "Reply or agree", f'{reverse("voice", args=[voice.key])}"'):
        assert invitation not in words


def test_an_open_subject_leads_to_its_open_round_and_no_other(client, concept):
    make_open_round()
    vote = reverse("vote", args=[concept.subject.code])
    assert vote not in words_of(page_of(client))
    round_ = make_open_round(concept.subject)
    assert vote in words_of(page_of(client))
    settled(round_)
    words = words_of(page_of(client))
    assert vote not in words
    assert reverse("statements", args=[concept.subject.code]) in words


def test_the_next_page_of_voices_begins_at_the_voices(client, concept):
    for number in range(21):
        shown(concept.subject, body=f"Voice {number}")
    assert 'href="?page=2#voices"' in words_of(page_of(client))


def test_what_is_said_elsewhere_leads_back_to_the_text(client, concept):
    voice = shown(concept.subject, body="It is far.")
    assert 'href="/concepts/one-visit/"' in words_of(client.get(reverse("voice", args=[voice.key])))
    concept.unpublish()
    assert "one-visit" not in words_of(client.get(reverse("voice", args=[voice.key])))
