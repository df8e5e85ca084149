"""Where the chairs of the Table stand in its picture: a long table seen from above, with chairs all round."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

# Around more chairs than this no label stays readable: a list of chairs takes the place of the picture.
MOST_CHAIRS = 16
FEWEST_WITH_ENDS = 6
LETTERS_IN_LINE, LINES = 15, 3
LINE_HEIGHT = 19
SPACING = 130  # from chair to chair along a side
MARGIN = 152  # beside the table, for a chair at its end and its label
TABLE_TOP, TABLE_HEIGHT = 178, 184
CORNER = TABLE_HEIGHT // 2
NARROWEST_TABLE = 440
FROM_EDGE = 46  # from the edge of the table to the middle of a chair
FROM_END = 62  # the same at its ends, where labels stand beside the table
FROM_BACK = 8  # from the middle of a chair to the middle of its seat
LABEL_GAP = 44  # from the middle of a chair to its label
HEADLINE_LETTER = 9  # a letter of the names under the headline is about so wide


@dataclass(frozen=True)
class Point:
    x: int
    y: int


@dataclass(frozen=True)
class Line(Point):
    text: str


@dataclass(frozen=True)
class Place:
    """A chair in the picture: its middle, its turn (0 looks down), its name, where its state stands, and its seat."""

    x: int
    y: int
    turn: int
    name: list[Line]
    state_y: int
    seat: Point


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    table_width: int
    table_x: int
    table_y: int
    table_height: int
    corner: int
    middle_x: int
    headline_y: int
    places: list[Place]
    named: list[Line]


def picture_of(names: Sequence[str], worst: Sequence[str]) -> Picture | None:
    """Place a chair for each name, clockwise from the top left, and write the names of the worst under the headline."""
    if not 0 < len(names) <= MOST_CHAIRS:
        return None
    ends = 2 if len(names) >= FEWEST_WITH_ENDS else 0
    above = (len(names) - ends + 1) // 2
    below = len(names) - ends - above
    table_width = max(NARROWEST_TABLE, (above - 1) * SPACING + CORNER * 2)
    width = table_width + 2 * MARGIN
    middle_x, middle_y = width // 2, TABLE_TOP + TABLE_HEIGHT // 2
    top_y, bottom_y = TABLE_TOP - FROM_EDGE, TABLE_TOP + TABLE_HEIGHT + FROM_EDGE
    spots = [(x, top_y, 0) for x in _spread(above, middle_x)]
    spots += [(width - MARGIN + FROM_END, middle_y, 90)] * (ends // 2)
    spots += [(x, bottom_y, 180) for x in reversed(_spread(below, middle_x))]
    spots += [(MARGIN - FROM_END, middle_y, 270)] * (ends // 2)
    named = textwrap.wrap(" · ".join(worst), (table_width - CORNER) // HEADLINE_LETTER, max_lines=2, placeholder=" …")
    headline_y = middle_y + 10 - len(named) * 11
    return Picture(
        width=width,
        height=bottom_y + LABEL_GAP + (LINES + 1) * LINE_HEIGHT,
        table_width=table_width,
        table_x=MARGIN,
        table_y=TABLE_TOP,
        table_height=TABLE_HEIGHT,
        corner=CORNER,
        middle_x=middle_x,
        headline_y=headline_y,
        places=[_place(*spot, name) for spot, name in zip(spots, names, strict=True)],
        named=[Line(middle_x, headline_y + 28 + row * 22, text) for row, text in enumerate(named)],
    )


def _spread(number: int, middle: int) -> list[int]:
    """The places of so many chairs along a side, around its middle."""
    return [middle + (2 * place - number + 1) * SPACING // 2 for place in range(number)]


def _place(x: int, y: int, turn: int, name: str) -> Place:
    """A label stands behind its chair: above it along the upper side, else below."""
    lines = textwrap.wrap(name, LETTERS_IN_LINE, max_lines=LINES, placeholder=" …") or [""]
    first = y - LABEL_GAP - len(lines) * LINE_HEIGHT if turn == 0 else y + LABEL_GAP + LINE_HEIGHT // 2
    written = [Line(x, first + row * LINE_HEIGHT, text) for row, text in enumerate(lines)]
    toward_x, toward_y = {0: (0, 1), 90: (-1, 0), 180: (0, -1), 270: (1, 0)}[turn]
    seat = Point(x + toward_x * FROM_BACK, y + toward_y * FROM_BACK)
    return Place(x=x, y=y, turn=turn, name=written, state_y=first + len(lines) * LINE_HEIGHT, seat=seat)
