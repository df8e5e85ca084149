"""How far chairs are heard: who counts, with which share, and when a new count may be shown."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from codesign.enums import HEARD_PROVENANCES, Provenance
from codesign.signals import voice_recorded
from measures.representation import Hearing
from people.models import Segment
from people.segments import questions_about
from personas.actions.tables import current_hearings, refresh_snapshot, take_snapshot
from personas.snapshots import is_snapshot_due
from tests.factories import make_seat, make_subject, make_voice
from tests.personas.table_steps import chair_of, make_segments, make_table, refer, speak, speak_from

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
NOT_PEOPLE = [each for each in Provenance if each not in (*HEARD_PROVENANCES, Provenance.REPRESENTATIVE)]


@pytest.fixture
def table():
    return make_table("Rural", "City")


@pytest.fixture
def rural(table):
    return chair_of(table, "Rural").segment


def counted(table, people, *, hours_ago):
    table.people_heard, table.snapshot_at = people, timezone.now() - timedelta(hours=hours_ago)
    table.save()
    return table


def share_of(segment) -> float | None:
    return questions_about([segment])[0].share


@pytest.mark.parametrize(("people", "hearing"), [(0, "nobody"), (1, "thin"), (4, "thin"), (5, "heard")])
def test_a_snapshot_keeps_how_far_each_chair_is_heard(table, rural, people, hearing):
    speak(table.subject, rural, people=people)
    table = take_snapshot(table=table)
    assert (table.people_heard, table.snapshot_at.date()) == (people, timezone.now().date())
    assert chair_of(table, "Rural").hearing == hearing
    assert chair_of(table, "City").hearing == Hearing.NOBODY


@pytest.mark.parametrize("provenance", NOT_PEOPLE)
def test_who_is_no_counted_person_fills_no_chair(table, rural, provenance):
    for _ in range(6):
        speak_from(provenance, table.subject, rural)
    assert take_snapshot(table=table).people_heard == 0
    assert chair_of(table, "Rural").hearing == Hearing.NOBODY


def test_a_chair_stays_thin_however_many_representatives_speak_for_it(table, rural):
    for _ in range(6):
        speak_from(Provenance.REPRESENTATIVE, table.subject, rural)
    assert take_snapshot(table=table).people_heard == 0
    assert chair_of(table, "Rural").hearing == Hearing.THIN
    assert chair_of(table, "City").hearing == Hearing.NOBODY


@pytest.mark.parametrize(("people", "hearing"), [(4, Hearing.THIN), (5, Hearing.HEARD)])
def test_representatives_make_no_difference_where_people_spoke(table, rural, people, hearing):
    speak(table.subject, rural, people=people)
    speak_from(Provenance.REPRESENTATIVE, table.subject, rural)
    assert take_snapshot(table=table).people_heard == people
    assert chair_of(table, "Rural").hearing == hearing


def test_who_took_a_seat_and_said_nothing_does_not_count(table):
    make_seat(table.subject)
    assert take_snapshot(table=table).people_heard == 0


def test_who_says_much_counts_once(table):
    seat = make_seat(table.subject)
    for number in range(3):
        make_voice(seat, body=f"Voice {number}")
    assert take_snapshot(table=table).people_heard == 1


def test_people_of_an_ancestor_count_where_the_owner_named_it(table, rural):
    named, other = make_subject(), make_subject()
    table.subject.counted_ancestors.add(named)
    speak(named, rural, people=3)
    speak(other, rural, people=3)
    speak(table.subject, rural, people=2)
    assert take_snapshot(table=table).people_heard == 5
    assert chair_of(table, "Rural").hearing == Hearing.HEARD


def test_people_of_a_segment_below_count_above(table, rural):
    below = Segment.objects.create(dimension=rural.dimension, parent=rural, name="Islands", code="islands")
    deeper = Segment.objects.create(dimension=rural.dimension, parent=below, name="Far islands", code="far-islands")
    speak(table.subject, below, people=2)
    speak(table.subject, deeper, people=3)
    assert current_hearings(table)[rural.pk] is Hearing.HEARD


def test_a_chair_far_under_its_share_is_under_heard(table, rural):
    refer(rural, 500)
    refer(chair_of(table, "City").segment, 500)
    speak(table.subject, rural, people=5)
    speak(table.subject, chair_of(table, "City").segment, people=60)
    take_snapshot(table=table)
    assert chair_of(table, "Rural").hearing == Hearing.UNDER_HEARD
    assert chair_of(table, "Rural").has_known_share


def test_without_a_count_the_share_is_unknown(table, rural):
    speak(table.subject, rural, people=5)
    take_snapshot(table=table)
    assert not chair_of(table, "Rural").has_known_share


def test_the_share_is_the_newest_count_over_the_roots_of_the_dimension():
    rural, city = make_segments("Rural", "City")
    islands = Segment.objects.create(dimension=rural.dimension, parent=rural, name="Islands", code="islands")
    refer(rural, 900, date(2020, 1, 1))
    for segment, people in ((rural, 100), (city, 300), (islands, 20)):
        refer(segment, people)
    assert (share_of(rural), share_of(islands)) == (0.25, 0.05)


@pytest.mark.parametrize(("own", "other"), [(None, 10), (10, None), (0, 10), (0, 0)])
def test_a_share_that_cannot_be_known_is_none(own, other):
    rural, city = make_segments("Rural", "City")
    for segment, people in ((rural, own), (city, other)):
        if people is not None:
            refer(segment, people)
    assert share_of(rural) is None


def test_a_part_larger_than_its_whole_has_no_share():
    rural, city = make_segments("Rural", "City")
    Segment.objects.filter(pk=city.pk).update(parent=rural)
    refer(rural, 10)
    refer(city, 11)
    assert share_of(city) is None


@pytest.mark.parametrize(
    ("before", "hours", "now", "is_due"),
    [
        (0, 25, 4, False),
        (0, 25, 1, False),
        (0, 25, 0, True),
        (0, 1, 5, True),
        (7, 1, 8, False),
        (7, 1, 11, False),
        (7, 1, 12, True),
        (7, 23, 8, False),
        (7, 25, 8, True),
    ],
)
def test_a_day_or_five_more_people_lie_between_two_snapshots(table, before, hours, now, is_due):
    assert is_snapshot_due(counted(table, before, hours_ago=hours), people=now) is is_due


@pytest.mark.parametrize(("people", "is_due"), [(0, True), (1, False), (4, False), (5, True)])
def test_the_first_snapshot_tells_of_no_single_person(table, people, is_due):
    assert is_snapshot_due(table, people=people) is is_due


def test_one_more_voice_changes_nothing_that_is_shown(table, rural):
    speak(table.subject, rural, people=5)
    assert refresh_snapshot(table)
    table.refresh_from_db()
    speak(table.subject, chair_of(table, "City").segment)
    assert not refresh_snapshot(table)
    assert chair_of(table, "City").hearing == Hearing.NOBODY
    assert current_hearings(table)[chair_of(table, "City").segment_id] is Hearing.THIN


def test_a_voice_counts_the_tables_anew_that_count_its_subject(table, rural, django_capture_on_commit_callbacks):
    child = make_table("Deaf")
    child.subject.counted_ancestors.add(table.subject)
    bystander = make_table("Refugees")
    speak(table.subject, rural, people=4)
    with django_capture_on_commit_callbacks(execute=True):
        speak(table.subject, rural)
    for each in (table, child, bystander):
        each.refresh_from_db()
    assert (table.people_heard, child.people_heard, bystander.people_heard) == (5, 5, 0)
    assert bystander.snapshot_at is None


def test_a_voice_where_no_table_is_laid_asks_for_no_counting(django_assert_num_queries):
    subject = make_subject()
    with django_assert_num_queries(1):
        voice_recorded.send(None, voice_id=1, subject_id=subject.pk)


def test_the_daily_command_counts_what_is_due_and_leaves_the_rest(table, capsys):
    counted(make_table("Deaf"), 0, hours_ago=2)
    call_command("take_snapshots")
    assert capsys.readouterr().out == "Counted 1 tables anew.\n"
    table.refresh_from_db()
    assert table.snapshot_at


def test_counting_asks_as_often_for_many_as_for_few(django_assert_num_queries):
    few, many = make_table("A"), make_table("B", "C", "D")
    speak(few.subject, few.chairs.get().segment)
    for chair in many.chairs.all():
        speak(many.subject, chair.segment, people=2)
    with django_assert_num_queries(7, exact=False) as asked:
        current_hearings(few)
    with django_assert_num_queries(len(asked)):
        current_hearings(many)
