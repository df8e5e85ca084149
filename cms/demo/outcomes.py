"""What the demo institution answered, by topic. Voices of topics that are not here still wait."""

from dataclasses import dataclass

from cms.demo.concepts import CALL_BACK, LETTERS, ONE_VISIT
from codesign.actions.outcomes import record_told
from codesign.actions.themes import answer_theme, gather
from codesign.enums import OutcomeKind
from codesign.models import Outcome, Passage, Subject, TextVersion, Voice


@dataclass(frozen=True)
class Answer:
    """One answer to all voices of a topic. Some say which passage shows the change."""

    topic: str
    theme: str
    days_ago: int
    kind: OutcomeKind
    because: str
    passage: str = ""


ANSWERS: dict[str, tuple[Answer, ...]] = {
    LETTERS: (
        Answer(
            "words", "Plain words", 40, OutcomeKind.CHANGED,
            "We crossed out 31 words in the sample letters. Where the law needs a word of its own, a plain one "
            "stands first.",
        ),
        Answer(
            "print", "Size of the print", 30, OutcomeKind.PARTLY,
            "All letters are now printed in black and a size larger. The largest print stays for those who ask, "
            "because it makes four pages of one; you ask once and it stays so.",
            "rights_and_obligations",
        ),
        Answer(
            "two-days", "Two letters in two days", 24, OutcomeKind.NOT_CHANGED,
            "We tried one envelope with two letters in it. Of 20 people 9 answered only the upper one. A second stamp "
            "costs less than a payment that stops.",
            "what_changes",
        ),
        Answer(
            "language", "Letters in other languages", 18, OutcomeKind.PARTLY,
            "The first line comes in the language you choose. We cannot translate the whole letter yet; if you cannot "
            "read it, call the number at the top and we read it to you.",
            "rights_and_obligations",
        ),
    ),
    ONE_VISIT: (
        Answer(
            "home", "Visits at home", 21, OutcomeKind.CHANGED,
            "The visit can be at your home, wherever you live. We added it to the text and try it on the islands "
            "first.",
            "what_changes",
        ),
        Answer(
            "evening", "Open in the evening", 12, OutcomeKind.PARTLY,
            "Two offices will stay open until seven on Thursdays. The others have too few staff for that this year.",
        ),
        Answer(
            "interpreter", "Interpreters", 5, OutcomeKind.CHANGED,
            "You may ask for a woman or a man. If the interpreter is late the visit waits and you keep your turn.",
            "rights_and_obligations",
        ),
    ),
    CALL_BACK: (
        Answer(
            "fraud", "Calls from strangers", 3, OutcomeKind.NOT_CHANGED,
            "A password that we say to you was tried elsewhere, and people were tricked with it. So it stays as it is: "
            "one number, printed on every letter, and you may hang up and call it yourself.",
            "rights_and_obligations",
        ),
    ),
}  # fmt: skip


def answer(subject: Subject, given: Answer, voices: list[Voice]) -> Outcome:
    """Gather these voices and answer them. Every third of those who spoke has opened the thread since."""
    theme = gather(subject=subject, name=given.theme, voices=voices, gathered_by=subject.owner)
    outcome = answer_theme(
        theme=theme,
        kind=given.kind,
        because=given.because,
        answered_by=subject.owner,
        passage=passage_of(subject, given.passage) if given.passage else None,
    )
    for voice in voices[::3]:
        record_told(seat=voice.seat, outcomes=[outcome])
    return outcome


def passage_of(subject: Subject, kind: str) -> Passage:
    return Passage.objects.get(text_version=TextVersion.objects.newest_of(subject, "en"), kind=kind)
