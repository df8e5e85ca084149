"""Where a link that came by e-mail leads."""

import uuid

from codesign.models import Subject
from people.vault import mailed


def get_subject_of_link(secret: str, form: uuid.UUID | None = None) -> Subject:
    """Return the subject of a link that lets this form in, or raise LinkRefused."""
    subject = Subject.objects.filter(pk=mailed.subject_of(secret, form)).first()
    if subject is None:
        raise mailed.LinkUnknown
    return subject
