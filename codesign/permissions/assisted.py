"""What staff get who help others to take part: where they may, the devices they unlocked, and the forms on paper."""

import uuid
from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404

from codesign.models import Kiosk, PaperForm, Subject
from codesign.permissions import subjects_to_record_at
from codesign.references import parse_code
from people.enums import Role
from people.models import User


def get_subject_to_help_at(user: User, code: str) -> Subject:
    """Return a subject at which this person may write for others, or Http404."""
    subject = subjects_to_record_at(user).filter(code__iexact=code).first()
    if subject is None:
        raise Http404
    return subject


def kiosks_for(user: User) -> QuerySet[Kiosk]:
    """Devices at the subjects this person owns; a facilitator sees them all. Those that are unlocked come first."""
    kiosks = _at_own_subjects(Kiosk.objects.select_related("subject", "unlocked_by", "locked_by"), user)
    return kiosks.order_by(F("locked_at").asc(nulls_first=True), "-unlocked_at")


def get_kiosk(user: User, pk: uuid.UUID) -> Kiosk:
    kiosk = kiosks_for(user).filter(pk=pk).first()
    if kiosk is None:
        raise Http404
    return kiosk


def unlocked_kiosk(key: str) -> Kiosk | None:
    """The kiosk of a session, for as long as nobody has locked it."""
    return Kiosk.objects.unlocked().select_related("subject").filter(pk=key).first()


def paper_forms_for(user: User) -> QuerySet[PaperForm]:
    """Forms on paper at the subjects this person owns; a facilitator sees them all."""
    return _at_own_subjects(PaperForm.objects.select_related("subject", "typed_by", "seat"), user)


def get_paper_form(user: User, typed: str) -> PaperForm:
    code = parse_code(typed)
    form = paper_forms_for(user).filter(code=code).first() if code else None
    if form is None:
        raise Http404
    return form


def _at_own_subjects(rows: Any, user: User) -> Any:
    return rows if Role.FACILITATOR in user.roles else rows.filter(subject__owner=user)
