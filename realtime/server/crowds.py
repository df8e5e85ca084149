"""Connections in the same situation. There may be only so many of them, and they may hold only so much together."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar


class Member(Protocol):
    def drop(self) -> None: ...


M = TypeVar("M", bound=Member)


class Crowd(Generic[M]):
    """Who is in it and how many bytes each holds, those who came first in front.

    `held` is what all of them hold, and what those held who went on from here and have not let go of it yet.
    """

    def __init__(self, most_members: int, most_held: int) -> None:
        self.most_members, self.most_held = most_members, most_held
        self.holdings: dict[M, int] = {}
        self.held = 0

    def enter(self, member: M) -> None:
        """Take it in as the newest; where there is no room, the oldest is dropped."""
        self.leave(member)
        self.holdings[member] = 0
        if len(self.holdings) > self.most_members:
            self._drop(next(iter(self.holdings)))

    def leave(self, member: M) -> None:
        self.held -= self.holdings.pop(member, 0)

    def go_on(self, member: M) -> int:
        """Have it leave with what it holds, which counts on until that much is let go."""
        return self.holdings.pop(member, 0)

    def let_go(self, size: int) -> None:
        self.held -= size

    def hold(self, member: M, size: int) -> None:
        """Note that it holds so much more; where that is too much together, who holds most is dropped."""
        self.holdings[member] += size
        self.held += size
        while self.held > self.most_held:
            self._drop(max(self.holdings, key=self.holdings.__getitem__))

    def _drop(self, member: M) -> None:
        self.leave(member)
        member.drop()
