"""Rounds in a browser without JavaScript: choosing, changing, suggesting, and what the owner does."""

import re
import uuid
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from codesign.actions.ballots import key_of
from codesign.actions.rounds import close_round
from codesign.actions.statements import leave_out_statement
from codesign.enums import Choice, Moderation, Seal
from codesign.models import Ballot, Glimpse, Round, Seat, Statement
from tests.codesign.pages import client_of
from tests.codesign.round_steps import SENTENCES, make_open_round, settled, statements_of
from tests.factories import make_owner, make_subject, make_user

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def round_():
    return make_open_round(takes_statements=True)


def page(round_):
    return reverse("vote", args=[round_.subject.code])


def asked(round_, number=1):
    """The address of a statement, which holds no number."""
    return f"{page(round_)}?statement={round_.subject.statements.get(number=number).key}"


def press(client, round_, number=1, choice="agree", **fields):
    return client.post(asked(round_, number), {"choice": choice, "seat_key": uuid.uuid4(), **fields})


def suggest(client, round_, body="The letters are too long.", **fields):
    address = reverse("suggest", args=[round_.subject.code])
    return client.post(address, {"body": body, "send_key": uuid.uuid4(), **fields})


def words_of(response, status=200) -> str:
    assert response.status_code == status
    return re.sub(r"\s+", " ", response.content.decode())


def owner_of(round_):
    return client_of(round_.subject.owner)


def test_a_press_is_a_ballot_and_brings_the_next_statement(client, round_):
    assert "3 statements left" in words_of(client.get(page(round_)))
    for left in (2, 1):
        key = re.search(r"\?statement=([0-9a-f-]{36})", client.get(page(round_)).content.decode()).group(1)
        response = press(client, round_, Statement.objects.get(key=key).number)
        assert (response.status_code, response["Location"]) == (303, page(round_))
        assert f"{left} statement{'s' if left > 1 else ''} left" in words_of(client.get(page(round_)))
    assert Ballot.objects.count() == 2
    assert Seat.objects.filter(subject=round_.subject).count() == 1


def test_at_the_end_one_reads_what_one_chose_and_may_change_it(client, round_):
    for number, choice in enumerate(("agree", "disagree", "unclear"), start=1):
        press(client, round_, number, choice)
    words = words_of(client.get(page(round_)))
    assert "Thank you. That was all." in words
    assert re.search(r"Your reference:.*[2-9A-Z]{3}-", words)
    press(client, round_, 2, "agree")
    assert list(Ballot.objects.order_by("statement__number").values_list("choice", flat=True)) == [
        "agree",
        "agree",
        "unclear",
    ]
    assert 'value="agree" aria-pressed="true"' in words_of(client.get(asked(round_, 2)))


def test_the_page_says_nothing_of_what_others_chose(client, round_):
    press(client, round_)
    before = words_of(client.get(page(round_) + "?end=1"))
    for _ in range(12):
        press(type(client)(), round_, choice="disagree")
    assert without_keys(words_of(client.get(page(round_) + "?end=1"))) == without_keys(before)


def without_keys(words: str) -> str:
    return re.sub(r'value="[^"]*"|nonce="[^"]*"', "", words)


def test_pressed_twice_at_once_before_the_session_is_known_it_is_one_seat(client, round_):
    key = uuid.uuid4()
    press(client, round_, seat_key=key)
    press(type(client)(), round_, seat_key=key)
    assert Seat.objects.filter(subject=round_.subject).count() == 1
    assert Ballot.objects.count() == 1


@pytest.mark.parametrize("choice", ["", "perhaps", "a" * 5000, "\x00", "\ud800"])
def test_what_is_no_choice_is_answered_in_words(client, round_, choice):
    said = urlencode({"choice": choice.encode("utf-8", "surrogatepass"), "seat_key": uuid.uuid4()})
    form = {"content_type": "application/x-www-form-urlencoded"}
    words = words_of(client.post(asked(round_), said, **form), 422)
    assert "Choose one of the four." in words
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("key", ["1", "-1", "x", "9" * 5000, "１", "", "\x00", str(uuid.UUID(int=7))])
def test_a_statement_that_is_not_asked_does_not_exist(client, round_, key):
    said = {"choice": "agree", "seat_key": uuid.uuid4()}
    assert client.post(f"{page(round_)}?{urlencode({'statement': key})}", said).status_code == 404
    assert not Ballot.objects.exists()


def test_a_statement_left_out_while_people_choose_is_told_in_words(client, round_):
    press(client, round_, 1)
    for number in (1, 2):
        left_out = statements_of(round_)[0]
        leave_out_statement(statement=left_out, because="It names a person.", left_out_by=round_.subject.owner)
        address = asked(round_, number)
        for response in (press(client, round_, number), client.get(address)):
            assert (response.status_code, response["Location"]) == (303, page(round_))
        assert "not asked about this statement any more" in words_of(client.get(page(round_)))
    assert Ballot.objects.count() == 1


def test_a_suggestion_that_waits_cannot_be_told_from_a_statement_that_does_not_exist(client, round_):
    suggest(client, round_)
    assert press(client, round_, 4).status_code == 404
    assert client.get(asked(round_, 4)).status_code == 404


@pytest.mark.parametrize("key", ["", "x", "\x00"])
def test_a_damaged_form_says_so_and_can_be_sent_again(client, round_, key):
    words = words_of(press(client, round_, seat_key=key), 422)
    assert "lost: send it again" in words
    assert not Seat.objects.filter(subject=round_.subject).exists()
    assert re.search(r'name="seat_key" value="[0-9a-f-]{36}"', words)


def test_after_the_close_one_is_told_so(client, round_):
    press(client, round_)
    close_round(round_=round_, closed_by=round_.subject.owner)
    assert "The round is over." in words_of(press(client, round_, 2), 409)
    assert "The round is over." in words_of(client.get(page(round_)))
    assert Ballot.objects.count() == 1


def test_where_nothing_is_asked_the_page_says_so(client):
    subject = make_subject()
    assert "Nothing is asked here now." in words_of(client.get(reverse("vote", args=[subject.code])))


def test_members_of_staff_cast_nothing(round_):
    client = client_of(make_user())
    assert "You are signed in as a member of staff" in words_of(client.get(page(round_)))
    assert "Only participants take part" in words_of(press(client, round_), 422)
    assert not Ballot.objects.exists()
    assert not Seat.objects.filter(subject=round_.subject).exists()


def test_who_signs_in_does_not_keep_on_choosing_with_the_seat_they_had(client, round_):
    press(client, round_)
    client.force_login(make_user())
    assert press(client, round_, 2).status_code == 422
    assert Ballot.objects.count() == 1


def test_a_suggestion_waits_and_is_told_so(client, round_):
    response = suggest(client, round_)
    assert "The owner of this subject reads your statement" in words_of(client.get(response["Location"]))
    statement = Statement.objects.get(number=4)
    assert (statement.body, statement.moderation) == ("The letters are too long.", Moderation.PENDING)
    for address in (page(round_), page(round_) + "?end=1", reverse("statements", args=[round_.subject.code])):
        assert "The letters are too long." not in words_of(client.get(address))


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "Write a sentence"),
        ("   ", "Write a sentence"),
        ("x" * 281, "This text has 281 characters. Shorten it to at most 280."),
        ("a\x00b", "characters in this text that we cannot store"),
    ],
)
def test_a_suggestion_that_cannot_be_taken_is_answered_in_words(client, round_, body, sentence):
    assert sentence in words_of(suggest(client, round_, body), 422)
    assert Statement.objects.count() == len(SENTENCES)


def test_a_suggestion_that_comes_too_late_is_given_back(client, round_):
    close_round(round_=round_, closed_by=round_.subject.owner)
    assert "The letters are too long." in words_of(suggest(client, round_), 409)


def test_script_in_a_suggestion_is_text(client, round_):
    suggest(client, round_, "<script>alert(1)</script>")
    assert "<script>alert" not in words_of(owner_of(round_).get(reverse("round", args=[round_.pk])))


def test_an_owner_opens_a_round(round_):
    owner = make_owner()
    subject = make_subject(owner=owner)
    said = {"subject": subject.pk, "title": "By phone", "statements": "One.\n\nTwo.\n", "seal": "until_close"}
    response = client_of(owner).post(reverse("round_new"), said)
    opened = Round.objects.get(subject=subject)
    assert response["Location"] == reverse("round", args=[opened.pk])
    assert [each.body for each in statements_of(opened)] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Give the round a title"),
        ({"statements": " \n "}, "Write at least one statement."),
        ({"statements": "ok\n" + "x" * 300}, "Statement 2 has 300 characters."),
        ({"statements": "\n".join(map(str, range(101)))}, "These are 101 statements."),
        ({"closes_at": "2020-01-01T10:00"}, "This is past."),
        ({"closes_at": "soon"}, "Give a day and a time"),
        ({"subject": str(uuid.uuid4())}, "A round cannot be opened there now."),
    ],
)
def test_a_round_that_cannot_be_opened_says_why_and_keeps_what_was_typed(fields, sentence):
    owner = make_owner()
    said = {"subject": make_subject(owner=owner).pk, "title": "By phone", "statements": "One.", "seal": "until_close"}
    words = words_of(client_of(owner).post(reverse("round_new"), said | fields), 422)
    assert sentence in words
    assert "title" in fields or 'value="By phone"' in words
    assert not Round.objects.exists()


def test_owners_see_their_own_rounds_only(round_):
    stranger = client_of(make_owner())
    assert "You have no rounds yet" in words_of(stranger.get(reverse("rounds")))
    for name in ("round", "round_close"):
        assert stranger.get(reverse(name, args=[round_.pk])).status_code == 404
        assert stranger.post(reverse(name, args=[round_.pk]), {"statements": "x"}).status_code == 404
    statement = statements_of(round_)[0]
    for name in ("accept", "leave_out"):
        assert stranger.post(reverse(name, args=[statement.pk]), {"because": "x"}).status_code == 404
    assert len(statements_of(round_)) == len(SENTENCES)


def test_an_owner_asks_about_what_was_suggested_or_says_why_not(client, round_):
    suggest(client, round_)
    suggest(client, round_, "Ana of counter 3 is rude.")
    owner = owner_of(round_)
    first, second = Statement.objects.filter(seat__isnull=False)
    owner.post(reverse("accept", args=[first.pk]))
    assert "Say why." in words_of(owner.post(reverse("leave_out", args=[second.pk]), {"because": ""}), 422)
    owner.post(reverse("leave_out", args=[second.pk]), {"because": "It names a person."})
    assert first in statements_of(round_)
    assert Statement.objects.get(pk=second.pk).hide.because == "It names a person."


def test_statements_that_come_after_the_close_are_given_back(round_):
    close_round(round_=round_, closed_by=round_.subject.owner)
    address = reverse("round", args=[round_.pk])
    words = words_of(owner_of(round_).post(address, {"statements": "Is it far?"}), 409)
    assert "This round is closed, and asks about nothing more." in words
    assert "Is it far?" in words
    assert len(statements_of(round_)) == len(SENTENCES)


def test_closing_asks_first(round_):
    owner, address = owner_of(round_), reverse("round_close", args=[round_.pk])
    assert "cannot be opened again" in words_of(owner.get(address))
    assert Round.objects.get().is_open
    owner.post(address)
    assert "being counted" in words_of(owner.get(reverse("round", args=[round_.pk])))


def test_the_result_is_what_may_be_shown(client, round_):
    for choice in [Choice.AGREE] * 12 + [Choice.DISAGREE] * 6:
        press(type(client)(), round_, choice=choice)
    press(client, round_, 2)
    address = reverse("statements", args=[round_.subject.code])
    assert "about" not in words_of(client.get(address)).partition("<main")[2].partition("</main")[0]
    settled(round_)
    words = words_of(client.get(address))
    assert "<dt>Agree</dt><dd>about 10</dd>" in words
    assert "<dt>Disagree</dt><dd>about 5</dd>" in words
    assert "<dt>Unsure</dt><dd>hardly anybody</dd>" in words
    assert words.count("too few to show") == len(Choice)


@pytest.fixture
def open_seal():
    return make_open_round(seal=Seal.UNTIL_OWN_BALLOT)


def cast_by_others(client, round_, agreeing, disagreeing):
    for choice in [Choice.AGREE] * agreeing + [Choice.DISAGREE] * disagreeing:
        press(type(client)(), round_, choice=choice)


def test_who_has_chosen_sees_what_others_chose_where_the_owner_lets_them(client, open_seal):
    cast_by_others(client, open_seal, 11, 6)
    assert "so far:" not in words_of(client.get(page(open_seal) + "?end=1"))
    press(client, open_seal)
    words = words_of(client.get(page(open_seal) + "?end=1"))
    assert "What people have chosen so far: Agree about 10 · Disagree about 5" in words
    press(client, open_seal, 2)
    assert words_of(client.get(page(open_seal) + "?end=1")).count("so far:") == 1


@pytest.mark.parametrize(("agreeing", "disagreeing"), [(8, 0), (5, 3), (30, 0)])
def test_of_few_or_of_people_who_all_chose_the_same_nothing_is_shown(client, open_seal, agreeing, disagreeing):
    cast_by_others(client, open_seal, agreeing, disagreeing)
    press(client, open_seal)
    assert "Too few people have chosen" in words_of(client.get(page(open_seal) + "?end=1"))


def test_what_is_shown_stays_until_ten_more_have_chosen(client, open_seal):
    press(client, open_seal)
    cast_by_others(client, open_seal, 10, 6)
    shown = words_of(client.get(page(open_seal) + "?end=1"))
    cast_by_others(client, open_seal, 1, 8)
    assert without_keys(words_of(client.get(page(open_seal) + "?end=1"))) == without_keys(shown)
    cast_by_others(client, open_seal, 1, 0)
    assert "Agree about 15 · Disagree about 15" in words_of(client.get(page(open_seal) + "?end=1"))


def test_with_the_close_nothing_is_left_of_what_was_shown_meanwhile(client, open_seal):
    cast_by_others(client, open_seal, 10, 6)
    press(client, open_seal)
    client.get(page(open_seal) + "?end=1")
    assert Glimpse.objects.exists()
    settled(open_seal)
    assert not Glimpse.objects.exists()


def test_pages_ask_as_often_for_many_as_for_one(client, round_, django_assert_max_num_queries):
    press(client, round_)
    settled(round_)
    make_open_round(round_.subject, sentences=[f"Sentence {number}." for number in range(60)])
    with django_assert_max_num_queries(15):
        client.get(page(round_))
    with django_assert_max_num_queries(15):
        client.get(reverse("statements", args=[round_.subject.code]))


def test_a_ballot_is_kept_under_a_key_that_is_no_seat(client, round_):
    press(client, round_)
    seat = Seat.objects.get(subject=round_.subject)
    assert Ballot.objects.get().key == key_of(round_.secret, seat.pk)


@pytest.mark.parametrize(
    ("seal", "says", "says_not"),
    [
        ("until_close", "Then everyone sees what people chose.", "Then people who took no part"),
        ("until_own_ballot", "Then people who took no part see what was chosen, too.", "Then everyone sees"),
    ],
)
def test_the_end_says_who_sees_it_then_as_the_owner_chose(client, seal, says, says_not):
    round_ = make_open_round(seal=seal)
    for number in (1, 2, 3):
        press(client, round_, number)
    words = words_of(client.get(page(round_)))
    assert says in words
    assert says_not not in words
