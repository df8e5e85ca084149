"""Preparing, joining and leaving a board."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404

from codesign.actions.boards import BoardClosed, create_board, join_board, revoke_grant
from codesign.enums import SeatRole, Stage
from codesign.models import Board, Seat, SeatGrant
from codesign.permissions import SubjectNotOpen, get_board
from people.models import AuditEntry
from tests.codesign.boards.verbs import add, go
from tests.factories import (
    make_board,
    make_closed_subject,
    make_facilitator,
    make_owner,
    make_participant,
    make_seat,
    make_subject,
)

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
BOARD = {"title": "Tuesday", "question": "What now?", "columns": ["One"]}


def test_whoever_prepares_a_board_leads_it_from_a_staff_seat(board):
    grant = board.grants.get()
    assert (grant.role, grant.seat.holder, grant.seat.provenance) == ("facilitator", board.created_by, "staff")
    assert AuditEntry.objects.get().action == "codesign.board.created"


def test_two_boards_at_one_subject_share_the_facilitators_seat():
    ben, subject = make_facilitator(), make_subject()
    boards = [create_board(subject=subject, created_by=ben, **BOARD) for _ in range(2)]
    assert boards[0].grants.get().seat == boards[1].grants.get().seat


def test_only_facilitators_prepare_boards():
    with pytest.raises(PermissionDenied):
        create_board(subject=make_subject(), created_by=make_owner(), **BOARD)


def test_no_board_is_prepared_for_a_closed_subject():
    with pytest.raises(SubjectNotOpen):
        create_board(subject=make_closed_subject(), created_by=make_facilitator(), **BOARD)


@pytest.mark.parametrize("columns", [[], list("abcdefg")])
def test_a_board_has_one_to_six_columns(columns):
    with pytest.raises(ValueError, match="1 to 6 columns"):
        create_board(subject=make_subject(), created_by=make_facilitator(), **BOARD | {"columns": columns})


def test_a_seat_joins_once_however_often_it_asks(board):
    seat, reference = join_board(board=board)
    assert reference
    assert join_board(board=board, seat=seat) == (seat, "")
    assert board.grants.filter(seat=seat).count() == 1


def test_nobody_joins_a_closed_board(board):
    go(board, Stage.CLOSE)
    with pytest.raises(BoardClosed):
        join_board(board=board)


def test_a_revoked_right_is_gone_at_once_and_the_epoch_grows(board, ana):
    revoke_grant(grant=ana.grants.get(), revoked_by=board.created_by)
    assert add(board, ana).code == "not_allowed"
    board.refresh_from_db()
    assert (board.epoch, board.head) == (1, 0)
    assert AuditEntry.objects.last().action == "codesign.grant.revoked"


def test_who_has_no_right_is_refused_also_what_was_carried_out_before(board, ana):
    op_id = uuid.uuid4()
    assert add(board, ana, op_id=op_id).seq == 1
    revoke_grant(grant=ana.grants.get(), revoked_by=board.created_by)
    assert add(board, ana, op_id=op_id).code == "not_allowed"


def test_a_right_at_the_subject_holds_at_its_boards_until_revoked(board):
    seat = make_seat(board.subject)
    grant = SeatGrant.objects.create(seat=seat, role=SeatRole.PARTICIPANT)
    assert add(board, seat).seq
    revoke_grant(grant=grant, revoked_by=board.created_by)
    assert add(board, seat).code == "not_allowed"
    assert Board.objects.get().epoch == 1


def test_a_seat_has_each_right_once_per_board(board, ana):
    with pytest.raises(IntegrityError):
        SeatGrant.objects.create(seat=ana, role=SeatRole.PARTICIPANT, board=board)


@pytest.mark.parametrize(("seat_of", "found"), [("participant", True), ("staff", False), ("nobody", False)])
def test_a_session_without_account_speaks_from_a_participant_s_seat_alone(seat_of, found):
    """A seat that a member of staff holds is theirs by their account; a session that names it gets nothing."""
    leader = make_facilitator()
    board = make_board(created_by=leader)
    seats = {
        "participant": make_participant(board).pk,
        "staff": Seat.objects.of_member_of_staff(board.subject, leader).pk,
        "nobody": uuid.uuid4(),
    }
    session = {"seats": {str(board.subject_id): str(seats[seat_of])}}
    if found:
        assert get_board(board.pk, session=session, user=AnonymousUser()).seat.pk == seats[seat_of]
    else:
        with pytest.raises(Http404):
            get_board(board.pk, session=session, user=AnonymousUser())
