"""Commands as a workshop might come by them: mostly sensible ones, some out of place, some about what is not there."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from typing import Any

from tests.codesign.boards.reference import STAGES, WHEN, ReferenceBoard

LAST_NUMBER = 2**31 - 1
TEXTS = ("", "  ", "x" * 500, "x" * 501, "nul \x00", "two\r\nlines", "\u202eturned", "𝄞 é ع", " spaces ")
OFTEN = {"add_note": 6, "edit_note": 4, "remove_note": 2, "move_note": 6, "group_note": 6, "mark": 6, "unmark": 3}
COMMON = {"set_position": 6, "extend_stage": 0.5}
# How likely a step is to change the stage, where little can be done in it.
RESTLESS = {"welcome": 0.5, "first_position": 0.2, "reveal": 0.1}


def command(dice: random.Random, board: ReferenceBoard, seats: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """A seat and what it asks for. Nearly every verb belongs to the stage."""
    seat, verb = dice.choice(seats), _verb(dice, board)
    if verb == "extend_stage" and dice.random() < 0.8:
        seat = next(each for each in seats if "facilitator" in board.roles[each])
    return seat, said(dice, board, seat, verb)


def said(dice: random.Random, board: ReferenceBoard, seat: str, verb: str) -> dict[str, Any]:
    fields = FIELDS[verb](dice, board, seat)
    return {"verb": verb, "op_id": new_id(dice)} | fields


def new_id(dice: random.Random) -> str:
    return str(uuid.UUID(int=dice.getrandbits(128), version=4))


def is_time_to_go_on(dice: random.Random, board: ReferenceBoard) -> bool:
    return dice.random() < RESTLESS.get(board.stage, 0.06)


def next_stage(dice: random.Random, board: ReferenceBoard) -> str:
    """Mostly one that follows, or the one before; sometimes another, or none at all."""
    choice, later = dice.random(), STAGES[STAGES.index(board.stage) + 1 :]
    if choice < 0.6 and later:
        return later[0] if choice < 0.45 else later[len(later) > 1]
    if choice < 0.9 and board.came_from:
        return board.came_from
    return dice.choice([*STAGES[:-1], "nowhere"])


def _verb(dice: random.Random, board: ReferenceBoard) -> str:
    weights = OFTEN | COMMON
    if dice.random() < 0.9:
        fitting = {verb: weight for verb, weight in weights.items() if board.stage in WHEN[verb]}
        weights = fitting or weights
    return dice.choices(list(weights), list(weights.values()))[0]


def _number(dice: random.Random, board: ReferenceBoard, seat: str) -> int:
    own = [secret.number for secret in board.standing(seat)] if board.stage == "write_alone" else list(board.papers)
    if own and dice.random() < 0.9:
        return dice.choice(own[-9:])
    return dice.choice([0, 1, dice.randrange(60), LAST_NUMBER])


def _column(dice: random.Random, board: ReferenceBoard) -> int:
    return dice.choice(board.columns) if dice.random() < 0.95 else dice.choice([0, 9, LAST_NUMBER])


def _text(dice: random.Random) -> str:
    return dice.choice(TEXTS) if dice.random() < 0.15 else f"text {dice.randrange(10**9)}"


def _add(dice: random.Random, board: ReferenceBoard, seat: str) -> dict[str, Any]:
    return {"column": _column(dice, board), "text": _text(dice)}


def _edit(dice: random.Random, board: ReferenceBoard, seat: str) -> dict[str, Any]:
    """Mostly one's own note in its present version."""
    own = [number for number, paper in board.papers.items() if paper.seat == seat]
    number = dice.choice(own) if own and board.stage != "write_alone" else _number(dice, board, seat)
    versions = {secret.number: secret.data["version"] for secret in board.standing(seat) if "version" in secret.data}
    version = versions.get(number) or (board.papers[number].version if number in board.papers else 1)
    return {"note": number, "version": version if dice.random() < 0.8 else dice.randrange(4), "text": _text(dice)}


def _note(dice: random.Random, board: ReferenceBoard, seat: str) -> dict[str, Any]:
    return {"note": _number(dice, board, seat)}


def _remove(dice: random.Random, board: ReferenceBoard, seat: str) -> dict[str, Any]:
    """Every other time one under which others stand."""
    leading = [number for number, children in board.groups.items() if children and number in board.papers]
    return {"note": dice.choice(leading) if leading and dice.random() < 0.5 else _number(dice, board, seat)}


def _move(dice: random.Random, board: ReferenceBoard, seat: str) -> dict[str, Any]:
    column = _column(dice, board)
    standing = board.order.get(column, [])
    before = dice.choice(standing) if standing and dice.random() < 0.7 else None
    return {"note": _number(dice, board, seat), "column": column, "before": before}


def _group(dice: random.Random, board: ReferenceBoard, seat: str) -> dict[str, Any]:
    leading = [number for number, children in board.groups.items() if children]
    under = dice.choice([None, _number(dice, board, seat), dice.choice(leading or [LAST_NUMBER])])
    return {"note": _number(dice, board, seat), "under": under}


FIELDS: dict[str, Any] = {
    "add_note": _add,
    "edit_note": _edit,
    "remove_note": _remove,
    "move_note": _move,
    "group_note": _group,
    "mark": _note,
    "unmark": _note,
    "set_position": lambda dice, board, seat: {"text": _text(dice)},
    "set_stage": lambda dice, board, seat: {"stage": next_stage(dice, board), "minutes": dice.choice([None, 5])},
    "extend_stage": lambda dice, board, seat: {"minutes": dice.choice([1, 240])},
}
