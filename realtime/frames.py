"""What travels over a socket, decoded strictly: nothing a client sends can raise anything but Malformed."""

import re
import uuid
from typing import Annotated, Any

import msgspec
from django.utils import translation

from codesign.boards import Ack, Command, Refused, Result, decode
from codesign.boards.commands import damaged

MOST_BYTES = 64 * 1024
MOST_DEPTH = 6
MOST_COMMANDS = 50
STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
BRACKETS = re.compile(rb"[\[{\]}]")


class Malformed(Exception):
    """A frame that is not of this protocol."""


class Do(msgspec.Struct, tag_field="t", tag="do", forbid_unknown_fields=True):
    commands: Annotated[list[msgspec.Raw], msgspec.Meta(min_length=1, max_length=MOST_COMMANDS)]


class Identified(msgspec.Struct):
    op_id: uuid.UUID


_do = msgspec.json.Decoder(Do)
_identified = msgspec.json.Decoder(Identified)


def read(text: str | None) -> list[Command | Refused]:
    """Read a frame. A command that is damaged but says its id is refused by itself, the others stand."""
    if text is None:
        raise Malformed("a binary frame")
    try:
        raw = text.encode()
        _check_shape(raw)
        return [_command(each) for each in _do.decode(raw).commands]
    except (ValueError, RecursionError) as fault:
        raise Malformed(type(fault).__name__) from None


def error_frame(language: str) -> str:
    with translation.override(language):
        return encode({"t": "error", "code": "malformed", "sentence": str(damaged().sentence)})


def result_frame(result: Result, language: str) -> str:
    """Say what came of a command, in the words of whoever sent it."""
    if isinstance(result, Ack):
        place = {"sealed": result.sealed} if result.sealed else {"seq": result.seq}
        return encode({"t": "ack", "op_id": result.op_id} | place)
    with translation.override(language):
        said = {"t": "refused", "op_id": result.op_id, "code": result.code, "sentence": str(result.sentence)}
    return encode(said | ({"newest": result.newest._asdict()} if result.newest else {}))


def encode(frame: dict[str, Any]) -> str:
    return msgspec.json.encode(frame).decode()


def _command(raw: msgspec.Raw) -> Command | Refused:
    try:
        return decode(raw)
    except ValueError:
        return damaged().of(_identified.decode(raw).op_id)


def _check_shape(raw: bytes) -> None:
    if len(raw) > MOST_BYTES:
        raise ValueError("too large")
    depth = 0
    for bracket in BRACKETS.finditer(STRINGS.sub(b"", raw)):
        depth += 1 if bracket.group() in b"[{" else -1
        if depth > MOST_DEPTH:
            raise ValueError("too deep")
