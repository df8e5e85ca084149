"""What was said at the workshops of the demo institution, and by whom: people are numbers here, pseudonyms there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from codesign.enums import Stage


class Said(NamedTuple):
    """A note: which person wrote it, in which column, in which words."""

    person: int
    column: int
    text: str


@dataclass(frozen=True)
class Workshop:
    """A board and what happens on it. The first note of a theme leads; the others are put under it."""

    number: int
    title: str
    question: str
    columns: Sequence[str]
    themes: Mapping[str, Sequence[Said]]
    ends_in: Stage
    loose: Sequence[Said] = ()
    positions: Mapping[int, str] = field(default_factory=dict)
    added_later: Mapping[str, Said] = field(default_factory=dict)
    marks: Mapping[int, Sequence[str]] = field(default_factory=dict)
    marks_moved: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    agreed: Sequence[str] = ()
    shows_sealed_count: bool = False
    days_ago: int = 0

    @property
    def written_alone(self) -> list[Said]:
        return [said for theme in self.themes.values() for said in theme] + list(self.loose)

    @property
    def people(self) -> list[int]:
        return sorted({said.person for said in self.written_alone})


FIRST_WEEKS = Workshop(
    number=1,
    title="The first weeks after a death",
    question="Somebody close has died and you come to us. What stands in your way, and what would help?",
    columns=["Before the visit", "At the visit", "Afterwards", "What we agreed"],
    ends_in=Stage.CLOSE,
    days_ago=16,
    themes={
        "papers": [
            Said(1, 1, "I did not know which papers to look for. My husband had kept them all."),
            Said(4, 1, "A list on one page, with a picture of each paper."),
            Said(7, 1, "The bank would not give me his statement, because the account was in his name."),
            Said(9, 1, "Ask the register yourselves. They know of the death before you do."),
            Said(12, 1, "I took the same birth certificate to three counters."),
        ],
        "journey": [
            Said(2, 1, "The bus from our valley goes on Tuesdays and Fridays only."),
            Said(5, 1, "The ferry does not sail in strong wind. Then I miss my day and start again."),
            Said(8, 1, "I cannot climb the steps of the office in Market Street."),
            Said(11, 1, "Come to my home, please. I can make the table free and the kettle is always on."),
        ],
        "company": [
            Said(3, 2, "I could not think straight that week. Let my sister come with me."),
            Said(6, 2, "My daughter interpreted for me. She was eleven and had to hear everything."),
            Said(10, 2, "I would like the same person at each step, with a name."),
            Said(1, 2, "Do not make me tell again how he died."),
        ],
        "form": [
            Said(2, 2, "Twelve pages. I stopped at page four, for two weeks."),
            Said(5, 2, "What is a “derived entitlement”? Nobody at home knew."),
            Said(8, 2, "Read my answers back to me before I sign."),
            Said(4, 2, "Let me stop and go on another day without losing what I wrote."),
            Said(12, 2, "In large letters. My eyes are not what they were."),
        ],
        "quiet": [
            Said(7, 2, "The counter is in the hall. Everyone in the queue heard that I am a widow."),
            Said(9, 2, "Fifteen minutes are too short on such a day."),
            Said(3, 2, "A chair, a door that closes, and a glass of water."),
        ],
        "money": [
            Said(6, 3, "The rent was due on the first. The pension came in the fourth month."),
            Said(10, 3, "An advance for the funeral, even a small one."),
            Said(11, 3, "Tell me the amount before it comes, so that I can plan."),
            Said(1, 3, "His pension was paid once more and then you took it back. That was a shock."),
            Said(5, 3, "My electricity was nearly cut off while I waited."),
        ],
        "news": [
            Said(2, 3, "A short message: we have your form, and nothing is missing."),
            Said(8, 3, "I rang five times and got five different replies."),
            Said(4, 3, "A number on the letter that a person answers."),
            Said(12, 3, "I have no internet. A letter is fine, if it is short."),
        ],
        "later": [
            Said(3, 3, "After a year somebody rang to ask how I am. Do that for everyone."),
            Said(7, 3, "Explain what happens to the pension if I work a few hours a week."),
        ],
    },
    loose=[
        Said(6, 1, "Leave a leaflet at the hospital and with the undertaker."),
        Said(10, 1, "I did not know that I had a right to it at all. A neighbour told me."),
        Said(11, 2, "May I say it in my own words instead of ticking boxes?"),
        Said(9, 3, "Letters to my husband still came a month after we told you. Please stop those first."),
    ],
    positions={
        1: "One visit is right, if it can be at home.",
        2: "One form is good. One visit will not be enough for everyone.",
        3: "I want somebody beside me more than I want it to be quick.",
        4: "Keep the second visit for those who ask for it.",
        6: "Without an interpreter one visit is one visit in vain.",
        8: "Do it. Three visits were too many for my knees.",
        9: "Money in the first month matters more than the number of forms.",
        11: "On the island it only works if you come to us.",
    },
    added_later={
        "news": Said(4, 3, "One sheet at the end of the visit: what you ask for, from whom, and until when."),
        "company": Said(6, 2, "A trained interpreter, booked by you. Never a child."),
    },
    marks={
        1: ["papers", "money", "company"],
        2: ["journey", "form", "news"],
        3: ["company", "quiet", "money"],
        4: ["news", "papers"],
        5: ["journey", "money", "form"],
        6: ["company", "money", "news"],
        7: ["quiet", "papers", "money"],
        8: ["journey", "form", "news"],
        9: ["money", "papers", "quiet"],
        10: ["money", "company", "later"],
        11: ["journey", "money"],
        12: ["form", "news", "journey"],
    },
    marks_moved={10: ("later", "news"), 2: ("form", "money")},
    agreed=[
        "A visit at home counts as the one visit. Those who cannot travel are offered it first.",
        "Nobody leaves without a sheet that says what happens next and when the first money comes.",
    ],
)

WAITING = Workshop(
    number=2,
    title="Waiting for a call",
    question="You asked us to call you back. When do you pick up, and when do you give up?",
    columns=["I pick up when …", "I give up when …"],
    ends_in=Stage.WRITE_ALONE,
    shows_sealed_count=True,
    themes={},
    loose=[
        Said(1, 1, "the number is the one that was on the letter."),
        Said(1, 2, "the phone rings while I am at work. I may not take it there."),
        Said(2, 1, "I know the hour. I cannot sit beside the phone all day."),
        Said(2, 2, "it rings three times and stops. I need longer to get up."),
        Said(3, 1, "a message told me before: we call you tomorrow between nine and ten."),
        Said(3, 2, "the number is hidden. My bank told me never to answer those."),
        Said(4, 1, "somebody speaks slowly and says their name first."),
        Said(4, 2, "I have to explain everything from the beginning again."),
        Said(5, 1, "my son is at home, because he hears better than I do."),
        Said(6, 2, "nobody tried a second time. I thought that was it."),
        Said(7, 1, "I can choose a time in the evening."),
        Said(7, 2, "there is no signal in our valley. It goes straight to the machine."),
    ],
)

BEFORE_WE_HANG_UP = Workshop(
    number=3,
    title="Before we hang up",
    question="We call you once. What has to be said before the call ends?",
    columns=["At the beginning", "Before it ends"],
    ends_in=Stage.VOTE,
    themes={
        "who": [
            Said(1, 1, "Who is calling, from which office, and why."),
            Said(3, 1, "A word that only you and I know, so that I can trust the call."),
            Said(5, 1, "Do not ask for my bank number. That is what the swindlers ask."),
        ],
        "time": [
            Said(2, 1, "Ask whether I can talk now. I may be on the bus."),
            Said(4, 1, "Say how long it will take."),
        ],
        "next": [
            Said(1, 2, "What happens next, and on which day."),
            Said(2, 2, "Send me in writing what you said. I forget half of it."),
            Said(6, 2, "Which paper is still missing, one by one, slowly."),
        ],
        "again": [
            Said(3, 2, "Your name and a number where I reach you and not a queue."),
            Said(4, 2, "Ask whether I understood, and do not be in a hurry when I did not."),
        ],
    },
    loose=[
        Said(5, 2, "Whether the money comes in the meantime."),
        Said(6, 1, "Ask which language I would like to speak."),
    ],
    marks={1: ["who", "next", "again"], 2: ["next", "time"], 3: ["who", "again"], 5: ["who", "next"]},
)
