"""Who may use which verb in which stage: the whole table, role by stage by verb."""

import pytest

from codesign.boards import Ack, Refused
from codesign.boards import commands as verbs
from codesign.enums import SeatRole, Stage
from codesign.models import Board, BoardOp, SealedEntry
from tests.codesign.boards.verbs import added, do
from tests.factories import make_board, make_participant, make_seat

pytestmark = pytest.mark.django_db(databases=["default", "vault"])

OPEN = {"reveal", "group", "discuss", "decide"}
BOTH = {"participant", "facilitator"}
TABLE = {  # verb: fields, roles, stages
    verbs.AddNote: ({"column": 1, "text": "New"}, BOTH, OPEN | {"write_alone"}),
    verbs.EditNote: ({"note": "own", "version": 1, "text": "New"}, BOTH, OPEN | {"write_alone"}),
    verbs.RemoveNote: ({"note": "own"}, BOTH, OPEN | {"write_alone"}),
    verbs.MoveNote: ({"note": "own", "column": 2}, BOTH, OPEN),
    verbs.GroupNote: ({"note": "own", "under": "other"}, BOTH, {"group", "discuss"}),
    verbs.AddMark: ({"note": "other"}, BOTH, {"vote", "decide"}),
    verbs.RemoveMark: ({"note": "own"}, BOTH, {"vote", "decide"}),
    verbs.SetPosition: ({"text": "I stand here"}, {"participant"}, {"first_position"}),
    verbs.ExtendStage: ({"minutes": 2}, {"facilitator"}, set(Stage.values) - {"close"}),
    verbs.SetStage: ({"stage": "close"}, {"facilitator"}, set(Stage.values) - {"close"}),
}
CASES = [
    (role, stage, verb) for role in ("participant", "facilitator", "nobody") for stage in Stage.values for verb in TABLE
]


def prepared(board, seat, stage):
    """Numbers of an own note, marked, and of another's, on a board in this stage; in write alone the own is sealed."""
    Board.objects.update(stage=Stage.GROUP)
    own, other = added(board, seat), added(board, make_participant(board))
    Board.objects.update(stage=stage)
    if stage == Stage.WRITE_ALONE:
        own = do(board, seat, verbs.AddNote, column=1, text="Sealed").sealed
    if stage in (Stage.VOTE, Stage.DECIDE):
        do(board, seat, verbs.AddMark, note=own)
    return {"own": own, "other": other}


@pytest.mark.parametrize(("role", "stage", "verb"), CASES)
def test_each_verb_works_for_exactly_its_roles_in_exactly_its_stages(role, stage, verb):
    board = make_board()
    leader = board.grants.get(role=SeatRole.FACILITATOR).seat
    seat = leader if role == "facilitator" else make_participant(board)
    fields, roles, stages = TABLE[verb]
    numbers = prepared(board, seat, stage)
    before = (BoardOp.objects.count(), SealedEntry.objects.count())
    asking = make_seat(board.subject) if role == "nobody" else seat
    result = do(board, asking, verb, **{name: numbers.get(value, value) for name, value in fields.items()})
    if role in roles and stage in stages:
        assert isinstance(result, Ack)
        return
    assert result.code == ("not_allowed" if role not in roles else "closed" if stage == "close" else "wrong_stage")
    assert (BoardOp.objects.count(), SealedEntry.objects.count()) == before


@pytest.mark.parametrize(
    ("verb", "fields", "code"),
    [
        (verbs.EditNote, {"version": 1, "text": "Mine now"}, "not_allowed"),
        (verbs.RemoveNote, {}, "not_allowed"),
    ],
)
def test_a_participant_cannot_touch_the_words_of_another(board, ana, dan, verb, fields, code):
    result = do(board, ana, verb, note=added(board, dan), **fields)
    assert isinstance(result, Refused)
    assert result.code == code
    assert board.notes.get().texts.get().body == "The line is busy"


def test_a_facilitator_may_remove_a_note_but_not_change_it(board, ana, ben):
    number = added(board, ana)
    assert do(board, ben, verbs.EditNote, note=number, version=1, text="Nicer").code == "not_allowed"
    assert do(board, ben, verbs.RemoveNote, note=number).seq
    assert not board.notes.present().exists()


def test_a_grant_at_another_board_gives_nothing_here(board, ana):
    other = make_board(Stage.GROUP)
    assert do(other, ana, verbs.AddNote, column=1, text="Hello").code == "not_allowed"


def test_who_left_the_house_has_no_right_any_more(board, ben):
    ben.holder.is_active = False
    ben.holder.save()
    assert do(board, ben, verbs.AddNote, column=1, text="Hello").code == "not_allowed"
