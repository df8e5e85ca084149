"""How many were told and by which means, as owners and the lead read it; by when voices are answered; the poster."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from codesign.actions.outcomes import record_outcome, record_told
from codesign.actions.privacy import erase_seat
from codesign.actions.seats import take_staff_seat
from codesign.actions.switches import set_answer_days
from codesign.actions.themes import answer_theme, gather
from codesign.actions.usefulness import say_whether_useful
from codesign.enums import OutcomeKind
from codesign.models import Outcome, Told
from codesign.telling import telling_in_all, with_telling
from people.actions import appoint_to_office
from people.enums import Means, OfficeKind, Role
from people.models import AuditEntry, Office
from people.notifications import register, sorts
from tests.codesign.pages import client_of, words_of
from tests.codesign.telling_steps import give
from tests.factories import make_owner, make_seat, make_subject, make_user, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def make_outcome(people: int, subject=None):
    subject = subject or make_subject()
    voices = [make_voice(make_seat(subject)) for _ in range(people)]
    said = {"kind": OutcomeKind.CHANGED, "because": f"For {people}."}
    return record_outcome(voices=voices, recorded_by=subject.owner, **said), [voice.seat for voice in voices]


def test_those_told_to_be_told_and_not_reachable_are_all():
    outcome, seats = make_outcome(5)
    record_told(seat=seats[0], outcomes=[outcome])
    Told.objects.create(outcome=outcome, seat=seats[0], channel="email")
    Told.objects.create(outcome=outcome, seat=seats[1], channel="letter")
    give(seats[2], Means.TEXT)
    telling = with_telling([outcome])[0].telling
    assert (telling.people, telling.told, telling.on_the_way, telling.not_reachable) == (5, 2, 1, 2)
    assert telling.by_channel == {"thread": 1, "email": 1, "letter": 1}
    everywhere = telling_in_all()
    assert (everywhere.people, everywhere.told, everywhere.on_the_way, everywhere.not_reachable) == (5, 2, 1, 2)


def test_two_voices_of_one_seat_are_one_person_and_colleagues_are_none():
    subject = make_subject()
    seat, colleague = make_seat(subject), take_staff_seat(subject=subject, holder=make_user())[0]
    voices = [make_voice(seat), make_voice(seat, body="More"), make_voice(colleague)]
    outcome = record_outcome(voices=voices, kind="changed", because="So.", recorded_by=subject.owner)
    for each in (seat, colleague):
        record_told(seat=each, outcomes=[outcome])
    telling = with_telling([outcome])[0].telling
    assert (telling.people, telling.told) == (1, 1)


def test_who_erased_everything_is_not_counted_as_unreachable():
    outcome, seats = make_outcome(2)
    erase_seat(seat=seats[0])
    assert with_telling([outcome])[0].telling.people == 1


def test_nobody_is_nobody():
    assert with_telling([]) == []
    assert telling_in_all().people == 0


def test_the_owner_reads_counts_and_few_judges_are_not_counted():
    outcome, seats = make_outcome(5)
    page = reverse("inbox_voice", args=[seats[0].voices.get().pk])
    client = client_of(outcome.subject.owner)
    record_told(seat=seats[0], outcomes=[outcome])
    words = words_of(client.get(page))
    assert "1 of 5 people were told." in words
    assert "4 are not reachable" in words
    for seat in seats[:4]:
        say_whether_useful(seat=seat, outcome=outcome, is_useful=True)
    assert "Fewer than 5 people have said whether it was useful." in words_of(client.get(page))
    say_whether_useful(seat=seats[4], outcome=outcome, is_useful=False)
    assert "Was it useful? Yes: 4 · No: 1" in words_of(client.get(page))


def test_only_whom_it_answers_says_whether_it_is_useful():
    outcome, _seats = make_outcome(1)
    with pytest.raises(PermissionDenied):
        say_whether_useful(seat=make_seat(), outcome=outcome, is_useful=True)


def test_a_list_of_outcomes_asks_the_same_however_many(django_assert_num_queries):
    subject = make_subject()
    for people in (1, 2, 3, 4):
        make_outcome(people, subject)
    for found in (Outcome.objects.all()[:1], Outcome.objects.all()):
        with django_assert_num_queries(6):
            with_telling(found)


def test_the_lead_reads_how_many_were_told():
    outcome, seats = make_outcome(2)
    record_told(seat=seats[0], outcomes=[outcome])
    lead = make_user()
    office = Office.objects.create(code="lead", kind=OfficeKind.ENGAGEMENT_LEAD, name="Lead")
    appoint_to_office(office=office, user=lead, appointed_by=None)
    assert "1 of 2 people were told." in words_of(client_of(lead).get(reverse("lead")))


def test_the_owner_sets_by_when_voices_are_answered(subject):
    client, path = client_of(subject.owner), reverse("answer_days", args=[subject.code])
    assert "By when people are answered" in words_of(client.get(reverse("switches", args=[subject.code])))
    assert client.post(path, {"days": "14"}).status_code == 303
    subject.refresh_from_db()
    assert subject.answer_within_days == 14
    assert AuditEntry.objects.order_by("number").last().data == {"days": 14}
    client.post(path, {"days": "14"})
    assert AuditEntry.objects.filter(action="codesign.subject.promised").count() == 1


@pytest.mark.parametrize("days", ["", "0", "366", "-1", "1.5", "many", "²", "9" * 5000, "\x00"])
def test_other_days_get_a_sentence_and_change_nothing(subject, days):
    response = client_of(subject.owner).post(reverse("answer_days", args=[subject.code]), {"days": days})
    assert response.status_code == 422
    words = words_of(response)
    assert "There is a problem" in words
    assert "Slow mode" in words
    subject.refresh_from_db()
    assert subject.answer_within_days == 28


@pytest.mark.parametrize("who", ["another owner", "a moderator"])
def test_only_the_owner_promises(subject, who):
    user = make_owner() if who == "another owner" else make_user(Role.MODERATOR)
    response = client_of(user).post(reverse("answer_days", args=[subject.code]), {"days": "5"})
    assert response.status_code == (404 if who == "another owner" else 403)
    with pytest.raises(PermissionDenied):
        set_answer_days(subject=subject, days=5, set_by=user)


def test_a_moderator_sees_the_switches_without_the_days(subject):
    words = words_of(client_of(make_user(Role.MODERATOR)).get(reverse("switches", args=[subject.code])))
    assert "Slow mode" in words
    assert "By when people are answered" not in words


def test_the_poster_has_counts_reasons_and_a_square(client, subject):
    assert "Nothing has been answered" in words_of(client.get(reverse("changes_poster", args=[subject.code])))
    voice = make_voice(make_seat(subject), body="Secret words")
    theme = gather(subject=subject, name="Opening hours", voices=[voice], gathered_by=subject.owner)
    answer_theme(theme=theme, kind="changed", because="We open at seven. " * 80, answered_by=subject.owner)
    words = words_of(client.get(reverse("changes_poster", args=[subject.code])))
    for said in ("Opening hours", "We open at seven.", "<strong>1</strong> Changed", 'src="data:image/svg+xml'):
        assert said in words
    assert "Secret words" not in words


def test_the_poster_asks_the_same_however_many(client, subject, django_assert_num_queries):
    make_outcome(1, subject)
    path = reverse("changes_poster", args=[subject.code])
    client.get(path)
    with django_assert_num_queries(100, exact=False) as few:
        client.get(path)
    asked = len(few)
    for people in (1, 2, 3):
        make_outcome(people, subject)
    with django_assert_num_queries(asked):
        client.get(path)
    assert client.get(reverse("changes_poster", args=["nowhere"])).status_code == 404


def test_a_sort_of_news_is_registered_once():
    [first, *_others] = sorts("at_once")
    with pytest.raises(ValueError, match="registered already"):
        register(first)
