"""The verbs of a board as they travel: one strict shape each, the same from a form and from a socket."""

import re
import uuid
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from codesign.boards.results import Refusal

MOST_CHARACTERS = 500
MOST_MINUTES = 240
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
OPTIONAL_FIELDS = ("before", "under", "minutes")

Number = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
Name = Annotated[str, msgspec.Meta(max_length=20)]
Minutes = Annotated[int, msgspec.Meta(ge=1, le=MOST_MINUTES)]


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="verb"):
    """Something a seat wants done. `op_id` is made by the client; sent again with it, the command is applied once."""

    op_id: uuid.UUID


class AddNote(Command, frozen=True, tag="add_note"):
    column: Number
    text: str


class EditNote(Command, frozen=True, tag="edit_note"):
    note: Number
    version: Number
    text: str


class RemoveNote(Command, frozen=True, tag="remove_note"):
    note: Number


class MoveNote(Command, frozen=True, tag="move_note"):
    note: Number
    column: Number
    before: Number | None = None


class GroupNote(Command, frozen=True, tag="group_note"):
    note: Number
    under: Number | None = None


class AddMark(Command, frozen=True, tag="mark"):
    note: Number


class RemoveMark(Command, frozen=True, tag="unmark"):
    note: Number


class SetPosition(Command, frozen=True, tag="set_position"):
    text: str


class SetStage(Command, frozen=True, tag="set_stage"):
    stage: Name
    minutes: Minutes | None = None


class ExtendStage(Command, frozen=True, tag="extend_stage"):
    minutes: Minutes


AnyCommand = (
    AddNote | EditNote | RemoveNote | MoveNote | GroupNote | AddMark | RemoveMark | SetPosition | SetStage | ExtendStage
)
BY_VERB: Mapping[str, type[Command]] = {
    str(each.__struct_config__.tag): each
    for each in (
        AddNote,
        EditNote,
        RemoveNote,
        MoveNote,
        GroupNote,
        AddMark,
        RemoveMark,
        SetPosition,
        SetStage,
        ExtendStage,
    )
}
_decoder = msgspec.json.Decoder(AnyCommand)


def decode(raw: bytes | msgspec.Raw) -> Command:
    """Read one command from JSON. Raises ValueError, or RecursionError for what is nested without end."""
    return _decoder.decode(raw)


def from_form(fields: Mapping[str, str]) -> Command:
    """Read one command from a form. Raise Refusal where it is damaged.

    The id of a form is bound to what the form says: going back and sending it with other words is another command.
    """
    verb = fields.get("verb", "")
    if verb not in BY_VERB:
        raise damaged()
    said = {name: fields[name] for name in BY_VERB[verb].__struct_fields__ if name in fields}
    for name in OPTIONAL_FIELDS:
        if said.get(name) == "":
            del said[name]
    try:
        bound = uuid.uuid5(uuid.UUID(said.pop("op_id", "")), repr(sorted({**said, "verb": verb}.items())))
        return _convert(said | {"verb": verb, "op_id": str(bound)})
    except (ValueError, UnicodeEncodeError):
        raise damaged() from None


def _convert(said: dict[str, Any]) -> Command:
    return msgspec.convert(said, AnyCommand, strict=False)


def damaged() -> Refusal:
    return Refusal("malformed", _("This was damaged on its way to us. Reload the page, then try again."))


def fit_to_wait(command: Command) -> Command:
    """Return a command as it may wait for its turn, or raise the Refusal that its text would meet there anyway."""
    if not isinstance(command, AddNote | EditNote | SetPosition):
        return command
    return msgspec.structs.replace(command, text=clean_text(command.text))


def clean_text(text: str) -> str:
    """Return a text as it is kept, or raise Refusal in words that say what to do."""
    text = text.replace("\r\n", "\n").strip()
    if "\x00" in text or LONE_SURROGATE.search(text):
        raise Refusal(
            "malformed", _("There are characters in this text that we cannot store. Remove them, or type it again.")
        )
    if not text:
        raise Refusal("malformed", _("Write something first."))
    if len(text) > MOST_CHARACTERS:
        raise Refusal("too_long", lazy(too_long, str)(len(text)))
    return text


def too_long(length: int) -> str:
    over = length - MOST_CHARACTERS
    words = ngettext(
        "This text is %(over)d character too long. Shorten it to at most %(most)d.",
        "This text is %(over)d characters too long. Shorten it to at most %(most)d.",
        over,
    )
    return words % {"over": over, "most": MOST_CHARACTERS}
