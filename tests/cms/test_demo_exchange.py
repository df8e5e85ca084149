"""The workshops and the formal exchange of the demo institution come out as its story tells them."""

import pytest
from django.test import Client
from django.urls import reverse

from cms.demo.boards import seed_boards
from cms.demo.exchange import seed_exchange
from cms.demo.proposals import HOME_VISIT, ONE_LETTER
from cms.gate import request_for
from cms.models import ProposalPage
from codesign.enums import HEARD_PROVENANCES, Stage
from codesign.models import Board, BoardOp, Mark, Seat
from measures.representation import Hearing
from people.audit import first_broken_entry
from people.models import AuditEntry, User
from people.vault import store
from personas.actions.tables import current_hearings
from personas.enums import ChairState
from personas.gate import obstacles
from personas.models import Advocacy, Chair, Challenge, Release
from personas.snapshots import people_at
from tests.codesign.pages import client_of, words_of
from tests.factories import make_voice

pytestmark = [pytest.mark.django_db(databases=["default", "vault"]), pytest.mark.usefixtures("institution")]

IN_THE_WAY = {
    ("chair", "Born in another country"),
    ("chair", "Countryside"),
    ("chair", "Islands and far valleys"),
    ("attempt", "Islands and far valleys"),
    ("reply", "Refugees"),
    ("verdict", "Hard to walk or stand"),
}


@pytest.fixture
def released():
    return ProposalPage.objects.get(subject__code=ONE_LETTER)


@pytest.fixture
def waiting():
    return ProposalPage.objects.get(subject__code=HOME_VISIT)


def board_in(stage: Stage) -> Board:
    return Board.objects.get(stage=stage)


def names_of(found):
    """The obstacles as pairs of their kind and of the segment they are about."""
    chairs = {chair.pk: str(chair) for chair in Chair.objects.select_related("segment")}
    challenges = {each.pk: str(each.advocacy.chair) for each in Challenge.objects.all()}
    return [(each.kind, (challenges if each.kind in {"reply", "verdict"} else chairs)[each.key]) for each in found]


def test_the_workshop_that_is_over_has_forty_notes_that_were_grouped_and_marked():
    board = board_in(Stage.CLOSE)
    assert board.notes.present().count() == 40
    assert board.notes.filter(group__isnull=False).count() >= 20
    assert Mark.objects.filter(note__board=board).count() >= 30
    assert board.sealed_entries.filter(stage=Stage.FIRST_POSITION, revealed_at__isnull=False).count() == 8


@pytest.mark.parametrize("stage", [Stage.WRITE_ALONE, Stage.VOTE])
def test_what_a_running_workshop_sealed_is_not_revealed(stage):
    board = board_in(stage)
    assert board.sealed_entries.standing(stage).count() >= 9
    assert not Mark.objects.filter(note__board=board).exists()


def test_participants_of_workshops_are_known_by_a_pseudonym_only():
    holders = Seat.objects.filter(grants__role="participant").values_list("holder", flat=True)
    assert holders.count() >= 20
    assert set(holders) == {None}


def test_three_advocates_stand_in_and_six_challenges_were_raised():
    advocates = Advocacy.objects.current().values_list("advocate__display_name", flat=True)
    assert set(advocates) == {"Abel Okoro", "Lin Haraldsen", "Rosa Imani"}
    assert Challenge.objects.count() == 6


def test_the_released_proposal_is_live_with_its_whole_record(released):
    record = Release.objects.get(subject=released.subject).record
    replies = [reply for each in record["challenges"] for reply in each["replies"]]
    assert {reply["kind"] for reply in replies} == {"changed", "not_changed", "deferred"}
    assert [each["is_disputed"] for each in record["challenges"]] == [False, True, False]
    assert {chair["state"] for chair in record["chairs"]} == {ChairState.HEARD, ChairState.ADVOCATED}
    assert record["lineage"] == ["One letter for one thing", "Survivor pension", "Letters that say one thing"]
    assert record["people_heard"] >= 5


def test_the_released_proposal_prints_its_dissent_for_everyone(released):
    response = Client().get(released.url)
    assert response.status_code == 200
    for fact in ["The health service knows whom to call", "30 days from the day", "Pia Lund", "Lin Haraldsen"]:
        assert fact in words_of(response)
    assert words_of(response).count("Stays disputed") == 1


def test_the_waiting_proposal_is_not_there_for_visitors(waiting):
    assert not waiting.live
    assert Client().get(waiting.get_url()).status_code == 404


def test_the_waiting_proposal_has_exactly_the_obstacles_of_its_story(waiting):
    found = names_of(obstacles(request_for(waiting)))
    assert set(found) == IN_THE_WAY
    assert len(found) == len(IN_THE_WAY)


def test_the_approver_sees_what_is_missing_and_no_button(waiting):
    pia = client_of(User.objects.get(email="pia.approver@marenza.example"))
    words = words_of(pia.get(reverse("gate", args=[HOME_VISIT])))
    assert "Approve and publish" not in words
    assert "is protected, is not heard" in words


def test_the_waiting_table_has_a_chair_in_each_state(waiting):
    chairs = waiting.subject.table.chairs.with_advocates()
    assert {chair.state for chair in chairs} == set(ChairState)


def test_nobody_but_people_themselves_counts_as_heard(released, waiting):
    for table in (released.subject.table, waiting.subject.table):
        provenances = Seat.objects.filter(pk__in=people_at(table)).values_list("provenance", flat=True)
        assert set(provenances) <= set(HEARD_PROVENANCES)


def test_an_advocate_who_speaks_leaves_the_chair_unheard(released):
    table = released.subject.table
    for advocacy in Advocacy.objects.filter(chair__table=table).select_related("seat", "chair__segment"):
        segment = advocacy.chair.segment
        make_voice(advocacy.seat)
        said = [store.Statement(segment.dimension_id, frozenset({segment.pk}))]
        store.declare(seat_id=advocacy.seat_id, statements=said, consent_text="We ask because …", language="en")
        assert current_hearings(table)[segment.pk] is Hearing.NOBODY


def test_acting_it_all_out_again_changes_nothing():
    before = AuditEntry.objects.count(), BoardOp.objects.count(), Seat.objects.count(), Challenge.objects.count()
    seed_boards()
    seed_exchange()
    after = AuditEntry.objects.count(), BoardOp.objects.count(), Seat.objects.count(), Challenge.objects.count()
    assert after == before


def test_the_chain_of_what_was_done_is_whole():
    assert first_broken_entry() is None
