"""What a round says, by the ways in which people came: told apart, and without those nobody can count on."""

import random
import uuid

import pytest
from django.urls import reverse

from codesign.actions.ballots import key_of
from codesign.enums import Admission, Choice, Way
from codesign.models import Ballot, Seat, SegmentTally, Voted
from codesign.results import WITHOUT_LINKS, results_of, with_results
from people.vault import store
from tests.codesign.pages import client_of, words_of
from tests.codesign.round_steps import make_open_round, settled, statements_of
from tests.factories import make_dimension, make_subject

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
BOTS = 1000


def crowd(round_, way, agreeing, disagreeing):
    """So many people who came in one way and chose about the first statement."""
    choices = [Choice.AGREE] * agreeing + [Choice.DISAGREE] * disagreeing
    random.shuffle(choices)
    seats = Seat.objects.bulk_create(
        Seat(subject=round_.subject, provenance="self", way=way, pseudonym=f"Blue {uuid.uuid4().hex[:12]}")
        for _ in choices
    )
    Voted.objects.bulk_create(Voted(round=round_, seat=seat) for seat in seats)
    Ballot.objects.bulk_create(
        Ballot(
            round=round_,
            key=key_of(round_.secret, seat.pk),
            statement=statements_of(round_)[0],
            choice=choice,
            way=way,
        )
        for seat, choice in zip(seats, choices, strict=True)
    )
    return seats


def lines_of(round_):
    result = results_of(settled(round_))[0].result
    return {
        str(line.label): {str(choice): count for choice, count in line.counts if count != 0} for line in result.lines
    }


def make_round_with_codes(**fields):
    round_ = make_open_round(**fields)
    crowd(round_, Way.INVITED, 25, 15)
    crowd(round_, Way.ATTESTED, 10, 20)
    crowd(round_, Way.OPEN_LINK, 15, 15)
    return round_


def test_ballots_of_each_way_stand_apart_with_a_line_without_the_open_link():
    assert lines_of(make_round_with_codes()) == {
        "All ballots": {"Agree": 50, "Disagree": 50},
        "With a personal code": {"Agree": 25, "Disagree": 15},
        "With a code whose group an organisation attests": {"Agree": 10, "Disagree": 20},
        "By the open link": {"Agree": 15, "Disagree": 15},
        "Without ballots by a link": {"Agree": 35, "Disagree": 35},
    }


def test_a_thousand_seats_by_the_open_link_are_told_apart_and_do_not_move_the_line_without_them():
    """Canary V4: somebody who clears their cookies a thousand times changes the open-link line and no other."""
    honest = lines_of(make_round_with_codes())
    stuffed = make_round_with_codes()
    crowd(stuffed, Way.OPEN_LINK, BOTS - 5, 5)
    lines = lines_of(stuffed)
    moved = {label for label in lines if lines[label] != honest[label]}
    assert moved == {"All ballots", "By the open link"}
    assert lines[str(WITHOUT_LINKS)] == honest[str(WITHOUT_LINKS)]
    assert lines["By the open link"] == {"Agree": 15 + BOTS - 5, "Disagree": 20}


def test_where_one_part_is_too_small_the_sum_does_not_tell_it():
    round_ = make_open_round()
    crowd(round_, Way.INVITED, 25, 15)
    crowd(round_, Way.ATTESTED, 2, 1)
    crowd(round_, Way.OPEN_LINK, 15, 15)
    lines = lines_of(round_)
    nothing = dict.fromkeys(str(choice.label) for choice in Choice)
    assert lines["With a code whose group an organisation attests"] == nothing
    assert lines["Without ballots by a link"] == nothing


@pytest.mark.parametrize("way", [Way.INVITED, Way.ATTESTED, Way.OPEN_LINK])
def test_where_all_came_in_one_way_there_is_one_line_which_says_so(way):
    round_ = make_open_round()
    crowd(round_, way, 25, 15)
    result = results_of(settled(round_))[0].result
    assert [str(line.label) for line in result.lines] == ["All ballots"]
    assert result.only_way
    assert not result.needs_telling_apart


def test_a_later_round_takes_the_place_of_an_earlier_one_but_not_on_its_own_page():
    first = make_open_round()
    crowd(first, Way.OPEN_LINK, 20, 20)
    first = settled(first)
    second = make_open_round(first.subject, sentences=["The phone line is always busy."])
    crowd(second, Way.OPEN_LINK, 30, 10)
    second = settled(second)
    assert with_results(statements_of(first))[0].result.round == second
    assert results_of(first)[0].result.round == first


@pytest.mark.parametrize(
    ("admission", "words"),
    [(Admission.OPEN, "Everyone with the link"), (Admission.INVITED, "Only people with a personal code")],
)
def test_the_mode_stands_beside_every_figure_of_a_round(client, admission, words):
    round_ = make_round_with_codes(admission=admission)
    owner = client_of(round_.subject.owner)
    pages = [
        (owner, reverse("rounds")),
        (owner, reverse("round", args=[round_.pk])),
        (owner, reverse("round_close", args=[round_.pk])),
    ]
    for visitor, address in pages:
        assert words in words_of(visitor.get(address)), address
    settled(round_)
    for visitor, address in [*pages[:2], (client, reverse("statements", args=[round_.subject.code]))]:
        assert words in words_of(visitor.get(address)), address


def test_everyone_reads_the_lines(client):
    round_ = settled(make_round_with_codes())
    words = words_of(client.get(reverse("statements", args=[round_.subject.code])))
    assert '<h3 class="way">Without ballots by a link</h3>' in words
    assert "<dt>Agree</dt><dd>about 35</dd>" in words


def test_pages_ask_as_often_for_many_ways_as_for_one(client, django_assert_max_num_queries):
    round_ = settled(make_round_with_codes())
    with django_assert_max_num_queries(15):
        client.get(reverse("statements", args=[round_.subject.code]))
    with django_assert_max_num_queries(15):
        results_of(round_)


def test_what_people_say_of_themselves_and_what_is_attested_are_never_one_figure():
    """Canary V5: the segment of a ballot counts as attested where its code says so, else as its author says."""
    town = make_dimension("Town", "Country").segments.all()[0]
    subject = make_subject()
    subject.asked_dimensions.add(town.dimension)
    round_ = make_open_round(subject)
    for way, is_attested, people in ((Way.OPEN_LINK, False, (20, 20)), (Way.ATTESTED, True, (10, 20))):
        for seat in crowd(round_, way, *people):
            said = [store.Statement(town.dimension_id, frozenset({town.pk}), is_attested=is_attested)]
            store.declare(seat_id=seat.pk, statements=said, consent_text="Yes", language="en")
    crowd(round_, Way.OPEN_LINK, 20, 20)
    settled(round_)
    in_town = SegmentTally.objects.filter(round=round_, segment=town)
    assert dict(in_town.filter(way="").values_list("choice", "count")) == {"agree": 20, "disagree": 20}
    assert dict(in_town.filter(way=Way.ATTESTED).values_list("choice", "count")) == {"agree": 10, "disagree": 20}
    assert not in_town.filter(way__in=[Way.OPEN_LINK, Way.INVITED]).exists()


@pytest.mark.parametrize(("agreeing", "disagreeing"), [(1, 0), (4, 0), (3, 1), (60, 0)])
def test_what_few_or_all_chose_is_told_by_no_cell(client, agreeing, disagreeing):
    """Where the chosen one says that it is hidden and the others say that nobody chose them, the choice is told."""
    round_ = make_open_round(sentences=["The phone line is always busy."])
    crowd(round_, Way.OPEN_LINK, agreeing, disagreeing)
    settled(round_)
    owner = client_of(round_.subject.owner)
    for visitor, address in (
        (owner, reverse("round", args=[round_.pk])),
        (client, reverse("statements", args=[round_.subject.code])),
    ):
        words = words_of(visitor.get(address))
        assert words.count("<dd>too few to show</dd>") == len(Choice), address
        assert "hardly anybody" not in words, address
