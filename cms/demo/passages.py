"""What people said about single passages of the demo institution's concepts, and where they tapped."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from cms.demo.concepts import ONE_VISIT
from cms.demo.subjects import NAMESPACE
from codesign.actions.reactions import react
from codesign.actions.voices import record_voice, show_voice, tap_unclear
from codesign.enums import PassageKind, ReactionKind, Visibility, VoiceKind
from codesign.models import Passage, Seat, Subject, Voice
from codesign.permissions import public_text_of

TAPS = {PassageKind.RIGHTS_AND_OBLIGATIONS: 9, PassageKind.WHAT_CHANGES: 3}


@dataclass(frozen=True)
class OnPassage:
    """Words about a passage; `agree` others agree, and one of them replies."""

    passage: PassageKind
    kind: VoiceKind
    body: str
    agree: int = 0
    reply: str = ""


WORDS = (
    OnPassage(
        PassageKind.RIGHTS_AND_OBLIGATIONS,
        VoiceKind.QUESTION,
        "I help two hours a week in a shop. Do I have to tell you that as work?",
        agree=4,
        reply="I asked the same at the counter and got two different answers.",
    ),
    OnPassage(
        PassageKind.WHAT_CHANGES,
        VoiceKind.CONCERN,
        "One visit is fine, but not on market day: everybody from the valley comes then.",
        agree=2,
    ),
    OnPassage(
        PassageKind.WHAT_CHANGES,
        VoiceKind.IDEA,
        "Send me the form before I sign. I want to read it at home with my son.",
    ),
)


@transaction.atomic
def seed_passages() -> None:
    """Let people who sit at "One visit" already tap and speak about its passages. Again, it changes nothing."""
    subject = Subject.objects.get(code=ONE_VISIT)
    text = public_text_of(subject, "en")
    if text is None or subject.voices.exclude(passage=None).exists():
        return
    passages = {passage.kind: passage for passage in text.passages.all()}
    seats = list(subject.seats.of_people_heard().order_by("taken_on", "id"))
    for kind, people in TAPS.items():
        for seat in seats[:people] if kind in passages else []:
            tap_unclear(seat=seat, passage=passages[kind], language="en")
    for number, said in enumerate(WORDS):
        if said.passage in passages:
            _say(subject, seats[number:], passages[said.passage], said, number)


def _say(subject: Subject, seats: list[Seat], passage: Passage, said: OnPassage, number: int) -> None:
    voice = _shown(subject, seats[0], said.body, f"passage {number}", kind=said.kind, passage=passage)
    for seat in seats[1 : 1 + said.agree]:
        react(voice=voice, seat=seat, kind=ReactionKind.AGREE, wording=voice.wording)
    if said.reply:
        _shown(subject, seats[1], said.reply, f"reply {number}", reply_to=voice)


def _shown(subject: Subject, seat: Seat, body: str, name: str, **about) -> Voice:
    voice = record_voice(
        seat=seat,
        send_key=uuid.uuid5(NAMESPACE, f"{subject.code} {name}"),
        language="en",
        visibility=Visibility.WITHOUT_NAME,
        body=body,
        **about,
    )
    return show_voice(voice=voice, shown_by=subject.owner)
