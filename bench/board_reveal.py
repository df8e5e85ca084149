"""Have so many notes written alone by all but the first person of a board, or reveal them.

The database is the one of DATABASE_URL.
"""

from __future__ import annotations

import sys
import uuid


def main(board_id: str, count: int, act: str) -> None:
    import django

    django.setup()
    from codesign.boards import SeatCommand, apply
    from codesign.boards.commands import AddNote, SetStage
    from codesign.enums import Stage
    from codesign.models import Board, SeatGrant

    board = Board.objects.get(pk=board_id)
    if act == "seal":
        Board.objects.filter(pk=board.pk).update(stage=Stage.WRITE_ALONE)
        others = SeatGrant.objects.filter(board=board, role="participant").order_by("seat__pseudonym")[1:]
        seats = [grant.seat_id for grant in others]
        text = "They ask for the same paper at every visit, and nobody says why it is needed."
        notes = [AddNote(op_id=uuid.uuid4(), column=1 + place % 2, text=text) for place in range(count)]
        apply(board=board, commands=[SeatCommand(seats[place % len(seats)], each) for place, each in enumerate(notes)])
    else:
        leader = SeatGrant.objects.get(board=board, role="facilitator").seat_id
        apply(board=board, commands=[SeatCommand(leader, SetStage(op_id=uuid.uuid4(), stage=Stage.REVEAL))])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
