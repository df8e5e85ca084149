"""A board as plain lists and dictionaries, written from docs/board-protocol.md alone: what `apply` must come to.

It knows nothing of the code it is compared with. Where a board decides by chance, in the order of what it reveals, it
is told what was chosen and checks that it was one of the possible choices.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

STAGES = ["welcome", "write_alone", "reveal", "group", "first_position", "discuss", "vote", "decide", "close"]
SEALED = {"write_alone", "first_position", "vote"}
OPEN = {"reveal", "group", "discuss", "decide"}
COUNTED = {"decide", "close"}
WHO = {"set_position": {"participant"}, "set_stage": {"facilitator"}, "extend_stage": {"facilitator"}}
ANYBODY = {"participant", "facilitator"}
WHEN = {
    "add_note": OPEN | {"write_alone"},
    "edit_note": OPEN | {"write_alone"},
    "remove_note": OPEN | {"write_alone"},
    "move_note": OPEN,
    "group_note": {"group", "discuss"},
    "mark": {"vote", "decide"},
    "unmark": {"vote", "decide"},
    "set_position": {"first_position"},
    "set_stage": set(STAGES) - {"close"},
    "extend_stage": set(STAGES) - {"close"},
}
MOST_CHARACTERS = 500


class No(Exception):
    """A command that is refused, with the code and what else is said."""

    def __init__(self, code: str, newest: tuple[str, int] | None = None) -> None:
        super().__init__(code)
        self.answer = ("refused", code, newest)


def need(holds: bool, code: str, newest: tuple[str, int] | None = None) -> None:
    if not holds:
        raise No(code, newest)


def cleaned(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    need(text != "" and "\x00" not in text, "malformed")
    need(len(text) <= MOST_CHARACTERS, "too_long")
    return text


@dataclass
class Paper:
    """A note in the open. `under` is the number of the note it was grouped under."""

    seat: str
    text: str
    version: int = 1
    under: int | None = None


@dataclass
class Secret:
    """What one seat wrote or marked in a sealed stage."""

    seat: str
    stage: str
    number: int
    data: dict[str, Any]
    is_standing: bool = True


@dataclass
class ReferenceBoard:
    columns: Sequence[int]
    names: Mapping[str, str]
    roles: dict[str, set[str]]
    most_marks: int
    stage: str = "welcome"
    came_from: str | None = None
    just_left: bool = True
    has_end: bool = False
    head: int = 0
    next_number: int = 0
    papers: dict[int, Paper] = field(default_factory=dict)
    order: dict[int, list[int]] = field(default_factory=dict)  # by column, the notes that are under no other
    groups: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    marks: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    secrets: list[Secret] = field(default_factory=list)
    positions: list[str] = field(default_factory=list)
    done: dict[tuple[str, str], tuple] = field(default_factory=dict)
    unsealed: dict[str, list[Secret]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.order = {column: [] for column in self.columns}
        self.next_number = len(self.columns) + 1

    def do(self, seat: str, command: Mapping[str, Any]) -> tuple:
        """Carry out one command and say what the answer must be; one that is refused changes nothing."""
        key, verb = (seat, command["op_id"]), command["verb"]
        try:
            need(bool(self.roles[seat]), "not_allowed")
            if key in self.done:
                return self.done[key]
            need(bool(self.roles[seat] & WHO.get(verb, ANYBODY)), "not_allowed")
            need(self.stage != "close", "closed")
            need(self.stage in WHEN[verb], "wrong_stage")
            sealed = self.stage in SEALED and verb not in ("set_stage", "extend_stage")
            self.done[key] = getattr(self, f"{'seal' if sealed else 'do'}_{verb}")(seat, command)
        except No as no:
            return no.answer
        return self.done[key]

    def log(self) -> tuple:
        self.head += 1
        return ("seq", self.head)

    # In the open.

    def do_add_note(self, seat: str, said: Mapping[str, Any]) -> tuple:
        need(said["column"] in self.order, "not_found")
        self._put_new(seat, said["column"], cleaned(said["text"]))
        return self.log()

    def do_edit_note(self, seat: str, said: Mapping[str, Any]) -> tuple:
        paper, text = self._paper(said["note"]), cleaned(said["text"])
        need(paper.seat == seat, "not_allowed")
        need(paper.version == said["version"], "stale", (paper.text, paper.version))
        paper.text, paper.version = text, paper.version + 1
        return self.log()

    def do_remove_note(self, seat: str, said: Mapping[str, Any]) -> tuple:
        number, paper = said["note"], self._paper(said["note"])
        need(paper.seat == seat or "facilitator" in self.roles[seat], "not_allowed")
        column = self.column_of(number)
        for child in list(self.groups[number]):
            self._put(child, column)
            self.log()
        self._lift(number)
        del self.papers[number]
        self.marks.pop(number, None)
        return self.log()

    def do_move_note(self, seat: str, said: Mapping[str, Any]) -> tuple:
        number, column, before = said["note"], said["column"], said.get("before")
        self._paper(number)
        need(column in self.order, "not_found")
        need(before is None or (before != number and before in self.order[column]), "not_found")
        self._put(number, column, before)
        return self.log()

    def do_group_note(self, seat: str, said: Mapping[str, Any]) -> tuple:
        number, under = said["note"], said.get("under")
        self._paper(number)
        if under is None:
            self._put(number, self.column_of(number))
            return self.log()
        leader = self._paper(under).under or under
        need(leader != number, "not_found")
        for child in list(self.groups[number]):
            self._put_under(child, leader)
            self.log()
        self._put_under(number, leader)
        return self.log()

    def do_mark(self, seat: str, said: Mapping[str, Any]) -> tuple:
        self._paper(said["note"])
        need(seat not in self.marks[said["note"]], "too_many")
        need(len(self.marks_of(seat)) < self.most_marks, "too_many")
        self.marks[said["note"]].add(seat)
        return self.log()

    def do_unmark(self, seat: str, said: Mapping[str, Any]) -> tuple:
        self._paper(said["note"])
        need(seat in self.marks[said["note"]], "not_found")
        self.marks[said["note"]].discard(seat)
        return self.log()

    def do_set_stage(self, seat: str, said: Mapping[str, Any]) -> tuple:
        need(said["stage"] in STAGES, "malformed")
        if STAGES.index(said["stage"]) > STAGES.index(self.stage):
            self._reveal_before(said["stage"])
        else:
            can_come_back = said["stage"] not in SEALED and said["stage"] == self.came_from != self.stage
            need(can_come_back and self.just_left, "wrong_stage")
        self.came_from, self.stage, self.just_left = self.stage, said["stage"], True
        self.has_end = said.get("minutes") is not None
        return self.log()

    def do_extend_stage(self, seat: str, said: Mapping[str, Any]) -> tuple:
        self.has_end = True
        return self.log()

    # While sealed.

    def seal_add_note(self, seat: str, said: Mapping[str, Any]) -> tuple:
        need(said["column"] in self.order, "not_found")
        return self._seal(seat, column=said["column"], text=cleaned(said["text"]), version=1)

    def seal_edit_note(self, seat: str, said: Mapping[str, Any]) -> tuple:
        secret, text = self._secret(seat, said["note"]), cleaned(said["text"])
        data = secret.data
        need(data["version"] == said["version"], "stale", (data["text"], data["version"]))
        secret.data = data | {"text": text, "version": data["version"] + 1}
        return ("sealed", secret.number)

    def seal_remove_note(self, seat: str, said: Mapping[str, Any]) -> tuple:
        return self._withdraw(self._secret(seat, said["note"]))

    def seal_mark(self, seat: str, said: Mapping[str, Any]) -> tuple:
        self._paper(said["note"])
        own = [secret.data["note"] for secret in self.standing(seat) if secret.data["note"] in self.papers]
        need(said["note"] not in own and len(own) < self.most_marks, "too_many")
        return self._seal(seat, note=said["note"])

    def seal_unmark(self, seat: str, said: Mapping[str, Any]) -> tuple:
        own = [secret for secret in self.standing(seat) if secret.data["note"] == said["note"]]
        need(bool(own), "not_found")
        return self._withdraw(own[0])

    def seal_set_position(self, seat: str, said: Mapping[str, Any]) -> tuple:
        text, own = cleaned(said["text"]), self.standing(seat)
        if not own:
            return self._seal(seat, text=text)
        own[0].data = {"text": text}
        return ("sealed", own[0].number)

    # What is no command.

    def redact(self, number: int) -> None:
        self.papers[number].text = ""
        self.log()

    def adopt_notes(self, chosen: Sequence[tuple]) -> None:
        """Take over the order in which a board revealed notes: their numbers and texts."""
        unsealed = self.unsealed.pop("write_alone")
        left = Counter((secret.seat, secret.data["column"], secret.data["text"]) for secret in unsealed)
        assert Counter((seat, column, text) for _number, seat, column, text in chosen) == left
        for number, seat, column, text in chosen:
            assert number == self._put_new(seat, column, text)

    def adopt_positions(self, chosen: Sequence[str]) -> None:
        unsealed = self.unsealed.pop("first_position")
        assert Counter(chosen) == Counter(secret.data["text"] for secret in unsealed)
        self.positions = list(chosen)

    # What can be seen.

    def picture(self) -> dict[str, Any]:
        """The board as everybody sees it."""
        return {
            "head": self.head,
            "stage": self.stage,
            "has_end": self.has_end,
            "columns": {column: [self._seen(number) for number in self.order[column]] for column in self.columns},
            "positions": self.positions,
        }

    def own(self, seat: str) -> dict[str, Any]:
        """What one seat sees besides."""
        standing = sorted(self.standing(seat), key=lambda secret: secret.number)
        marks = [secret.data["note"] for secret in standing] if self.stage == "vote" else self.marks_of(seat)
        left = self.most_marks - len([number for number in marks if number in self.papers])
        return {
            "entries": [{"number": secret.number, **secret.data} for secret in standing],
            "marks_left": max(left, 0) if self.stage in ("vote", "decide") else None,
            "notes": sorted(number for number, paper in self.papers.items() if paper.seat == seat),
            "marks": sorted(marks),
        }

    def marks_of(self, seat: str) -> list[int]:
        return [number for number, seats in self.marks.items() if seat in seats]

    def standing(self, seat: str) -> list[Secret]:
        here = [secret for secret in self.secrets if secret.stage == self.stage and secret.is_standing]
        return [secret for secret in here if secret.seat == seat]

    def column_of(self, number: int) -> int:
        leader = self.papers[number].under or number
        return next(column for column, numbers in self.order.items() if leader in numbers)

    def _seen(self, number: int) -> dict[str, Any]:
        paper = self.papers[number]
        return {
            "number": number,
            "text": paper.text,
            "version": paper.version,
            "author": self.names[paper.seat],
            "marks": len(self.marks[number]) if self.stage in COUNTED else None,
            "is_redacted": not paper.text,
            "grouped": [self._seen(child) for child in self.groups[number]],
        }

    # How it is done.

    def _paper(self, number: int) -> Paper:
        need(number in self.papers, "not_found")
        return self.papers[number]

    def _put_new(self, seat: str, column: int, text: str) -> int:
        number, self.next_number = self.next_number, self.next_number + 1
        self.papers[number] = Paper(seat, text)
        self.order[column].append(number)
        return number

    def _put(self, number: int, column: int, before: int | None = None) -> None:
        self._lift(number)
        place = len(self.order[column]) if before is None else self.order[column].index(before)
        self.order[column].insert(place, number)

    def _put_under(self, number: int, leader: int) -> None:
        self._lift(number)
        self.papers[number].under = leader
        self.groups[leader].append(number)

    def _lift(self, number: int) -> None:
        """Take a note from where it stands; what is under it stays there."""
        lists: Collection[list[int]] = [*self.order.values(), *self.groups.values()]
        next(numbers for numbers in lists if number in numbers).remove(number)
        self.papers[number].under = None

    def _secret(self, seat: str, number: int) -> Secret:
        own = [secret for secret in self.standing(seat) if secret.number == number]
        need(bool(own), "not_found")
        return own[0]

    def _seal(self, seat: str, **data: Any) -> tuple:
        number = 1 + len([each for each in self.secrets if (each.seat, each.stage) == (seat, self.stage)])
        self.secrets.append(Secret(seat, self.stage, number, data))
        return ("sealed", number)

    def _withdraw(self, secret: Secret) -> tuple:
        secret.is_standing = False
        return ("sealed", secret.number)

    def _reveal_before(self, target: str) -> None:
        for stage in STAGES[STAGES.index(self.stage) : STAGES.index(target)]:
            found = [secret for secret in self.secrets if secret.stage == stage and secret.is_standing]
            if stage in SEALED and (found or stage == self.stage):
                self._reveal(stage, found)

    def _reveal(self, stage: str, found: list[Secret]) -> None:
        for secret in found:
            secret.is_standing = False
        if stage == "vote":
            self.marks.clear()
            for secret in found:
                if secret.data["note"] in self.papers:
                    self.marks[secret.data["note"]].add(secret.seat)
        else:
            self.unsealed[stage] = found
        self.log()
