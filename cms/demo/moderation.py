"""What the moderator of the demo institution finds: a report that waits, and a hidden reply whose author appeals."""

import uuid

from django.db import transaction

from cms.demo.concepts import ONE_VISIT
from cms.demo.subjects import NAMESPACE
from codesign.actions.moderation import appeal_hide, hide_words, report_voice
from codesign.actions.voices import record_voice, show_voice
from codesign.enums import HideReason, Visibility
from codesign.models import Hide, Seat, Subject, Voice
from people.models import User

MODERATOR = "mara.moderator@marenza.example"
REPLY = "People who live that far out are just too lazy to fill in a form. Let them move."
BECAUSE = "Speak about the concept, not about what people are like."
APPEAL = "I was angry about my own case. I still want to say that not everyone needs a visit."


@transaction.atomic
def seed_moderation() -> None:
    """Report, hide and appeal once. Running it again changes nothing."""
    subject = Subject.objects.get(code=ONE_VISIT)
    if Hide.objects.filter(voice__subject=subject).exists():
        return
    voices = Voice.objects.shown().filter(subject=subject).of_people_heard().exclude(body="").order_by("id")
    first, second, third = voices.select_related("seat", "subject")[:3]
    reply = _reply(first, third.seat)
    hide = hide_words(
        words=reply,
        reason=HideReason.INSULT,
        because=BECAUSE,
        hidden_by=User.objects.get(email=MODERATOR),
    )
    appeal_hide(hide=hide, seat=third.seat, body=APPEAL)
    report_voice(voice=second, seat=first.seat, reason=HideReason.PRIVATE)


def _reply(to: Voice, seat: Seat) -> Voice:
    reply = record_voice(
        seat=seat,
        send_key=uuid.uuid5(NAMESPACE, f"{to.subject.code} hidden reply"),
        language="en",
        visibility=Visibility.WITHOUT_NAME,
        body=REPLY,
        reply_to=to,
    )
    return show_voice(voice=reply, shown_by=to.subject.owner)
