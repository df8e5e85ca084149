"""What the database says of the boards of this process: where each is, and whose right or session has ended."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from codesign.boards.rows import Question
from codesign.models import SeatGrant
from realtime.log import Standing, read_standings
from realtime.members import Member

SESSIONS_AT_ONCE = 1024


class Seen(NamedTuple):
    standing: Standing
    leaving: list[Member]


def _rights(given: Any) -> Any:
    return SeatGrant.objects.at_board_of_key(given["board"]).values_list("seat_id", "role", "seat__holder__password")


def _living(given: Any) -> Any:
    return Session.objects.filter(session_key__in=given["keys"], expire_date__gt=Now()).values_list("session_key")


RIGHTS, LIVING = Question(_rights), Question(_living)


def look_at_boards(members: Mapping[uuid.UUID, Collection[Member]]) -> dict[uuid.UUID, Seen]:
    """Read it for all of them. Rights are read as they are: there is no counter that somebody could forget to raise."""
    living = _living_sessions({member.session_key for here in members.values() for member in here})
    seen = {}
    for board_id, standing in read_standings(members.keys()).items():
        rights = {tuple(row) for row in RIGHTS.rows(board=board_id)}
        leaving = [member for member in members[board_id] if not _may_stay(member, rights, living)]
        seen[board_id] = Seen(standing, leaving)
    return seen


def _may_stay(member: Member, rights: set[tuple], living: set[str]) -> bool:
    right = (member.seat_id, member.audience.role, member.password)
    return right in rights and member.session_key in living


def _living_sessions(keys: Collection[str]) -> set[str]:
    wanted, found = list(keys), set()
    for start in range(0, len(wanted), SESSIONS_AT_ONCE):
        found |= {key for (key,) in LIVING.rows(keys=wanted[start : start + SESSIONS_AT_ONCE])}
    return found
