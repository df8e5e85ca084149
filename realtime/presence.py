"""Who is at which note just now: the newest word of each, at most ten times a second, in no log and on no disk."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Any

from codesign.enums import SEALED_STAGES
from realtime.frames import Here, frame
from realtime.log import UNKNOWN
from realtime.members import Member

if TYPE_CHECKING:
    from realtime.hub import Hub

SECONDS_BETWEEN_WORDS = 0.1


class Presence:
    """Shown by pseudonym. Whoever hides sees nobody either; in sealed stages nobody is shown."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._here: dict[Member, dict[str, Any]] = {}
        self._hidden: set[Member] = set()
        self._changed: set[Member] = set()
        self._timer: asyncio.TimerHandle | None = None

    def note(self, member: Member, here: Here) -> None:
        """Keep the newest word of a member."""
        self._hidden.add(member) if here.hidden else self._hidden.discard(member)
        if here.hidden or not self._is_shown():
            self.forget(member, is_gone=False)
            return
        self._here[member] = {"name": member.viewer.name, "note": here.note, "writing": here.writing}
        self._change(member)

    def forget(self, member: Member, is_gone: bool = True) -> None:
        if is_gone:
            self._hidden.discard(member)
        if self._here.pop(member, None):
            self._change(member)

    def forget_all(self) -> None:
        """A stage begins: where people were in the last one says nothing."""
        self._here.clear()
        self._changed.clear()

    def _is_shown(self) -> bool:
        standing = self._hub.standing
        return standing is not UNKNOWN and standing.stage not in SEALED_STAGES

    def _change(self, member: Member) -> None:
        self._changed.add(member)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SECONDS_BETWEEN_WORDS, self._tell)

    def _tell(self) -> None:
        self._timer = None
        changed, self._changed = self._changed, set()
        if not changed or not self._is_shown():
            return
        people: dict[uuid.UUID, Any] = {}
        for member in changed:
            gone = {"name": member.viewer.name, "note": None, "writing": False}
            people[member.seat_id] = self._here.get(member, gone)
        said = frame("presence", people=list(people.values()))
        for member in self._hub.members - self._hidden:
            member.wire.send_if_clear(said)
