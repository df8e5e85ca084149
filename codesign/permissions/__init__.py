"""The only door through which views get this app's objects. What someone may not see does not exist for them.

What owners and the engagement lead get of voices that wait stands in `inbox`, what is about understanding a text in
`understanding`.
What has to do with personal codes stands in `invites`.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, F, Min, Prefetch, QuerySet, When
from django.http import Http404

from codesign.enums import ACCOUNTABLE_PROVENANCES, SeatRole, VoiceKind, VoiceOrder, Way
from codesign.models import (
    Board,
    Indicator,
    Outcome,
    Passage,
    Round,
    Seat,
    SeatGrant,
    Statement,
    Subject,
    TextVersion,
    Voice,
)
from codesign.querysets.voices import OutcomeQuerySet, VoiceQuerySet
from codesign.references import hash_reference, parse_code, parse_reference
from people.enums import Role
from people.limits import Limit
from people.models import User
from people.permissions import colleague

LOOK_UPS_PER_ADDRESS = Limit("codesign.reference.address", count=10, seconds=900)
LOOK_UPS_IN_TOTAL = Limit("codesign.reference.total", count=1000, seconds=3600)
# A whole workshop may sit behind one address. There is no limit in total: a stranger could shut every workshop with it.
CODES_PER_ADDRESS = Limit("codesign.code.address", count=30, seconds=900)
EVERYWHERE = "everywhere"
FROM_STAFF = Case(When(seat__provenance__in=ACCOUNTABLE_PROVENANCES, then=True), default=False)


class SubjectNotOpen(Exception):
    """Nothing can be said at this subject yet, or any more."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject.code)
        self.subject = subject


class NotAsked(Exception):
    """The round does not ask about this statement, or not any more."""


class TooManyLookUps(Exception):
    """Too many references or codes that do not exist were tried from one address, or references in total."""


def get_subject(code: str) -> Subject:
    subject = Subject.objects.filter(code__iexact=code).first()
    if subject is None:
        raise Http404
    return subject


def get_open_subject(code: str) -> Subject:
    """Return the subject of this code. Raise SubjectNotOpen outside its dates, Http404 where there is none."""
    subject = get_subject(code)
    if not subject.is_open:
        raise SubjectNotOpen(subject)
    return subject


def seat_of_session(session: Mapping[str, Any], subject: Subject) -> Seat | None:
    """Return the seat that this session took at this subject, if it took one."""
    seat_id = session.get("seats", {}).get(str(subject.pk))
    seat = Seat.objects.filter(pk=uuid.UUID(seat_id), subject=subject).first() if seat_id else None
    if seat:
        seat.subject = subject
    return seat


def reference_of(seat: Seat, session: Mapping[str, Any]) -> str | None:
    """Return the reference of a seat where this session was given it and it opens the seat still."""
    reference: str | None = session.get("references", {}).get(str(seat.subject_id))
    return reference if reference and hash_reference(reference) == seat.reference_hash else None


def threads_of_session(session: Mapping[str, Any]) -> list[tuple[Seat, str]]:
    """The seats that the references of this session open, each with its reference, by the titles of their subjects."""
    references = {hash_reference(each): each for each in session.get("references", {}).values()}
    if not references:
        return []
    seats = Seat.objects.filter(reference_hash__in=references).select_related("subject").order_by("subject__title")
    return [(seat, references[seat.reference_hash or ""]) for seat in seats]


@dataclass(frozen=True)
class Seated:
    """Somebody at a board: with which seat, and with which right."""

    board: Board
    seat: Seat
    role: SeatRole


class Visit(NamedTuple):
    """Somebody asks for a board: what their session remembers, and who they are if they are signed in."""

    board_id: uuid.UUID
    session: Mapping[str, Any]
    user: User | AnonymousUser


def get_board(board_id: uuid.UUID, *, session: Mapping[str, Any], user: User | AnonymousUser) -> Seated:
    """Return the board with this visitor's seat there, or Http404: without a current grant there is no such board."""
    seated = seats_for([Visit(board_id, session, user)])[0]
    if seated is None:
        raise Http404
    return seated


def seats_for(visits: Sequence[Visit]) -> list[Seated | None]:
    """Find for each visit the board with the visitor's seat there; None where there is no such board for them.

    A member of staff acts from their own seat; everybody else from the seat that their session took.
    """
    boards = Board.objects.select_related("subject").in_bulk({visit.board_id for visit in visits})
    taken = Seat.objects.in_bulk({seat_id for visit in visits if (seat_id := _seat_taken(boards, visit))})
    seats = [_seat_at(boards.get(visit.board_id), visit, taken) for visit in visits]
    roles = _roles_at(boards.values(), [seat.pk for seat in seats if seat])
    return [_seated(boards.get(visit.board_id), seat, roles) for visit, seat in zip(visits, seats, strict=True)]


def _seat_taken(boards: Mapping[uuid.UUID, Board], visit: Visit) -> uuid.UUID | None:
    """The key of the seat that a session took at the subject of a board."""
    board = boards.get(visit.board_id)
    seat_id = visit.session.get("seats", {}).get(str(board.subject_id)) if board else None
    return uuid.UUID(seat_id) if seat_id else None


def _seat_at(board: Board | None, visit: Visit, taken: Mapping[uuid.UUID, Seat]) -> Seat | None:
    if board is None:
        return None
    if holder := colleague(visit.user):
        return Seat.objects.of_member_of_staff(board.subject, holder)
    seat = taken.get(_seat_taken({board.pk: board}, visit))  # type: ignore[arg-type]
    return seat if seat and seat.subject_id == board.subject_id and seat.holder_id is None else None


def _roles_at(boards: Iterable[Board], seat_ids: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], set[str]]:
    """By board and seat, the roles that hold there now."""
    roles: dict[tuple[uuid.UUID, uuid.UUID], set[str]] = defaultdict(set)
    for board in boards if seat_ids else ():
        grants = SeatGrant.objects.at_board(board).filter(seat__in=seat_ids)
        for seat_id, role in grants.values_list("seat_id", "role"):
            roles[board.pk, seat_id].add(role)
    return roles


def _seated(
    board: Board | None, seat: Seat | None, roles: Mapping[tuple[uuid.UUID, uuid.UUID], set[str]]
) -> Seated | None:
    held = roles.get((board.pk, seat.pk)) if board and seat else None
    if board is None or seat is None or not held:
        return None
    return Seated(board, seat, SeatRole.FACILITATOR if SeatRole.FACILITATOR in held else SeatRole.PARTICIPANT)


def get_board_to_join(code: str, address: str, *, session: Mapping[str, Any], user: User | AnonymousUser) -> Board:
    """Return the board of this code, or Http404. Failures are limited; a slip of the pen is not a failure.

    Where others have spent the limit, whoever has a seat there still comes in.
    """
    parsed = parse_code(code)
    if parsed is None:
        raise Http404
    board = Board.objects.select_related("subject").filter(join_code=parsed).first()
    if board and seat_at(board, session, user):
        return board
    if CODES_PER_ADDRESS.is_spent(address):
        raise TooManyLookUps
    if board is None:
        CODES_PER_ADDRESS.spend(address)
        raise Http404
    return board


def get_board_to_leave(board_id: uuid.UUID, *, session: Mapping[str, Any], user: User | AnonymousUser) -> Board:
    """Return a board at whose subject this visitor has a seat, whether or not it may still be used; or Http404."""
    board = Board.objects.select_related("subject").filter(pk=board_id).first()
    if board is None or seat_at(board, session, user) is None:
        raise Http404
    return board


def boards_for_facilitator(user: User) -> QuerySet[Board]:
    """The boards this person leads, the newest first."""
    return Board.objects.led_by(user).select_related("subject")


def get_board_for_facilitator(user: User, board_id: uuid.UUID) -> Board:
    board = boards_for_facilitator(user).filter(pk=board_id).first()
    if board is None:
        raise Http404
    return board


def seat_at(board: Board, session: Mapping[str, Any], user: User | AnonymousUser) -> Seat | None:
    """Return the seat this visitor has at a board's subject, or None."""
    if holder := colleague(user):
        return Seat.objects.of_member_of_staff(board.subject, holder)
    seat = seat_of_session(session, board.subject)
    return seat if seat and seat.holder_id is None else None


def get_thread(reference: str, address: str, session: Mapping[str, Any]) -> Seat:
    """Return the seat this reference opens, or Http404. Failures are limited; a slip of the pen is not a failure.

    Where others have spent the limit, a session still opens what it was given itself.
    """
    parsed = parse_reference(reference)
    if parsed is None:
        raise Http404
    is_own = parsed in session.get("references", {}).values()
    if not is_own and (LOOK_UPS_PER_ADDRESS.is_spent(address) or LOOK_UPS_IN_TOTAL.is_spent(EVERYWHERE)):
        raise TooManyLookUps
    seat = Seat.objects.select_related("subject").opened_by(hash_reference(parsed)).first()
    if seat is None:
        LOOK_UPS_PER_ADDRESS.spend(address)
        LOOK_UPS_IN_TOTAL.spend(EVERYWHERE)
        raise Http404
    return seat


def boards_of_seat(seat: Seat) -> QuerySet[Board]:
    """Where the holder of a seat may be or wrote something; only where `admits_seat` may they read what others did."""
    return Board.objects.of_seat(seat)


def statements_for_everyone(subject: Subject) -> QuerySet[Statement]:
    """The statements of a subject, and after them those that were left out, of which everyone reads only why."""
    return Statement.objects.filter(subject=subject).with_tombstones()


def open_round_at(subject: Subject) -> Round | None:
    """The round in which people at this subject may choose now."""
    return Round.objects.open().select_related("subject").filter(subject=subject).first()


def statements_asked(round_: Round) -> QuerySet[Statement]:
    """What a round asks about, in the order in which it was written."""
    return round_.statements.order_by("number")


def get_statement_asked(round_: Round, key: uuid.UUID) -> Statement:
    """Return a statement of an open round. Raise NotAsked where it was left out, Http404 where there is none."""
    statement = statements_asked(round_).filter(key=key).first()
    if statement is None and round_.subject.statements.left_out().filter(key=key).exists():
        raise NotAsked
    if statement is None:
        raise Http404
    return statement


def rounds_for_owner(user: User) -> QuerySet[Round]:
    """The rounds at the subjects this person owns: those that are open first, then the newest."""
    rounds = Round.objects.filter(subject__owner=user).select_related("subject").with_people()
    return rounds.order_by(F("closed_at").desc(nulls_first=True), "-opened_at")


def get_round_for_owner(user: User, pk: int) -> Round:
    round_ = rounds_for_owner(user).filter(pk=pk).first()
    if round_ is None:
        raise Http404
    return round_


def get_statement_for_owner(user: User, pk: int) -> Statement:
    statement = Statement.objects.filter(subject__owner=user, pk=pk).first()
    if statement is None:
        raise Http404
    return statement


def subjects_to_ask_at(user: User) -> QuerySet[Subject]:
    """The subjects this person owns where no round is open and one may be opened."""
    return Subject.objects.open().filter(owner=user).exclude(rounds__closed_at=None, rounds__isnull=False)


def subjects_to_record_at(user: User) -> QuerySet[Subject]:
    """Where this person may write down what others say: at open subjects they own; a facilitator at every one."""
    subjects = Subject.objects.open().admitting(Way.ASSISTED)
    return subjects if Role.FACILITATOR in user.roles else subjects.filter(owner=user)


def voices_for_everyone(subject: Subject, order: str = VoiceOrder.NEWEST) -> VoiceQuerySet:
    """What everyone may read at a subject, but for replies; what staff said is `is_from_staff` and comes last.

    What is hidden keeps its place: the page says there why.
    """
    voices = Voice.objects.for_everyone().without_replies().worth_a_place().filter(subject=subject)
    return voices.annotate(is_from_staff=FROM_STAFF).in_order(order, "is_from_staff")


def voices_on_passage(passage: Passage, subject: Subject, order: str = VoiceOrder.NEWEST) -> VoiceQuerySet:
    """What everyone may read about a passage, said of this text or of another version of it; staff last."""
    return voices_for_everyone(subject, order).on_block(passage.block_id)


def replies_for_everyone(voice: Voice) -> VoiceQuerySet:
    """What everyone may read in reply to a voice, in the order in which it was said; staff last."""
    return voice.replies.for_everyone().in_words().annotate(is_from_staff=FROM_STAFF).order_by("is_from_staff", "id")


def as_everyone_reads(voices: VoiceQuerySet) -> VoiceQuerySet:
    """The same voices with all that stands on a page beside one: a fixed number of questions, however many they are."""
    voices = voices.annotate(is_from_staff=FROM_STAFF).with_reactions().with_has_outcome()
    voices = voices.with_reply_count().select_related(
        "seat__holder", "seat__conversation__recorded_by", "seat__assisted__helper", "passage", "subject"
    )
    return voices.prefetch_related("barriers", "outcomes", "hides")


def get_voice(key: uuid.UUID, session: Mapping[str, Any]) -> Voice:
    """Return a voice that has its place on a page, or that this session's own seat said; else there is none."""
    voice = as_everyone_reads(Voice.objects.exclude(kind=VoiceKind.UNCLEAR).filter(key=key)).first()
    if voice is None or not (voice.shown_at or voice.hidden_at or is_seat_of(voice.seat, session)):
        raise Http404
    return voice


def get_own_voice(key: uuid.UUID, session: Mapping[str, Any]) -> Voice:
    voice = get_voice(key, session)
    if not is_seat_of(voice.seat, session):
        raise Http404
    return voice


def is_seat_of(seat: Seat, session: Mapping[str, Any]) -> bool:
    """Whether this is the seat that a session took."""
    taken: str | None = session.get("seats", {}).get(str(seat.subject_id))
    return taken == str(seat.pk)


def voices_of_seat(seat: Seat) -> VoiceQuerySet:
    """What somebody said and tapped, in its order, with what came of it."""
    outcomes = Outcome.objects.select_related("passage", "recorded_by", "corrected_by")
    voices = seat.voices.select_related("passage", "reply_to").with_due_day()
    return voices.prefetch_related("barriers", "hides__appeal", Prefetch("outcomes", outcomes)).order_by("id")


def get_voice_of_seat(seat: Seat, key: uuid.UUID) -> Voice:
    """Return what this seat said in words, or Http404."""
    voice = seat.voices.in_words().filter(key=key).first()
    if voice is None:
        raise Http404
    return voice


def public_text_of(subject: Subject, language: str) -> TextVersion | None:
    """The text that everyone may read: in this language, or else in the one it was written in."""
    texts = TextVersion.objects.all()
    return texts.public_of(subject, language) or texts.public_of(subject, subject.source_language)


def get_passage(subject: Subject, block_id: uuid.UUID, language: str) -> Passage:
    """Return a passage of the text that everyone may read now, or Http404."""
    text = public_text_of(subject, language)
    passage = text.passages.filter(block_id=block_id).first() if text else None
    if passage is None:
        raise Http404
    return passage


def outcomes_for_everyone() -> OutcomeQuerySet:
    """What came of voices, the newest first."""
    return Outcome.objects.for_everyone().order_by("-recorded_at", "-id")


def outcomes_at(subject: Subject) -> OutcomeQuerySet:
    """What stands answered at one subject, for everyone: what changed first. Corrected outcomes are below the later."""
    return outcomes_for_everyone().standing().filter(subject=subject).by_kind()


@dataclass(frozen=True)
class Waiting:
    """How many voices of participants wait at a subject, and by when the first of them has an outcome."""

    count: int
    first_due: date | None


def waiting_at(subject: Subject) -> Waiting:
    waiting = Voice.objects.of_participants().filter(subject=subject).without_outcome()
    waiting = waiting.with_something_to_answer().with_due_day()
    return Waiting(**waiting.aggregate(count=Count("pk"), first_due=Min("due_on")))


def indicators_for_everyone(subject: Subject) -> QuerySet[Indicator]:
    """What a pilot measures, with where each number began and where it stands."""
    return Indicator.objects.filter(subject=subject).with_course()
