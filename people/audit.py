"""The one hash chain. Each entry holds the hash of the entry before it, so a change or a gap shows."""

import hashlib
import json
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from people.models import AuditEntry, AuditHead, User


def record(*, action: str, target: models.Model, actor: User | None, data: dict[str, Any] | None = None) -> AuditEntry:
    """Append an entry. Call it inside the transaction of the act itself, as its last write: it locks the chain's head.

    `data` holds ids and shapes, never what a participant wrote.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("An audit entry is written in the transaction of its act.")
    AuditHead.objects.get_or_create(id=1)
    head = AuditHead.objects.select_for_update().get(id=1)
    entry = AuditEntry(
        number=head.number + 1,
        action=action,
        target=name_of(target),
        actor=actor,
        data=data or {},
        recorded_at=timezone.now(),
        previous_hash=head.hash,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    head.number, head.hash = entry.number, entry.hash
    head.save()
    return entry


def name_of(target: models.Model) -> str:
    return f"{target._meta.label_lower}:{target.pk}"


def hash_of(entry: AuditEntry) -> str:
    """Hash an entry over the one before it, in a form that is the same on every database."""
    content = {
        "number": entry.number,
        "action": entry.action,
        "target": entry.target,
        "actor": entry.actor_id,
        "data": entry.data,
        "recorded_at": entry.recorded_at.isoformat(),
    }
    text = entry.previous_hash + json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken_entry() -> int | None:
    """Walk the chain and return the number of the first entry that does not follow, or None when all do."""
    expected_number, previous_hash = 1, "0" * 64
    for entry in AuditEntry.objects.order_by("number").iterator():
        follows = entry.number == expected_number and entry.previous_hash == previous_hash
        if not follows or entry.hash != hash_of(entry):
            return expected_number
        expected_number, previous_hash = entry.number + 1, entry.hash
    head = AuditHead.objects.filter(id=1).first()
    if head and (head.number, head.hash) != (expected_number - 1, previous_hash):
        return expected_number
    return None
