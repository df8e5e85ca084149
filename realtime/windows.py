"""How many sockets one seat has open at this process, at whichever boards: each is told all there is to tell."""

import uuid

from realtime.members import Member

MOST_WINDOWS = 10
TOO_MANY_WINDOWS = 4409


class Windows:
    """By seat, its sockets, those that came first in front."""

    def __init__(self) -> None:
        self._of_seat: dict[uuid.UUID, list[Member]] = {}

    def open(self, member: Member) -> None:
        """Take in one more; where that is too many, the oldest closes, for it is most likely the forgotten one."""
        windows = self._of_seat.setdefault(member.seat_id, [])
        windows.append(member)
        if len(windows) > MOST_WINDOWS:
            windows.pop(0).wire.close(TOO_MANY_WINDOWS)

    def close(self, member: Member) -> None:
        windows = self._of_seat.get(member.seat_id, [])
        if member in windows:
            windows.remove(member)
        if not windows:
            self._of_seat.pop(member.seat_id, None)
