"""Whole workshops by chance, beside a reference that was written apart: every answer and every picture is the same."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from codesign.actions.boards import join_board, revoke_grant
from codesign.boards import (
    Ack,
    Picture,
    SeatCommand,
    Viewer,
    apply,
    decode,
    own_at,
    project,
    redact,
    snapshot_of,
    with_what_they_speak_of,
)
from codesign.enums import SeatRole
from codesign.models import Board, Seat, SeatGrant
from tests.codesign.boards import chance
from tests.codesign.boards.reference import ReferenceBoard
from tests.codesign.boards.screen import Screen
from tests.factories import make_board, make_facilitator, make_participant, make_subject

pytestmark = pytest.mark.django_db(databases=["default", "vault"])

STEPS_AFTER_THE_CLOSE = 5
TIMES_SENT = 5
DAILY_STEPS = {"postgresql": 2_000, "sqlite": 500}
Asked = tuple[str, dict[str, Any]]


def plain(value: Any) -> Any:
    """As it travels."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


class Workshop:
    """A board and its reference, with four people, one who leads, and one who has a right at another board only."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        leader, subject = make_facilitator(), make_subject()
        self.board = make_board(subject=subject, created_by=leader, columns=["One", "Two", "Three"], marks_per_seat=2)
        people = [make_participant(self.board) for _ in range(4)]
        stranger = make_participant(make_board(subject=subject, created_by=leader))
        ben = self.board.grants.get(role=SeatRole.FACILITATOR).seat
        self.seats: dict[str, Seat] = {str(seat.pk): seat for seat in (*people, ben, stranger)}
        self.ben, self.stranger = str(ben.pk), str(stranger.pk)
        roles = {str(seat.pk): {"participant"} for seat in people} | {self.ben: {"facilitator"}, self.stranger: set()}
        names = {key: "Member of staff" if key == self.ben else seat.pseudonym for key, seat in self.seats.items()}
        self.reference = ReferenceBoard([1, 2, 3], names, roles, most_marks=2)
        self.again: list[Asked] = []
        self.kept: list[dict[str, Any]] = []
        self.count = 0

    def step(self) -> None:
        """One new command, sent five times: at once, twice running or later among those of others."""
        if self.dice.random() < 0.05:
            self._happen()
        if chance.is_time_to_go_on(self.dice, self.reference):
            asked = self._set_stage()
        else:
            asked = chance.command(self.dice, self.reference, list(self.seats))
        self.again += [asked] * (TIMES_SENT - 1)
        self.dice.shuffle(self.again)
        due = [self.again.pop() for _ in range(min(len(self.again), self.dice.randrange(9)))]
        self._send_all([asked, *([asked] if asked in self.again and self.dice.random() < 0.3 else []), *due])
        self.count += 1
        self.check()

    def run(self) -> None:
        """Go on until some steps after the close, then send what was not sent five times yet."""
        left = STEPS_AFTER_THE_CLOSE
        while left:
            self.step()
            left -= self.reference.stage == "close"
        self._send_all(self.again)
        self.check()

    def check(self) -> None:
        self.board = Board.objects.get(pk=self.board.pk)
        role = list(SeatRole)[self.count % 2]
        state, expected = plain(snapshot_of(self.board, role)), self.reference.picture()
        assert Screen(state).picture() == expected
        self._check_own()
        seqs = list(self.board.ops.values_list("seq", flat=True)) if self.count % 20 == 0 else None
        assert seqs in (None, list(range(1, self.reference.head + 1)))
        assert self.board.ops.count() == self.reference.head == self.board.head
        if self.count % 5 == 0:
            self._check_page(self.dice.choice(list(self.seats)))
            self._check_replay(state, expected)

    def _set_stage(self) -> Asked:
        self.reference.just_left = self.dice.random() < 0.8
        ago = timedelta(seconds=0 if self.reference.just_left else 11)
        Board.objects.filter(pk=self.board.pk).update(stage_started_at=timezone.now() - ago)
        seat = self.ben if self.dice.random() < 0.9 else self.dice.choice(list(self.seats))
        return seat, chance.said(self.dice, self.reference, seat, "set_stage")

    def _happen(self) -> None:
        """What is no single command: many moves into one place, words that are erased, a right that is lost or won."""
        if self.dice.random() < 0.3:
            self._squeeze()
            return
        if self.reference.papers and self.dice.random() < 0.3:
            self._redact()
            return
        key = self.dice.choice([key for key in self.seats if key not in (self.ben, self.stranger)])
        if self.reference.roles[key]:
            grant = SeatGrant.objects.current().get(seat=self.seats[key], board=self.board)
            revoke_grant(grant=grant, revoked_by=self.board.created_by)
            self.reference.roles[key] = set()
        elif self.reference.stage != "close":
            join_board(board=self.board, seat=self.seats[key])
            self.reference.roles[key] = {"participant"}

    def _redact(self) -> None:
        number = self.dice.choice(list(self.reference.papers))
        redact(note=self.board.notes.get(number=number), redacted_by=None)
        self.reference.redact(number)

    def _squeeze(self) -> None:
        """Move two notes by turns ahead of a third, until there is no room between their positions."""
        for column, numbers in self.reference.order.items():
            if len(numbers) > 2:
                *moved, last = numbers[:3]
                fields = {"verb": "move_note", "column": column, "before": last}
                ids = [chance.new_id(self.dice) for _ in range(50)]
                self._send([(self.ben, {"op_id": each, "note": moved[n % 2]} | fields) for n, each in enumerate(ids)])
                return

    def _send_all(self, asked: list[Asked]) -> None:
        """In batches as a hub makes them. What changes the stage goes alone, because a reveal is partly chance."""
        batch: list[Asked] = []
        for each in asked:
            if each[1]["verb"] == "set_stage":
                self._send(batch)
                self._send([each])
                batch = []
            else:
                batch.append(each)
        self._send(batch)

    def _send(self, batch: list[Asked]) -> None:
        commands = [SeatCommand(self.seats[seat].pk, decode(json.dumps(said).encode())) for seat, said in batch]
        answers = [answer_of(result) for result in apply(board=self.board, commands=commands)]
        expected = [self.reference.do(seat, said) for seat, said in batch]
        assert answers == expected, batch
        self._adopt_what_was_revealed()

    def _adopt_what_was_revealed(self) -> None:
        """The order of it is chance, and so the board's to choose."""
        if "write_alone" in self.reference.unsealed:
            self.reference.adopt_notes(self._notes_as_revealed())
        if "first_position" in self.reference.unsealed:
            self.reference.adopt_positions(self._positions_as_revealed())

    def _positions_as_revealed(self) -> list[str]:
        op = self.board.ops.filter(kind="positions_revealed").last()
        return project(with_what_they_speak_of(self.board, [op])[0], anybody(), "discuss")["positions"]

    def _notes_as_revealed(self) -> list[tuple]:
        op = self.board.ops.filter(kind="notes_revealed").last()
        notes = {note.number: note for note in self.board.notes.with_body().select_related("column")}
        told = [notes[each["note"]] for each in op.data["notes"]]
        return [(note.number, str(note.seat_id), note.column.number, note.body) for note in told]

    def _check_own(self) -> None:
        viewers = [Viewer(seat.pk, "", SeatRole.PARTICIPANT) for seat in self.seats.values()]
        own = {str(seat): each for seat, each in own_at(self.board, viewers).items()}
        assert own == {key: self.reference.own(key) for key in self.seats}

    def _check_page(self, key: str) -> None:
        """What the page of one seat draws, with what is its own."""
        own, picture = self.reference.own(key), Picture(self.board, Viewer(self.seats[key].pk, "", "participant"))
        expected = self.reference.picture()["columns"]
        drawn = {each.column.number: [drawing(note) for note in each.notes] for each in picture.columns}
        assert drawn == expected
        notes = [note for each in picture.columns for note in each.notes]
        notes += [child for note in notes for child in note.grouped]
        assert sorted(note.number for note in notes if note.is_yours) == own["notes"]
        assert {note.number for note in notes if note.is_marked} == set(own["marks"]) & set(self.reference.papers)
        assert (picture.own, picture.own_marks_left) == (own["entries"], own["marks_left"])
        assert picture.positions == self.reference.positions

    def _check_replay(self, state: dict[str, Any], expected: dict[str, Any]) -> None:
        """Whoever has an earlier state and hears what happened since sees what the newest state says."""
        self.kept.append(state)
        for earlier in self.dice.sample(self.kept, min(3, len(self.kept))):
            screen = Screen(earlier)
            ops = with_what_they_speak_of(self.board, self.board.ops.filter(seq__gt=earlier["head"]))
            for op in ops:
                screen.see(plain(project(op, anybody(), self.board.stage)))
            assert screen.shows(expected), f"told on top of {earlier['head']}"


def anybody() -> Viewer:
    return Viewer.any_with(SeatRole.PARTICIPANT)


def answer_of(result: Any) -> tuple:
    if isinstance(result, Ack):
        return ("sealed", result.sealed) if result.sealed else ("seq", result.seq)
    return ("refused", result.code, result.newest and tuple(result.newest))


def drawing(note: Any) -> dict[str, Any]:
    shown = ("number", "text", "version", "author", "marks", "is_redacted")
    return {name: getattr(note, name) for name in shown} | {"grouped": [drawing(child) for child in note.grouped]}


@pytest.mark.long
@pytest.mark.timeout(4 * 3600)
def test_whatever_people_do_a_board_is_what_the_reference_says(is_long):
    steps, seed = 0, 0
    while steps < (100_000 if is_long else DAILY_STEPS[connection.vendor]):
        steps, seed = steps + steps_of_a_workshop(seed), seed + 1


def steps_of_a_workshop(seed: int) -> int:
    """Hold one, and leave nothing of it: among the notes of hundreds the next would be looked for ever longer."""
    with transaction.atomic():
        workshop = Workshop(seed)
        try:
            workshop.run()
        except Exception as failure:
            failure.add_note(f"in the workshop of seed {seed}, at step {workshop.count}")
            raise
        transaction.set_rollback(True)
    return workshop.count
