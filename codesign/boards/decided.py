"""What was decided at boards: the notes with most marks in the open re-vote, as far as a viewer may see them."""

import uuid
from collections.abc import Collection
from typing import NamedTuple

from codesign.boards.projection import STAGES_WITH_TOTALS, NoteView, Viewer, project
from codesign.models import Board, Note

PLACES = 5
MOST_SHOWN = 10


class Decided(NamedTuple):
    """The notes with most marks, the first one first. `has_more` are others with as many marks as the last."""

    notes: list[NoteView]
    has_more: bool


def decided_at(boards: Collection[Board], viewer: Viewer) -> dict[uuid.UUID, Decided]:
    """By board, and with one reading for however many; nothing for a board whose marks are sealed or not asked for."""
    counted = {board.pk: board for board in boards if board.stage in STAGES_WITH_TOTALS}
    found: dict[uuid.UUID, list[NoteView]] = {board_id: [] for board_id in counted}
    for note in _most_marked(counted):
        found[note.board_id].append(project(note, viewer, counted[note.board_id].stage))
    return {key: Decided(views[:MOST_SHOWN], len(views) > MOST_SHOWN) for key, views in found.items()}


def _most_marked(board_ids: Collection[uuid.UUID]) -> Collection[Note]:
    """One more than is shown: it tells whether there are others."""
    return Note.objects.present().filter(board__in=board_ids).to_show().most_marked(PLACES, MOST_SHOWN + 1)
