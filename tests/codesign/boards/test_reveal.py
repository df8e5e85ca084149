"""Sealed first, then revealed: once, as one operation, in an order that says nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from codesign.boards import Ack
from codesign.boards import commands as verbs
from codesign.enums import Stage
from codesign.models import Board, Mark, NoteText, SealedEntry
from tests.codesign.boards.verbs import add, added, do, go
from tests.factories import make_board, make_participant

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def alone():
    """A board on which everyone writes alone."""
    return make_board(Stage.WRITE_ALONE)


def test_what_is_written_alone_takes_no_place_in_the_log(alone):
    result = add(alone, make_participant(alone))
    alone.refresh_from_db()
    assert (result.seq, result.sealed, alone.head, alone.ops.count(), alone.notes.count()) == (None, 1, 0, 0, 0)


def test_each_seat_numbers_its_own(alone):
    ana, dan = make_participant(alone), make_participant(alone)
    assert [add(alone, seat).sealed for seat in (ana, dan, ana)] == [1, 1, 2]


def test_a_sealed_note_is_changed_and_removed_by_its_author_alone(alone):
    ana, dan = make_participant(alone), make_participant(alone)
    add(alone, ana, "One")
    for verb, fields in ((verbs.EditNote, {"version": 1, "text": "Mine"}), (verbs.RemoveNote, {})):
        assert do(alone, dan, verb, note=1, **fields).code == "not_found"
    do(alone, ana, verbs.EditNote, note=1, version=1, text="Two")
    assert do(alone, ana, verbs.EditNote, note=1, version=1, text="Three").newest == ("Two", 2)
    do(alone, ana, verbs.RemoveNote, note=1)
    assert do(alone, ana, verbs.RemoveNote, note=1).code == "not_found"
    go(alone, Stage.REVEAL)
    assert not alone.notes.exists()


def test_the_reveal_is_one_operation_with_fresh_numbers_and_the_text_in_one_place(alone):
    seats = [make_participant(alone) for _ in range(3)]
    for number, seat in enumerate(seats * 2):
        add(alone, seat, f"canary {number}", column=1 + number % 2)
    go(alone, Stage.REVEAL)
    assert list(alone.ops.values_list("kind", flat=True)) == ["notes_revealed", "stage_set"]
    assert sorted(alone.notes.values_list("number", flat=True)) == list(range(3, 9))
    assert set(NoteText.objects.values_list("body", flat=True)) == {f"canary {number}" for number in range(6)}
    assert "canary" not in str(list(SealedEntry.objects.values())) + str(list(alone.ops.values()))


def test_the_order_of_the_reveal_is_not_the_order_of_writing():
    orders = set()
    for _ in range(3):
        board = make_board(Stage.WRITE_ALONE)
        ana = make_participant(board)
        for number in range(12):
            add(board, ana, f"{number:02}")
        go(board, Stage.DISCUSS)
        orders.add(tuple(board.notes.with_body().values_list("body", flat=True)))
    assert len(orders) == 3


def test_a_vote_is_counted_once_at_its_end(board, ana, dan, ben):
    one, two = added(board, ana), added(board, ana)
    go(board, Stage.VOTE)
    head = board.head
    for seat, note in ((ana, one), (dan, one), (dan, two), (ben, two)):
        assert do(board, seat, verbs.AddMark, note=note).sealed
    do(board, ben, verbs.RemoveMark, note=two)
    board.refresh_from_db()
    assert (board.head, Mark.objects.count()) == (head, 0)
    go(board, Stage.DECIDE)
    assert board.ops.get(kind="marks_revealed").data == {"marks": {str(one): 2, str(two): 1}}
    assert Mark.objects.count() == 3


def test_marks_of_a_decision_that_was_taken_back_give_way_to_the_vote(board, ana, dan):
    one, two = added(board, ana), added(board, ana)
    go(board, Stage.DECIDE)
    for seat, note in ((ana, one), (dan, two)):
        do(board, seat, verbs.AddMark, note=note)
    go(board, Stage.GROUP)
    go(board, Stage.VOTE)
    assert do(board, ana, verbs.AddMark, note=one).sealed
    assert isinstance(go(board, Stage.DECIDE), Ack)
    assert board.ops.get(kind="marks_revealed").data == {"marks": {str(one): 1}}
    assert list(Mark.objects.values_list("note__number", "seat")) == [(one, ana.pk)]


def test_a_position_counts_once_per_seat_and_is_logged_by_key(board, ana, dan):
    go(board, Stage.FIRST_POSITION)
    for seat, text in ((ana, "First"), (ana, "canary"), (dan, "Other")):
        assert do(board, seat, verbs.SetPosition, text=text).sealed == 1
    go(board, Stage.DISCUSS)
    revealed = SealedEntry.objects.filter(revealed_at__isnull=False)
    assert set(board.ops.get(kind="positions_revealed").data["positions"]) == {entry.pk for entry in revealed}
    assert {entry.data["text"] for entry in revealed} == {"canary", "Other"}
    assert "canary" not in str(list(board.ops.values()))


@pytest.mark.parametrize("left", [Stage.WRITE_ALONE, Stage.FIRST_POSITION, Stage.VOTE])
def test_a_revealed_stage_never_comes_back(left):
    board = make_board(left)
    go(board, Stage.CLOSE if left == Stage.VOTE else Stage.VOTE)
    assert go(board, left).code in {"wrong_stage", "closed"}
    assert board.stage != left


def test_an_open_stage_comes_back_for_ten_seconds(board):
    go(board, Stage.DISCUSS)
    assert isinstance(go(board, Stage.GROUP), Ack)
    go(board, Stage.DISCUSS)
    Board.objects.update(stage_started_at=timezone.now() - timedelta(seconds=11))
    assert go(board, Stage.GROUP).code == "wrong_stage"


@pytest.mark.parametrize("stage", [Stage.WELCOME, Stage.REVEAL, Stage.GROUP])
def test_only_the_stage_just_left_comes_back(stage, board):
    go(board, Stage.DISCUSS)
    go(board, Stage.DECIDE)
    assert go(board, stage).code == "wrong_stage"


def test_going_back_from_a_sealed_stage_reveals_nothing():
    board = make_board()
    ana = make_participant(board)
    go(board, Stage.WRITE_ALONE)
    add(board, ana)
    go(board, Stage.WELCOME)
    assert not board.notes.exists()
    go(board, Stage.WRITE_ALONE)
    go(board, Stage.REVEAL)
    assert board.notes.count() == 1


def test_what_was_written_alone_is_revealed_although_its_stage_was_taken_back_and_passed_over():
    board = make_board()
    ana = make_participant(board)
    go(board, Stage.WRITE_ALONE)
    add(board, ana)
    go(board, Stage.WELCOME)
    go(board, Stage.GROUP)
    assert board.notes.count() == 1
    assert [op.kind for op in board.ops.order_by("seq")][-2:] == ["notes_revealed", "stage_set"]


def test_a_sealed_stage_that_nobody_wrote_in_is_passed_over_without_a_word():
    board = make_board()
    go(board, Stage.CLOSE)
    assert [op.kind for op in board.ops.all()] == ["stage_set"]


@pytest.mark.parametrize("stage", ["", "nowhere", "GROUP", "group "])
def test_a_stage_that_does_not_exist_is_refused(stage, board):
    assert go(board, stage).code == "malformed"


def test_time_is_added_to_what_is_left_and_never_to_the_past(board, ben):
    do(board, ben, verbs.ExtendStage, minutes=5)
    do(board, ben, verbs.ExtendStage, minutes=1)
    board.refresh_from_db()
    assert timedelta(minutes=5, seconds=50) < board.stage_ends_at - timezone.now() <= timedelta(minutes=6)
    Board.objects.update(stage_ends_at=timezone.now() - timedelta(hours=1))
    do(board, ben, verbs.ExtendStage, minutes=1)
    board.refresh_from_db()
    assert board.stage_ends_at > timezone.now()
