"""What travels over a socket, decoded strictly: nothing a client sends can raise anything but Malformed."""

import re
import uuid
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import msgspec
from django.utils import translation

from codesign.boards import Ack, Command, Refusal, Refused, Result, decode, fit_to_wait
from codesign.boards.commands import damaged
from realtime.wire import Frame

MOST_BYTES = 64 * 1024
MOST_BYTES_OF_OPS = MOST_BYTES // 2
MOST_DEPTH = 6
MOST_COMMANDS = 50
# A text without an end goes to the end, and nothing is tried twice: or each quote would be read on from again.
STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
BRACKETS = re.compile(rb"[\[{\]}]")


class Malformed(Exception):
    """A frame that is not of this protocol."""


class Do(msgspec.Struct, tag_field="t", tag="do", forbid_unknown_fields=True):
    """Commands to carry out."""

    commands: Annotated[list[msgspec.Raw], msgspec.Meta(min_length=1, max_length=MOST_COMMANDS)]


class Here(msgspec.Struct, tag_field="t", tag="here", forbid_unknown_fields=True):
    """Where somebody is: at a note, writing or not; or that they neither show themselves nor look for others."""

    note: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] | None = None
    writing: bool = False
    hidden: bool = False


class Identified(msgspec.Struct):
    op_id: uuid.UUID


_said = msgspec.json.Decoder(Do | Here)
_identified = msgspec.json.Decoder(Identified)
_encoder = msgspec.json.Encoder()


def read(raw: bytes) -> list[Command | Refused] | Here:
    """Read a frame. A command that is damaged or too long is refused by its id, the others stand."""
    try:
        _check_shape(raw)
        said = _said.decode(raw)
        return said if isinstance(said, Here) else [_command(each) for each in said.commands]
    except (ValueError, RecursionError) as fault:
        raise Malformed(type(fault).__name__) from None


def frame(kind: str, **fields: Any) -> Frame:
    return Frame(encode({"t": kind} | fields))


def encode(value: Any) -> bytes:
    return _encoder.encode(value)


def error_frame(language: str) -> Frame:
    with translation.override(language):
        return frame("error", code="malformed", sentence=str(damaged().sentence))


def result_frame(result: Result, language: str) -> Frame:
    """Say what came of a command, in the words of whoever sent it."""
    if isinstance(result, Ack):
        place = {"sealed": result.sealed} if result.sealed else {"seq": result.seq}
        return frame("ack", op_id=result.op_id, **place)
    with translation.override(language):
        sentence = str(result.sentence)
    newest = {"newest": result.newest._asdict()} if result.newest else {}
    return frame("refused", op_id=result.op_id, code=result.code, sentence=sentence, **newest)


def ops_frames(ops: Iterable[bytes]) -> Iterator[Frame]:
    """Operations that are encoded already, in order, in frames of bounded size."""
    batch: list[bytes] = []
    size = 0
    for op in ops:
        if batch and size + len(op) > MOST_BYTES_OF_OPS:
            yield _ops_frame(batch)
            batch, size = [], 0
        batch.append(op)
        size += len(op)
    if batch:
        yield _ops_frame(batch)


def _ops_frame(batch: list[bytes]) -> Frame:
    return Frame(b'{"t":"ops","ops":[' + b",".join(batch) + b"]}")


def _command(raw: msgspec.Raw) -> Command | Refused:
    try:
        command = decode(raw)
    except ValueError:
        return damaged().of(_identified.decode(raw).op_id)
    try:
        return fit_to_wait(command)
    except Refusal as refusal:
        return refusal.of(command.op_id)


def _check_shape(raw: bytes) -> None:
    """Refuse what is too large, or nested so deep that a decoder would be kept busy by it."""
    if len(raw) > MOST_BYTES:
        raise ValueError("too large")
    if raw.count(b"[") + raw.count(b"{") <= MOST_DEPTH:
        return
    depth = 0
    for bracket in BRACKETS.finditer(STRINGS.sub(b"", raw)):
        depth += 1 if bracket.group() in b"[{" else -1
        if depth > MOST_DEPTH:
            raise ValueError("too deep")
