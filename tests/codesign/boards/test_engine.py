"""What `apply` promises whatever the verb: one log without gaps, each command once, a bad one alone."""

import threading
import uuid

import pytest
from django.db import connection

from codesign.boards import Ack, Refusal, SeatCommand, apply, from_form, redact
from codesign.boards import commands as verbs
from codesign.boards.notes import SMALLEST_GAP
from codesign.enums import Stage
from codesign.models import BoardOp, NoteText
from codesign.signals import ops_committed
from people.models import AuditEntry
from tests.codesign.boards.verbs import add, added, do, go
from tests.factories import make_board, make_facilitator, make_participant

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def asking(seat, verb, **fields):
    return SeatCommand(seat.pk, verb(op_id=uuid.uuid4(), **fields))


def test_the_log_counts_without_gaps_and_holds_no_text(board, ana):
    for number in range(3):
        add(board, ana, f"canary {number}")
    assert list(board.ops.values_list("seq", flat=True)) == [1, 2, 3]
    assert "canary" not in str(list(board.ops.values()))


def test_a_command_sent_five_times_is_applied_once(board, ana):
    op_id = uuid.uuid4()
    results = [add(board, ana, op_id=op_id) for _ in range(5)]
    assert set(results) == {Ack(op_id, seq=1)}
    assert board.notes.count() == 1


def test_a_command_sent_twice_in_one_batch_is_applied_once(board, ana):
    asked = asking(ana, verbs.AddNote, column=1, text="Once")
    first, second = apply(board=board, commands=[asked, asked])
    assert first == second
    assert board.notes.count() == 1


@pytest.mark.parametrize("verb", ["add_note", "edit_note", "remove_note"])
def test_a_sealed_command_sent_again_is_answered_again_and_not_applied(verb):
    board = make_board(Stage.WRITE_ALONE)
    ana, op_id = make_participant(board), uuid.uuid4()
    add(board, ana, "First")
    fields = {"verb": verb, "op_id": str(op_id), "column": "1", "note": "1", "version": "1", "text": "Second"}
    command = from_form(fields)
    results = [apply(board=board, commands=[SeatCommand(ana.pk, command)])[0] for _ in range(3)]
    go(board, Stage.REVEAL)
    results += apply(board=board, commands=[SeatCommand(ana.pk, command)])
    assert set(results) == {Ack(command.op_id, sealed=2 if verb == "add_note" else 1)}


def test_the_same_id_from_another_seat_is_another_command(board, ana, dan):
    op_id = uuid.uuid4()
    assert {add(board, ana, op_id=op_id).seq, add(board, dan, op_id=op_id).seq} == {1, 2}


def test_a_refused_command_may_be_sent_again_with_the_same_id(board, ana):
    op_id = uuid.uuid4()
    assert add(board, ana, column=9, op_id=op_id).code == "not_found"
    assert add(board, ana, op_id=op_id).seq == 1


def test_a_note_that_is_removed_stays_removed_where_a_column_is_spread_in_the_same_batch(board, ana):
    """Spreading takes up the removed notes of a column as well."""
    first, second, third, gone = (added(board, ana, text) for text in ("First", "Second", "Third", "Gone"))
    do(board, ana, verbs.RemoveNote, note=gone)
    leave_no_room_before(board, second, after=first)
    moving = asking(ana, verbs.MoveNote, note=third, column=1, before=second)
    editing = asking(ana, verbs.EditNote, note=gone, version=1, text="Here again")
    moved, edited = apply(board=board, commands=[moving, editing])
    assert (moved.seq, edited.code) == (6, "not_found")
    assert [note.number for note in board.notes.present()] == [first, third, second]


def leave_no_room_before(board, number, after):
    place = board.notes.get(number=after).position
    board.notes.filter(number=number).update(position=place + SMALLEST_GAP / 2)


def test_a_bad_command_does_not_spoil_the_batch(board, ana):
    good = asking(ana, verbs.AddNote, column=1, text="Good")
    bad = asking(ana, verbs.AddNote, column=7, text="Bad")
    results = apply(board=board, commands=[good, bad, asking(ana, verbs.AddNote, column=2, text="Good too")])
    assert [getattr(result, "code", result.__class__.__name__) for result in results] == ["Ack", "not_found", "Ack"]
    assert list(BoardOp.objects.values_list("seq", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "malformed"),
        (" \n ", "malformed"),
        ("a\x00b", "malformed"),
        ("\ud800", "malformed"),
        ("x" * 501, "too_long"),
    ],
)
def test_a_text_that_cannot_be_kept_is_refused(board, ana, text, code):
    assert add(board, ana, text).code == code
    assert not NoteText.objects.exists()


def test_a_text_of_500_characters_is_kept_and_a_line_break_counts_once(board, ana):
    add(board, ana, "é" * 498 + "\r\n" + "x")
    assert len(NoteText.objects.get().body) == 500


def test_an_edit_of_an_old_version_is_refused_with_the_newest_text(board, ana):
    number = added(board, ana)
    do(board, ana, verbs.EditNote, note=number, version=1, text="Second")
    refused = do(board, ana, verbs.EditNote, note=number, version=1, text="Third")
    assert (refused.code, refused.newest) == ("stale", ("Second", 2))
    assert board.notes.with_body().get().body == "Second"


@pytest.mark.parametrize("stage", [Stage.VOTE, Stage.DECIDE])
def test_marks_are_limited_per_seat(stage):
    board = make_board(Stage.GROUP, marks_per_seat=2)
    ana = make_participant(board)
    one, two, three = (added(board, ana) for _ in range(3))
    go(board, stage)
    assert isinstance(do(board, ana, verbs.AddMark, note=one), Ack)
    assert do(board, ana, verbs.AddMark, note=one).code == "too_many"
    do(board, ana, verbs.AddMark, note=two)
    assert do(board, ana, verbs.AddMark, note=three).code == "too_many"
    do(board, ana, verbs.RemoveMark, note=one)
    assert isinstance(do(board, ana, verbs.AddMark, note=three), Ack)
    assert do(board, ana, verbs.RemoveMark, note=one).code == "not_found"


def test_moving_changes_the_order_and_nothing_else(board, ana):
    one, two, three = (added(board, ana) for _ in range(3))
    for _ in range(60):
        do(board, ana, verbs.MoveNote, note=three, column=1, before=two)
        do(board, ana, verbs.MoveNote, note=one, column=1, before=three)
        do(board, ana, verbs.MoveNote, note=three, column=1, before=one)
    assert list(board.notes.values_list("number", flat=True)) == [three, one, two]


@pytest.mark.parametrize("before", ["itself", "of another column", "removed", "missing"])
def test_a_note_cannot_be_put_before_one_that_is_not_there(board, ana, before):
    moved, removed = added(board, ana), added(board, ana)
    elsewhere = added(board, ana, column=2)
    do(board, ana, verbs.RemoveNote, note=removed)
    number = {"itself": moved, "of another column": elsewhere, "removed": removed, "missing": 999}[before]
    assert do(board, ana, verbs.MoveNote, note=moved, column=1, before=number).code == "not_found"


def test_a_group_is_one_level_deep_and_comes_apart_with_its_leader(board, ana, ben):
    leader, child, grandchild = (added(board, ana) for _ in range(3))
    do(board, ana, verbs.GroupNote, note=grandchild, under=child)
    do(board, ana, verbs.GroupNote, note=child, under=leader)
    assert set(board.notes.filter(group__number=leader).values_list("number", flat=True)) == {child, grandchild}
    assert do(board, ana, verbs.GroupNote, note=leader, under=child).code == "not_found"
    do(board, ben, verbs.RemoveNote, note=leader)
    assert board.notes.present().filter(group=None).count() == 2
    assert list(board.ops.values_list("seq", flat=True)) == list(range(1, board.ops.count() + 1))


def test_redacting_blanks_every_version_and_keeps_the_log_whole(board, ana):
    number = added(board, ana, "canary one")
    do(board, ana, verbs.EditNote, note=number, version=1, text="canary two")
    redact(note=board.notes.get(), redacted_by=make_facilitator())
    assert set(NoteText.objects.values_list("body", "salt")) == {("", "")}
    assert board.ops.last().kind == "redacted"
    assert AuditEntry.objects.last().action == "codesign.note.redacted"
    board.refresh_from_db()
    assert (board.head, board.epoch) == (3, 1)


def test_what_happened_is_announced_after_commit_and_nothing_else_is(board, ana, django_capture_on_commit_callbacks):
    heard = []

    def listen(sender, committed, **kwargs):
        heard.append((committed.board_id, committed.head, committed.sealed_seats, len(committed.logged)))

    ops_committed.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        add(board, ana)
        add(board, ana, column=9)
    ops_committed.disconnect(listen)
    assert heard == [(board.pk, 1, set(), 1)]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"verb": "drop_table"},
        {"verb": "add_note"},
        {"verb": "add_note", "op_id": "5", "column": "1", "text": "x"},
        {"verb": "add_note", "op_id": str(uuid.uuid4()), "column": "one", "text": "x"},
        {"verb": "add_note", "op_id": str(uuid.uuid4()), "column": "-1", "text": "x"},
        {"verb": "add_note", "op_id": str(uuid.uuid4()), "column": "9" * 30, "text": "x"},
        {"verb": "mark", "op_id": str(uuid.uuid4())},
        {"verb": "extend_stage", "op_id": str(uuid.uuid4()), "minutes": "0"},
        {"verb": "extend_stage", "op_id": str(uuid.uuid4()), "minutes": ""},
    ],
)
def test_a_damaged_form_is_refused_in_words(fields):
    with pytest.raises(Refusal) as refused:
        from_form(fields)
    assert refused.value.code == "malformed"


def test_the_id_of_a_form_is_bound_to_what_it_says():
    form = {"verb": "add_note", "op_id": str(uuid.uuid4()), "column": "1", "text": "One"}
    assert from_form(form) == from_form(dict(form))
    assert from_form(form).op_id != from_form(form | {"text": "Two"}).op_id


@pytest.mark.django_db(databases=["default", "vault"], transaction=True)
def test_writers_at_the_same_moment_leave_no_gap_and_no_double():
    board = make_board(Stage.GROUP)
    seats = [make_participant(board) for _ in range(4)]

    def write(seat):
        for number in range(10):
            add(board, seat, f"note {number}")
        connection.close()

    threads = [threading.Thread(target=write, args=[seat]) for seat in seats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(board.ops.values_list("seq", flat=True)) == list(range(1, 41))
    assert sorted(board.notes.values_list("number", flat=True)) == list(range(3, 43))
