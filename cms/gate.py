"""A page at the gate: which text would go live, who wrote on it, and what stands in its way."""

from typing import Any

from django.db import transaction
from django.utils.translation import override
from wagtail.models import Revision, WorkflowState

from cms.texts import hash_of, passages_of
from codesign.actions.subjects import record_published_text, record_text_version
from codesign.models import TextVersion
from people.models import User
from personas.gate import ReleaseRequest
from personas.models import Release


def candidate_of(page):
    """The text that would go live: the newest draft, or the page itself before it has one."""
    return page.get_latest_revision_as_object() if page.latest_revision_id else page


def request_for(page, approver: User | None = None) -> ReleaseRequest:
    """What the gate is asked about this page: its newest draft, by this approver."""
    return ReleaseRequest(
        subject=page.subject,
        content_hash=hash_of(candidate_of(page)),
        authors=authors_of(page),
        owner=page.subject.owner_id,
        approver=approver,
    )


def authors_of(page) -> frozenset[int]:
    """All who edited since the last release; before the first one, also who made the page."""
    last = Release.objects.filter(subject_id=page.subject_id).first()
    revisions = Revision.objects.for_instance(page).filter(user__isnull=False)
    if last is None:
        return frozenset({*revisions.values_list("user_id", flat=True), page.owner_id} - {None})
    return frozenset(revisions.filter(created_at__gt=last.approved_at).values_list("user_id", flat=True))


def record_submitted(page, submitted_by: User | None) -> TextVersion:
    """Keep the page's text as it reads now, so that it can be challenged."""
    return record_text_version(**_text_of(page), submitted_by=submitted_by)


def record_published(page, published_by: User | None) -> TextVersion:
    """Keep the page's text as it went live, so that everyone may read it where the subject is shown."""
    return record_published_text(**_text_of(page), published_by=published_by)


def _text_of(page) -> dict[str, Any]:
    language = page.locale.language_code
    with override(language):
        return {"subject": page.subject, "language": language, "title": page.title, "passages": passages_of(page)}


@transaction.atomic
def submit_text(page, submitted_by: User) -> None:
    """Submit the newest draft to the gate. A text that waits there already is replaced by the newer one."""
    state = page.current_workflow_state
    if state is None:
        page.get_workflow().start(page, submitted_by)
    elif state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(submitted_by)
    else:
        record_submitted(candidate_of(page), submitted_by)
