"""Read the log of a workshop from a JSON file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from measures.process.log import Approval, Challenge, Log, Person, Phase, Role, Speech, Vote


class BrokenLog(Exception):
    """A log that cannot be read. The sentence names the event by its number, from 1, or the field of the file."""


@dataclass(frozen=True)
class WorkshopLog:
    """A log and how many active participants a segment needs to speak for itself."""

    log: Log
    least: int


def read_workshop_log(path: Path) -> WorkshopLog:
    """Read and check a whole file."""
    content = _content_of(path)
    reader = _Reader(content)
    log = Log(
        people=reader.people,
        statements=tuple(reader.statements),
        votes=tuple(reader.votes),
        speeches=tuple(reader.speeches),
        challenges=tuple(reader.answered_challenges()),
        approvals=tuple(reader.approvals),
        required=reader.required,
        words=int(_number(content.get("words"), "words")),
        now=_number(content.get("now"), "now"),
    )
    return WorkshopLog(log, int(_number(content.get("k_min"), "k_min")))


def _content_of(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text())
    except OSError as error:
        raise BrokenLog(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BrokenLog(f"{path} is not UTF-8 text.") from error
    except json.JSONDecodeError as error:
        raise BrokenLog(f"{path}, line {error.lineno}: {error.msg}.") from error
    if not isinstance(content, dict):
        raise BrokenLog(f"{path} holds no object.")
    return content


@dataclass
class _Reader:
    """Goes through the events once; each refusal names the event it is about."""

    content: Mapping[str, Any]
    votes: list[Vote] = field(default_factory=list)
    speeches: list[Speech] = field(default_factory=list)
    challenges: dict[str, Challenge] = field(default_factory=dict)
    answers: dict[str, float] = field(default_factory=dict)
    approvals: list[Approval] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.statements = [str(each) for each in _list(self.content, "statements")]
        self.people = {person.id: person for person in map(_person, _list(self.content, "participants"))}
        self.required = {name: _number(share, "required_segments") for name, share in self._required().items()}
        for number, event in enumerate(_list(self.content, "events"), start=1):
            try:
                self._kinds()[event["type"]](event)
            except (KeyError, TypeError, ValueError) as error:
                raise BrokenLog(f"Event {number} is not understood: {_reason(error)}.") from error

    def answered_challenges(self) -> list[Challenge]:
        return [
            Challenge(each.time, each.person, each.statement, self.answers.get(name))
            for name, each in self.challenges.items()
        ]

    def _required(self) -> Mapping[str, Any]:
        required = self.content.get("required_segments")
        if not isinstance(required, dict):
            raise BrokenLog("required_segments must be an object of shares by segment.")
        return required

    def _kinds(self) -> Mapping[str, Callable[[Mapping[str, Any]], None]]:
        return {
            "vote": self._vote,
            "speech": self._speech,
            "challenge": self._challenge,
            "answer": self._answer,
            "approve": self._approve,
        }

    def _vote(self, event: Mapping[str, Any]) -> None:
        choice = event["vote"]
        if choice not in (1, 0, -1):
            raise ValueError(f"a vote is 1, 0 or -1, not {choice}")
        self.votes.append(
            Vote(_time(event), Phase(event["phase"]), self._person_of(event), self._statement_of(event), choice)
        )

    def _speech(self, event: Mapping[str, Any]) -> None:
        self.speeches.append(Speech(_time(event), self._person_of(event), _seconds(event["seconds"])))

    def _challenge(self, event: Mapping[str, Any]) -> None:
        name = event["id"]
        if name in self.challenges:
            raise ValueError(f"the challenge {name} is there already")
        self.challenges[name] = Challenge(_time(event), self._person_of(event), self._statement_of(event), None)

    def _answer(self, event: Mapping[str, Any]) -> None:
        name = event["challenge"]
        if name not in self.challenges:
            raise ValueError(f"there is no challenge {name} before it")
        self.answers.setdefault(name, _time(event))

    def _approve(self, event: Mapping[str, Any]) -> None:
        self.approvals.append(Approval(_time(event), self._person_of(event), _seconds(event["opened_at"])))

    def _person_of(self, event: Mapping[str, Any]) -> str:
        if event["participant"] not in self.people:
            raise ValueError(f"nobody has the id {event['participant']}")
        return event["participant"]

    def _statement_of(self, event: Mapping[str, Any]) -> str:
        if event["statement"] not in self.statements:
            raise ValueError(f"there is no statement {event['statement']}")
        return event["statement"]


def _person(entry: Any) -> Person:
    try:
        return Person(entry["id"], Role(entry["role"]), entry["segment"])
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenLog(f"A participant is not understood: {_reason(error)}.") from error


def _list(content: Mapping[str, Any], name: str) -> list[Any]:
    if not isinstance(content.get(name), list):
        raise BrokenLog(f"{name} must be a list.")
    return content[name]


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < float("inf"):
        raise BrokenLog(f"{name} must be a number from 0, not {value}.")
    return value


def _time(event: Mapping[str, Any]) -> float:
    return _seconds(event["t"])


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < float("inf"):
        raise ValueError(f"{value} is no number of seconds")
    return value


def _reason(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)
