"""What a viewer may see: never a sealed word of another, never a mark before its time."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from codesign.boards import Picture, Viewer, own_at, own_in, project, redact, snapshot_of, with_what_they_speak_of
from codesign.boards import commands as verbs
from codesign.enums import SeatRole, Stage
from codesign.models import SealedEntry
from tests.codesign.boards.verbs import add, added, do, go
from tests.factories import make_board, make_facilitator, make_participant

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def viewer_of(seat, role=SeatRole.PARTICIPANT):
    return Viewer(seat.pk, seat.pseudonym, role)


def parts_of(board, seat, since=None, role=SeatRole.PARTICIPANT) -> list:
    """All that this seat can be sent: what everybody of its role is, what is its own, and what happened since."""
    parts = [snapshot_of(board, role), own_at(board, [viewer_of(seat, role)])[seat.pk]]
    if since is not None:
        logged = with_what_they_speak_of(board, board.ops.filter(seq__gt=since))
        parts += [project(each, Viewer.any_with(role), board.stage) for each in logged]
        parts.append(own_in(logged).get(seat.pk))
    return parts


def bytes_of(board, seat, since=None, role=SeatRole.PARTICIPANT) -> str:
    board.refresh_from_db()
    return json.dumps(parts_of(board, seat, since, role), cls=DjangoJSONEncoder)


@pytest.mark.parametrize("role", list(SeatRole))
@pytest.mark.parametrize("since", [None, 0])
def test_what_is_written_alone_is_in_no_byte_for_another(role, since):
    board = make_board(Stage.WRITE_ALONE)
    ana, dan = make_participant(board), make_participant(board)
    add(board, ana, "canary")
    assert "canary" in bytes_of(board, ana, since)
    assert "canary" not in bytes_of(board, dan, since, role)
    assert str(ana.pk) not in bytes_of(board, dan, since, role)


@pytest.mark.parametrize("role", list(SeatRole))
@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("is_own", [True, False])
def test_a_sealed_entry_is_projected_for_its_own_seat_in_its_own_stage_alone(role, stage, is_own):
    """The rule itself, whatever a query in front of it asks for."""
    board = make_board(Stage.WRITE_ALONE)
    ana, dan = make_participant(board), make_participant(board)
    add(board, ana, "canary")
    seen = project(SealedEntry.objects.get(), viewer_of(ana if is_own else dan, role), stage)
    assert bool(seen) is (is_own and stage == Stage.WRITE_ALONE)


@pytest.mark.parametrize("gone", ["withdrawn_at", "revealed_at"])
def test_a_sealed_entry_that_is_withdrawn_or_revealed_is_projected_for_nobody(gone):
    board = make_board(Stage.WRITE_ALONE)
    ana = make_participant(board)
    add(board, ana)
    entry = SealedEntry.objects.get()
    setattr(entry, gone, timezone.now())
    assert project(entry, viewer_of(ana), Stage.WRITE_ALONE) is None


@pytest.mark.parametrize(("shows", "count"), [(True, 2), (False, None)])
def test_the_number_of_sealed_notes_is_shown_only_if_the_board_says_so(shows, count):
    board = make_board(Stage.WRITE_ALONE, shows_sealed_count=shows)
    ana = make_participant(board)
    for _ in range(3):
        add(board, ana)
    do(board, ana, verbs.RemoveNote, note=1)
    assert Picture(board, viewer_of(ana)).sealed_count == count


def test_marks_of_a_vote_are_seen_by_their_owner_alone_until_it_ends(board, ana, dan):
    number = added(board, ana)
    go(board, Stage.VOTE)
    do(board, ana, verbs.AddMark, note=number)
    own, other = (Picture(board, viewer_of(seat)).note(number) for seat in (ana, dan))
    assert (own.is_marked, own.marks, other.is_marked, other.marks) == (True, None, False, None)
    go(board, Stage.DECIDE)
    assert Picture(board, viewer_of(dan)).note(number).marks == 1


@pytest.mark.parametrize("stage", [Stage.FIRST_POSITION, Stage.DISCUSS])
def test_positions_appear_after_their_stage_without_names(board, ana, dan, stage):
    go(board, Stage.FIRST_POSITION)
    do(board, ana, verbs.SetPosition, text="canary")
    if stage == Stage.DISCUSS:
        go(board, stage)
    seen = bytes_of(board, dan) + bytes_of(board, dan, since=0)
    assert ("canary" in seen) is (stage == Stage.DISCUSS)
    assert str(ana.pk) not in seen


def test_a_removed_or_redacted_text_is_not_sent_again(board, ana, dan):
    added(board, ana, "canary removed")
    number = added(board, ana, "canary redacted")
    do(board, ana, verbs.RemoveNote, note=number - 1)
    redact(note=board.notes.get(number=number), redacted_by=make_facilitator())
    assert "canary" not in bytes_of(board, dan) + bytes_of(board, dan, since=0)


def test_a_member_of_staff_is_labelled_and_a_participant_has_a_pseudonym(board, ana, ben):
    ben.holder.display_name = "Ben Odhiambo"
    ben.holder.save()
    added(board, ben)
    added(board, ana)
    authors = [note["author"] for note in snapshot_of(board, SeatRole.PARTICIPANT)["notes"]]
    assert authors == ["Ben Odhiambo, member of staff", ana.pseudonym]


def test_an_email_address_is_never_shown(board, ana, ben):
    added(board, ben)
    assert ben.holder.email not in bytes_of(board, ana)


def test_the_page_holds_the_first_hundred_notes_of_a_column_and_counts_the_rest(board, ana):
    numbers = [added(board, ana) for _ in range(103)]
    do(board, ana, verbs.GroupNote, note=numbers[0], under=numbers[1])
    first, second = Picture(board, viewer_of(ana)).columns
    assert (len(first.notes), first.count, first.more) == (100, 103, 2)
    assert [child.number for child in first.notes[0].grouped] == [numbers[0]]
    assert (second.notes, second.count, second.more) == ([], 0, 0)


def test_a_group_counts_in_the_column_where_it_stands(board, ana):
    leader, child = added(board, ana), added(board, ana)
    do(board, ana, verbs.GroupNote, note=child, under=leader)
    do(board, ana, verbs.MoveNote, note=leader, column=2)
    first, second = Picture(board, viewer_of(ana)).columns
    assert (first.count, second.count) == (0, 2)
    do(board, ana, verbs.GroupNote, note=child, under=None)
    assert [view.number for view in Picture(board, viewer_of(ana)).columns[1].notes] == [leader, child]


def test_a_group_that_moved_stands_in_the_same_order_in_the_state_as_on_the_page(board, ana):
    leader, one, two = (added(board, ana, column=2) for _ in range(3))
    do(board, ana, verbs.GroupNote, note=one, under=leader)
    do(board, ana, verbs.MoveNote, note=leader, column=1)
    do(board, ana, verbs.GroupNote, note=two, under=leader)
    board.refresh_from_db()
    under = [note["number"] for note in snapshot_of(board, SeatRole.PARTICIPANT)["notes"] if note["under"] == leader]
    assert under == [one, two]


@pytest.mark.parametrize("way", ["moved", "grouped", "removed"])
def test_a_note_is_told_where_it_was_put_at_first_so_that_others_find_it_there(board, ana, way):
    """Whoever hears of it later would else put the others elsewhere than those who were there."""
    gone, last, ahead = added(board, ana, "canary"), added(board, ana), added(board, ana)
    do(board, ana, verbs.MoveNote, note=ahead, column=1, before=gone)
    if way == "moved":
        do(board, ana, verbs.MoveNote, note=gone, column=2)
    elif way == "grouped":
        do(board, ana, verbs.GroupNote, note=gone, under=last)
    else:
        do(board, ana, verbs.RemoveNote, note=gone)
    told = [project(each, viewer_of(ana), board.stage) for each in with_what_they_speak_of(board, board.ops.all())]
    put = told[0]["note"]
    assert (put["number"], put["column"], put["under"]) == (gone, 1, None)
    assert put["text"] == ("" if way == "removed" else "canary")


def test_the_state_asks_as_often_for_many_notes_as_for_one(board, ana, django_assert_num_queries):
    added(board, ana)
    board.refresh_from_db()
    for since in (None, 0):
        with django_assert_num_queries(100, exact=False) as few:
            parts_of(board, ana, since)
        added(board, ana)
        added(board, make_participant(board), column=2)
        board.refresh_from_db()
        with django_assert_num_queries(len(few)):
            parts_of(board, ana, since)


def test_there_is_no_rule_for_what_nobody_thought_of(ana):
    with pytest.raises(TypeError):
        project(ana, viewer_of(ana), Stage.GROUP)
