"""Who sits at the tables of the two proposals, who stands in, and what was challenged, replied and judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cms.demo.people import LEAD
from cms.demo.proposals import LETTERS_PROPOSAL, VISIT_PROPOSAL, Proposal
from engagement.enums import OutreachMethod
from personas.enums import Basis, ChallengeKind, FindingKind, ReplyKind

ABEL = "abel.advocate@marenza.example"
LIN = "lin.advocate@marenza.example"
ROSA = "rosa.advocate@marenza.example"


@dataclass(frozen=True)
class Attempt:
    segment: str
    method: OutreachMethod
    days_ago: int
    place: str
    result: str
    by: str = LEAD


@dataclass(frozen=True)
class Talk:
    """A direct conversation of an advocate with somebody of the segment."""

    days_ago: int
    how: str
    learned: str


@dataclass(frozen=True)
class StandIn:
    advocate: str
    segment: str
    days_ago: int
    basis: str
    conflicts: str
    talks: tuple[Talk, ...]
    finding: tuple[FindingKind, str]


@dataclass(frozen=True)
class Replied:
    """A reply, and the verdict on it: whether it answers, how many days ago that was said, and why."""

    kind: ReplyKind
    days_ago: int
    because: str
    verdict: tuple[bool, int, str] | None = None
    shows: str = ""  # the kind of the block in which the change can be read
    deferred_for_days: int = 0


@dataclass(frozen=True)
class Challenged:
    advocate: str
    segment: str
    passage: str  # the kind of the challenged block
    kind: ChallengeKind
    basis: Basis
    days_ago: int
    body: str
    would_change_my_mind: str
    replies: tuple[Replied, ...] = ()


@dataclass(frozen=True)
class Story:
    proposal: Proposal
    chairs: tuple[str, ...]
    stand_ins: tuple[StandIn, ...]
    challenges: tuple[Challenged, ...]
    attempts: tuple[Attempt, ...]
    submitted_days_ago: int
    changed_days_ago: int
    removed: Mapping[str, str] = field(default_factory=dict)
    is_released: bool = False


RELEASED = Story(
    proposal=LETTERS_PROPOSAL,
    is_released=True,
    submitted_days_ago=41,
    changed_days_ago=19,
    chairs=("retired", "survivors", "families", "older", "migrants", "remote", "blind"),
    removed={
        "families": "This proposal is about letters on pensions. Letters on family benefit follow next year, with a "
        "table of their own."
    },
    attempts=(
        Attempt("migrants", OutreachMethod.EVENT, 62, "Tarnby, evening class", "Eleven people wrote to us that night."),
        Attempt("remote", OutreachMethod.VISIT, 58, "Sandholm", "Nobody came: the ferry did not sail that day."),
        Attempt(
            "blind", OutreachMethod.ORGANISATION, 44, "Society of blind people, Port Sella",
            "They ask their members in autumn. Our form did not work with a screen reader; it does now.", LIN,
        ),
        Attempt(
            "remote", OutreachMethod.ORGANISATION, 36, "Island council of Little Orn",
            "The council put our card in the shop. Two people took one; no voice reached us.", ABEL,
        ),
    ),
    stand_ins=(
        StandIn(
            ABEL, "remote", 38,
            basis="Field officer on the islands for four years, with two visits a year to each. I have read out our "
            "letters in many kitchens.",
            conflicts="My aunt on Sandholm receives a pension from us. I do not handle her file.",
            talks=(
                Talk(
                    34, "Visit to the shop on Little Orn",
                    "Post is handed out on Wednesdays and Saturdays. In a storm it lies on the mainland for a week, "
                    "and the date on the letter is then nine days old.",
                ),
                Talk(
                    27, "Telephone call to Upper Tarn",
                    "One neighbour reads the letters of three houses. Everybody there knows what is in them.",
                ),
                Talk(
                    13, "Visit to two homes on Sandholm",
                    "Both found the new first line at once. Both asked what happens if the boat does not come.",
                ),
            ),
            finding=(
                FindingKind.NO_OBJECTION,
                "Thirty days from the day the post was handed out will do, even after two weeks of storm. That "
                "neighbours read letters out stays open; it is put off, with a date.",
            ),
        ),
        StandIn(
            LIN, "blind", 38,
            basis="I visit people with low vision at home every week, and my brother is blind.",
            conflicts="None beyond my family: my brother receives no money from us.",
            talks=(
                Talk(
                    31, "Home visit in Port Sella",
                    "Our letters stay unopened in a drawer until the daughter comes, on the first Sunday of the month.",
                ),
                Talk(
                    24, "Telephone call with two members of the society",
                    "Nobody ever told them that they can ask for Braille. It says so, on the back of the letter.",
                ),
            ),
            finding=(
                FindingKind.OBJECTION,
                "Who cannot read the letter cannot read on it that there is another way. Ask people by phone before "
                "the first new letter goes out.",
            ),
        ),
    ),
    challenges=(
        Challenged(
            ABEL, "remote", "what_changes", ChallengeKind.EXCLUSION, Basis.HEARD, 33,
            body="Fourteen days from the date on the letter are over before the letter is there. On Little Orn the "
            "post is handed out twice a week, if the boat sails. In March it did not sail for eleven days.",
            would_change_my_mind="A period that begins when the letter has arrived, or sailing lists that show I am "
            "wrong.",
            replies=(
                Replied(
                    ReplyKind.NOT_CHANGED, 28,
                    because="The law on pensions speaks of fourteen days, so we kept to it. Who is late can say why.",
                    verdict=(
                        False, 25,
                        "The law says fourteen days at the least. Nothing forbids more. And to say why you are late "
                        "takes another letter, by the same boat.",
                    ),
                ),
                Replied(
                    ReplyKind.CHANGED, 18, shows="what_changes",
                    because="You are right about the law. It is 30 days now for everyone, from the day on which the "
                    "letter reached them; on the islands from the day on which the post was handed out.",
                    verdict=(True, 15, "This also holds in a bad winter. Thank you."),
                ),
            ),
        ),
        Challenged(
            LIN, "blind", "rights_and_obligations", ChallengeKind.EXCLUSION, Basis.HEARD, 30,
            body="That one may ask for Braille is printed on a letter that blind people cannot read. Both people I "
            "spoke with had waited for years for something that they could have had all along.",
            would_change_my_mind="That everyone is asked once, by phone, how they want to read, before the new letters "
            "begin.",
            replies=(
                Replied(
                    ReplyKind.NOT_CHANGED, 17,
                    because="To call 260,000 people would take the whole line 14 months, and our register does not say "
                    "who sees badly. We print our number in large figures at the top of every first page, and the "
                    "counters now ask everyone who comes.",
                    verdict=(
                        False, 14,
                        "Large figures are of no use to somebody who sees none. The health service knows whom to call "
                        "and was not asked.",
                    ),
                ),
            ),
        ),
        Challenged(
            ABEL, "remote", "summary", ChallengeKind.SAFETY, Basis.HEARD, 26,
            body="In far valleys one neighbour reads the letters of several houses. A page that says one thing, in "
            "large print, says it to the whole valley: also that a pension is cut, or a debt.",
            would_change_my_mind="A way to hear bad news first by phone, for those who want it.",
            replies=(
                Replied(
                    ReplyKind.DEFERRED, 16, deferred_for_days=150,
                    because="We want this, and cannot do it before the call-back line was tried out in all offices. "
                    "The office of the engagement lead reports on it.",
                    verdict=(True, 12, "A date, and an office that answers for it: that is enough for now."),
                ),
            ),
        ),
    ),
)  # fmt: skip

WAITING = Story(
    proposal=VISIT_PROPOSAL,
    submitted_days_ago=24,
    changed_days_ago=9,
    chairs=("survivors", "older", "migrants", "refugees", "rural", "remote", "mobility"),
    attempts=(
        Attempt(
            "migrants", OutreachMethod.ORGANISATION, 30, "Meeting place in Port Sella",
            "A morning with tea and three languages. Many came; few had lost somebody close.",
        ),
        Attempt(
            "refugees", OutreachMethod.VISIT, 21, "Reception centre, Tarnby",
            "Six families listened. Nobody wanted to say something that an office writes down.", ROSA,
        ),
        Attempt(
            "mobility", OutreachMethod.PHONE, 18, "",
            "Nine calls to people whom the home nurses named. Four wish to speak with us later.", LIN,
        ),
    ),
    stand_ins=(
        StandIn(
            ROSA, "refugees", 22,
            basis="Interpreter at our counters for seven years, in two of the languages that refugees speak here.",
            conflicts="I am paid by the hour for interpreting, so more interpreters may mean more work for me.",
            talks=(
                Talk(
                    20, "Talk after an appointment at the counter",
                    "A death on the way here leaves no paper that says so. She was asked for one four times.",
                ),
                Talk(
                    11, "Women’s group at the reception centre",
                    "They take their eldest child along, because the child speaks best. Two said never again.",
                ),
            ),
            finding=(
                FindingKind.CONDITION,
                "Agreed, if it is settled before the visit is booked what counts for a death without a paper.",
            ),
        ),
        StandIn(
            LIN, "mobility", 22,
            basis="I nurse people at home in Port Sella; about half of them cannot manage stairs.",
            conflicts="None.",
            talks=(
                Talk(
                    17, "Home visit on a third floor without a lift",
                    "He has not been outside since spring. For him a visit at home is the only way to claim.",
                ),
            ),
            finding=(FindingKind.CONDITION, "Agreed, if a visit at home has a longest waiting time, in days."),
        ),
    ),
    challenges=(
        Challenged(
            ROSA, "refugees", "rights_and_obligations", ChallengeKind.SAFETY, Basis.HEARD, 19,
            body="Who is asked to bring somebody brings their child. I have seen a girl of twelve say in an office how "
            "her father died.",
            would_change_my_mind="Interpreters who are booked with the visit, and a rule that children do not do it.",
            replies=(
                Replied(
                    ReplyKind.CHANGED, 8, shows="rights_and_obligations",
                    because="We book the interpreter together with the visit and pay for it. That no child is asked to "
                    "interpret stands in the text now.",
                    verdict=(True, 6, "This is what I asked for."),
                ),
            ),
        ),
        Challenged(
            LIN, "mobility", "what_changes", ChallengeKind.EXCLUSION, Basis.DATA, 16,
            body="As soon as somebody is free: that can be never. In the pilot 15 of 100 visits were put off, because "
            "two people drive to three islands.",
            would_change_my_mind="A longest waiting time for a visit at home that stands in the text.",
            replies=(
                Replied(
                    ReplyKind.PARTLY, 3,
                    because="From the summer four people do visits instead of two. A number of days we cannot promise "
                    "before we have seen one winter with four.",
                ),
            ),
        ),
        Challenged(
            ROSA, "refugees", "what_changes", ChallengeKind.EXCLUSION, Basis.HEARD, 5,
            body="You ask the civil register for the papers. For a death at sea or in a war there is no register to "
            "ask. These widows would come once, and be sent away once.",
            would_change_my_mind="A written rule on what counts in place of a certificate, such as two witnesses.",
        ),
    ),
)  # fmt: skip

STORIES = (RELEASED, WAITING)
