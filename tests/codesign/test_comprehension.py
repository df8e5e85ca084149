"""Comprehension items: who may ask, respond and mark, on which text, and what is told of it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from codesign.actions.comprehension import (
    MarkedBefore,
    MarkedEnough,
    NoRightOption,
    NotAsked,
    NotOfThisText,
    OptionElsewhere,
    PassageGone,
    TextNotChanged,
    ask_again,
    close_item,
    judged,
    mark,
)
from codesign.actions.seats import take_advocate_seat, take_staff_seat
from codesign.enums import Understanding
from codesign.models import Response, ResponseMark
from codesign.permissions import SubjectNotOpen
from codesign.permissions.understanding import items_asked, items_left, responses_to_mark
from codesign.understanding import results_of
from people.enums import Role
from people.models import AuditEntry
from tests.codesign.understanding_steps import (
    RIGHT,
    WRONG,
    make_item,
    make_published,
    make_worded_item,
    respond_to,
    reword,
)
from tests.factories import make_owner, make_seat, make_subject, make_text, make_user

pytestmark = pytest.mark.django_db
UNDERSTOOD, PARTLY, NOT = Understanding.UNDERSTOOD, Understanding.PARTLY, Understanding.NOT
STRANGERS = [make_user, make_owner, lambda: make_user(Role.EDITOR), lambda: make_user(is_superuser=True)]
NAMES = ["staff", "owner elsewhere", "editor", "superuser"]


@pytest.mark.parametrize("make", STRANGERS, ids=NAMES)
def test_only_the_owner_asks_asks_again_and_ends_it(make):
    item, stranger = make_item(), make()
    reword(item)
    refused = [
        lambda: make_item(item.subject, written_by=stranger),
        lambda: ask_again(item=item, asked_by=stranger),
        lambda: close_item(item=item, closed_by=stranger),
    ]
    for act in refused:
        with pytest.raises(PermissionDenied):
            act()
    item.refresh_from_db()
    assert item.closed_at is None


def test_people_choose_between_sentences_of_which_one_is_right():
    item = make_item()
    assert {option.text for option in item.options.all()} == {RIGHT, *WRONG}
    assert item.options.get(is_right=True).text == RIGHT


@pytest.mark.parametrize(("right", "wrong"), [("", WRONG), (RIGHT, []), (RIGHT, [RIGHT, "Never."])])
def test_without_one_right_sentence_and_a_wrong_one_nobody_is_asked(right, wrong):
    with pytest.raises(NoRightOption):
        make_item(right=right, wrong=wrong)


def test_the_database_keeps_a_second_right_sentence_out():
    item = make_item()
    with pytest.raises(IntegrityError), transaction.atomic():
        item.options.update(is_right=True)


@pytest.mark.parametrize("is_published", [True, False], ids=["of another subject", "only submitted"])
def test_an_item_is_about_a_passage_that_everyone_reads(is_published):
    subject = make_subject()
    other = make_published(make_subject()) if is_published else make_text(subject, "Draft").passages.get()
    with pytest.raises(NotOfThisText):
        make_item(subject, passage=other)


def test_one_seat_responds_once_and_the_first_response_counts():
    item = make_item()
    seat = make_seat(item.subject)
    first = respond_to(item, seat, is_right=False)
    assert respond_to(item, seat) == first
    assert not first.option.is_right


def test_the_database_takes_one_response_of_a_seat():
    first = respond_to(make_item())
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save()


@pytest.mark.parametrize(
    "take", [lambda **who: take_staff_seat(**who)[0], take_advocate_seat], ids=["staff", "advocate"]
)
def test_staff_and_advocates_do_not_respond(take):
    item = make_item()
    with pytest.raises(PermissionDenied):
        respond_to(item, take(subject=item.subject, holder=make_user()))
    assert not Response.objects.exists()


def test_a_seat_elsewhere_does_not_respond():
    with pytest.raises(PermissionDenied):
        respond_to(make_item(), make_seat())


def test_at_a_closed_subject_nobody_responds():
    item = make_item()
    seat = make_seat(item.subject)
    item.subject.closes_at = timezone.now()
    item.subject.save()
    seat.refresh_from_db()
    with pytest.raises(SubjectNotOpen):
        respond_to(item, seat)


@pytest.mark.parametrize("end", [lambda item: close_item(item=item, closed_by=item.subject.owner), reword])
def test_what_is_closed_or_says_something_else_is_not_asked(end):
    item = make_item()
    seat = make_seat(item.subject)
    end(item)
    with pytest.raises(NotAsked):
        respond_to(item, seat)
    assert not items_asked(item.subject).exists()


def test_who_had_the_earlier_text_before_them_reads_the_new_one_first():
    item = make_item()
    before, seat = item.passage, make_seat(item.subject)
    reword(item)
    item = ask_again(item=item, asked_by=item.subject.owner)
    with pytest.raises(NotAsked):
        respond_to(item, seat, shown=before)
    assert respond_to(item, seat).text_version == item.passage.text_version


@pytest.mark.parametrize("said", [{"option": None}, {"body": "Both"}, {"option": None, "body": "Words"}])
def test_a_choice_is_one_of_the_items_own_sentences(said):
    item = make_item()
    with pytest.raises(OptionElsewhere):
        respond_to(item, **said)
    with pytest.raises(OptionElsewhere):
        respond_to(item, option=make_item().options.first())


@pytest.mark.parametrize("said", [{"body": "  "}, {"body": ""}])
def test_own_words_are_not_empty(said):
    with pytest.raises(OptionElsewhere):
        respond_to(make_worded_item(), **said)


def test_after_a_change_the_same_item_measures_on_new_people():
    item = make_item()
    seat, newcomer = make_seat(item.subject), make_seat(item.subject)
    respond_to(item, seat, is_right=False)
    reword(item)
    item = ask_again(item=item, asked_by=item.subject.owner)
    assert list(items_left(item.subject, seat)) == []
    assert list(items_left(item.subject, newcomer)) == [item]
    respond_to(item, newcomer)
    assert [(each.people, each.understood) for each in results_of(item)] == [(1, 1), (1, 0)]


def test_where_the_passage_says_the_same_there_is_nothing_to_measure():
    item = make_item()
    reword(item, item.passage.text)
    with pytest.raises(TextNotChanged):
        ask_again(item=item, asked_by=item.subject.owner)


def test_a_passage_that_is_gone_cannot_be_asked_about():
    item = make_item()
    make_published(item.subject)
    with pytest.raises(PassageGone):
        ask_again(item=item, asked_by=item.subject.owner)


MARKS = {
    (): None,
    (UNDERSTOOD,): None,
    (UNDERSTOOD, UNDERSTOOD): UNDERSTOOD,
    (NOT, NOT): NOT,
    (UNDERSTOOD, NOT): None,
    (PARTLY, UNDERSTOOD): None,
    (UNDERSTOOD, NOT, NOT): NOT,
    (NOT, UNDERSTOOD, UNDERSTOOD): UNDERSTOOD,
    (NOT, UNDERSTOOD, PARTLY): PARTLY,
}


@pytest.mark.parametrize(("marks", "expected"), MARKS.items(), ids=str)
def test_two_who_agree_decide_and_where_they_differ_a_third(marks, expected):
    assert judged(marks) == expected


@pytest.mark.parametrize(("marks", "expected"), MARKS.items(), ids=str)
def test_the_queue_holds_exactly_what_is_not_decided(marks, expected):
    response = respond_to(make_worded_item())
    for understanding in marks:
        mark(response=response, understanding=understanding, marked_by=make_user())
    assert responses_to_mark(make_user()).exists() == (expected is None)
    if expected is not None:
        with pytest.raises(MarkedEnough):
            mark(response=response, understanding=NOT, marked_by=make_user())


def test_one_person_judges_once_and_is_not_asked_again():
    response, reader = respond_to(make_worded_item()), make_user()
    mark(response=response, understanding=NOT, marked_by=reader)
    with pytest.raises(MarkedBefore):
        mark(response=response, understanding=UNDERSTOOD, marked_by=reader)
    assert not responses_to_mark(reader).exists()
    assert ResponseMark.objects.get().understanding == NOT


def test_choices_are_not_marked():
    with pytest.raises(MarkedEnough):
        mark(response=respond_to(make_item()), understanding=NOT, marked_by=make_user())


@pytest.mark.parametrize(("people", "is_shown"), [(1, False), (4, False), (5, True), (9, True)])
def test_a_few_people_are_too_few_to_show(people, is_shown):
    item = make_item()
    for number in range(people):
        respond_to(item, is_right=number > 0)
    result = results_of(item)[0]
    assert (result.people, result.understood, result.is_shown) == (people, people - 1, is_shown)


def test_own_words_count_once_they_are_judged():
    item = make_worded_item()
    for marks in [(UNDERSTOOD, UNDERSTOOD), (PARTLY, PARTLY), (NOT, UNDERSTOOD), ()]:
        response = respond_to(item)
        for understanding in marks:
            mark(response=response, understanding=understanding, marked_by=make_user())
    result = results_of(item)[0]
    assert (result.people, result.understood, result.waiting) == (2, 1, 2)


def test_results_take_as_many_questions_for_one_person_as_for_many(django_assert_num_queries):
    for item, queries in [(make_item(), 2), (make_worded_item(), 3)]:
        for _ in range(4):
            respond_to(item)
            with django_assert_num_queries(queries):
                results_of(item)


def test_the_chain_tells_who_asked_and_nothing_of_what_was_responded():
    item = make_worded_item()
    response = respond_to(item, body="Secret words")
    mark(response=response, understanding=NOT, marked_by=item.subject.owner)
    said = str(list(AuditEntry.objects.values_list("action", "data")))
    assert "codesign.item.asked" in said
    assert "codesign.response.marked" in said
    assert "Secret" not in said
    assert "not" not in said.replace("note", "")
