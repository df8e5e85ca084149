"""The page of a table and the page of who is missing: states for everyone, and counts for nobody."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.representation import Hearing
from people.models import Dimension
from personas.actions.tables import lay_table, remove_chair, take_snapshot
from personas.models import Chair, Table
from tests.codesign.pages import words_of
from tests.factories import make_closed_subject, make_future_subject, make_subject
from tests.personas.table_steps import chair_of, make_lead, make_segments, make_table, speak, stand_in

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def hear(chair: Chair, hearing: Hearing) -> None:
    Chair.objects.filter(pk=chair.pk).update(hearing=hearing.value)


def page_of(client, table) -> str:
    return words_of(client.get(reverse("table", args=[table.subject.code])))


@pytest.fixture
def table():
    return make_table("Rural", "City", "Deaf")


def test_a_table_leads_with_its_worst_chairs(client, table):
    hear(chair_of(table, "Rural"), Hearing.HEARD)
    words = page_of(client, table)
    assert "2 chairs are empty." in words
    assert "1 of 3 chairs are heard." in words


@pytest.mark.parametrize(
    ("hearing", "sentence"),
    [(Hearing.THIN, "1 chair is thin."), (Hearing.UNDER_HEARD, "1 chair is under-heard."), (Hearing.HEARD, "Every")],
)
def test_the_headline_names_the_worst_state(client, hearing, sentence):
    table = make_table("Rural")
    hear(table.chairs.get(), hearing)
    assert sentence in page_of(client, table)


def test_who_stands_in_is_named_as_staff_and_never_as_heard(client):
    table = make_table("Rural")
    advocacy = stand_in(table.chairs.get())
    words = page_of(client, table)
    assert "1 chair is stood in for." in words
    assert f"{advocacy.advocate}, since" in words
    assert "None of them was heard yet." in words
    assert "0 of 1 chair is heard." in words


@pytest.mark.parametrize(
    "fields",
    [
        {"ended_at": timezone.now()},
        {"ends_on": timezone.localdate() - timedelta(days=1)},
        {"started_on": timezone.localdate() + timedelta(days=1)},
    ],
    ids=["ended", "over", "not begun"],
)
def test_an_appointment_that_does_not_run_today_fills_no_chair(client, fields):
    table = make_table("Rural")
    stand_in(table.chairs.get(), **fields)
    assert "1 chair is empty." in page_of(client, table)


@pytest.mark.parametrize(("people", "sentence"), [(0, "Fewer than 5"), (4, "Fewer than 5"), (5, "5 people")])
def test_few_people_are_never_counted_out(client, table, people, sentence):
    speak(table.subject, chair_of(table, "Rural").segment, people=people)
    take_snapshot(table=table)
    words = page_of(client, table)
    assert f"{sentence} people have spoken".replace("people people", "people") in words
    assert f"Counted on {timezone.localdate():%-d %B %Y}" in words


def test_how_many_belong_to_a_group_is_in_no_byte(client, table):
    speak(table.subject, chair_of(table, "Rural").segment, people=7)
    speak(table.subject, people=6)
    take_snapshot(table=table)
    words = page_of(client, table)
    assert "13 people have spoken" in words
    assert "7 people" not in words
    assert ">7<" not in words


def test_a_table_that_was_not_counted_says_so(client, table):
    assert "Not counted yet." in page_of(client, table)


def test_the_ancestors_that_count_are_named(client, table):
    ancestor = make_subject(title="Survivor pension")
    make_subject(title="A stranger")
    table.subject.counted_ancestors.add(ancestor)
    words = page_of(client, table)
    assert "Survivor pension" in words
    assert "A stranger" not in words


def test_a_removed_chair_stays_on_the_page_with_its_reason(client, table):
    remove_chair(
        chair=chair_of(table, "Deaf"), reason="They asked for one of their own.", removed_by=table.subject.owner
    )
    words = page_of(client, table)
    assert "They asked for one of their own." in words
    assert "2 chairs are empty." in words


@pytest.mark.parametrize(("number", "is_drawn"), [(0, False), (1, True), (16, True), (17, False), (40, False)])
def test_more_chairs_than_a_picture_holds_are_a_list(client, number, is_drawn):
    words = page_of(client, make_table(*(f"Group {place}" for place in range(number))))
    assert ("table-picture" in words.partition("</style>")[2].rpartition("</style>")[2]) is is_drawn
    assert words.count('role="rowheader"') == number
    assert ("No chair stands at this table yet" in words) is (number == 0)


def test_the_names_of_groups_speak_the_language_of_the_page(client):
    table = make_table("Rural")
    segment = table.chairs.get().segment
    segment.translations = {"ar": "ريف"}
    segment.save()
    words = words_of(client.get(f"/ar/table/{table.subject.code}/"))
    assert "ريف" in words
    assert "Rural" not in words


@pytest.mark.parametrize("code", ["nothing", "x" * 300])
def test_a_table_that_is_not_laid_is_not_found(client, code):
    assert client.get(f"/table/{code}/").status_code == 404
    assert client.get(reverse("table", args=[make_subject().code])).status_code == 404


def test_a_table_asks_as_often_for_many_chairs_as_for_one(client, django_assert_num_queries):
    few, many = make_table("A"), make_table("B", "C", "D")
    for table in (few, many):
        for chair in table.chairs.all():
            stand_in(chair)
    page_of(client, few)
    with django_assert_num_queries(100, exact=False) as asked:
        page_of(client, few)
    with django_assert_num_queries(len(asked)):
        page_of(client, many)


def missing(client, **query):
    return client.get(reverse("who_is_missing"), query)


def test_the_worst_group_comes_first_and_the_heard_do_not_come(client, table):
    hear(chair_of(table, "Rural"), Hearing.UNDER_HEARD)
    hear(chair_of(table, "City"), Hearing.HEARD)
    stand_in(make_table("Refugees").chairs.get())
    hear(make_table("Widowed").chairs.get(), Hearing.THIN)
    names = [each.segment.name for each in missing(client).context["facts"]]
    assert names == ["Deaf", "Widowed", "Rural", "Refugees"]


def test_chairs_of_one_group_stand_together_after_its_worst(client):
    rural, city = make_segments("Rural", "City")
    lead = make_lead()
    tables = [lay_table(subject=make_subject(), segments=[rural, city], laid_by=lead) for _ in range(2)]
    hear(chair_of(tables[0], "City"), Hearing.HEARD)
    hear(chair_of(tables[0], "Rural"), Hearing.THIN)
    hear(chair_of(tables[1], "Rural"), Hearing.HEARD)
    hear(chair_of(tables[1], "City"), Hearing.NOBODY)
    assert [each.segment.name for each in missing(client).context["facts"]] == ["City", "Rural"]


@pytest.mark.parametrize("make", [make_closed_subject, make_future_subject])
def test_nobody_is_missed_where_nothing_can_be_said(client, make):
    make_table("Rural", subject=make())
    assert "No chair is empty today" in words_of(missing(client))


def test_a_removed_chair_is_not_missed(client):
    table = make_table("Rural")
    remove_chair(chair=table.chairs.get(), reason="Not concerned.", removed_by=table.subject.owner)
    assert "Rural" not in words_of(missing(client))


def test_who_is_missing_asks_as_often_for_a_full_page_as_for_one(client, django_assert_num_queries):
    stand_in(make_table("A").chairs.get())
    missing(client)
    with django_assert_num_queries(100, exact=False) as asked:
        missing(client)
    make_table(*(f"Group {number}" for number in range(25)))
    with django_assert_num_queries(len(asked)):
        response = missing(client)
    assert len(response.context["facts"]) == 20
    assert len(missing(client, page=2).context["facts"]) == 6


def test_very_long_names_keep_their_whole_text_in_the_rows(client):
    table = make_table("Unaussprechlichkeitsbeauftragte " * 3)
    assert Table.objects.count() == Dimension.objects.count() == 1
    assert ("Unaussprechlichkeitsbeauftragte " * 3).strip() in page_of(client, table)
