"""Preparing a board, joining it and leaving it. What happens on it goes through `codesign.boards.apply`."""

import uuid
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from codesign.actions.seats import take_seat, take_staff_seat
from codesign.boards.engine import announce
from codesign.boards.sitting import Sitting
from codesign.enums import SeatRole, Stage
from codesign.models import Board, Column, Seat, SeatGrant, Subject
from codesign.permissions import SubjectNotOpen
from codesign.references import unused_code
from people import audit
from people.enums import Role
from people.models import User

MOST_COLUMNS = 6


class BoardClosed(Exception):
    """The workshop is over; nobody can join it any more."""


@transaction.atomic
def create_board(
    *,
    subject: Subject,
    title: str,
    question: str,
    columns: Sequence[str],
    created_by: User,
    marks_per_seat: int = 3,
    shows_sealed_count: bool = False,
    shows_presence: bool = True,
) -> Board:
    """Prepare a board with its columns. Whoever does it takes a staff seat there and facilitates."""
    if Role.FACILITATOR not in created_by.roles:
        raise PermissionDenied
    if not subject.is_open:
        raise SubjectNotOpen(subject)
    if not 1 <= len(columns) <= MOST_COLUMNS:
        raise ValueError(f"A board has 1 to {MOST_COLUMNS} columns, not {len(columns)}.")
    board = Board.objects.create(
        subject=subject,
        title=title,
        question=question,
        join_code=unused_code(Board.objects.all(), "join_code"),
        marks_per_seat=marks_per_seat,
        shows_sealed_count=shows_sealed_count,
        shows_presence=shows_presence,
        next_number=len(columns) + 1,
        created_by=created_by,
    )
    Column.objects.bulk_create(
        [Column(board=board, number=number, title=name, position=number) for number, name in enumerate(columns, 1)]
    )
    seat = (
        Seat.objects.of_member_of_staff(subject, created_by) or take_staff_seat(subject=subject, holder=created_by)[0]
    )
    SeatGrant.objects.create(seat=seat, role=SeatRole.FACILITATOR, board=board, granted_by=created_by)
    audit.record(action="codesign.board.created", target=board, actor=created_by, data={"subject": str(subject.pk)})
    return board


@transaction.atomic
def join_board(
    *, board: Board, seat: Seat | None = None, seat_id: uuid.UUID | None = None, holder: User | None = None
) -> tuple[Seat, str]:
    """Let a seat take part. Returns it with its reference where the seat is new, else with an empty one.

    A seat that is at the subject already is reused. Without one a new seat is taken, under `seat_id` if given.
    """
    if Board.objects.select_for_update().get(pk=board.pk).stage == Stage.CLOSE:
        raise BoardClosed(board.pk)
    seat, reference = (seat, "") if seat else _take_seat(board, seat_id, holder)
    SeatGrant.objects.get_or_create(
        seat=seat, role=SeatRole.PARTICIPANT, board=board, revoked_at=None, defaults={"granted_by": holder}
    )
    return seat, reference


@transaction.atomic
def revoke_grant(*, grant: SeatGrant, revoked_by: User) -> None:
    """End a right. Open sockets of its seat are closed as soon as they learn of the new epoch."""
    boards = Board.objects.filter(pk=grant.board_id) if grant.board_id else grant.seat.subject.boards.all()
    sittings = [Sitting(pk) for pk in boards.order_by("pk").values_list("pk", flat=True)]
    SeatGrant.objects.current().filter(pk=grant.pk).update(revoked_at=timezone.now())
    for sitting in sittings:
        sitting.board.epoch += 1
        sitting.sealed_seats.add(grant.seat_id)
        sitting.write()
        announce(sitting)
    audit.record(action="codesign.grant.revoked", target=grant, actor=revoked_by, data={"seat": str(grant.seat_id)})


def _take_seat(board: Board, seat_id: uuid.UUID | None, holder: User | None) -> tuple[Seat, str]:
    if holder is None:
        return take_seat(subject=board.subject, seat_id=seat_id)
    seat = Seat.objects.of_member_of_staff(board.subject, holder)
    return (seat, "") if seat else take_staff_seat(subject=board.subject, holder=holder)
