"""What the demo institution tests of its text on letters, and the letters that came back."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cms.demo.concepts import LETTERS
from codesign.actions.comprehension import ask, mark, respond
from codesign.actions.signs import NewReading, record_change, record_readings
from codesign.enums import SignChannel, SignReason, Understanding
from codesign.models import BreakdownCase, ComprehensionItem, Seat, Subject
from codesign.own_signs import keep_count, last_day_of_a_week
from codesign.permissions.understanding import passages_to_ask_about
from people.enums import GROUP_NAMES, Role
from people.models import User

# Letters that came back, of all that were sent, week by week; the window was made larger after the eleventh.
RETURNED = ((41, 1180), (38, 1210), (44, 1195), (39, 1240), (36, 1160), (42, 1205), (45, 1190), (40, 1175), (71, 1185),
            (83, 1220), (64, 1200), (43, 1210))  # fmt: skip
LARGER_WINDOW = 11
WRITTEN = (
    ("Nothing, it says they decided. Or I write on the back?", (Understanding.NOT, Understanding.PARTLY)),
    ("I look on the back and object there.", (Understanding.UNDERSTOOD, Understanding.UNDERSTOOD)),
    ("Turn it over. The back says how to object.", (Understanding.UNDERSTOOD,)),
    ("Call the number at the top and ask.", ()),
    ("Ask my daughter.", ()),
)


@dataclass(frozen=True)
class Question:
    about: str
    scenario: str
    right: str
    wrong: tuple[str, ...]


TWO_THINGS = Question(
    "If there are two things to do, you get two letters on two days.",
    "Yusuf has to send a paper, and his pension was decided as well. What does he find in his letter box?",
    "Two letters, on two days.",
    ("One letter that says both.", "One letter, and the rest by phone."),
)
OBJECTION = (
    "You may object to a decision. How you do it stands on the back of the letter.",
    "Mirela gets a decision and thinks that it is wrong. What can she do, and where does she find how?",
    "They say that she may object, and that the back of the letter says how.",
)


def seed_understanding() -> None:
    """Test the text on letters, and count what came back. Running it again changes nothing."""
    subject = Subject.objects.get(code=LETTERS)
    if not subject.comprehension_items.exists():
        _test_by_choices(subject)
        _test_by_own_words(subject)
    if not subject.signs.filter(reason=SignReason.RETURNED_POST).exists():
        _count_returned_post(subject)
        keep_count()


@transaction.atomic
def _test_by_choices(subject: Subject) -> None:
    item = _ask(subject, "what_changes", TWO_THINGS)
    right, wrong = item.options.get(is_right=True), item.options.filter(is_right=False).first()
    for number, seat in enumerate(_seats(subject, 34)):
        chosen = wrong if number % 4 == 0 else right
        respond(item=item, seat=seat, shown=item.passage, language="en", option=chosen)


def _ask(subject: Subject, passage: str, question: Question) -> ComprehensionItem:
    return ask(
        subject=subject,
        passage=passages_to_ask_about(subject).get(kind=passage),
        about=question.about,
        scenario=question.scenario,
        written_by=subject.owner,
        right=question.right,
        wrong=question.wrong,
    )


@transaction.atomic
def _test_by_own_words(subject: Subject) -> None:
    """Some responses are judged, one by two who differ, and some wait for a reader."""
    about, scenario, rubric = OBJECTION
    passage = passages_to_ask_about(subject).get(kind="rights_and_obligations")
    item = ask(
        subject=subject, passage=passage, about=about, scenario=scenario, rubric=rubric, written_by=subject.owner
    )
    groups = [GROUP_NAMES[Role.EDITOR], GROUP_NAMES[Role.MODERATOR]]
    readers = User.objects.filter(groups__name__in=groups).exclude(pk=subject.owner_id).order_by("pk")
    for (words, marks), seat in zip(WRITTEN, _seats(subject, len(WRITTEN)), strict=True):
        response = respond(item=item, seat=seat, shown=passage, language="en", body=words)
        for understanding, reader in zip(marks, readers, strict=False):
            mark(response=response, understanding=understanding, marked_by=reader)


def _seats(subject: Subject, count: int) -> list[Seat]:
    return list(subject.seats.of_people_heard().order_by("taken_on", "pk")[:count])


@transaction.atomic
def _count_returned_post(subject: Subject) -> None:
    sunday = last_day_of_a_week(timezone.localdate())
    mondays = [sunday - timedelta(days=7 * weeks - 1) for weeks in range(len(RETURNED), 0, -1)]
    readings = [
        NewReading(SignReason.RETURNED_POST, SignChannel.POST, monday, monday + timedelta(days=6), count, of)
        for monday, (count, of) in zip(mondays, RETURNED, strict=True)
    ]
    record_readings(subject=subject, readings=readings, recorded_by=subject.owner)
    record_change(
        case=BreakdownCase.objects.get(sign__subject=subject, sign__reason=SignReason.RETURNED_POST),
        hypothesis="The new page is folded in another way, and the address slips out of the window of the envelope.",
        change="An envelope with a larger window.",
        changed_on=mondays[LARGER_WINDOW],
        recorded_by=subject.owner,
    )
