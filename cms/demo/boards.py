"""The workshops of the demo institution, held through the verbs of the board as people would."""

import itertools
import uuid
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cms.demo.concepts import CALL_BACK, ONE_VISIT
from cms.demo.subjects import NAMESPACE
from cms.demo.workshops import BEFORE_WE_HANG_UP, FIRST_WEEKS, WAITING, Said, Workshop
from codesign.actions.boards import create_board, join_board
from codesign.boards import Command, Refused, SeatCommand, apply
from codesign.boards import commands as verbs
from codesign.enums import SeatRole, Stage
from codesign.models import Board, Seat, Subject
from codesign.pseudonyms import COLOURS
from people.models import User

FACILITATOR = "finn.facilitator@marenza.example"
WORKSHOPS = [(ONE_VISIT, FIRST_WEEKS), (CALL_BACK, BEFORE_WE_HANG_UP), (CALL_BACK, WAITING)]


def seed_boards() -> None:
    """Hold the workshops that were not held yet, each whole or not at all. Running it again changes nothing."""
    for code, workshop in WORKSHOPS:
        subject = Subject.objects.get(code=code)
        if not subject.boards.filter(title=workshop.title).exists():
            with transaction.atomic():
                _set_back(Room(subject, workshop).hold(), workshop)


class Room:
    """One workshop while it goes on: who sits there, and what they do one after the other."""

    def __init__(self, subject: Subject, workshop: Workshop) -> None:
        self.workshop = workshop
        self.board = create_board(
            subject=subject,
            title=workshop.title,
            question=workshop.question,
            columns=workshop.columns,
            shows_sealed_count=workshop.shows_sealed_count,
            created_by=User.objects.get(email=FACILITATOR),
        )
        self.leader = self.board.grants.get(role=SeatRole.FACILITATOR).seat
        self.seats = {person: self._seat(person) for person in workshop.people}
        self.op_ids = (uuid.uuid5(NAMESPACE, f"{workshop.title} {number}") for number in itertools.count())

    def hold(self) -> Board:
        """Go through the stages as far as this workshop got."""
        steps = {
            Stage.WRITE_ALONE: lambda: self._write(self.workshop.written_alone),
            Stage.GROUP: self._group,
            Stage.FIRST_POSITION: self._take_positions,
            Stage.DISCUSS: self._add_later,
            Stage.VOTE: self._mark,
            Stage.DECIDE: self._decide,
        }
        for stage in itertools.islice(Stage, 1, None):
            self._do((self.leader, verbs.SetStage(op_id=next(self.op_ids), stage=stage)))
            steps.get(stage, lambda: None)()
            if stage == self.workshop.ends_in:
                break
        return self.board

    def _seat(self, person: int) -> Seat:
        """Let a person join. A pseudonym is drawn by lot; here it is the same on every machine."""
        seat_id = uuid.uuid5(NAMESPACE, f"{self.workshop.title} person {person}")
        seat, _reference = join_board(board=self.board, seat_id=seat_id)
        seat.pseudonym = f"{COLOURS[person * 5 % len(COLOURS)]} {100 * self.workshop.number + person}"
        seat.save(update_fields=["pseudonym"])
        return seat

    def _do(self, *asked: tuple[Seat, Command]) -> None:
        results = apply(board=self.board, commands=[SeatCommand(seat.pk, command) for seat, command in asked])
        refused = [str(result.sentence) for result in results if isinstance(result, Refused)]
        if refused:
            raise ValueError(f"“{self.workshop.title}” cannot be held as it is told: {refused[0]}")

    def _write(self, notes: list[Said]) -> None:
        self._do(*(self._note(self.seats[said.person], said.column, said.text) for said in notes))

    def _note(self, seat: Seat, column: int, text: str) -> tuple[Seat, Command]:
        return seat, verbs.AddNote(op_id=next(self.op_ids), column=column, text=text)

    def _group(self) -> None:
        """Put what belongs together under the first note of its theme. Revealing has given every note a number."""
        number_of = self._numbers()
        pairs = [(number_of[said.text], number_of[theme[0].text]) for theme in self._themes() for said in theme[1:]]
        self._do(*((self.leader, self._under(note, leading)) for note, leading in pairs))

    def _take_positions(self) -> None:
        positions = self.workshop.positions.items()
        self._do(*((self.seats[who], verbs.SetPosition(op_id=next(self.op_ids), text=text)) for who, text in positions))

    def _add_later(self) -> None:
        self._write(list(self.workshop.added_later.values()))
        number_of = self._numbers()
        pairs = [(number_of[said.text], self._leading(theme)) for theme, said in self.workshop.added_later.items()]
        self._do(*((self.leader, self._under(note, leading)) for note, leading in pairs))

    def _mark(self) -> None:
        given = [(self.seats[who], theme) for who, themes in self.workshop.marks.items() for theme in themes]
        self._do(*((seat, self._marking(verbs.AddMark, theme)) for seat, theme in given))

    def _decide(self) -> None:
        for person, (old, new) in self.workshop.marks_moved.items():
            seat = self.seats[person]
            self._do((seat, self._marking(verbs.RemoveMark, old)), (seat, self._marking(verbs.AddMark, new)))
        last_column = len(self.workshop.columns)
        self._do(*(self._note(self.leader, last_column, text) for text in self.workshop.agreed))

    def _under(self, note: int, leading: int) -> Command:
        return verbs.GroupNote(op_id=next(self.op_ids), note=note, under=leading)

    def _marking(self, verb: type[verbs.AddMark] | type[verbs.RemoveMark], theme: str) -> Command:
        return verb(op_id=next(self.op_ids), note=self._leading(theme))

    def _themes(self) -> Iterator[list[Said]]:
        return (list(theme) for theme in self.workshop.themes.values())

    def _leading(self, theme: str) -> int:
        return self._numbers()[self.workshop.themes[theme][0].text]

    def _numbers(self) -> dict[str, int]:
        """The numbers of the notes on the board by their words."""
        return dict(self.board.notes.present().with_body().values_list("body", "number"))


def _set_back(board: Board, workshop: Workshop) -> None:
    """A workshop that is over was held some weeks ago; the board stamps the moment at which this runs."""
    if workshop.days_ago:
        held_at = timezone.now() - timedelta(days=workshop.days_ago)
        Board.objects.filter(pk=board.pk).update(created_at=held_at, stage_started_at=held_at)
