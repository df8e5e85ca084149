"""What came of voices at one subject, by theme, for everyone; and who waits until when."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from codesign.actions.outcomes import correct_outcome
from codesign.actions.seats import take_staff_seat
from codesign.actions.themes import answer_theme, gather
from codesign.enums import OutcomeKind, Visibility
from people.actions import appoint_to_office
from people.models import Office
from tests.codesign.pages import answer, words_of
from tests.factories import make_seat, make_subject, make_text, make_user, make_voice

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def page_of(client, subject, **query):
    return client.get(reverse("changes_at", args=[subject.code]), query)


def answered(subject, voices=1, name="Opening hours", **fields):
    said = [make_voice(make_seat(subject), body="Secret words") for _ in range(voices)]
    theme = gather(subject=subject, name=name, voices=said, gathered_by=subject.owner)
    given = {"kind": OutcomeKind.CHANGED, "because": "We open at seven.", "answered_by": subject.owner}
    return answer_theme(theme=theme, **given | fields)


def test_a_subject_without_an_outcome_says_so(client, subject):
    words = words_of(page_of(client, subject))
    assert "Nothing has been answered for everyone to read yet." in words
    assert "Nobody waits for an outcome here now." in words


def test_a_code_that_is_not_there_is_not_found(client):
    assert client.get(reverse("changes_at", args=["nowhere"])).status_code == 404


def test_an_outcome_says_its_theme_how_many_it_answers_why_and_where(client, subject):
    passage = make_text(subject, "The office opens at seven.").passages.get()
    answered(subject, voices=5, passage=passage)
    words = words_of(page_of(client, subject))
    for said in ("Opening hours", "This answers 5 voices.", "We open at seven.", "The office opens at seven."):
        assert said in words
    assert "Secret words" not in words


def test_what_changed_comes_first_and_what_did_not_last(client, subject):
    for kind in (OutcomeKind.NOT_CHANGED, OutcomeKind.CHANGED, OutcomeKind.PARTLY):
        answered(subject, name=str(kind.label), kind=kind, because=f"Because of {kind}")
    kinds = [outcome.kind for outcome in page_of(client, subject).context["outcomes"]]
    assert kinds == ["changed", "partly", "not_changed"]


def test_outcomes_of_other_subjects_do_not_stand_here(client, subject):
    answered(make_subject(), because="Elsewhere.")
    assert "Elsewhere." not in words_of(page_of(client, subject))


def test_what_was_corrected_stands_below_the_correction(client, subject):
    outcome = answered(subject)
    correct_outcome(outcome=outcome, kind="partly", because="On Thursdays only.", corrected_by=subject.owner)
    response = page_of(client, subject)
    assert len(response.context["outcomes"]) == 1
    words = words_of(response)
    assert words.index("On Thursdays only.") < words.index("We open at seven.")
    assert "we had said: Changed." in words


def test_an_answer_to_somebody_who_wrote_to_staff_only_stays_with_them_with_its_theme(client, subject):
    voice = make_voice(make_seat(subject), visibility=Visibility.STAFF_ONLY)
    theme = gather(subject=subject, name="The sister of one", voices=[voice], gathered_by=subject.owner)
    answer_theme(theme=theme, kind="changed", because="Your sister may come.", answered_by=subject.owner)
    words = words_of(page_of(client, subject))
    assert "sister" not in words


def test_a_theme_that_nobody_answered_is_not_named(client, subject):
    gather(subject=subject, name="Unanswered", voices=[make_voice(make_seat(subject))], gathered_by=subject.owner)
    assert "Unanswered" not in words_of(page_of(client, subject))


@pytest.mark.parametrize(
    ("voices", "sentence"), [(1, "Fewer than 5 voices wait"), (4, "Fewer than 5 voices wait"), (5, "5 voices wait")]
)
def test_few_who_wait_are_not_counted_out(client, subject, voices, sentence):
    for _ in range(voices):
        make_voice(make_seat(subject))
    assert sentence in words_of(page_of(client, subject))


@pytest.mark.parametrize(("days_ago", "sentence"), [(0, "has one by"), (28, "has one by"), (29, "It is late.")])
def test_it_says_by_when_the_first_who_waits_has_an_outcome(client, subject, days_ago, sentence):
    make_voice(make_seat(subject))
    sent_on = timezone.localdate() - timedelta(days=days_ago)
    subject.voices.update(sent_on=sent_on)
    words = words_of(page_of(client, subject))
    assert sentence in words
    assert f"{sent_on + timedelta(days=28):%-d %B %Y}" in words


def test_a_colleague_who_waits_is_nobody_here(client, subject):
    make_voice(take_staff_seat(subject=subject, holder=make_user())[0])
    assert "Nobody waits for an outcome here now." in words_of(page_of(client, subject))


def test_the_office_is_named_or_it_is_said_that_none_is(client, subject):
    make_voice(make_seat(subject))
    assert "No office is named that answers them." in words_of(page_of(client, subject))
    office = Office.objects.create(code="claims", kind="programme", name="Claims office")
    appoint_to_office(office=office, user=subject.owner, appointed_by=None)
    words = words_of(page_of(client, subject))
    assert "Claims office" in words
    assert "No office is named" not in words


def test_the_thread_says_by_when_and_leads_to_the_page(client, held):
    seat, reference = held
    words = words_of(client.get(reverse("thread", args=[reference])))
    assert "It should be answered by" in words
    assert reverse("changes_at", args=[seat.subject.code]) in words
    seat.voices.update(sent_on=timezone.localdate() - timedelta(days=29))
    assert "It is late" in words_of(client.get(reverse("thread", args=[reference])))


def test_an_answered_voice_has_no_day_any_more(client, held):
    seat, reference = held
    answer(seat)
    assert "answered by" not in words_of(client.get(reverse("thread", args=[reference])))


def test_the_page_of_all_subjects_leads_here_and_names_the_theme(client, subject):
    answered(subject)
    words = words_of(client.get(reverse("you_said_we_did")))
    assert reverse("changes_at", args=[subject.code]) in words
    assert "Opening hours" in words


def test_the_page_asks_as_often_for_many_outcomes_as_for_one(client, subject, django_assert_num_queries):
    answered(subject)
    page_of(client, subject)
    with django_assert_num_queries(100, exact=False) as asked:
        page_of(client, subject)
    for number in range(24):
        answered(subject, name=f"Theme {number}", because=f"Reason {number}")
    with django_assert_num_queries(len(asked)):
        assert len(page_of(client, subject).context["outcomes"]) == 20
    assert len(page_of(client, subject, page=2).context["outcomes"]) == 5
