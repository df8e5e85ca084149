"""Keeping the texts of a subject."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from codesign.models import Passage, Subject, TextVersion
from people.models import User


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
    """Keep an immutable copy of a text. Text that was submitted before is that same version, not another."""
    version, is_new = TextVersion.objects.get_or_create(
        subject=subject,
        language=language,
        content_hash=content_hash(title=title, passages=passages),
        defaults={"title": title, "submitted_by": submitted_by},
    )
    if is_new:
        Passage.objects.bulk_create(
            Passage(text_version=version, position=position, **asdict(passage))
            for position, passage in enumerate(passages)
        )
    return version
