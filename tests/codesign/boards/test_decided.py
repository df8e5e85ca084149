"""What was decided: the notes with most marks, to whoever may see them and to nobody else."""

import pytest
from django.urls import reverse

from codesign.actions.boards import revoke_grant
from codesign.boards import Viewer, decided_at, redact
from codesign.boards import commands as verbs
from codesign.enums import SEALED_STAGES, SeatRole, Stage
from codesign.models import Board, Mark, Note, SeatGrant
from tests.codesign.boards.test_pages import joined, post, seat_of
from tests.codesign.boards.verbs import added, do, go
from tests.codesign.pages import client_of, words_of
from tests.factories import make_board, make_seat

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
WITH_TOTALS = {Stage.DECIDE, Stage.CLOSE}
ANYBODY = Viewer.any_with(SeatRole.PARTICIPANT)


@pytest.fixture
def marked(board, ana):
    """Make notes that have so many marks, in this order, and return their numbers."""
    seats = [make_seat(board.subject) for _ in range(4)]

    def mark(*counts):
        numbers = [added(board, ana, f"Note with {count}") for count in counts]
        notes = {note.number: note for note in Note.objects.filter(board=board)}
        pairs = zip(numbers, counts, strict=True)
        Mark.objects.bulk_create(
            Mark(note=notes[number], seat=seat) for number, count in pairs for seat in seats[:count]
        )
        return numbers

    return mark


def decided(board, stage=Stage.CLOSE):
    Board.objects.filter(pk=board.pk).update(stage=stage)
    board.refresh_from_db()
    return decided_at([board], ANYBODY).get(board.pk)


def page_of(client, board):
    return words_of(client.get(reverse("board", args=[board.pk])))


def thread_of(client, board):
    reference = client.session["references"][str(board.subject_id)]
    return words_of(client.get(reverse("thread", args=[reference])))


@pytest.mark.parametrize(
    ("counts", "shown", "has_more"),
    [
        ((), (), False),
        ((0, 0), (), False),
        ((1,), (1,), False),
        ((1, 3, 0, 2), (3, 2, 1), False),
        ((4, 4, 3, 3, 2, 1, 1), (4, 4, 3, 3, 2), False),
        ((4, 3, 3, 2, 1, 1, 1), (4, 3, 3, 2, 1, 1, 1), False),
        ((4, 4, 4, 4, 4, 4, 3), (4,) * 6, False),
        ((2, *(1,) * 9), (2, *(1,) * 9), False),
        ((2, *(1,) * 10), (2, *(1,) * 9), True),
    ],
)
def test_the_first_five_places_are_shown_with_all_that_share_the_last(board, marked, counts, shown, has_more):
    marked(*counts)
    found = decided(board)
    assert tuple(note.marks for note in found.notes) == shown
    assert found.has_more is has_more


def test_notes_with_as_many_marks_stand_in_the_order_of_their_numbers(board, marked):
    numbers = marked(1, 2, 1, 2)
    assert [note.number for note in decided(board).notes] == [numbers[1], numbers[3], numbers[0], numbers[2]]


def test_what_is_gone_was_not_decided(board, marked, ana):
    first, second = marked(3, 1)
    do(board, ana, verbs.RemoveNote, note=first)
    assert [note.number for note in decided(board).notes] == [second]


def test_an_erased_text_leaves_its_count(board, marked):
    (number,) = marked(2)
    redact(note=Note.objects.get(number=number), redacted_by=board.created_by)
    (note,) = decided(board).notes
    assert (note.text, note.is_redacted, note.marks) == ("", True, 2)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in WITH_TOTALS])
def test_before_the_marks_are_counted_nothing_is_decided(board, marked, stage):
    marked(3)
    assert decided(board, stage) is None


@pytest.mark.parametrize("stage", list(Stage))
def test_page_lobby_and_thread_say_it_where_marks_are_counted_and_nowhere_else(board, marked, stage):
    marked(2)
    client, leader = joined(board), client_of(board.created_by)
    Board.objects.update(stage=stage)
    lobby = words_of(leader.get(reverse("workshop", args=[board.pk])))
    for page in (page_of(client, board), page_of(leader, board), lobby, thread_of(client, board)):
        assert ("What was decided" in page) is (stage in WITH_TOTALS)
        assert ("Marks: 2" in page) is (stage in WITH_TOTALS)


def test_where_nobody_marked_anything_it_says_so(board):
    client = joined(board)
    go(board, Stage.CLOSE)
    for page in (page_of(client, board), thread_of(client, board)):
        assert "Nobody marked anything." in page


def test_more_that_share_the_last_place_are_mentioned(board, marked):
    marked(*(1,) * 11)
    client = joined(board)
    Board.objects.update(stage=Stage.CLOSE)
    assert "There are more notes with as many marks as the last one." in page_of(client, board)


def test_sealed_marks_are_no_decision(board, ana):
    number = added(board, ana)
    client = joined(board)
    go(board, Stage.VOTE)
    post(client, board, "mark", note=str(number))
    for page in (page_of(client, board), thread_of(client, board)):
        assert "What was decided" not in page
    go(board, Stage.DECIDE)
    assert [note.marks for note in decided(board, Stage.DECIDE).notes] == [1]


def test_a_thread_shows_one_s_own_notes_and_not_those_of_others_without_marks(board, ana):
    added(board, ana, "Somebody else")
    client = joined(board)
    post(client, board, "add_note", column="1", text="The line is busy")
    thread = thread_of(client, board)
    assert "The line is busy" in thread
    assert "Somebody else" not in thread
    assert "Nothing is decided yet." in thread


@pytest.mark.parametrize("stage", SEALED_STAGES)
def test_a_thread_shows_nothing_that_others_wrote_in_a_sealed_stage(board, stage):
    client, other = joined(board), joined(board)
    Board.objects.update(stage=stage)
    post(other, board, "add_note", column="1", text="canary of another")
    post(other, board, "set_position", text="canary of another")
    assert "canary of another" not in thread_of(client, board)


def test_who_was_sent_away_reads_their_own_words_and_no_decision(board, marked):
    marked(2)
    client = joined(board)
    post(client, board, "add_note", column="1", text="The line is busy")
    revoke_grant(grant=SeatGrant.objects.get(seat=seat_of(client, board)), revoked_by=board.created_by)
    Board.objects.update(stage=Stage.CLOSE)
    thread = thread_of(client, board)
    assert "The line is busy" in thread
    assert "What was decided" not in thread
    assert "Note with 2" not in thread


def test_who_was_sent_away_without_a_word_reads_of_no_workshop(board):
    client = joined(board)
    revoke_grant(grant=SeatGrant.objects.get(seat=seat_of(client, board)), revoked_by=board.created_by)
    assert "Nothing was said from this seat yet." in thread_of(client, board)


def test_a_thread_holds_no_workshop_that_the_seat_was_not_at(board):
    make_board(subject=board.subject, title="Another one")
    thread = thread_of(joined(board), board)
    assert board.title in thread
    assert "Another one" not in thread


def test_a_thread_shows_no_removed_and_no_erased_text(board):
    client = joined(board)
    for text in ("canary removed", "canary erased"):
        post(client, board, "add_note", column="1", text=text)
    removed, erased = Note.objects.order_by("number")
    do(board, seat_of(client, board), verbs.RemoveNote, note=removed.number)
    redact(note=erased, redacted_by=board.created_by)
    thread = thread_of(client, board)
    assert "canary" not in thread
    assert "This text was erased." in thread


def test_a_thread_asks_as_often_for_many_workshops_as_for_one(board, django_assert_num_queries):
    client = joined(board)

    def fill(one):
        numbers = [added(one, seat_of(client, board)) for _ in range(2)]
        do(one, seat_of(client, board), verbs.GroupNote, note=numbers[0], under=numbers[1])
        Mark.objects.bulk_create(Mark(note=note, seat=seat_of(client, board)) for note in one.notes.all())
        Board.objects.filter(pk=one.pk).update(stage=Stage.CLOSE)

    fill(board)
    with django_assert_num_queries(100, exact=False) as few:
        thread_of(client, board)
    asked = len(few)
    for _ in range(3):
        other = make_board(Stage.GROUP, subject=board.subject)
        joined(other, client)
        fill(other)
    with django_assert_num_queries(asked):
        assert thread_of(client, board).count("At the workshop") == 4


def test_a_board_asks_as_often_for_many_decisions_as_for_one(board, marked, django_assert_num_queries):
    marked(1)
    decided(board)
    with django_assert_num_queries(1):
        decided_at([board], ANYBODY)
    Board.objects.update(stage=Stage.GROUP)
    marked(2, 2, 3, 1, 4)
    decided(board)
    with django_assert_num_queries(1):
        assert len(decided_at([board], ANYBODY)[board.pk].notes) == 6
