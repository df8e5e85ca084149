"""The public page of a subject's statements: what closed rounds say, and nothing of what is sealed."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from codesign.enums import Choice, Moderation
from codesign.models import Ballot, Round, Statement
from tests.factories import make_subject

pytestmark = pytest.mark.django_db(databases=["default", "vault"])

# the subject, the number of statements, the page, its counts, hides, the number left out, the menu, and the way back to
# the text: its title in the language of the page and in its own, who may read the page, and the page
QUERIES = 11
COUNTS = re.compile(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>")


@pytest.fixture
def subject():
    """One that was held elsewhere and published with its exact counts; what our own rounds tell: test_round_pages."""
    return make_subject(import_source="Held elsewhere")


def make_statements(subject, count: int, moderation: str = Moderation.ACCEPTED, first: int = 1) -> list[Statement]:
    return [
        Statement.objects.create(subject=subject, number=number, body=f"Sentence {number}", moderation=moderation)
        for number in range(first, first + count)
    ]


def make_round(subject, *, is_open: bool = False) -> Round:
    now = timezone.now()
    return Round.objects.create(
        subject=subject,
        title="A round",
        opened_at=now - timedelta(days=1),
        closed_at=None if is_open else now,
        settled_at=None if is_open else now,
        secret="5e" * 32 if is_open else "",
    )


def cast(round_: Round, statement: Statement, *choices: str) -> None:
    start = Ballot.objects.count()
    for number, choice in enumerate(choices, start):
        Ballot.objects.create(round=round_, key=f"key {number}", statement=statement, choice=choice)


def get(client, subject, **query):
    return client.get(reverse("statements", args=[subject.code]), query)


def words_of(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def numbers_of(response) -> list[int]:
    return [int(number) for number in re.findall(r"<h2>Statement (\d+)</h2>", words_of(response))]


def test_each_statement_has_its_own_counts_over_all_closed_rounds(client, subject):
    first, second = make_statements(subject, 2)
    for _ in range(2):
        round_ = make_round(subject)
        cast(round_, first, Choice.AGREE, Choice.AGREE, Choice.DISAGREE, Choice.UNSURE, Choice.UNCLEAR)
    cast(round_, second, Choice.DISAGREE)
    labels = ["Agree", "Disagree", "Unsure", "I do not understand this", "Ballots"]
    expected = [*zip(labels, ["4", "2", "2", "2", "10"], strict=True), *zip(labels, "01001", strict=True)]
    assert COUNTS.findall(words_of(get(client, subject))) == expected


@pytest.mark.parametrize("count", [1, 3, 45])
def test_more_statements_are_not_more_queries(client, subject, django_assert_num_queries, count):
    for statement in make_statements(subject, count):
        cast(make_round(subject), statement, Choice.AGREE)
    get(client, subject)  # what the frame keeps between requests is there
    with django_assert_num_queries(QUERIES):
        assert len(numbers_of(get(client, subject))) == min(count, 20)


def test_ballots_of_an_open_round_change_no_byte(client, subject):
    statement = make_statements(subject, 1)[0]
    cast(make_round(subject), statement, Choice.AGREE)
    round_ = make_round(subject, is_open=True)
    before = get(client, subject).content
    cast(round_, statement, *Choice.values)
    assert get(client, subject).content == before

    round_.closed_at = round_.settled_at = timezone.now()
    round_.secret = ""
    round_.save()
    assert get(client, subject).content != before


def test_what_the_moderator_left_out_is_a_number_only(client, subject):
    make_statements(subject, 1)
    make_statements(subject, 2, Moderation.REJECTED, first=2)
    response = get(client, subject)
    assert numbers_of(response) == [1]
    assert "2 statements were left out." in words_of(response)
    assert "Sentence 2" not in words_of(response)


def test_a_statement_nobody_reviewed_says_so(client, subject):
    make_statements(subject, 1, Moderation.PENDING)
    assert "Not reviewed" in words_of(get(client, subject))


def test_statements_of_another_subject_stay_there(client, subject):
    make_statements(make_subject(), 1)
    make_statements(make_subject(), 1, Moderation.REJECTED)
    words = words_of(get(client, subject))
    assert "No statements yet." in words
    assert "left out" not in words


def test_an_imported_consultation_is_labelled(client):
    subject = make_subject()
    assert "Imported" not in words_of(get(client, subject))
    subject.import_source = "drivers <2017>"
    subject.save()
    label = (
        "Imported from another consultation: <bdi>drivers &lt;2017&gt;</bdi>. "
        "These people were not counted as heard here."
    )
    assert label in words_of(get(client, subject))


@pytest.mark.parametrize(
    ("page", "numbers"),
    [("1", [1, 20]), ("2", [21, 40]), ("3", [41, 45]), ("99", [41, 45]), ("-1", [41, 45]), ("x", [1, 20])],
)
def test_pages_follow_the_numbers(client, subject, page, numbers):
    make_statements(subject, 45)
    shown = numbers_of(get(client, subject, page=page))
    assert shown == list(range(numbers[0], numbers[1] + 1))


def test_the_order_is_that_of_the_numbers_of_which_only_places_are_shown(client, subject):
    for number in (30, 2, 11):
        make_statements(subject, 1, first=number)
    response = get(client, subject)
    assert re.findall(r"Sentence (\d+)", words_of(response)) == ["2", "11", "30"]
    assert numbers_of(response) == [1, 2, 3]


def test_a_statement_is_plain_text_in_its_own_direction(client, subject):
    Statement.objects.create(subject=subject, number=1, body="<b>نعم</b> 搭車")
    words = words_of(get(client, subject))
    assert re.search(r'<p class="statement" dir="auto"[^>]*>&lt;b&gt;نعم&lt;/b&gt; 搭車</p>', words)


def test_an_unknown_code_is_not_found(client):
    assert client.get(reverse("statements", args=["NOSUCH"])).status_code == 404


def test_the_page_takes_no_post(client, subject):
    assert client.post(reverse("statements", args=[subject.code])).status_code == 405
