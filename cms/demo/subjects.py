"""The verbs that put a subject of the demo institution on the table and publish its page."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html_join
from wagtail.models import Locale

from cms.models import ConceptPage, IndexPage, PilotPage, ProgrammePage, ProposalPage, SubjectPage
from codesign.actions.subjects import ask_participants, open_subject, place_in_lineage
from codesign.enums import SubjectKind
from codesign.models import Subject
from people.models import Dimension, User

OWNER = "omar.owner@marenza.example"
EDITOR = "edda.editor@marenza.example"
NAMESPACE = uuid.UUID("6f6a4f0e-5a77-4d55-8e0a-2f1f5b0f6c11")

PAGES: dict[SubjectKind, tuple[type[SubjectPage], str]] = {  # with the index each kind stands below
    SubjectKind.PROGRAMME: (ProgrammePage, "programmes"),
    SubjectKind.CONCEPT: (ConceptPage, "concepts"),
    SubjectKind.PILOT: (PilotPage, "pilots"),
    SubjectKind.PROPOSAL: (ProposalPage, "proposals"),
}


@dataclass(frozen=True)
class Block:
    """One passage. An empty line begins a new paragraph; evidence names its source."""

    kind: str
    text: str
    source: str = ""


@dataclass(frozen=True)
class Text:
    """What a page says in one language."""

    title: str
    lede: str
    body: tuple[Block, ...]


@dataclass(frozen=True)
class Row:
    """A subject as the demo institution has it. Barriers come with their Arabic names."""

    code: str
    kind: SubjectKind
    slug: str
    text: Text
    translations: Mapping[str, Text] = field(default_factory=dict)
    parent: str | None = None
    asks: tuple[str, ...] = ()
    barriers: tuple[tuple[str, str], ...] = ()
    opened_days_ago: int = 0


@transaction.atomic
def seed_subject(row: Row) -> Subject:
    """Open the subject and publish its page, unless that was done before."""
    known = Subject.objects.filter(code=row.code).first()
    if known is not None:
        return known
    subject = open_row(row)
    editor = User.objects.get(email=EDITOR)
    page = draft(row, subject)
    page.save_revision(user=editor).publish(user=editor)
    for language, text in row.translations.items():
        _publish_twin(page, subject, language, text, editor)
    _set_back(subject, row.opened_days_ago)
    return subject


def open_row(row: Row) -> Subject:
    """Put the subject on the table with what it asks and what it grew out of. Its table counts nobody else's people."""
    owner = User.objects.get(email=OWNER)
    subject = open_subject(
        kind=row.kind, title=row.text.title, owner=owner, language="en", opened_by=owner, code=row.code
    )
    if row.parent:
        place_in_lineage(subject=subject, parent=Subject.objects.get(code=row.parent), counts_ancestors=False)
    dimensions = Dimension.objects.filter(code__in=row.asks)
    ask_participants(subject=subject, dimensions=dimensions, barriers=[name for name, _arabic in row.barriers])
    for name, arabic in row.barriers:
        subject.barriers.filter(name=name).update(translations={"ar": arabic})
    return subject


def draft(row: Row, subject: Subject) -> SubjectPage:
    """Put the page below the index of its kind. It is not live."""
    model, index = PAGES[row.kind]
    page = model(slug=row.slug, subject=subject, owner=User.objects.get(email=EDITOR), live=False)
    write(page, subject, row.text)
    parent = IndexPage.objects.get(slug=index, locale__language_code="en")
    return parent.add_child(instance=page)


def write(page: SubjectPage, subject: Subject, text: Text) -> None:
    """Put a text into a page. A block keeps its id from text to text."""
    page.title, page.lede, page.body = text.title, text.lede, _body(subject, text.body)


def _body(subject: Subject, blocks: tuple[Block, ...]) -> str:
    return json.dumps(
        [
            {
                "type": block.kind,
                "id": str(uuid.uuid5(NAMESPACE, f"{subject.code} {block.kind}")),
                "value": {"heading": "", "text": _paragraphs(block.text)}
                | ({"source": block.source} if block.source else {}),
            }
            for block in blocks
        ]
    )


def _paragraphs(text: str) -> str:
    return format_html_join("", "<p>{}</p>", ((paragraph,) for paragraph in text.split("\n\n")))


def _publish_twin(page: SubjectPage, subject: Subject, language: str, text: Text, editor: User) -> None:
    twin = page.copy_for_translation(Locale.objects.get(language_code=language), copy_parents=False)
    write(twin, subject, text)
    twin.save_revision(user=editor).publish(user=editor)


def _set_back(subject: Subject, days: int) -> None:
    """Actions stamp "now"; what people said over the past weeks needs a subject and a text that are older."""
    opened_at = timezone.now() - timedelta(days=days)
    Subject.objects.filter(pk=subject.pk).update(opens_at=opened_at)
    subject.text_versions.update(submitted_at=opened_at)
