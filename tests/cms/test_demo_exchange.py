"""The workshops and the formal exchange of the demo institution come out as its story tells them."""

import pytest

from cms.demo.boards import seed_boards
from cms.demo.concepts import seed_concepts
from cms.demo.people import seed_people
from cms.demo.programmes import seed_programmes
from cms.demo.site import seed_site
from codesign.enums import Stage
from codesign.models import Board, BoardOp, Mark, SealedEntry, Seat

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def workshops():
    for seed in (seed_people, seed_site, seed_programmes, seed_concepts, seed_boards):
        seed()
    return {board.stage: board for board in Board.objects.all()}


def test_there_is_a_workshop_over_one_written_alone_and_one_that_votes(workshops):
    assert set(workshops) == {Stage.CLOSE, Stage.WRITE_ALONE, Stage.VOTE}
    assert workshops[Stage.CLOSE].notes.present().count() == 40
    assert workshops[Stage.CLOSE].notes.filter(group__isnull=False).count() >= 20
    assert Mark.objects.filter(note__board=workshops[Stage.CLOSE]).count() >= 30
    assert SealedEntry.objects.filter(board=workshops[Stage.CLOSE], stage=Stage.FIRST_POSITION).count() == 8


@pytest.mark.parametrize("stage", [Stage.WRITE_ALONE, Stage.VOTE])
def test_what_a_running_workshop_sealed_is_not_revealed(workshops, stage):
    assert workshops[stage].sealed_entries.standing(stage).count() >= 9
    assert not Mark.objects.filter(note__board=workshops[stage]).exists()


def test_participants_of_workshops_are_known_by_a_pseudonym_only(workshops):
    holders = Seat.objects.filter(grants__role="participant").values_list("holder", flat=True)
    assert holders.count() >= 20
    assert set(holders) == {None}


def test_holding_the_workshops_again_changes_nothing(workshops):
    before = BoardOp.objects.count(), SealedEntry.objects.count(), Seat.objects.count()
    seed_boards()
    assert (BoardOp.objects.count(), SealedEntry.objects.count(), Seat.objects.count()) == before
