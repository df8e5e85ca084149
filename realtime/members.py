"""One open socket at a board: who it is, what it may still ask for, and the way to it."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings

from codesign.boards import Viewer
from codesign.enums import SeatRole
from realtime.wire import Wire

COMMANDS_A_SECOND = 30
COMMANDS_AT_ONCE = 200


class Audience(NamedTuple):
    """Those for whom the same bytes are right."""

    role: SeatRole
    language: str


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
    """A socket of a seat. `slot` says in which part of each two seconds it is asked whether it is still there."""

    seat_id: uuid.UUID
    viewer: Viewer
    session_key: str
    password: str | None
    audience: Audience
    wire: Wire
    since: int | None
    slot: int = 0
    allowance: Allowance = field(default_factory=Allowance)


def language_of(route: Mapping[str, str | None]) -> str:
    """The language of a socket's path, or the first one of the site."""
    asked = route.get("language") or settings.LANGUAGE_CODE
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
