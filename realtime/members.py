"""One open socket at a board: who it is, what it may still ask for, and the way to it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings

from codesign.boards import Viewer
from codesign.enums import SeatRole
from realtime.allowance import Allowance
from realtime.wire import Wire

COMMANDS_A_SECOND = 30
COMMANDS_AT_ONCE = 200


class Audience(NamedTuple):
    """Those for whom the same bytes are right."""

    role: SeatRole
    language: str


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
    greeted_at: float = 0.0
    allowance: Allowance = field(default_factory=lambda: Allowance(COMMANDS_A_SECOND, COMMANDS_AT_ONCE))


def language_of(route: Mapping[str, str | None]) -> str:
    """The language of a socket's path, or the first one of the site."""
    asked = route.get("language") or settings.LANGUAGE_CODE
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
