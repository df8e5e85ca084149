"""A pilot's page shows what it measures."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from wagtail.models import Page, Site

from cms.models import HomePage, IndexPage, PilotPage
from codesign.actions.indicators import add_indicator, record_reading
from codesign.enums import Direction, SubjectKind
from tests.codesign.pages import words_of
from tests.factories import make_subject

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilot():
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Empty Chair", slug="first-page"))
    Site.objects.filter(is_default_site=True).update(root_page=home)
    index = home.add_child(instance=IndexPage(title="Pilots", slug="pilots"))
    subject = make_subject(kind=SubjectKind.PILOT)
    return index.add_child(instance=PilotPage(title="Call-back", slug="call-back", subject=subject))


def measure(pilot, name, *values, note=""):
    subject, today = pilot.subject, timezone.localdate()
    indicator = add_indicator(
        subject=subject,
        name=name,
        unit="minutes",
        good_direction=Direction.DOWN,
        added_by=subject.owner,
        baseline=Decimal("60"),
    )
    for place, value in enumerate(values):
        day = today - timedelta(days=len(values) - place)
        record_reading(indicator=indicator, value=Decimal(value), read_on=day, note=note, recorded_by=subject.owner)


def test_before_anything_is_measured_the_page_says_so(client, pilot):
    assert "Nothing is measured here yet." in words_of(client.get("/pilots/call-back/"))


def test_an_indicator_without_a_reading_makes_no_claim(client, pilot):
    measure(pilot, "Waiting")
    words = words_of(client.get("/pilots/call-back/"))
    assert "Waiting" in words
    assert "as we hope" not in words


@pytest.mark.parametrize(
    ("values", "said"),
    [(("19", "8.5"), 'Down: <span class="tag tag-ok">as we hope'), (("19", "30"), ">not as we hope")],
)
def test_a_row_says_where_it_began_where_it_stands_and_which_way_it_went(client, pilot, values, said):
    measure(pilot, "Waiting", *values, note="<b>Rain</b>")
    words = words_of(client.get("/pilots/call-back/"))
    assert f"<td>{values[0]}<br>" in words
    assert f"<strong>{values[1]}</strong>" in words
    assert "<td>60</td>" in words
    assert "&lt;b&gt;Rain" in words
    assert said in words


def test_a_pilot_asks_as_often_for_many_indicators_as_for_one(client, pilot, django_assert_num_queries):
    measure(pilot, "Waiting", "5", "4")
    client.get("/pilots/call-back/")
    with django_assert_num_queries(100, exact=False) as asked:
        client.get("/pilots/call-back/")
    measure(pilot, "Calls", "5", "4")
    measure(pilot, "Visits", "5", "4", "3")
    with django_assert_num_queries(len(asked)):
        assert len(client.get("/pilots/call-back/").context["indicators"]) == 3


def test_a_pilot_without_a_subject_measures_nothing(client, pilot):
    pilot.subject = None
    pilot.save()
    assert "What we measure" not in words_of(client.get("/pilots/call-back/"))
