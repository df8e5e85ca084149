"""A board with people, sessions and notes for the load of bench.board, and the script that the generator replays.

Prints one line of JSON. The database is the one of DATABASE_URL; nothing here knows which server will be asked.
"""

from __future__ import annotations

import argparse
import json
import random
import struct
import sys
import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import IO

SEND, WAIT = 0, 1
TEXT = 1
# The generator overwrites the sixteen zeros with the moment of sending; client and operation follow.
STAMP = "@#@#" + "0" * 16 + "{client:04x}{operation:06x} "
WORDS = "My payment came twelve days late and nobody could tell me why it was so "
CHARACTERS = 80


def stamped(client: int, operation: int) -> str:
    return (STAMP.format(client=client, operation=operation) + WORDS * 2)[:CHARACTERS]


def make_people(count: int) -> tuple[str, list[str], list[str]]:
    """Make a board in an open stage with so many seats; return its id, the seats' ids and their session keys."""
    from codesign.enums import Provenance, SeatRole, Stage
    from codesign.models import Seat, SeatGrant
    from tests.factories import make_board, make_facilitator, make_owner, make_subject

    subject = make_subject(owner=make_owner(email=f"{uuid.uuid4()}@example.org"), code=uuid.uuid4().hex[:12])
    leader = make_facilitator(email=f"{uuid.uuid4()}@example.org")
    board = make_board(Stage.GROUP, subject=subject, created_by=leader)
    seats = Seat.objects.bulk_create(
        Seat(subject=board.subject, provenance=Provenance.SELF, pseudonym=f"Blue heron {number}")
        for number in range(count)
    )
    SeatGrant.objects.bulk_create(SeatGrant(seat=seat, role=SeatRole.PARTICIPANT, board=board) for seat in seats)
    keys = _sessions([{"seats": {str(board.subject_id): str(seat.pk)}} for seat in seats])
    return str(board.pk), [str(seat.pk) for seat in seats], keys


def _sessions(contents: Sequence[dict]) -> list[str]:
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    store, expires = SessionStore(), timezone.now() + timedelta(days=1)
    keys = [uuid.uuid4().hex for _ in contents]
    Session.objects.bulk_create(
        Session(session_key=key, session_data=store.encode(content), expire_date=expires)
        for key, content in zip(keys, contents, strict=True)
    )
    return keys


def make_notes(board_id: str, seats: Sequence[str], count: int) -> list[int]:
    """Put notes on the board, the seats taking turns; return their numbers in order."""
    from codesign.boards import SeatCommand, apply
    from codesign.boards.commands import AddNote
    from codesign.models import Board

    board = Board.objects.get(pk=board_id)
    before = board.next_number
    for start in range(0, count, 500):
        part = range(start, min(start + 500, count))
        commands = [AddNote(op_id=uuid.uuid4(), column=1 + number % 2, text=real_text(number)) for number in part]
        by_seat = [uuid.UUID(seats[number % len(seats)]) for number in part]
        apply(board=board, commands=[SeatCommand(*each) for each in zip(by_seat, commands, strict=True)])
    return list(range(before, before + count))


def real_text(number: int) -> str:
    """Eighty characters that do not repeat, as people would write them."""
    chosen = random.Random(number).choices(VOCABULARY.split(), k=CHARACTERS // 3)
    return " ".join(chosen)[:CHARACTERS].ljust(CHARACTERS, ".")


VOCABULARY = """
the form asks for a paper that nobody has and the office says it must come by post but my letter was sent back twice
when I called they told me to wait another month because payment stopped in March without any reason given so we
borrowed money from family again please write in plain words what is missing who decides how long it takes where
people can ask on Saturdays since work ends late children cannot be left alone the bus costs more than stamps a doctor
signed last year still counts old address neighbours help with a phone whose screen is too small for these boxes
"""


def write_script(out: IO[bytes], board_id: str, keys: Sequence[str], notes: Sequence[int], origin: str) -> None:
    """Per client: a handshake, a greeting to wait for, its operations; every second one changes a note of its own."""
    each = len(notes) // len(keys) if notes else 0
    out.write(struct.pack("<I", len(keys)))
    for client, key in enumerate(keys):
        _bytes(out, _handshake(board_id, key, origin))
        out.write(struct.pack("<III", 1, WAIT, 0))
        _bytes(out, b"hello")
        operations = list(_operations(client, notes[client :: len(keys)], each))
        out.write(struct.pack("<I", len(operations)))
        for operation in operations:
            out.write(struct.pack("<II", 1, TEXT))
            _bytes(out, operation)


def _operations(client: int, own: Sequence[int], each: int) -> Iterator[bytes]:
    for turn in range(each * 2):
        command = {"op_id": str(uuid.uuid4()), "text": stamped(client, turn)}
        if turn % 2:
            command |= {"verb": "edit_note", "note": own[turn // 2], "version": 1}
        else:
            command |= {"verb": "add_note", "column": 1 + client % 2}
        yield json.dumps({"t": "do", "commands": [command]}).encode()


def _handshake(board_id: str, key: str, origin: str) -> bytes:
    lines = [
        f"GET /ws/b/{board_id}/ HTTP/1.1",
        "Host: " + origin.split("//")[1],
        "Origin: " + origin,
        "Cookie: sessionid=" + key,
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _bytes(out: IO[bytes], data: bytes) -> None:
    out.write(struct.pack("<I", len(data)))
    out.write(data)


def settle(board_id: str) -> int:
    """Do what the database does by itself within a minute: look at its tables before it plans. Return where we are."""
    from django.db import connection

    from codesign.models import Board

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Board.objects.values_list("head", flat=True).get(pk=board_id)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.board_world", description=__doc__)
    parser.add_argument("clients", type=int)
    parser.add_argument("operations", type=int, help="per client")
    parser.add_argument("notes", type=int, help="already on the board, besides those that will be changed")
    parser.add_argument("origin")
    parser.add_argument("script", type=Path)
    options = parser.parse_args()
    import django

    django.setup()
    board_id, seats, keys = make_people(options.clients)
    make_notes(board_id, seats, options.notes)
    own = make_notes(board_id, seats, options.clients * ((options.operations + 1) // 2))
    with options.script.open("wb") as out:
        write_script(out, board_id, keys, own, options.origin)
    json.dump({"board": board_id, "keys": keys, "head": settle(board_id)}, sys.stdout)


if __name__ == "__main__":
    main()
