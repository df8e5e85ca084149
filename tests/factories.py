"""Objects for tests, with plain functions: each makes one thing and takes what the test cares about."""

import itertools
import uuid
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone

from codesign.actions.boards import create_board, join_board
from codesign.actions.seats import take_seat
from codesign.actions.voices import record_voice
from codesign.enums import Stage, SubjectKind, Visibility
from codesign.models import Barrier, Board, Passage, Seat, Subject, TextVersion, Voice
from people.enums import GROUP_NAMES, Role
from people.models import Dimension, Segment, StaffPost, User

_numbers = itertools.count(1)


def make_account(**fields) -> User:
    """The account of a participant, whose address is confirmed."""
    user = User.objects.create_user(fields.pop("email", f"person{next(_numbers)}@example.org"), **fields)
    EmailAddress.objects.create(user=user, email=user.email.lower(), verified=True, primary=True)
    return user


def make_user(*roles: Role, **fields) -> User:
    """A member of staff: with roles, or with nothing but a post."""
    user = User.objects.create_user(fields.pop("email", f"person{next(_numbers)}@example.org"), **fields)
    for role in roles:
        user.groups.add(Group.objects.get_or_create(name=GROUP_NAMES[role])[0])
    if not roles:
        give_post(user)
    return user


def give_post(user: User) -> StaffPost:
    return StaffPost.objects.create(user=user, title="Clerk", unit="Counter", started_date=timezone.localdate())


def make_facilitator(**fields) -> User:
    return make_user(Role.FACILITATOR, **fields)


def make_owner(**fields) -> User:
    return make_user(Role.OWNER, **fields)


def make_subject(**fields) -> Subject:
    number = next(_numbers)
    defaults = {
        "kind": SubjectKind.CONCEPT,
        "title": "Claims by phone",
        "code": f"claims{number}",
        "opens_at": timezone.now() - timedelta(days=7),
    }
    return Subject.objects.create(**defaults | {"owner": fields.pop("owner", None) or make_owner()} | fields)


def make_closed_subject(**fields) -> Subject:
    return make_subject(closes_at=timezone.now() - timedelta(days=1), **fields)


def make_future_subject(**fields) -> Subject:
    return make_subject(opens_at=timezone.now() + timedelta(days=1), **fields)


def make_barrier(subject: Subject, name: str = "Cost of travel", **fields) -> Barrier:
    return Barrier.objects.create(subject=subject, name=name, **fields)


def make_text(subject: Subject, *texts: str, **fields) -> TextVersion:
    defaults = {"language": "en", "content_hash": uuid.uuid4().hex * 2, "title": subject.title}
    version = TextVersion.objects.create(subject=subject, **defaults | fields)
    for position, text in enumerate(texts):
        make_passage(version, text, position=position)
    return version


def make_passage(version: TextVersion, text: str = "We answer by phone.", **fields) -> Passage:
    defaults = {"block_id": uuid.uuid4(), "position": 0, "kind": "paragraph"}
    return Passage.objects.create(text_version=version, text=text, **defaults | fields)


def make_dimension(*segment_names: str, **fields) -> Dimension:
    number = next(_numbers)
    defaults = {"name": "Where you live", "code": f"dimension{number}", "reason": "To see who is missing."}
    dimension = Dimension.objects.create(**defaults | fields)
    for position, name in enumerate(segment_names):
        Segment.objects.create(dimension=dimension, name=name, code=f"segment{number}-{position}", position=position)
    return dimension


def make_seat(subject: Subject | None = None) -> Seat:
    return take_seat(subject=subject or make_subject())[0]


def make_voice(seat: Seat | None = None, **fields) -> Voice:
    defaults = {
        "send_key": uuid.uuid4(),
        "language": "en",
        "visibility": Visibility.WITHOUT_NAME,
        "body": "The line is always busy.",
    }
    return record_voice(seat=seat or make_seat(), **defaults | fields)


def make_board(stage: Stage = Stage.WELCOME, **fields) -> Board:
    """A board of two columns, numbered 1 and 2."""
    defaults = {"title": "Tuesday workshop", "question": "What stands in your way?", "columns": ["Claiming", "Paying"]}
    said = defaults | {"subject": fields.pop("subject", None) or make_subject()} | fields
    board = create_board(**{"created_by": said.pop("created_by", None) or make_facilitator()} | said)
    board.stage = stage
    board.save(update_fields=["stage"])
    return board


def make_participant(board: Board) -> Seat:
    return join_board(board=board)[0]
