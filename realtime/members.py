"""One open socket at a board: who it is, how far it has been told, and what waits for it."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from codesign.boards import Viewer
from codesign.enums import SeatRole
from codesign.models import Board
from codesign.permissions import get_board
from people.models import User
from realtime.outbox import Outbox

COMMANDS_A_SECOND = 30
COMMANDS_AT_ONCE = 200


class Allowance:
    """How many commands a socket may still send now; it fills up again as time goes by."""

    def __init__(self) -> None:
        self._left, self._at = float(COMMANDS_AT_ONCE), time.monotonic()

    def spend(self, count: int) -> bool:
        now = time.monotonic()
        self._left = min(COMMANDS_AT_ONCE, self._left + (now - self._at) * COMMANDS_A_SECOND)
        self._at = now
        if count > self._left:
            return False
        self._left -= count
        return True


@dataclass(eq=False)
class Member:
    """A socket of a seat. `seq` is the last operation it was told; the hub alone moves it."""

    seat_id: uuid.UUID
    pseudonym: str
    role: SeatRole
    session_key: str
    language: str
    seq: int
    outbox: Outbox = field(default_factory=Outbox)
    allowance: Allowance = field(default_factory=Allowance)

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.seat_id, self.pseudonym, self.role)


def admit(board_id: uuid.UUID, session: Any, user: User | AnonymousUser, language: str) -> tuple[Board, Member] | None:
    """Return the board with a new member at its head; None where this visitor has no such board."""
    try:
        seated = get_board(board_id, session=session, user=user)
    except Http404:
        return None
    viewer = Viewer.at(seated.seat, seated.role)
    member = Member(
        seat_id=viewer.seat_id,
        pseudonym=viewer.name,
        role=viewer.role,
        session_key=session.session_key or "",
        language=language,
        seq=seated.board.head,
    )
    return seated.board, member


def language_of(route: Mapping[str, str | None]) -> str:
    """The language of a socket's path, or the first one of the site."""
    asked = route.get("language") or settings.LANGUAGE_CODE
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
