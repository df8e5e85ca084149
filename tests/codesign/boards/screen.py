"""What a screen shows of a board: a state as it was fetched, and then every operation as it is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

COUNTED = ("decide", "close")
SHOWN = ("number", "text", "version", "author", "marks", "is_redacted")


class Screen:
    """Carries out operations in order, as the page's own script does: what is not there any more is put at the end."""

    def __init__(self, state: Mapping[str, Any]) -> None:
        self.head, self.stage = state["head"], state["stage"]
        self.has_end, self.positions = state["ends_at"] is not None, list(state["positions"])
        self.knows_marks = True
        self.kind_before = ""
        self.notes: dict[int, dict[str, Any]] = {}
        self.lists: dict[int, list[int]] = {column["number"]: [] for column in state["columns"]}
        self.groups: dict[int, list[int]] = {}
        for note in state["notes"]:
            self.notes[note["number"]] = {name: note[name] for name in SHOWN}
        for note in state["notes"]:
            self._place(note["number"], note["column"], under=note["under"])

    def see(self, op: Mapping[str, Any]) -> None:
        assert op["seq"] == self.head + 1, "an operation is missing"
        self.head = op["seq"]
        getattr(self, f"_{op['kind']}")(op)
        self.kind_before = op["kind"]

    def shows(self, picture: Mapping[str, Any]) -> bool:
        """Whether this is what one sees here, as far as it was told."""
        return self.picture() == (picture if self.knows_marks else without_marks(picture))

    def picture(self) -> dict[str, Any]:
        return {
            "head": self.head,
            "stage": self.stage,
            "has_end": self.has_end,
            "columns": {column: [self._shown(number) for number in numbers] for column, numbers in self.lists.items()},
            "positions": self.positions,
        }

    def _note_added(self, op: Mapping[str, Any]) -> None:
        self._arrive(op["note"])

    def _notes_revealed(self, op: Mapping[str, Any]) -> None:
        for note in op["notes"]:
            self._arrive(note)

    def _note_edited(self, op: Mapping[str, Any]) -> None:
        if op["note"] and op["note"]["number"] in self.notes:
            self.notes[op["note"]["number"]] |= {name: op["note"][name] for name in SHOWN if name != "marks"}

    def _note_moved(self, op: Mapping[str, Any]) -> None:
        self._place(op["note"], op["column"], before=op["before"])

    def _note_grouped(self, op: Mapping[str, Any]) -> None:
        self._place(op["note"], op["column"], under=op["under"])

    def _note_removed(self, op: Mapping[str, Any]) -> None:
        self._lift(op["note"])
        self.notes.pop(op["note"], None)

    def _mark_added(self, op: Mapping[str, Any]) -> None:
        if op["note"] in self.notes and self.knows_marks:
            self.notes[op["note"]]["marks"] = op["marks"]

    _mark_removed = _mark_added

    def _marks_revealed(self, op: Mapping[str, Any]) -> None:
        for number, note in self.notes.items():
            note["marks"] = op["marks"].get(str(number), 0)

    def _positions_revealed(self, op: Mapping[str, Any]) -> None:
        self.positions = list(op["positions"])

    def _stage_set(self, op: Mapping[str, Any]) -> None:
        """Marks are counted from a vote's end; where none ended, a page that comes to them is fetched again."""
        were_told = self.kind_before == "marks_revealed" or (self.stage in COUNTED and self.knows_marks)
        self.knows_marks = op["stage"] not in COUNTED or were_told
        self.stage, self.has_end = op["stage"], op["ends_at"] is not None
        if not (self.knows_marks and self.stage in COUNTED):
            self.notes = {number: note | {"marks": None} for number, note in self.notes.items()}

    def _stage_extended(self, op: Mapping[str, Any]) -> None:
        self.has_end = op["ends_at"] is not None

    def _redacted(self, op: Mapping[str, Any]) -> None:
        if op["note"] in self.notes:
            self.notes[op["note"]] |= {"text": "", "is_redacted": True}

    def _arrive(self, note: Mapping[str, Any] | None) -> None:
        if note and note["number"] not in self.notes:
            self.notes[note["number"]] = {name: note[name] for name in SHOWN}
            self.notes[note["number"]] |= {} if self.knows_marks else {"marks": None}
            self._place(note["number"], note["column"], under=note["under"], before=note["before"])

    def _place(self, number: int, column: int, under: int | None = None, before: int | None = None) -> None:
        if number not in self.notes:
            return
        self._lift(number)
        numbers = self.groups.setdefault(under, []) if under in self.notes else self.lists[column]
        numbers.insert(numbers.index(before) if before in numbers else len(numbers), number)

    def _lift(self, number: int) -> None:
        for numbers in [*self.lists.values(), *self.groups.values()]:
            if number in numbers:
                numbers.remove(number)

    def _shown(self, number: int) -> dict[str, Any]:
        return self.notes[number] | {"grouped": [self._shown(child) for child in self.groups.get(number, [])]}


def without_marks(picture: Any) -> Any:
    if isinstance(picture, list):
        return [without_marks(each) for each in picture]
    if isinstance(picture, dict):
        return {name: None if name == "marks" else without_marks(value) for name, value in picture.items()}
    return picture
