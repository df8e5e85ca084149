"""The codes that the demo institution gave out: some by letter, some through an organisation."""

import uuid
from datetime import timedelta

from django.utils import timezone

from cms.demo.concepts import ONE_VISIT
from cms.demo.subjects import NAMESPACE
from codesign.actions.invites import issue_batch
from codesign.models import InviteBatch, Subject
from people.models import Segment

REMOTE = "remote"
DAYS = 60


def seed_invites() -> None:
    """Give out codes. Running it again changes nothing."""
    subject, remote = Subject.objects.get(code=ONE_VISIT), Segment.objects.get(code=REMOTE)
    _issue(subject, "Letters to survivors, November", size=40)
    _issue(subject, "Cards from the farmers", size=24, segment=remote, organisation="Farmers’ Union of Marenza")


def _issue(subject: Subject, name: str, **fields) -> None:
    if not InviteBatch.objects.filter(subject=subject, name=name).exists():
        expires_at = timezone.now() + timedelta(days=DAYS)
        key = uuid.uuid5(NAMESPACE, f"batch {name}")
        issue_batch(subject=subject, name=name, made_by=subject.owner, expires_at=expires_at, send_key=key, **fields)
