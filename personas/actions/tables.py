"""Laying a table, taking a chair away with a published reason, and counting how far each chair is heard."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from codesign.models import Subject
from measures.representation import Hearing
from people import audit
from people.enums import Role
from people.models import Segment, User
from personas.models import Chair, Table
from personas.snapshots import Count, count, has_forgotten, is_snapshot_due, people_at

# A chair more makes the gate stricter, so many may add one; taking one away is the owner's, with a reason.
MAY_LAY_TABLES = frozenset({Role.OWNER, Role.EDITOR, Role.LEAD, Role.ADMINISTRATOR})


class ReasonMissing(ValueError):
    """A chair leaves the table only with a reason that everyone can read."""


@transaction.atomic
def lay_table(*, subject: Subject, segments: Iterable[Segment], laid_by: User) -> Table:
    """Give each of these segments a chair at a subject's table. Whoever may edit its page may, and the lead.

    Laid again, it adds the chairs that were missing and takes none away.
    """
    if not MAY_LAY_TABLES & laid_by.roles:
        raise PermissionDenied
    Subject.objects.select_for_update().get(pk=subject.pk)
    table, _is_new = Table.objects.get_or_create(subject=subject)
    present = set(table.chairs.values_list("segment_id", flat=True))
    added = {segment.pk for segment in segments} - present
    if added:
        Chair.objects.bulk_create(Chair(table=table, segment_id=key) for key in sorted(added))
        _put_in_order(table)
        audit.record(action="personas.table.laid", target=table, actor=laid_by, data={"segments": sorted(added)})
    return table


@transaction.atomic
def remove_chair(*, chair: Chair, reason: str, removed_by: User) -> Chair:
    """Take a chair from the table, for a reason that is published beside it. Only the subject's owner may."""
    chair = _lock_for_owner(chair, removed_by)
    if not reason.strip():
        raise ReasonMissing("Say why this chair is taken away: everyone reads it.")
    if chair.removed_at is None:
        chair.removed_at, chair.removal_reason = timezone.now(), reason.strip()
        chair.save(update_fields=["removed_at", "removal_reason"])
        audit.record(action="personas.chair.removed", target=chair, actor=removed_by)
    return chair


@transaction.atomic
def restore_chair(*, chair: Chair, restored_by: User) -> Chair:
    """Put a removed chair back. Only the subject's owner may."""
    chair = _lock_for_owner(chair, restored_by)
    if chair.removed_at is not None:
        chair.removed_at, chair.removal_reason = None, ""
        chair.save(update_fields=["removed_at", "removal_reason"])
        audit.record(action="personas.chair.restored", target=chair, actor=restored_by)
    return chair


def take_snapshot(*, table: Table) -> Table:
    """Count how far each chair is heard now and keep it as the state that is shown."""
    counted = count(table)
    with transaction.atomic():
        return _keep(Table.objects.select_for_update().get(pk=table.pk), counted)


def refresh_snapshot(table: Table) -> bool:
    """Take a snapshot if one is due, and say whether it was."""
    if has_forgotten(table) or not is_snapshot_due(table, people=len(people_at(table))):
        return False
    counted = count(table)
    with transaction.atomic():
        table = Table.objects.select_for_update().select_related("subject").get(pk=table.pk)
        # Somebody else may have counted since we looked.
        is_due = is_snapshot_due(table, people=counted.people)
        if is_due:
            _keep(table, counted)
    return is_due


def current_hearings(table: Table) -> Mapping[int, Hearing]:
    """By segment, how far it is heard at this moment: for the gate. Shown to nobody."""
    if has_forgotten(table):
        return {chair.segment_id: Hearing(chair.hearing) for chair in table.chairs.all()}
    return count(table).hearings


def _keep(table: Table, counted: Count) -> Table:
    chairs = [chair for chair in table.chairs.all() if chair.segment_id in counted.hearings]
    for chair in chairs:
        chair.hearing = counted.hearings[chair.segment_id].value
        chair.has_known_share = chair.segment_id in counted.segments_with_share
    Chair.objects.bulk_update(chairs, ["hearing", "has_known_share"])
    table.people_heard, table.snapshot_at = counted.people, timezone.now()
    table.save(update_fields=["people_heard", "snapshot_at"])
    return table


def _put_in_order(table: Table) -> None:
    """Seat the chairs in the order of dimensions and of segments within each."""
    chairs = list(table.chairs.order_by("segment__dimension__position", "segment__position", "segment_id"))
    for position, chair in enumerate(chairs):
        chair.position = position
    Chair.objects.bulk_update(chairs, ["position"])


def _lock_for_owner(chair: Chair, person: User) -> Chair:
    chair = Chair.objects.select_for_update(of=("self",)).select_related("table__subject").get(pk=chair.pk)
    if chair.table.subject.owner_id != person.pk:
        raise PermissionDenied
    return chair
