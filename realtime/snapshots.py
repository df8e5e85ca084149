"""The whole board over HTTP, put together once for however many ask, ahead of the pages' own way to the product.

What is here is the same for all of one role and language; what is one's own comes over the socket. It may be a second
old: it says up to which operation it goes, and whoever has it asks the socket for the rest.
"""

import asyncio
import gzip
import time
import uuid
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import translation

from codesign.boards import snapshot_of
from codesign.models import Board
from realtime.door import Knock, door, session_key_of
from realtime.frames import encode
from realtime.log import Standing, standing_of
from realtime.members import Audience
from realtime.threads import in_a_thread
from realtime.writer import OUT_OF_REACH

MOST_KEPT = 64
SECONDS_FRESH = 1.0
COMPRESSION = 5
HEADERS = [
    (b"cache-control", b"private, no-cache"),
    (b"vary", b"Cookie, Accept-Encoding, Accept-Language"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]


class Snapshot(NamedTuple):
    standing: Standing
    made_at: float
    etag: bytes
    body: bytes

    def is_good_for(self, standing: Standing) -> bool:
        """Whether it will do for who finds the board there: it is newer, or shows what may be seen and is fresh."""
        ours = self.standing
        is_newer = ours.head > standing.head and ours.epoch >= standing.epoch
        is_same = (ours.stage, ours.epoch) == (standing.stage, standing.epoch)
        is_up_to_date = ours.head >= standing.head
        return is_newer or is_same and (is_up_to_date or time.monotonic() - self.made_at < SECONDS_FRESH)


Key = tuple[uuid.UUID, Audience]


class Snapshots:
    """Keeps the newest of each board and audience; who asks while one is being made waits for that one.

    What is being made may have been read before something was taken away that whoever asks must not see any more. Where
    it turns out to be too old for them, they wait for the next one, which begins after they asked.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Snapshot] = OrderedDict()
        self._making: dict[Key, asyncio.Task[Snapshot]] = {}

    async def get(self, board_id: uuid.UUID, audience: Audience, standing: Standing) -> Snapshot:
        key = (board_id, audience)
        found = self._kept.get(key)
        if not (found and found.is_good_for(standing)) and key in self._making:
            found = await self._made(key)
        if not (found and found.is_good_for(standing)):
            found = await self._made(key)
        return found

    async def _made(self, key: Key) -> Snapshot:
        if key not in self._making:
            self._making[key] = asyncio.get_running_loop().create_task(self._make(key))
        return await asyncio.shield(self._making[key])

    async def _make(self, key: Key) -> Snapshot:
        try:
            snapshot = self._kept[key] = await in_a_thread(make, *key)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return snapshot
        finally:
            del self._making[key]


def make(board_id: uuid.UUID, audience: Audience) -> Snapshot:
    board, made_at = Board.objects.get(pk=board_id), time.monotonic()
    with translation.override(audience.language):
        state = snapshot_of(board, audience.role)
    etag = f'"{board.head}-{board.stage}-{board.epoch}-{audience.role}-{audience.language}"'
    return Snapshot(standing_of(board), made_at, etag.encode(), gzip.compress(encode(state), COMPRESSION, mtime=0))


snapshots = Snapshots()


async def snapshot_application(scope: Mapping[str, Any], receive: Any, send: Any) -> None:
    """Answer GET of a board's state. Who has no seat there learns nothing, not even that there is such a board."""
    if scope["method"] not in ("GET", "HEAD"):
        await _answer(send, 405, b"", [(b"allow", b"GET, HEAD")])
        return
    route, headers = scope["url_route"]["kwargs"], scope["headers"]
    board_id, language = uuid.UUID(route["board_id"]), route.get("language") or settings.LANGUAGE_CODE
    try:
        admitted = await door.admit(Knock(board_id, session_key_of(headers)))
        if admitted is None or language not in dict(settings.LANGUAGES):
            await _answer(send, 404, b"")
            return
        snapshot = await snapshots.get(board_id, Audience(admitted.viewer.role, language), admitted.standing)
    except OUT_OF_REACH:
        await _answer(send, 503, b"", [(b"retry-after", b"2")])
        return
    await _give(send, snapshot, dict(headers), is_head=scope["method"] == "HEAD")


async def _give(send: Any, snapshot: Snapshot, asked: Mapping[bytes, bytes], *, is_head: bool) -> None:
    headers = [(b"etag", snapshot.etag), (b"content-type", b"application/json")]
    if snapshot.etag in [each.strip() for each in asked.get(b"if-none-match", b"").split(b",")]:
        await _answer(send, 304, b"", headers)
        return
    body = snapshot.body
    if b"gzip" in asked.get(b"accept-encoding", b""):
        headers.append((b"content-encoding", b"gzip"))
    else:
        body = await asyncio.to_thread(gzip.decompress, body)  # no browser asks so, but a thousand programs may
    headers.append((b"content-length", str(len(body)).encode()))
    await _answer(send, 200, b"" if is_head else body, headers)


async def _answer(send: Any, status: int, body: bytes, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [*HEADERS, *(headers or [])]})
    await send({"type": "http.response.body", "body": body})
