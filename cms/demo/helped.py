"""A form on paper that waits for its check at the demo institution, and the tablet at one of its offices."""

import uuid

from cms.demo.concepts import ONE_VISIT
from cms.demo.subjects import NAMESPACE
from codesign.actions.kiosks import lock_kiosk, unlock_kiosk
from codesign.actions.papers import print_forms, type_form
from codesign.enums import Fit, Visibility, VoiceKind
from codesign.models import Kiosk, Subject
from people.enums import GROUP_NAMES, Role
from people.models import User

WORDS = "At the counter I would like to sit. Standing for an hour is too much for me."
TABLET = "Tablet at the entrance, Riverside office"
SHEETS = 4


def seed_helped() -> None:
    """Lock a tablet again, and let a form wait. Running it again changes nothing."""
    if Kiosk.objects.filter(name=TABLET).exists():
        return
    subject = Subject.objects.get(code=ONE_VISIT)
    facilitator = User.objects.filter(groups__name=GROUP_NAMES[Role.FACILITATOR]).order_by("pk")[0]
    lock_kiosk(kiosk=unlock_kiosk(subject=subject, name=TABLET, unlocked_by=facilitator), locked_by=subject.owner)
    _type_a_form(subject, facilitator)


def _type_a_form(subject: Subject, typed_by: User) -> None:
    key = uuid.uuid5(NAMESPACE, "paper")
    sheets = print_forms(subject=subject, count=SHEETS, printed_by=typed_by, print_key=key)
    type_form(
        form=sheets[0][0],
        typed_by=typed_by,
        language="en",
        visibility=Visibility.WITHOUT_NAME,
        fit=Fit.PARTLY,
        body=WORDS,
        kind=VoiceKind.NEED,
        barriers=[],
        statements=[],
        consent_text="",
    )
