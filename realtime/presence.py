"""How many people are here and at which notes some of them are: numbers, never who, in no log and on no disk.

Only the newest counts. At most ten times a second it is told at which notes somebody came, went or began to write, and
at most once a second how many there are. In sealed stages nothing is told but how many: neither where nor whether
somebody writes. A board may have no presence at all; then nothing is told.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

from codesign.enums import SEALED_STAGES, SeatRole
from realtime.frames import Here, frame
from realtime.log import UNKNOWN
from realtime.members import Member
from realtime.wire import Frame

if TYPE_CHECKING:
    from realtime.hub import Hub

SECONDS_BETWEEN_PLACES = 0.1
SECONDS_BETWEEN_COUNTS = 1.0


class Presence:
    """Whoever hides is not counted and sees nobody either. Somebody with two windows is one person."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._here: dict[Member, Here] = {}
        self._newest: dict[Member, Here] = {}
        self._hidden: set[Member] = set()
        self._changed_notes: set[int] = set()
        self._to_be_told_all: set[Member] = set()
        self._last_words = b""
        self._timer: asyncio.TimerHandle | None = None

    def arrive(self, member: Member) -> None:
        """Tell everybody that there is one more, and this one where all are."""
        self._to_be_told_all.add(member)
        self._tell_within(SECONDS_BETWEEN_COUNTS)

    def note(self, member: Member, here: Here) -> None:
        """Keep the newest word of a member. Of a hundred places in a moment, others hear the last only."""
        if here.hidden != (member in self._hidden):
            self._hidden.add(member) if here.hidden else self._hidden.discard(member)
            self.arrive(member)
        self._newest[member] = here
        if self._shows_places:
            self._tell_within(SECONDS_BETWEEN_PLACES)

    def forget(self, member: Member) -> None:
        self._hidden.discard(member)
        self._to_be_told_all.discard(member)
        self._newest.pop(member, None)
        self._leave_place(member)
        self._tell_within(SECONDS_BETWEEN_COUNTS)

    def forget_places(self) -> None:
        """A stage begins: where people were in the last one says nothing, and their pages begin anew as well."""
        self._here.clear()
        self._newest.clear()
        self._changed_notes.clear()

    @property
    def _is_on(self) -> bool:
        standing = self._hub.standing
        return standing is not UNKNOWN and standing.shows_presence

    @property
    def _shows_places(self) -> bool:
        return self._is_on and self._hub.standing.stage not in SEALED_STAGES

    def _move(self) -> None:
        """Put everybody who said where they are there."""
        newest, self._newest = self._newest, {}
        for member, here in newest.items():
            self._leave_place(member)
            if self._shows_places and not here.hidden and (here.note is not None or here.writing):
                self._here[member] = here
                self._change(here)

    def _leave_place(self, member: Member) -> None:
        if left := self._here.pop(member, None):
            self._change(left)

    def _change(self, here: Here) -> None:
        if here.note is not None:
            self._changed_notes.add(here.note)
        self._tell_within(SECONDS_BETWEEN_PLACES)

    def _tell_within(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            if self._timer.when() <= loop.time() + seconds:
                return
            self._timer.cancel()
        self._timer = loop.call_later(seconds, self._tell)

    def _tell(self) -> None:
        self._move()  # before the timer is forgotten: what changes by it is told now
        self._timer = None
        changed, self._changed_notes = self._changed_notes, set()
        behind, self._to_be_told_all = self._to_be_told_all, set()
        if not self._is_on:
            return
        news, whole = self._frame(changed), self._frame(None) if behind else None
        is_new = bool(changed) or news.text != self._last_words
        self._last_words = news.text
        for member in self._hub.members - self._hidden:
            said = whole if whole and member in behind else news if is_new else None
            if said and not member.wire.send_if_clear(said):
                self._to_be_told_all.add(member)
        if self._to_be_told_all:
            self._tell_within(SECONDS_BETWEEN_COUNTS)

    def _frame(self, notes: Collection[int] | None) -> Frame:
        """What is at these notes now; without any, at all notes where somebody is."""
        at, writing = self._seats_at()
        shown = sorted(at) if notes is None else sorted(notes)
        places = [[note, len(at.get(note, ())), len(at.get(note, set()) & writing)] for note in shown]
        return frame("presence", here=self._count(), writing=len(writing), notes=places, all=notes is None)

    def _seats_at(self) -> tuple[dict[int, set[uuid.UUID]], set[uuid.UUID]]:
        at: dict[int, set[uuid.UUID]] = defaultdict(set)
        for member, here in self._here.items():
            if here.note is not None:
                at[here.note].add(member.seat_id)
        return dict(at), {member.seat_id for member, here in self._here.items() if here.writing}

    def _count(self) -> int:
        """How many take part; who leads is on the page anyway."""
        seen = self._hub.members - self._hidden
        return len({member.seat_id for member in seen if member.audience.role == SeatRole.PARTICIPANT})
