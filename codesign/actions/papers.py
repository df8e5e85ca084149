"""Forms on paper: printing them, typing what stands on one, and checking what somebody else typed."""

import uuid
from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from codesign.actions.seats import admit, take_seat
from codesign.actions.voices import declare_after_commit, record_voice
from codesign.enums import Fit, Visibility, VoiceKind, Way
from codesign.models import Barrier, PaperForm, Subject, Voice
from codesign.permissions import SubjectNotOpen, subjects_to_record_at
from codesign.permissions.assisted import paper_forms_for
from codesign.references import hash_reference, new_reference, unused_code
from people import audit
from people.models import User
from people.vault import store

MOST_SHEETS = 50


class WasPrinted(Exception):
    """This form printed sheets before, whose references were shown then and cannot be read again."""


class AlreadyTyped(Exception):
    """Somebody typed this sheet: a code is typed once."""


class NothingToCheck(Exception):
    """Nothing of this sheet waits for a check: it was not typed, or somebody has checked it."""


class SamePerson(Exception):
    """Who typed a sheet does not check it."""


class DoesNotMatch(Exception):
    """The boxes about the person are not those that were typed: one of the two misread the paper."""


@transaction.atomic
def print_forms(*, subject: Subject, count: int, printed_by: User, print_key: uuid.UUID) -> list[tuple[PaperForm, str]]:
    """Make sheets and return each with the reference that its person keeps. Nobody can read a reference again."""
    subject = Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if not subjects_to_record_at(printed_by).filter(pk=subject.pk).exists():
        raise PermissionDenied if subject.is_open else SubjectNotOpen(subject)
    if not 1 <= count <= MOST_SHEETS:
        raise ValueError(count)
    if PaperForm.objects.filter(print_key=print_key).exists():
        raise WasPrinted
    said = {"subject": subject, "printed_by": printed_by, "print_key": print_key}
    made = [_new_sheet(**said) for _number in range(count)]
    facts = {"count": count}
    audit.record(action="codesign.paper.printed", target=subject, actor=printed_by, data=facts)
    return made


def _new_sheet(**said: Any) -> tuple[PaperForm, str]:
    reference = new_reference()
    code = unused_code(PaperForm.objects.all(), "code")
    return PaperForm.objects.create(code=code, reference_hash=hash_reference(reference), **said), reference


@transaction.atomic
def type_form(
    *,
    form: PaperForm,
    typed_by: User,
    language: str,
    visibility: Visibility | str,
    fit: Fit | str,
    body: str,
    kind: VoiceKind | str,
    barriers: Iterable[Barrier],
    statements: Iterable[store.Statement],
    consent_text: str,
) -> PaperForm:
    """Keep what stands on a sheet until somebody else has checked it. The sheet's row is the lock: one types it."""
    form = _locked(form, typed_by)
    if form.typed_by_id is not None:
        raise AlreadyTyped
    _see_that_it_is_open(form)
    if form.seat is None:
        form.seat = take_seat(subject=form.subject, way=Way.PAPER)[0]
    declare_after_commit(seat=form.seat, statements=statements, consent_text=consent_text, language=language)
    form.said = {"fit": str(fit), "body": body, "kind": str(kind), "visibility": str(visibility), "language": language}
    form.said["barriers"] = sorted(each.pk for each in barriers)
    form.typed_by, form.typed_on = typed_by, timezone.localdate()
    form.save(update_fields=["seat", "said", "typed_by", "typed_on"])
    audit.record(action="codesign.paper.typed", target=form, actor=typed_by)
    return form


@transaction.atomic
def check_form(*, form: PaperForm, checked_by: User, statements: Collection[store.Statement]) -> Voice:
    """Count what was typed, now that somebody else has compared it with the paper and ticked the same boxes."""
    form = _to_check(form, checked_by)
    _see_that_it_is_open(form)
    if form.seat is None or form.said is None:
        raise NothingToCheck
    if set(store.me(form.seat.pk)) != set(statements):
        raise DoesNotMatch
    said, form.said = form.said, None
    form.seat.reference_hash = form.reference_hash
    form.seat.save(update_fields=["reference_hash"])
    barriers = Barrier.objects.filter(subject=form.subject, pk__in=said.pop("barriers"))
    said["kind"] = said["kind"] or VoiceKind.COMMENT
    voice = record_voice(seat=form.seat, send_key=uuid.uuid5(form.print_key, form.code), barriers=barriers, **said)
    form.checked_by, form.checked_on = checked_by, timezone.localdate()
    form.save(update_fields=["said", "checked_by", "checked_on"])
    audit.record(action="codesign.paper.checked", target=form, actor=checked_by)
    return voice


@transaction.atomic
def send_back(*, form: PaperForm, sent_by: User) -> PaperForm:
    """Forget what was typed, because it is not what stands on the paper. The sheet can be typed again."""
    form = _to_check(form, sent_by)
    form.said, form.typed_by, form.typed_on = None, None, None
    form.save(update_fields=["said", "typed_by", "typed_on"])
    audit.record(action="codesign.paper.sent_back", target=form, actor=sent_by)
    if form.seat_id:
        transaction.on_commit(partial(store.erase, form.seat_id))
    return form


def _to_check(form: PaperForm, user: User) -> PaperForm:
    form = _locked(form, user)
    if form.typed_by_id is None or form.checked_by_id is not None:
        raise NothingToCheck
    if form.typed_by_id == user.pk:
        raise SamePerson
    return form


def _locked(form: PaperForm, user: User) -> PaperForm:
    if not user.is_active or not paper_forms_for(user).filter(pk=form.pk).exists():
        raise PermissionDenied
    return PaperForm.objects.select_for_update(of=("self",)).select_related("subject", "seat").get(pk=form.pk)


def _see_that_it_is_open(form: PaperForm) -> None:
    if not form.subject.is_open:
        raise SubjectNotOpen(form.subject)
    admit(subject=form.subject, way=Way.PAPER)
