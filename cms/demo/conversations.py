"""A conversation that staff of the demo institution wrote down afterwards."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cms.demo.concepts import NO_NEW_FORM
from cms.demo.subjects import NAMESPACE
from codesign.actions.conversations import record_conversation
from codesign.actions.voices import show_voice
from codesign.enums import ConversationConsent, ConversationMethod, Visibility
from codesign.models import Conversation, Subject, Voice
from codesign.pseudonyms import COLOURS
from people.models import User

FACILITATOR = "finn.facilitator@marenza.example"
KEY = uuid.uuid5(NAMESPACE, "conversation at the ferry")
DAYS_AGO = 6
NAME = f"{COLOURS[0]} 98"
LINES = (
    "If the school tells you that my son has left, will you ask me first why?",
    "The letter in September came when we were still at the harvest. Nobody was home for three weeks.",
    "I would rather do nothing than fill in the blue form again.",
    "My sister has the children half of the week. Which of us gets the page?",
)


@transaction.atomic
def seed_conversations() -> None:
    """Record one conversation and let everyone read it. Running it again changes nothing."""
    if Conversation.objects.filter(send_key=KEY).exists():
        return
    subject, day = Subject.objects.get(code=NO_NEW_FORM), timezone.localdate() - timedelta(days=DAYS_AGO)
    conversation, _reference = record_conversation(
        subject=subject,
        recorded_by=User.objects.get(email=FACILITATOR),
        send_key=KEY,
        held_on=day,
        place="Waiting room of the ferry, Sarn",
        method=ConversationMethod.MEETING,
        people=5,
        consent=ConversationConsent.SPOKEN,
        consent_text="",
        language="en",
        visibility=Visibility.WITHOUT_NAME,
        lines=LINES,
        headcounts={},
    )
    said = Voice.objects.filter(seat__conversation=conversation)
    for voice in said:
        show_voice(voice=voice, shown_by=subject.owner)
    said.update(sent_on=day)
    # Drawn by lot, like the names of others; of these nobody else is called so.
    conversation.seats.update(pseudonym=NAME)
