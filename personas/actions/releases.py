"""Passing the gate."""

from django.db import transaction

from codesign.models import Subject, TextVersion
from people import audit
from people.models import User
from personas.actions.tables import take_snapshot
from personas.gate import Obstacle, ReleaseRequest, obstacles, text_of
from personas.models import GateRun, Release
from personas.record import record_of


class GateClosed(Exception):
    """Something stands in the way of this text. The run is on record with its obstacles."""

    def __init__(self, found: list[Obstacle]) -> None:
        super().__init__("; ".join(obstacle.sentence for obstacle in found))
        self.obstacles = found


class ApproverMissing(ValueError):
    """A release names the person who approved it."""


def release(request: ReleaseRequest) -> Release:
    """Let exactly this text through the gate, with its record. Raise GateClosed where something stands in the way.

    A text that was released stays released: the same request again returns the same release. Call it outside any
    transaction of your own, or the refused run is rolled back with it.
    """
    if request.approver is None:
        raise ApproverMissing("A release names the person who approved it.")
    with transaction.atomic():
        Subject.objects.select_for_update().get(pk=request.subject.pk)
        released = Release.objects.filter(subject=request.subject, content_hash=request.content_hash).first()
        if released is not None:
            return released
        found = obstacles(request)
        _keep_run(request, found)
        text = text_of(request)
        if text is not None and not found:
            return _write_release(request, text, request.approver)
    raise GateClosed(found)


def _keep_run(request: ReleaseRequest, found: list[Obstacle]) -> None:
    GateRun.objects.create(
        subject=request.subject,
        content_hash=request.content_hash,
        obstacles=[obstacle.as_data() for obstacle in found],
        asked_by=request.approver,
    )


def _write_release(request: ReleaseRequest, text: TextVersion, approver: User) -> Release:
    """Count the table anew first: the record says what holds now."""
    take_snapshot(table=request.subject.table)
    made = Release.objects.create(
        subject=request.subject,
        text_version=text,
        content_hash=request.content_hash,
        approved_by=approver,
        record=record_of(subject=request.subject, content_hash=request.content_hash),
    )
    audit.record(
        action="personas.release.passed",
        target=made,
        actor=approver,
        data={"subject": str(request.subject.pk), "hash": request.content_hash, "authors": sorted(request.authors)},
    )
    return made
