"""Answering voices, and recording that the answer reached people."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from codesign.enums import OutcomeKind, ToldChannel
from codesign.models import Appeal, Outcome, Passage, Seat, Theme, Told, Voice
from people import audit
from people.models import User


class OutcomeElsewhere(ValueError):
    """An outcome answers voices at one subject and points to a passage of that subject."""


@transaction.atomic
def record_outcome(
    *,
    voices: Iterable[Voice],
    kind: OutcomeKind | str,
    because: str,
    recorded_by: User,
    passage: Passage | None = None,
    theme: Theme | None = None,
    corrects: Outcome | None = None,
) -> Outcome:
    """Answer voices: changed, partly or not changed, because. Only the subject's owner may.

    The same answer to the same voices, sent twice, is one outcome.
    """
    keys = {voice.pk for voice in voices}
    found = list(Voice.objects.select_for_update(of=("self",)).select_related("subject").filter(pk__in=keys))
    if any(voice.subject.owner_id != recorded_by.pk for voice in found):
        raise PermissionDenied
    subjects = {voice.subject_id for voice in found}
    if len(subjects) != 1 or (passage and passage.text_version.subject_id not in subjects):
        raise OutcomeElsewhere("These voices and this passage do not belong to one subject.")
    same = Outcome.objects.filter(kind=kind, because=because, passage=passage, subject=found[0].subject)
    for outcome in same.prefetch_related("voices"):
        if {voice.pk for voice in outcome.voices.all()} == keys:
            return outcome
    said = {"kind": kind, "because": because, "passage": passage, "theme": theme, "corrects": corrects}
    outcome = Outcome.objects.create(subject=found[0].subject, recorded_by=recorded_by, **said)
    outcome.voices.set(found)
    audit.record(
        action="codesign.outcome.recorded",
        target=outcome,
        actor=recorded_by,
        data={"kind": str(kind), "voices": sorted(keys)},
    )
    return outcome


@transaction.atomic
def correct_outcome(
    *, outcome: Outcome, kind: OutcomeKind | str, because: str, corrected_by: User, passage: Passage | None = None
) -> Outcome:
    """Put a later outcome in the place of one that was wrong, for the same voices. The earlier one stays to be read.

    Sent twice, or by two people at once, it is corrected once.
    """
    outcome = Outcome.objects.select_for_update(of=("self",)).select_related("theme", "subject").get(pk=outcome.pk)
    if outcome.subject.owner_id != corrected_by.pk:
        raise PermissionDenied
    if correction := Outcome.objects.filter(corrects=outcome).first():
        return correction
    return record_outcome(
        voices=outcome.voices.all(),
        kind=kind,
        because=because,
        passage=passage,
        recorded_by=corrected_by,
        theme=outcome.theme,
        corrects=outcome,
    )


def record_told(*, seat: Seat, outcomes: Iterable[Outcome], appeals: Iterable[Appeal] = ()) -> None:
    """Record that the holder of a seat read these in their thread, once for each."""
    read = [{"outcome": outcome} for outcome in outcomes] + [{"appeal": appeal} for appeal in appeals]
    Told.objects.bulk_create(
        (Told(**each, seat=seat, channel=ToldChannel.THREAD) for each in read), ignore_conflicts=True
    )
