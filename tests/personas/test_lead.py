"""The engagement lead's first page: which groups are missing, who waits for an answer, and what was promised."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from codesign.actions.voices import tap_unclear
from codesign.models import Subject
from engagement.models import OutreachAttempt
from measures.representation import Hearing
from people.actions import appoint_to_office
from people.enums import GROUP_NAMES, Role
from people.models import Office, ReferenceCount
from personas.enums import ReplyKind
from personas.models import Chair, Reply
from tests.codesign.pages import answer, client_of, words_of
from tests.factories import make_closed_subject, make_seat, make_subject, make_text, make_user, make_voice
from tests.personas.table_steps import chair_of, lay_table, make_lead, make_segments, make_table, stand_in

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
PATHS = ["lead", "lead_due", "lead_overdue", "lead_promises"]
OTHERS = [lambda role=role: make_user(role) for role in GROUP_NAMES]


@pytest.fixture
def lead():
    return client_of(make_lead())


def coverage(lead, **query):
    return lead.get(reverse("lead"), query).context["coverage"]


def put_off(chair: Chair, **fields) -> Reply:
    """A challenge at this chair's table whose answer was put off."""
    subject = chair.table.subject
    passage = make_text(subject, "You come once.").passages.get()
    advocacy = stand_in(chair)
    challenge = subject.challenges.create(
        advocacy=advocacy, passage=passage, author=advocacy.advocate, kind="burden", basis="data", body="Too far."
    )
    office, _is_new = Office.objects.get_or_create(code="pensions", defaults={"kind": "programme", "name": "Pensions"})
    said = {"kind": ReplyKind.DEFERRED, "because": "After the pilot.", "deferred_to": office}
    said |= {"deferred_until": timezone.localdate() + timedelta(days=30), "replied_by": subject.owner}
    return challenge.replies.create(**said | fields)


@pytest.mark.parametrize("make", [*OTHERS, lambda: make_user(is_superuser=True)], ids=[*GROUP_NAMES, "superuser"])
@pytest.mark.parametrize("name", PATHS)
def test_the_pages_are_shut_to_everyone_but_the_lead(make, name):
    assert client_of(make()).get(reverse(name)).status_code == 403


def test_a_lead_whose_time_is_over_has_no_page():
    former = make_lead()
    make_lead()
    assert client_of(former).get(reverse("lead")).status_code == 403


def test_the_worst_group_comes_first_and_those_without_a_chair_last(lead):
    make_segments("Nowhere", position=0)
    table = make_table("Heard", "Thin", "Empty")
    Chair.objects.filter(segment__name="Heard").update(hearing=Hearing.HEARD.value)
    Chair.objects.filter(segment__name="Thin").update(hearing=Hearing.THIN.value)
    stand_in(make_table("Stood in for").chairs.get())
    assert [row.segment.name for row in coverage(lead)] == ["Empty", "Thin", "Stood in for", "Heard", "Nowhere"]
    assert reverse("lead_chair", args=[chair_of(table, "Empty").pk]) in words_of(lead.get(reverse("lead")))


def test_a_group_shows_its_worst_chair_and_no_more_than_three(lead):
    rural, person = make_segments("Rural")[0], make_lead()
    tables = [lay_table(subject=make_subject(), segments=[rural], laid_by=person) for _ in range(5)]
    Chair.objects.exclude(table=tables[4]).update(hearing=Hearing.HEARD.value)
    (row,) = coverage(client_of(person))
    assert row.chairs[0].chair.table == tables[4]
    assert (len(row.chairs), row.chairs_left_out) == (3, 2)


def test_a_closed_subject_misses_nobody(lead):
    make_table("Rural", subject=make_closed_subject())
    (row,) = coverage(lead)
    assert (row.state, row.chairs) == (None, [])


def test_shares_are_given_where_known_and_marked_where_invented(lead):
    rural, city = make_segments("Rural", "City")
    make_segments("Unknown")
    for segment, people in ((rural, 100), (city, 300)):
        counted = {"source": "Register", "counted_date": date(2026, 1, 1), "is_invented": segment == city}
        ReferenceCount.objects.create(segment=segment, people=people, **counted)
    assert {row.segment.name: row.percent for row in coverage(lead)} == {"Rural": 25, "City": 75, "Unknown": None}
    assert words_of(lead.get(reverse("lead"))).count(">invented<") == 1


def test_the_last_attempt_stands_beside_the_group(lead):
    chair = make_table("Rural").chairs.get()
    for day in (3, 9):
        OutreachAttempt.objects.create(
            subject=chair.table.subject,
            segment=chair.segment,
            method="visit",
            attempted_on=date(2026, 3, day),
            result="Nobody.",
            logged_by=chair.table.subject.owner,
        )
    assert "9 March 2026" in words_of(lead.get(reverse("lead")))


def test_those_who_wait_longest_come_first_and_the_answered_do_not_come(lead):
    late, early, done = (make_voice().subject for _ in range(3))
    make_voice(make_seat(late))
    early.voices.update(sent_on=timezone.localdate() - timedelta(days=22))
    answer(done.voices.get().seat)
    subjects = lead.get(reverse("lead_due")).context["page"].object_list
    assert [(subject, subject.due_count) for subject in subjects] == [(early, 1), (late, 2)]
    assert "3 weeks" in words_of(lead.get(reverse("lead_due")))


def make_overdue(days: int, count: int = 1, **fields) -> Subject:
    """A subject where so many voices should have had their outcome so many days ago."""
    subject = make_subject(answer_within_days=5, **fields)
    for _ in range(count):
        make_voice(make_seat(subject))
    subject.voices.update(sent_on=timezone.localdate() - timedelta(days=days + 5))
    return subject


def overdue(lead):
    return [(row.owner, row.count) for row in lead.get(reverse("lead_overdue")).context["page"]]


def test_overdue_work_is_counted_by_office_and_who_is_most_overdue_comes_first(lead):
    slow, slower = make_overdue(1, count=3), make_overdue(12)
    make_overdue(2, owner=slower.owner)
    make_overdue(0)
    answer(make_overdue(40).voices.get().seat)
    office = Office.objects.create(code="pensions", kind="programme", name="Pensions")
    appoint_to_office(office=office, user=slower.owner, appointed_by=None)
    assert overdue(lead) == [(slower.owner, 2), (slow.owner, 3)]
    for name in ("lead", "lead_overdue"):
        words = words_of(lead.get(reverse(name)))
        for said in ("Pensions", "12 days overdue", "1 day overdue", "No office named"):
            assert said in words


def test_an_office_that_was_left_is_not_named(lead):
    subject = make_overdue(1)
    office = Office.objects.create(code="pensions", kind="programme", name="Pensions")
    for user in (subject.owner, make_user()):
        appoint_to_office(office=office, user=user, appointed_by=None)
    words = words_of(lead.get(reverse("lead_overdue")))
    assert "No office named" in words
    assert "Pensions" not in words


def test_taps_on_one_passage_are_one_piece_of_overdue_work(lead):
    subject = make_subject(answer_within_days=1)
    passage = make_text(subject, "You come once.").passages.get()
    for _ in range(3):
        tap_unclear(seat=make_seat(subject), passage=passage, language="en")
    subject.voices.update(sent_on=timezone.localdate() - timedelta(days=9))
    assert overdue(lead) == [(subject.owner, 1)]


def test_the_overdue_page_asks_as_often_for_many_offices_as_for_one(lead, django_assert_num_queries):
    make_overdue(1)
    lead.get(reverse("lead_overdue"))
    with django_assert_num_queries(100, exact=False) as asked:
        lead.get(reverse("lead_overdue"))
    for _ in range(4):
        make_overdue(1)
    with django_assert_num_queries(len(asked)):
        assert len(overdue(lead)) == 5


def test_promises_belong_to_offices_and_say_when_they_are_overdue(lead):
    chair = make_table("Rural").chairs.get()
    reply = put_off(chair, deferred_until=timezone.localdate() - timedelta(days=1))
    for name in ("lead", "lead_promises"):
        words = words_of(lead.get(reverse(name)))
        assert "Pensions" in words
        assert "Overdue" in words
    reply.deferred_until = timezone.localdate()
    reply.save()
    assert "Overdue" not in words_of(lead.get(reverse("lead_promises")))


def test_a_promise_that_was_kept_or_withdrawn_is_none(lead):
    kept, withdrawn = make_table("Rural").chairs.get(), make_table("City").chairs.get()
    kept_reply = put_off(kept)
    kept_reply.challenge.replies.create(kind=ReplyKind.NOT_CHANGED, because="No.", replied_by=kept.table.subject.owner)
    challenge = put_off(withdrawn).challenge
    challenge.withdrawn_at, challenge.withdrawn_because = timezone.now(), "I was wrong."
    challenge.save()
    assert "No answer to a challenge was put off." in words_of(lead.get(reverse("lead_promises")))


def test_an_institution_without_anything_sees_what_to_do(lead):
    words = words_of(lead.get(reverse("lead")))
    for sentence in ("No groups of people are set up yet.", "Every voice has an outcome.", "was put off."):
        assert sentence in words


@pytest.mark.parametrize("name", PATHS)
def test_pages_ask_as_often_for_many_rows_as_for_one(lead, name, django_assert_num_queries):
    def fill(label):
        chair = make_table(label).chairs.get()
        make_voice(make_seat(chair.table.subject))
        put_off(chair)

    fill("A")
    lead.get(reverse(name))
    with django_assert_num_queries(100, exact=False) as asked:
        lead.get(reverse(name))
    for number in range(3):
        fill(f"Group {number}")
    with django_assert_num_queries(len(asked)):
        lead.get(reverse(name))


def test_the_desk_leads_the_lead_to_the_page(lead):
    assert reverse("lead") in words_of(lead.get(reverse("desk")))
    assert reverse("lead") not in words_of(client_of(make_user(Role.OWNER)).get(reverse("desk")))


def test_the_chairs_that_are_left_out_come_by_a_link():
    far, person = make_segments("Far")[0], make_lead()
    for _number in range(5):
        lay_table(subject=make_subject(), segments=[far], laid_by=person)
    lead = client_of(person)
    assert f'href="?all=1#group-{far.pk}"' in words_of(lead.get(reverse("lead")))
    (row,) = coverage(lead, all=1)
    assert (len(row.chairs), row.chairs_left_out) == (5, 0)


def test_what_is_overdue_and_who_waits_lead_further(lead):
    first, second = make_overdue(1), make_overdue(2)
    words = words_of(lead.get(reverse("lead")))
    for subject in (first, second):
        assert f'href="{reverse("lead_due")}?owner={subject.owner_id}"' in words
        assert f'href="{reverse("changes_at", args=[subject.code])}"' in words
    page = lead.get(reverse("lead_due"), {"owner": first.owner_id}).context["page"]
    assert list(page) == [first]


@pytest.mark.parametrize("owner", ["", "x", "-1", "9" * 5000, "\x00", "٣"])
def test_an_owner_that_cannot_be_is_nobody_in_particular(lead, owner):
    subject = make_overdue(1)
    assert list(lead.get(reverse("lead_due"), {"owner": owner}).context["page"]) == [subject]
