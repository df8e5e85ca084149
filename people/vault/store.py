"""The vault's verbs: declare, me, chair_states, aggregate, erase. States leave it, and counts that may be shown.

Those about accounts stand in `claims`, those about links by e-mail in `mailed`, where news may be sent in `contacts`.
"""

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from measures.disclosure.releases import Counting
from measures.disclosure.rounding import SuppressedTable
from measures.representation import Hearing, hearing_of
from people.vault.models import Consent, Contact, Link, MailedSeat, SegmentProfile, ShownLineage
from people.vault.router import VAULT
from people.vault.showings import PEOPLE, Showing, forget_seat, shown_counts

# Databases limit the values of one question; SQLite as it was long built takes 999.
SEATS_AT_ONCE = 500
SEGMENTS = "segments"


@dataclass(frozen=True)
class SegmentQuestion:
    """What the vault needs to know of a segment: its subtree and, where known, its share of its dimension."""

    segment_id: int
    dimension_id: int
    subtree_ids: frozenset[int]
    share: float | None


@dataclass(frozen=True)
class Statement:
    """What the holder of a seat said in one dimension; without segments they would rather not say.

    Or what an organisation attests of them.
    """

    dimension_id: int
    segment_ids: frozenset[int]
    is_attested: bool = False


class Agreed(NamedTuple):
    """To what somebody agreed: the purpose, the hash of the words that stood there, and the day."""

    purpose: str
    text_sha256: str
    given_on: date


def declare(*, seat_id: uuid.UUID, statements: Iterable[Statement], consent_text: str, language: str) -> None:
    """Replace what the holder of this seat said about themselves, and record the words they agreed to.

    Idempotent: the same declaration twice leaves the same rows. A dimension not named is left as it was, and so is what
    an organisation attests where the person speaks, and the other way round.
    """
    statements = list(statements)
    today = timezone.now().date()
    with transaction.atomic(using=VAULT):
        for statement in statements:
            fixed = {
                "seat_id": seat_id,
                "dimension_id": statement.dimension_id,
                "is_attested": statement.is_attested,
            }
            SegmentProfile.objects.filter(**fixed).delete()
            SegmentProfile.objects.bulk_create(
                SegmentProfile(segment_id=segment_id, declared_on=today, **fixed)
                for segment_id in (statement.segment_ids or {None})
            )
        if any(statement.segment_ids for statement in statements):
            record_consent(seat_id=seat_id, purpose=SEGMENTS, text=consent_text, language=language)


def me(seat_id: uuid.UUID) -> list[Statement]:
    """Tell the holder of a seat what is stored about them."""
    said: dict[tuple[int, bool], set[int]] = {}
    for profile in SegmentProfile.objects.filter(seat_id=seat_id):
        segments = said.setdefault((profile.dimension_id, profile.is_attested), set())
        if profile.segment_id is not None:
            segments.add(profile.segment_id)
    return [
        Statement(dimension, frozenset(segments), is_attested)
        for (dimension, is_attested), segments in sorted(said.items())
    ]


def consents(seat_id: uuid.UUID) -> list[Agreed]:
    """Tell the holder of a seat what they agreed to, and which words stood there."""
    given = Consent.objects.filter(seat_id=seat_id, withdrawn_at=None).order_by("given_at")
    return [Agreed(each.purpose, each.text_sha256, each.given_at.date()) for each in given]


def chair_states(
    *, seat_ids: Iterable[uuid.UUID], questions: Iterable[SegmentQuestion], minimum: int, limit: float
) -> Mapping[int, Hearing]:
    """Say for each segment how far it has been heard by the holders of these seats: a state, never a count.

    A person is heard for a segment whether they said themselves that they belong to it or somebody attests it.
    """
    questions = list(questions)
    members, stated = _people_by_segment(set(seat_ids), {question.dimension_id for question in questions})
    return {
        question.segment_id: hearing_of(
            people=len(set().union(*(members.get(id, ()) for id in question.subtree_ids))),
            stated=len(stated.get(question.dimension_id, ())),
            share=question.share,
            minimum=minimum,
            limit=limit,
        )
        for question in questions
    }


def aggregate(
    *,
    lineage: uuid.UUID,
    series: str,
    seat_ids: Iterable[uuid.UUID],
    questions: Iterable[SegmentQuestion],
    answers: Mapping[uuid.UUID, str] | None = None,
    changed: Mapping[uuid.UUID, str] | None = None,
    is_attested: bool = False,
) -> SuppressedTable[tuple[int | None, str]]:
    """Return the counts that may be shown of these seats, in all and by segment: the only way counts leave the vault.

    Counts are rounded to 5, and hidden unless ten people stand behind them who did not all say the same, also when
    compared with whatever was shown of the `lineage` before; what may not be shown anew stays as it was last shown.
    `series` names what is counted, a subject or a statement. With `answers` there is a count for each answer; the empty
    answer counts people. Answers no longer change, but for those in `changed`, which says what was counted before. The
    key without a segment is everybody. Segments are those that people state themselves, or with `is_attested` those
    that organisations attest: no count is of both.
    """
    questions = list(questions)
    counting = replace(_counting(series, set(seat_ids), questions, answers, is_attested), changed=changed or {})
    with transaction.atomic(using=VAULT):
        ShownLineage.objects.get_or_create(pk=lineage)
        row = ShownLineage.objects.select_for_update().get(pk=lineage)
        Showing(row, f"{series}:there", counting).record()
        shown = shown_counts(row, [counting.whole, *counting.parts])
    keys: dict[int | None, str] = {None: counting.whole}
    keys |= {question.segment_id: _key(series, question) for question in questions}
    said = sorted(set(answers.values())) if answers else [PEOPLE]
    return SuppressedTable(
        {
            (segment, answer): shown[key].get(answer, 0) if key in shown else None
            for segment, key in keys.items()
            for answer in said
        }
    )


def withdraw(seat_id: uuid.UUID) -> None:
    """Forget what the holder of this seat said about themselves, and what is attested of them."""
    with transaction.atomic(using=VAULT):
        SegmentProfile.objects.filter(seat_id=seat_id).delete()
        Consent.objects.filter(seat_id=seat_id, purpose=SEGMENTS).delete()
        forget_seat(seat_id)


def erase(seat_id: uuid.UUID) -> None:
    """Forget everything the vault holds about the holder of this seat: what they said, their account, their mailbox."""
    with transaction.atomic(using=VAULT):
        withdraw(seat_id)
        for model in (Consent, Contact, Link, MailedSeat):
            model.objects.filter(seat_id=seat_id).delete()


def forget_said_about_oneself(seat_ids: Iterable[uuid.UUID]) -> None:
    """Forget the segments of these seats and to what was agreed for them. What was shown stays as it was shown."""
    with transaction.atomic(using=VAULT):
        for some in _some_at_once(seat_ids):
            SegmentProfile.objects.filter(seat_id__in=some).delete()
            Consent.objects.filter(seat_id__in=some, purpose=SEGMENTS).delete()


def _some_at_once(seat_ids: Iterable[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    ordered = sorted(set(seat_ids))
    return (ordered[start : start + SEATS_AT_ONCE] for start in range(0, len(ordered), SEATS_AT_ONCE))


def _counting(
    series: str,
    seat_ids: set[uuid.UUID],
    questions: list[SegmentQuestion],
    answers: Mapping[uuid.UUID, str] | None,
    is_attested: bool,
) -> Counting[str]:
    dimensions = {question.dimension_id for question in questions}
    members, _ = _people_by_segment(seat_ids, dimensions, is_attested=is_attested)
    parts = {
        _key(series, question): frozenset().union(*(members.get(id, set()) for id in question.subtree_ids))
        for question in questions
    }
    return Counting(f"{series}:all", frozenset(seat_ids), parts, answers)


def _key(series: str, question: SegmentQuestion) -> str:
    return f"{series}:{question.segment_id}"


def record_consent(*, seat_id: uuid.UUID, purpose: str, text: str, language: str) -> None:
    """Keep to what somebody agreed, by the hash of the words that stood there."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    Consent.objects.get_or_create(
        seat_id=seat_id,
        purpose=purpose,
        text_sha256=digest,
        withdrawn_at=None,
        defaults={"language": language, "given_at": timezone.now()},
    )


def _people_by_segment(
    seat_ids: set[uuid.UUID], dimension_ids: set[int], **basis: bool
) -> tuple[dict[int, set[uuid.UUID]], dict[int, set[uuid.UUID]]]:
    """Group the seats by segment, and by dimension those that stated anything in it."""
    members: dict[int, set[uuid.UUID]] = {}
    stated: dict[int, set[uuid.UUID]] = {}
    profiles = SegmentProfile.objects.filter(dimension_id__in=dimension_ids, segment_id__isnull=False, **basis)
    for some in _some_at_once(seat_ids):
        found = profiles.filter(seat_id__in=some)
        for seat_id, dimension_id, segment_id in found.values_list("seat_id", "dimension_id", "segment_id"):
            if segment_id is not None:
                members.setdefault(segment_id, set()).add(seat_id)
                stated.setdefault(dimension_id, set()).add(seat_id)
    return members, stated
