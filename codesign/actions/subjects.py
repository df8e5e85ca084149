"""Opening a subject, what it asks and where it comes from, and keeping its texts."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from codesign.enums import SubjectKind
from codesign.models import Barrier, Passage, Subject, TextVersion
from codesign.references import unused_code
from people import audit
from people.enums import Role
from people.models import Dimension, User


class NotAnOwner(ValueError):
    """A subject belongs to somebody who owns subjects: challenges and voices wait for that person."""


class OwnAncestor(ValueError):
    """A subject cannot grow out of itself."""


@transaction.atomic
def open_subject(
    *, kind: SubjectKind | str, title: str, owner: User, language: str, opened_by: User, code: str = ""
) -> Subject:
    """Put something on the table, under a short code that people can type: this one, or one that is drawn."""
    _check_owner(owner)
    subject = Subject.objects.create(
        kind=kind,
        title=title,
        owner=owner,
        source_language=language,
        code=code or unused_code(Subject.objects.all(), "code"),
    )
    audit.record(
        action="codesign.subject.opened", target=subject, actor=opened_by, data={"kind": str(kind), "owner": owner.pk}
    )
    return subject


@transaction.atomic
def give_to_owner(*, subject: Subject, owner: User, given_by: User) -> Subject:
    """Make somebody else responsible for a subject, with all that waits there."""
    subject = Subject.objects.select_for_update().get(pk=subject.pk)
    if subject.owner_id != owner.pk:
        _check_owner(owner)
        before, subject.owner = subject.owner_id, owner
        subject.save(update_fields=["owner"])
        audit.record(
            action="codesign.subject.given", target=subject, actor=given_by, data={"from": before, "to": owner.pk}
        )
    return subject


@transaction.atomic
def place_in_lineage(*, subject: Subject, parent: Subject | None, counts_ancestors: bool) -> None:
    """Say what a subject grew out of, and whether its table counts the people who spoke there."""
    ancestors = lineage_above(parent) if parent else []
    if subject in ancestors:
        raise OwnAncestor(_("A subject cannot grow out of itself. Choose an earlier one."))
    subject.parent = parent
    subject.save(update_fields=["parent"])
    subject.counted_ancestors.set(ancestors if counts_ancestors else [])


def lineage_above(subject: Subject) -> list[Subject]:
    """A subject and what it grew out of, the nearest first."""
    found = [subject]
    while found[-1].parent is not None:
        found.append(found[-1].parent)
    return found


@transaction.atomic
def ask_participants(*, subject: Subject, dimensions: Iterable[Dimension], barriers: Sequence[str]) -> None:
    """Say what participants may tell of themselves and which barriers they may tick.

    A barrier that somebody ticked stays, even when it is no longer named: it is part of what they said.
    """
    subject.asked_dimensions.set(dimensions)
    subject.barriers.exclude(name__in=barriers).filter(voices__isnull=True).delete()
    for position, name in enumerate(barriers):
        Barrier.objects.update_or_create(subject=subject, name=name, defaults={"position": position})


def _check_owner(owner: User) -> None:
    if not owner.is_active or Role.OWNER not in owner.roles:
        raise NotAnOwner(_("%(name)s is not on the list of owners. Choose somebody who is.") % {"name": owner})


@dataclass(frozen=True)
class PassageText:
    """One block of a text as it is submitted: `text` is what is read, `source` what was written, with its markup.

    `block_id` stays the same from version to version.
    """

    block_id: uuid.UUID
    kind: str
    heading: str
    text: str
    source: str = ""


def content_hash(*, title: str, passages: Sequence[PassageText]) -> str:
    """Hash the title and each block with its place and its markup. The same text has the same hash everywhere."""
    content = [title, *(asdict(passage) | {"block_id": str(passage.block_id)} for passage in passages)]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def record_text_version(
    *, subject: Subject, language: str, title: str, passages: Sequence[PassageText], submitted_by: User | None
) -> TextVersion:
    """Keep a submitted text. One that was submitted before is that same version again, and the newest now."""
    now = timezone.now()
    return _text_version(
        {"subject": subject, "language": language, "content_hash": content_hash(title=title, passages=passages)},
        passages,
        is_new={"title": title, "submitted_by": submitted_by, "submitted_at": now},
        is_known={"submitted_at": now},
    )


def record_published_text(
    *, subject: Subject, language: str, title: str, passages: Sequence[PassageText], published_by: User | None
) -> TextVersion:
    """Keep the text that went live: the one everyone may read from now on. The subject is called as its source text."""
    now = timezone.now()
    if language == subject.source_language:
        Subject.objects.filter(pk=subject.pk).exclude(title=title).update(title=title)
    return _text_version(
        {"subject": subject, "language": language, "content_hash": content_hash(title=title, passages=passages)},
        passages,
        is_new={"title": title, "submitted_by": published_by, "published_at": now},
        is_known={"published_at": now},
    )


@transaction.atomic
def _text_version(key: dict, passages: Sequence[PassageText], *, is_new: dict, is_known: dict) -> TextVersion:
    version, was_created = TextVersion.objects.update_or_create(**key, defaults=is_known, create_defaults=is_new)
    if was_created:
        Passage.objects.bulk_create(
            Passage(text_version=version, position=position, **asdict(passage))
            for position, passage in enumerate(passages)
        )
    return version
