"""One hub per board and process: it writes for its sockets and tells them, in order of seq and without gaps."""

import asyncio
import logging
import time
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import cycle

from codesign.boards import Command, Committed, Own
from realtime.allowance import Allowance
from realtime.frames import frame, ops_frames, result_frame
from realtime.log import (
    MOST_OPS_AT_ONCE,
    UNKNOWN,
    Ring,
    Standing,
    Told,
    is_too_large,
    read_log,
    read_own,
    read_standings,
    told,
)
from realtime.members import Audience, Member
from realtime.pace import Pace
from realtime.presence import Presence
from realtime.threads import in_a_thread
from realtime.wire import PING, TOO_SLOW, Frame, Wire, send_to_all
from realtime.writer import OUT_OF_REACH, Asked, too_many, write

logger = logging.getLogger(__name__)

JOIN_AGAIN, COME_BACK, RESTARTS = 4401, 4410, 1012
SLOTS = 8
SECONDS_BETWEEN_TRIES = 0.25
SECONDS_UNTIL_DELAYED = 2.0
SECONDS_OF_SILENCE = 6.0
MOST_COMMANDS_A_COMMIT = 200
MOST_COMMANDS_WAITING = 5000
RESYNC = frame("resync")


class Hub:
    """Wakes when somebody asks, comes, or something changed, and takes turns: greet, write, acknowledge, tell."""

    def __init__(self, board_id: uuid.UUID) -> None:
        self.board_id = board_id
        self.members: set[Member] = set()
        self.standing = UNKNOWN
        self.presence = Presence(self)
        self._arriving: list[Member] = []
        self._slots = cycle(range(SLOTS))
        self._allowances: dict[uuid.UUID, Allowance] = {}
        self._asked: list[Asked] = []
        self._heard: list[Committed] = []
        self._changed_seats: set[uuid.UUID] = set()
        self._log_is_ahead = False
        self._bell = asyncio.Event()
        self._ring = Ring()
        self._pace = Pace()
        self._for_one: dict[Member, list[Frame]] = defaultdict(list)
        self._busy_since: float | None = None
        self._is_delayed = False

    # What may be called from outside, within the loop.

    def enter(self, member: Member) -> None:
        member.slot = next(self._slots)
        member.allowance = self._allowances.setdefault(member.seat_id, member.allowance)
        self._arriving.append(member)
        self._bell.set()

    def leave(self, member: Member) -> None:
        self.members.discard(member)
        if member in self._arriving:
            self._arriving.remove(member)
        self._forget_groups()
        self.presence.forget(member)
        self._bell.set()

    def ask(self, member: Member, commands: Sequence[Command]) -> None:
        if len(self._asked) + len(commands) > MOST_COMMANDS_WAITING:
            for command in commands:
                member.wire.send(result_frame(too_many().of(command.op_id), member.audience.language))
            return
        self._asked.extend(Asked(member, command) for command in commands)
        self._bell.set()

    def hear(self, committed: Committed) -> None:
        """Learn what a transaction of this process did."""
        self._heard.append(committed)
        self._bell.set()

    def look(self, changed_seats: Iterable[uuid.UUID] = ()) -> None:
        """Learn that there may be more in the log than was told here."""
        self._changed_seats.update(changed_seats)
        self._log_is_ahead = True
        self._bell.set()

    def compare(self, standing: Standing) -> None:
        """Look into the log if this is not where we are."""
        if self.standing is not UNKNOWN and standing != self.standing and standing.head >= self.standing.head:
            self.look()

    def dismiss(self, members: Iterable[Member]) -> None:
        """Close the sockets of those who have no right here any more."""
        for member in members:
            member.wire.close(JOIN_AGAIN)
            self.leave(member)

    def beat(self, slot: int) -> None:
        """Tell some where the log ends and ask whether they are still there; say it where saving takes long."""
        now = time.monotonic()
        head = frame("head", seq=self.standing.head)
        for member in [each for each in self.members if each.slot == slot]:
            if now - max(member.wire.heard_at, member.greeted_at) > SECONDS_OF_SILENCE:
                member.wire.close(TOO_SLOW)
                self.leave(member)
            else:
                member.wire.send(head, PING)
        if self._busy_since is not None and now - self._busy_since > SECONDS_UNTIL_DELAYED:
            self._say_delayed(True)

    def send_away(self, *last_words: Frame, code: int) -> None:
        for member in [*self.members, *self._arriving]:
            member.wire.send(*last_words)
            member.wire.close(code)

    @property
    def is_idle(self) -> bool:
        return not (self._asked or self._heard or self._busy_since)

    # The hub's own task.

    async def run(self) -> None:
        """Take turns until the last member has left and all that was asked is written."""
        while self.members or self._arriving or self._asked:
            await self._wait()
            began = self._busy_since = time.monotonic()
            try:
                await self._take_turn()
            except OUT_OF_REACH as failure:
                await self._bear(failure)
            finally:
                self._busy_since = None
            self._pace.worked(began)

    async def _wait(self) -> None:
        await self._bell.wait()
        if (rest := self._pace.rest_left()) > 0:
            await asyncio.sleep(rest)
        self._bell.clear()

    async def _take_turn(self) -> None:
        if self.standing is UNKNOWN:
            self.standing = (await in_a_thread(read_standings, [self.board_id]))[self.board_id]
        await self._greet()
        await self._write()
        await self._tell_what_was_heard()
        await self._tell_own()
        self._send_what_is_ones_own()
        self._say_delayed(False)
        if self._asked:
            self._bell.set()

    async def _bear(self, failure: Exception) -> None:
        """The database is away. Nothing was acknowledged, what was asked still waits here, and nobody is sent away."""
        if not self._is_delayed:
            logger.warning("Board %s cannot be saved now (%s); trying again.", self.board_id, str(failure).strip())
        self._say_delayed(True)
        self._log_is_ahead = True
        await asyncio.sleep(SECONDS_BETWEEN_TRIES)
        self._bell.set()

    async def _write(self) -> None:
        """Carry out what arrived while the last commit was under way."""
        batch = self._asked[:MOST_COMMANDS_A_COMMIT]
        if not batch:
            return
        results = await write(self.board_id, batch)
        del self._asked[: len(batch)]
        for each, result in zip(batch, results, strict=True):
            self._for_one[each.member].append(result_frame(result, each.member.audience.language))

    async def _tell_what_was_heard(self) -> None:
        heard, self._heard = self._heard, []
        for committed in heard:
            self._take(committed)
        if self._log_is_ahead:
            self._log_is_ahead = False
            await self._read_on()

    def _take(self, committed: Committed) -> None:
        """Tell what a transaction did, if it is the next one; else the log has to be read."""
        self._changed_seats |= committed.sealed_seats
        logged = committed.logged
        if self._log_is_ahead or committed.head < self.standing.head:
            return
        if logged is not None and committed.head - len(logged) == self.standing.head:
            self._move_to(self.standing._replace(head=committed.head, stage=committed.stage, epoch=committed.epoch))
            self._tell(told(logged, committed.stage, self._audiences))
        else:
            self._log_is_ahead = True

    async def _read_on(self) -> None:
        standing, missed = await in_a_thread(read_log, self.board_id, self.standing.head, self._audiences)
        self._move_to(standing)
        if missed is None:
            self._ring.clear()
            self._tell_all({audience: [RESYNC] for audience in self._audiences})
        else:
            self._tell(missed)

    def _move_to(self, standing: Standing) -> None:
        if (standing.stage, standing.epoch) != (self.standing.stage, self.standing.epoch):
            self._ring.clear()
        if standing.stage != self.standing.stage:
            self.presence.forget_places()
        self.standing = standing

    def _tell(self, news: Sequence[Told]) -> None:
        """Send the same bytes to everybody of an audience, and before them to each what of it is theirs."""
        self._ring.add(news)
        if not news:
            return
        for each in news:
            for seat_id, own in each.own.items():
                for member in self._by_seat.get(seat_id, ()):
                    self._for_one[member].append(_yours([own]))
        self._tell_all({audience: _frames(news, audience) for audience in self._audiences})

    def _tell_all(self, frames: dict[Audience, list[Frame]]) -> None:
        self._send_what_is_ones_own()
        for audience, wires in self._wires.items():
            for each in frames[audience]:
                send_to_all(wires, each)

    async def _tell_own(self) -> None:
        """Tell those whose sealed store changed what is in it now."""
        changed = [member for seat in self._changed_seats for member in self._by_seat.get(seat, ())]
        if changed:
            own = await in_a_thread(read_own, self.board_id, [member.viewer for member in changed])
            for member in changed:
                self._for_one[member].append(frame("own", **own[member.seat_id]))
        self._changed_seats.clear()

    def _send_what_is_ones_own(self) -> None:
        for member, frames in self._for_one.items():
            member.wire.send(*frames)
        self._for_one.clear()

    async def _greet(self) -> None:
        """Bring those who came to where everybody is, with one reading for however many they are."""
        arriving = list(self._arriving)
        if not arriving:
            return
        own = await in_a_thread(read_own, self.board_id, [member.viewer for member in arriving])
        missed = await self._missed_by_any_of(arriving)
        for member in arriving:
            if member in self._arriving:
                frames = self._missed_by(member, missed.get(member.audience))
                member.wire.send(self._hello(member), frame("own", **own[member.seat_id]), *frames)
                member.greeted_at = time.monotonic()
                self._arriving.remove(member)
                self.members.add(member)
                self.presence.arrive(member)
        self._forget_groups()

    async def _missed_by_any_of(self, arriving: Iterable[Member]) -> dict[Audience, list[Told] | None]:
        """By audience, what was told since the one who is furthest behind, but can still catch up, heard of us."""
        oldest: dict[Audience, int] = {}
        for member in arriving:
            if member.since is not None and self._can_catch_up_from(member.since):
                oldest[member.audience] = min(member.since, oldest.get(member.audience, member.since))
        return {audience: await self._told_after(since, audience) for audience, since in oldest.items()}

    def _can_catch_up_from(self, since: int) -> bool:
        head = self.standing.head
        return max(0, head - MOST_OPS_AT_ONCE) <= since < head

    async def _told_after(self, since: int, audience: Audience) -> list[Told] | None:
        """What was told between a number and where we are, from the ring or else from the log; None if that is much."""
        head = self.standing.head
        if (found := self._ring.after(since, head, audience)) is not None:
            return found
        _standing, read = await in_a_thread(read_log, self.board_id, since, {audience})
        return None if read is None else [each for each in read if each.seq <= head]

    def _missed_by(self, member: Member, told_meanwhile: Sequence[Told] | None) -> list[Frame]:
        if member.since is None or member.since == self.standing.head:
            return []
        if told_meanwhile is None or not self._can_catch_up_from(member.since):
            return [RESYNC]
        told = [each for each in told_meanwhile if each.seq > member.since]
        own = [each.own[member.seat_id] for each in told if member.seat_id in each.own]
        return [*([_yours(own)] if own else []), *_frames(told, member.audience)]

    def _hello(self, member: Member) -> Frame:
        you = {"seat": member.seat_id, "name": member.viewer.name, "role": member.viewer.role}
        head, stage, epoch, _shows_presence = self.standing
        return frame("hello", head=head, stage=stage, epoch=epoch, you=you)

    def _say_delayed(self, is_delayed: bool) -> None:
        if is_delayed != self._is_delayed:
            self._is_delayed = is_delayed
            for member in [*self.members, *self._arriving]:
                member.wire.send(frame("delayed", on=is_delayed))

    @property
    def _audiences(self) -> Collection[Audience]:
        return self._wires.keys()

    @cached_property
    def _wires(self) -> dict[Audience, list[Wire]]:
        found: dict[Audience, list[Wire]] = defaultdict(list)
        for member in self.members:
            found[member.audience].append(member.wire)
        return found

    @cached_property
    def _by_seat(self) -> dict[uuid.UUID, list[Member]]:
        found: dict[uuid.UUID, list[Member]] = defaultdict(list)
        for member in self.members:
            found[member.seat_id].append(member)
        return found

    def _forget_groups(self) -> None:
        """Make them anew when they are asked for: who is here has changed."""
        with suppress(AttributeError):
            del self._wires
        with suppress(AttributeError):
            del self._by_seat


def _frames(news: Sequence[Told], audience: Audience) -> list[Frame]:
    ops = [each.bytes_for[audience] for each in news]
    return [RESYNC] if is_too_large(ops) else list(ops_frames(ops))


def _yours(own: Sequence[Own]) -> Frame:
    ops = [seq for each in own for seq in each.ops]
    return frame("yours", ops=ops, notes=[number for each in own for number in each.notes])
