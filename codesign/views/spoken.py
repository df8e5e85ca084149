"""What is said after a form was carried out, and where on the page: there, and not at its top, the page opens again."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.boards import Ack, Command
from codesign.boards import commands as verbs
from codesign.enums import Stage
from codesign.models import Board

SENTENCES = {
    verbs.AddNote: gettext_lazy("Your note is on the board."),
    verbs.EditNote: gettext_lazy("The text is changed."),
    verbs.RemoveNote: gettext_lazy("The note is removed."),
    verbs.GroupNote: gettext_lazy("The notes are regrouped."),
    verbs.AddMark: gettext_lazy("Your mark is kept."),
    verbs.RemoveMark: gettext_lazy("Your mark is taken back."),
    verbs.SetPosition: gettext_lazy("Your position is kept. Nobody sees it until this stage is over."),
    verbs.SetStage: gettext_lazy("The stage has changed for everyone."),
    verbs.ExtendStage: gettext_lazy("There is more time now."),
}
STAGES_WITHOUT_FIELD = (Stage.WELCOME, Stage.VOTE, Stage.CLOSE)


class Said(NamedTuple):
    """A sentence and the id of the element at which it stands."""

    sentence: str
    place: str

    @property
    def note(self) -> int | None:
        return self._number_after("n")

    @property
    def own(self) -> int | None:
        return self._number_after("own")

    def _number_after(self, prefix: str) -> int | None:
        number = self.place.removeprefix(prefix)
        return int(number) if number != self.place and number.isdecimal() else None


def say(request: HttpRequest, board: Board, command: Command, ack: Ack) -> str:
    """Say on the next page what was done, and return the anchor at which that page is to open."""
    place = _place_of(board, command, ack)
    messages.success(request, _sentence(board, command, ack), extra_tags=place)
    return f"#{place}" if place else ""


def near(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What is to be said at a place of the page, and what at its top; there too where the place is not shown."""
    spoken, places = list(messages.get_messages(request)), _places(context)
    here = [each for each in spoken if each.extra_tags in places]
    said = Said(str(here[-1]), here[-1].extra_tags) if here else None
    return {"said": said, "notices": [each for each in spoken if each not in here]}


def _place_of(board: Board, command: Command, ack: Ack) -> str:
    """The id of the element that a command was about. A new stage is a new page, from its top."""
    match command:
        case verbs.SetPosition():
            return "composer"
        case verbs.AddNote():
            return f"n{board.ops.get(seq=ack.seq).data['note']}" if ack.seq else "composer"
        case verbs.RemoveNote():
            return "work"
        case verbs.EditNote(note=number) if ack.sealed:
            return f"own{number}"
        case verbs.EditNote(note=number) | verbs.MoveNote(note=number) | verbs.GroupNote(note=number):
            return f"n{number}"
        case verbs.AddMark(note=number) | verbs.RemoveMark(note=number):
            return f"n{number}"
    return ""


def _sentence(board: Board, command: Command, ack: Ack) -> str:
    match command:
        case verbs.MoveNote():
            return _("Moved to %(column)s.") % {"column": board.columns.get(number=command.column).title}
        case verbs.AddNote() if ack.sealed:
            return _("Note kept. Nobody else sees it until the notes are revealed.")
    return str(SENTENCES[type(command)])


def _places(context: dict[str, Any]) -> set[str]:
    leading = [note for column in context["columns"] for note in column.notes]
    notes = {f"n{note.number}" for leader in leading for note in (leader, *leader.grouped)}
    own = {f"own{entry['number']}" for entry in context["own_entries"]}
    return {"work"} | notes | own | (set() if context["stage"] in STAGES_WITHOUT_FIELD else {"composer"})
