"""Who may sit at a board. Two hundred people come in the same moment: who knocks together is looked up together."""

import asyncio
import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest, parse_cookie
from django.utils import timezone

from codesign.boards import Viewer
from codesign.permissions import Seated, Visit, seats_for
from people.accounts.second_factor import page_to_go_to
from people.models import User
from people.permissions import colleague
from realtime.log import Standing, read_standings
from realtime.threads import in_a_thread

MOST_AT_ONCE = 200
SESSION_KEYS = re.compile(r"[a-z0-9]{8,40}")


class Admitted(NamedTuple):
    """What the database knows of somebody who may sit at a board, and of where the board is.

    `password` is the hash of whoever is signed in: a new one ends their sessions.
    """

    seat_id: uuid.UUID
    viewer: Viewer
    session_key: str
    password: str | None
    standing: Standing


class Knock(NamedTuple):
    board_id: uuid.UUID
    session_key: str


class Door:
    """Looks up those who knocked while the last ones were being looked up."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Knock, asyncio.Future[Admitted | None]]] = []
        self._task: asyncio.Task | None = None

    async def admit(self, knock: Knock) -> Admitted | None:
        """Find the seat of this visitor at the board; None where they have no such board."""
        answer: asyncio.Future[Admitted | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((knock, answer))
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._answer_all())
        return await answer

    async def _answer_all(self) -> None:
        try:
            while self._waiting:
                asked, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
                await self._answer(asked)
        finally:
            self._task = None

    async def _answer(self, asked: Sequence[tuple[Knock, asyncio.Future[Admitted | None]]]) -> None:
        try:
            found = await in_a_thread(look_up, [knock for knock, _answer in asked])
        except Exception as failure:  # noqa: BLE001 - it is everybody's who asked, and each logs or bears it
            for _knock, answer in asked:
                _tell(answer, failure=failure)
            return
        for (_knock, answer), admitted in zip(asked, found, strict=True):
            _tell(answer, admitted)


door = Door()


def _tell(
    answer: asyncio.Future[Admitted | None], admitted: Admitted | None = None, failure: Exception | None = None
) -> None:
    """Whoever has gone meanwhile needs no answer."""
    if answer.done():
        return
    if failure is not None:
        answer.set_exception(failure)
    else:
        answer.set_result(admitted)


def session_key_of(headers: Collection[tuple[bytes, bytes]]) -> str:
    """The session cookie of a handshake, or an empty key: what cannot be one is not looked up with those of others."""
    cookies = b"; ".join(value for name, value in headers if name == b"cookie").decode("latin-1")
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, "")
    return key if SESSION_KEYS.fullmatch(key) else ""


def look_up(knocks: Sequence[Knock]) -> list[Admitted | None]:
    sessions = _sessions({knock.session_key for knock in knocks})
    visits = [Visit(knock.board_id, *_visitor(sessions.get(knock.session_key))) for knock in knocks]
    standings = read_standings({knock.board_id for knock in knocks})
    found = zip(seats_for(visits), visits, knocks, strict=True)
    return [
        _admitted(seated, visit, knock.session_key, standings[visit.board_id]) if seated else None
        for seated, visit, knock in found
    ]


def _admitted(seated: Seated, visit: Visit, session_key: str, standing: Standing) -> Admitted:
    viewer = Viewer.at(seated.seat, seated.role)
    password = visit.user.password if isinstance(visit.user, User) else None
    return Admitted(seated.seat.pk, viewer, session_key, password, standing)


def _sessions(keys: Collection[str]) -> dict[str, SessionStore]:
    """The living sessions of these keys, with what each remembers."""
    living = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return {row.session_key: _opened(row) for row in living}


def _opened(row: Session) -> SessionStore:
    store = SessionStore(row.session_key)
    store._session_cache = store.decode(row.session_data)  # type: ignore[attr-defined]
    return store


def _visitor(session: SessionStore | None) -> tuple[Mapping[str, Any], User | AnonymousUser]:
    """What a session remembers, and which member of staff is signed in with it by Django's own rules.

    A participant with an account acts from the seat of their session; staff without a second factor have none.
    """
    if session is None or SESSION_KEY not in session:
        return (session or {}), AnonymousUser()
    request = HttpRequest()
    request.session = session
    request.user = get_user(request)
    if colleague(request.user) is None:
        return session, AnonymousUser()
    return ({}, AnonymousUser()) if page_to_go_to(request) else (session, request.user)
