"""The record that is printed beside a released text: who was heard, who was stood in for, what was challenged."""

from collections.abc import Iterable
from typing import Any

from codesign.models import Subject
from engagement.models import OutreachAttempt
from people.models import AuditHead
from personas.models import Advocacy, Chair, Challenge, Reply, Table
from personas.snapshots import counted_subjects

FEW = 5


def record_of(*, subject: Subject, content_hash: str) -> dict[str, Any]:
    """Write down what holds at this moment. Names are those of staff; of people there are states and no counts."""
    table = Table.objects.get(subject=subject)
    challenges = list(
        Challenge.objects.filter(subject=subject)
        .select_related("author", "passage", "advocacy__chair__segment")
        .prefetch_related("replies__verdict", "replies__changed_passage", "replies__replied_by", "replies__deferred_to")
    )
    return {
        "content_hash": content_hash,
        "counted_on": table.snapshot_at.date().isoformat() if table.snapshot_at else None,
        "mode": subject.mode,
        "people_heard": table.people_heard if table.people_heard >= FEW else None,
        "lineage": [counted.title for counted in counted_subjects(table)],
        "chairs": [_chair(chair, content_hash) for chair in _seated(table)],
        "removed_chairs": [
            {"segment": str(chair.segment), "reason": chair.removal_reason}
            for chair in table.chairs.filter(removed_at__isnull=False).select_related("segment")
        ],
        "challenges": [_challenge(challenge) for challenge in challenges],
        "chain_head": AuditHead.objects.values_list("hash", flat=True).filter(id=1).first(),
    }


def _seated(table: Table) -> Iterable[Chair]:
    return table.chairs.seated().with_advocates().select_related("segment__dimension", "table__subject")


def _chair(chair: Chair, content_hash: str) -> dict[str, Any]:
    attempts = OutreachAttempt.objects.filter(subject=chair.table.subject, segment=chair.segment)
    return {
        "segment": str(chair.segment),
        "dimension": str(chair.segment.dimension),
        "is_protected": chair.segment.is_protected,
        "state": chair.state.value,
        "was_anyone_heard": chair.was_anyone_heard,
        "advocates": [
            _advocacy(advocacy, content_hash)
            for advocacy in chair.advocacies.current().select_related("advocate").prefetch_related("findings")
        ],
        "attempts": [
            {"method": attempt.method, "on": attempt.attempted_on.isoformat(), "result": attempt.result}
            for attempt in attempts
        ],
    }


def _advocacy(advocacy: Advocacy, content_hash: str) -> dict[str, Any]:
    finding = advocacy.findings.filter(text_version__content_hash=content_hash).first()
    return {
        "name": str(advocacy.advocate),
        "basis": advocacy.basis,
        "conflicts": advocacy.conflicts,
        "conversations": advocacy.contacts.count(),
        "finding": {"kind": finding.kind, "reason": finding.reason} if finding else None,
    }


def _challenge(challenge: Challenge) -> dict[str, Any]:
    replies = [_reply(reply) for reply in challenge.replies.all()]
    last = replies[-1] if replies else None
    return {
        "id": challenge.pk,
        "standing_in_for": str(challenge.advocacy.chair.segment),
        "challenger": str(challenge.author),
        "raised_on": challenge.raised_at.date().isoformat(),
        "kind": challenge.kind,
        "basis": challenge.basis,
        "passage": challenge.passage.text,
        "body": challenge.body,
        "withdrawn_because": challenge.withdrawn_because,
        "replies": replies,
        "is_disputed": bool(last and last["verdict"] and not last["verdict"]["is_answered"]),
    }


def _reply(reply: Reply) -> dict[str, Any]:
    verdict = getattr(reply, "verdict", None)
    return {
        "kind": reply.kind,
        "because": reply.because,
        "by": str(reply.replied_by),
        "on": reply.replied_at.date().isoformat(),
        "changed_to": reply.changed_passage.text if reply.changed_passage else None,
        "deferred_until": reply.deferred_until.isoformat() if reply.deferred_until else None,
        "deferred_to": str(reply.deferred_to) if reply.deferred_to else None,
        "verdict": {"is_answered": verdict.is_answered, "because": verdict.because} if verdict else None,
    }
