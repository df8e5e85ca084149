"""What somebody might send who means no good or whose device is broken, with what the protocol owes them for it."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from tests.faults.raw_socket import BINARY, CLOSE, PING, PONG, TEXT, framed
from tests.realtime.test_frames import MALFORMED

MOST_BYTES = 64 * 1024
MOST_OF_SERVER = 70_000
SURROGATES = "\ud800", "\udfff"
JUNK = (None, True, -1, 0, 2**31, 10**40, 1.5, 1e308, "", "x", "\x00", [], {}, [1], {"a": 1}, "9" * 5000)
NO_JSON = ("NaN", "Infinity", "-Infinity", "0x10", "01", "1e", "'x'", "undefined", "tru", "\x01", "//", '"\\x"')


class Shot(NamedTuple):
    """Bytes for a socket. They are owed so many `error` frames, a result for each of the ids, or the end."""

    data: bytes
    errors: int = 0
    op_ids: tuple[str, ...] = ()
    is_last: bool = False


class Numbers(NamedTuple):
    """What is at the board of the socket, and what of it is of another board."""

    stage: str
    notes: Sequence[int]
    columns: Sequence[int]
    foreign: Sequence[int]
    foreign_ids: Sequence[str]


class Shots:
    """The same for the same seed. Nothing that is sent to be told to others holds anything of the other board."""

    def __init__(self, seed: str, numbers: Numbers) -> None:
        self.dice, self.numbers = random.Random(seed), numbers

    def next(self) -> Shot:
        kinds, weights = zip(*KINDS.items(), strict=True)
        kind: Callable[[Shots], Shot] = self.dice.choices(kinds, weights)[0]
        return kind(self)

    def commands(self, count: int = 1) -> list[dict[str, Any]]:
        """Commands as they should be; every verb of the protocol."""
        verbs = [self.dice.choice(list(self._valid())) for _ in range(count)]
        return [{"verb": verb, "op_id": self._id()} | self._valid()[verb] for verb in verbs]

    def said(self, commands: Sequence[dict[str, Any]]) -> str:
        return json.dumps({"t": "do", "commands": commands}, ensure_ascii=self.dice.random() < 0.5)

    def valid(self) -> Shot:
        commands = self.commands(self.dice.choice([1, 1, 1, 2, 5]))
        return self._owed(commands)

    def wrong_type(self) -> Shot:
        command = self.commands()[0]
        name = self.dice.choice([name for name in command if name != "op_id"])
        return self._owed([command | {name: self.dice.choice(JUNK)}])

    def unknown_verb(self) -> Shot:
        fields = {"verb": self.dice.choice(["drop", "", "ADD_NOTE", "__class__", "redact", "add_note "])}
        return self._owed([self.commands()[0] | fields])

    def unknown_field(self) -> Shot:
        name, value = self.dice.choice(["seat", "board", "as", "role", "\x00"]), self.dice.choice([*JUNK, *self._ids()])
        return self._owed([self.commands()[0] | {name: value}])

    def foreign(self) -> Shot:
        """Notes and columns of another board."""
        command = self.commands()[0]
        for name in ("note", "column", "before", "under"):
            if name in command and self.dice.random() < 0.7:
                command[name] = self.dice.choice(self.numbers.foreign)
        return self._owed([command])

    def bad_text(self) -> Shot:
        text = self.dice.choice(
            ["nul \x00", "x" * 501, "", " ", "é" * 500, "\u202e", "\x7f" * 9, "<script>", "{{ 7 }}"]
        )
        return self._owed([self.commands()[0] | {"verb": "add_note", "text": text}])

    def fifty(self) -> Shot:
        return self._owed([{"verb": "nothing", "op_id": self._id()} for _ in range(50)])

    def malformed(self) -> Shot:
        texts = [text for text in MALFORMED.values() if text is not None and not any(s in text for s in SURROGATES)]
        return self._error(self.dice.choice(texts).encode())

    def binary(self) -> Shot:
        return Shot(framed(self.dice.randbytes(self.dice.randrange(300)), BINARY, mask=self._mask()), errors=1)

    def garbage(self) -> Shot:
        letters = self.dice.choices('{}[]",:\\0\x00eé9-\u2028𝄞tdo', k=self.dice.randrange(60))
        return self._error(("?" + "".join(letters)).encode())

    def cut_off(self) -> Shot:
        text = self.said(self.commands()).encode("utf-8", "surrogatepass")
        text = text[: self.dice.randrange(len(text))]
        return self._error(text.decode("utf-8", "ignore").encode())

    def no_json(self) -> Shot:
        text = self.said([self.commands()[0] | {"note": "HERE"}])
        return self._error(text.replace('"HERE"', self.dice.choice(NO_JSON)).encode())

    def deep(self) -> Shot:
        depth = self.dice.choice([8, 100, 5000, 30_000])
        opening = self.dice.choice(["[", '{"a":', '{"t":"do","commands":['])
        return self._error((opening * depth)[: MOST_BYTES - 1].encode())

    def large(self) -> Shot:
        return self._error(b"[" + b"9" * self.dice.randrange(MOST_BYTES, MOST_OF_SERVER - 1000))

    def fragments(self) -> Shot:
        """A command in pieces, with a ping between them."""
        commands = self.commands()
        text = self.said(commands).encode()
        first, second = sorted(self.dice.sample(range(len(text)), 2))
        pieces = [framed(text[:first], TEXT, is_last=False), framed(text[first:second], 0, is_last=False)]
        data = pieces[0] + framed(b"between", PING) + pieces[1] + framed(text[second:], 0, mask=self._mask())
        return Shot(data, op_ids=tuple(each["op_id"] for each in commands))

    def mutated(self) -> Shot:
        """A command with some letters changed: whatever comes of it, it is not known beforehand."""
        letters = list(self.said(self.commands()))
        for _ in range(self.dice.randint(1, 6)):
            letters[self.dice.randrange(len(letters))] = self.dice.choice('{}[]",:\\0\x00é9-eu')
        return Shot(framed("".join(letters).encode(), mask=self._mask()))

    def here(self) -> Shot:
        fields = {"note": self.dice.choice([*self.numbers.notes, None]), "writing": self.dice.random() < 0.5}
        return Shot(framed(json.dumps({"t": "here", "hidden": self.dice.random() < 0.2} | fields).encode()))

    def wrong_here(self) -> Shot:
        name = self.dice.choice(["note", "writing", "hidden", "seat"])
        value = self.dice.choice(["x", [], {}, 1.5, -1, 2**31])
        return self._error(json.dumps({"t": "here", name: value}).encode())

    def control(self) -> Shot:
        return Shot(framed(self.dice.randbytes(self.dice.randrange(126)), self.dice.choice([PING, PONG])))

    def fatal(self) -> Shot:
        """Bytes after which no server can go on listening."""
        return Shot(self.dice.choice(FATAL)(self), is_last=True)

    def _valid(self) -> dict[str, dict[str, Any]]:
        note, other = self.dice.choice(self.numbers.notes), self.dice.choice(self.numbers.notes)
        column, text = self.dice.choice(self.numbers.columns), f"fuzz {self.dice.randrange(10**6)}"
        return {
            "add_note": {"column": column, "text": text},
            "edit_note": {"note": note, "version": self.dice.randrange(3), "text": text},
            "remove_note": {"note": note},
            "move_note": {"note": note, "column": column, "before": self.dice.choice([None, other])},
            "group_note": {"note": note, "under": self.dice.choice([None, other])},
            "mark": {"note": note},
            "unmark": {"note": note},
            "set_position": {"text": text},
            # The stage that it is: each board stays where every role is to meet it.
            "set_stage": {"stage": self.numbers.stage, "minutes": None},
            "extend_stage": {"minutes": 1},
        }

    def _owed(self, commands: Sequence[dict[str, Any]]) -> Shot:
        data = framed(self.said(commands).encode(), mask=self._mask())
        return Shot(data, op_ids=tuple(each["op_id"] for each in commands))

    def _error(self, text: bytes) -> Shot:
        return Shot(framed(text, mask=self._mask() if len(text) < 1000 else b"\0\0\0\0"), errors=1)

    def _id(self) -> str:
        return str(uuid.UUID(int=self.dice.getrandbits(128), version=4))

    def _ids(self) -> Sequence[str]:
        return self.numbers.foreign_ids

    def _mask(self) -> bytes:
        return b"\0\0\0\0" if self.dice.random() < 0.7 else self.dice.randbytes(4)


KINDS: dict[Callable[[Shots], Shot], float] = {
    Shots.valid: 14,
    Shots.mutated: 12,
    Shots.wrong_type: 10,
    Shots.foreign: 8,
    Shots.malformed: 8,
    Shots.garbage: 8,
    Shots.cut_off: 6,
    Shots.unknown_field: 5,
    Shots.bad_text: 5,
    Shots.no_json: 5,
    Shots.binary: 4,
    Shots.fragments: 4,
    Shots.here: 3,
    Shots.wrong_here: 3,
    Shots.unknown_verb: 3,
    Shots.control: 2,
    Shots.deep: 1,
    Shots.fifty: 0.5,
    Shots.large: 0.3,
    Shots.fatal: 3,
}
FATAL: Sequence[Callable[[Shots], bytes]] = (
    lambda shots: framed(b'{"t": "\xff\xfe"}'),
    lambda shots: framed(b'{"t": "\xed\xa0\x80"}'),  # half of a pair
    lambda shots: framed(b"\xc3", is_last=False) + framed(b"(", 0),
    lambda shots: framed(b"x", shots.dice.choice([3, 4, 5, 6, 7, 11, 12, 13, 14, 15])),
    lambda shots: framed(b"x", TEXT | shots.dice.choice([0x10, 0x20, 0x40, 0x70])),
    lambda shots: framed(b"x" * shots.dice.choice([126, 200, 65536]), shots.dice.choice([PING, PONG, CLOSE])),
    lambda shots: framed(b"x", shots.dice.choice([PING, PONG, CLOSE]), is_last=False),
    lambda shots: framed(b"nothing before it", 0),
    lambda shots: framed(b"one", is_last=False) + framed(b"two"),
    lambda shots: b"\x81\x05Hello",  # without a mask
    lambda shots: b"\x81\xfe\x00\x05\0\0\0\0Hello",  # a longer length than it takes
    lambda shots: b"\x81\xff" + shots.dice.choice([2**63, 2**40, MOST_OF_SERVER + 1]).to_bytes(8, "big") + b"\0" * 20,
    lambda shots: framed(b"x" * (MOST_OF_SERVER + 1)),
    lambda shots: framed(shots.dice.choice([b"\x00", b"\x03\xe7", b"\x03\xed", b"\xff\xff", b"\x03\xe8\xff"]), CLOSE),
    lambda shots: framed(b"", CLOSE),
)
