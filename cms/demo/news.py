"""Whom the owner of the demo institution finds to tell: some by text message, one by letter. Nothing of it is real."""

from cms.demo.concepts import ONE_VISIT
from codesign.actions.contacts import Given, give_contact
from codesign.forms import consent_text
from codesign.models import Seat, Told
from people.enums import Means

# Numbers that are kept for stories and belong to nobody.
GIVEN = (
    Given(Means.TEXT, "+447700900123"),
    Given(Means.TEXT, "+447700900456"),
    Given(Means.LETTER, "12 Harbour Street\n4410 Port Marenza", "M. Quill"),
)


def seed_news() -> None:
    """Let people who have an outcome and did not read it ask to be told. Running it again changes nothing."""
    seats = Seat.objects.of_people_heard().filter(subject__code=ONE_VISIT)
    if seats.exclude(news_by="").exists():
        return
    told = Told.objects.filter(seat__subject__code=ONE_VISIT)
    waiting = seats.filter(voices__outcomes__isnull=False).exclude(pk__in=told.values("seat"))
    for seat, given in zip(waiting.distinct().order_by("pk"), GIVEN, strict=False):
        give_contact(seat=seat, given=given, language="en", consent_text=consent_text(), opened_by="")
