"""Unlocking a device for people to take part on, and locking it again."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from codesign.admission import NotAdmitted, admits
from codesign.enums import Way
from codesign.models import Kiosk, Subject
from codesign.permissions import SubjectNotOpen, subjects_to_record_at
from codesign.permissions.assisted import kiosks_for
from people import audit
from people.models import User


@transaction.atomic
def unlock_kiosk(*, subject: Subject, name: str, unlocked_by: User) -> Kiosk:
    """Let people take part at a subject on one device. The subject's owner may, and facilitators."""
    if not subject.is_open:
        raise SubjectNotOpen(subject)
    if not admits(subject.mode, Way.KIOSK):
        raise NotAdmitted(subject)
    if not unlocked_by.is_active or not subjects_to_record_at(unlocked_by).filter(pk=subject.pk).exists():
        raise PermissionDenied
    kiosk = Kiosk.objects.create(subject=subject, name=name, unlocked_by=unlocked_by)
    audit.record(action="codesign.kiosk.unlocked", target=kiosk, actor=unlocked_by)
    return kiosk


@transaction.atomic
def lock_kiosk(*, kiosk: Kiosk, locked_by: User) -> Kiosk:
    """Take nothing more from a device, from this moment on. Whoever sees it in their list may."""
    kiosk = Kiosk.objects.select_for_update(of=("self",)).get(pk=kiosk.pk)
    if not kiosks_for(locked_by).filter(pk=kiosk.pk).exists():
        raise PermissionDenied
    if kiosk.locked_at is None:
        kiosk.locked_at, kiosk.locked_by = timezone.now(), locked_by
        kiosk.save(update_fields=["locked_at", "locked_by"])
        audit.record(action="codesign.kiosk.locked", target=kiosk, actor=locked_by)
    return kiosk
