"""The only door through which views get pages that wait at the gate."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from cms.models import ConceptPage, PilotPage, ProgrammePage, ProposalPage, SubjectPage
from people.enums import Role
from people.models import User

PAGE_MODELS: tuple[type[SubjectPage], ...] = (ProposalPage, ConceptPage, PilotPage, ProgrammePage)
SEE_EVERY_GATE = frozenset({Role.EDITOR, Role.APPROVER, Role.LEAD})


def pages_at_gate(user: User) -> list[SubjectPage]:
    """The pages that need a release and may be seen by this person: all of them, or those of subjects they own."""
    found: list[SubjectPage] = []
    for model in PAGE_MODELS:
        pages = model.objects.filter(subject__isnull=False, alias_of__isnull=True).select_related("subject", "locale")
        if not SEE_EVERY_GATE & user.roles:
            pages = pages.filter(subject__owner=user)
        found += [page for page in pages if page.needs_release and _is_source(page)]
    return sorted(found, key=lambda page: page.title)


def get_page_at_gate(user: User, code: str) -> SubjectPage:
    """Return the page of a subject in its first language, if it needs a release and this person may see it."""
    for page in pages_at_gate(user):
        if page.subject and page.subject.code.lower() == code.lower():
            return page
    raise Http404


def get_page_to_edit(user: User, code: str) -> SubjectPage:
    """Return the page of a subject in its first language, where this person may edit it."""
    for model in PAGE_MODELS:
        pages = model.objects.filter(subject__code__iexact=code, alias_of__isnull=True)
        for page in pages.select_related("subject", "locale"):
            if _is_source(page) and page.permissions_for_user(user).can_edit():
                return page
    raise Http404


def get_page_to_submit(user: User, code: str) -> SubjectPage:
    """As above, and only where this person may edit the page."""
    page = get_page_at_gate(user, code)
    if not page.permissions_for_user(user).can_edit():
        raise PermissionDenied
    return page


def _is_source(page: SubjectPage) -> bool:
    return page.subject is not None and page.locale.language_code == page.subject.source_language
