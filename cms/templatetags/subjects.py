"""What pages of participation say of their subject: its title as readers know it, and the page with its text."""

from typing import NamedTuple

from django import template
from django.db.models import Q
from django.utils.translation import get_language, get_language_info

from cms.models import ConceptPage, PilotPage, ProgrammePage, ProposalPage
from cms.models.pages import SubjectPage
from codesign.models import Subject
from codesign.permissions import public_text_of

register = template.Library()

KINDS_OF_PAGES: tuple[type[SubjectPage], ...] = (ProgrammePage, ConceptPage, PilotPage, ProposalPage)
PAGES = {str(page.kind): page for page in KINDS_OF_PAGES}


class Title(NamedTuple):
    """Words and the language they are in."""

    words: str
    language: str

    def __str__(self) -> str:
        return self.words


@register.simple_tag
def title_of(subject: Subject) -> Title:
    """The title of the text that everyone may read in the language of the page, or else as it was written."""
    text = public_text_of(subject, get_language() or "")
    return Title(text.title, text.language) if text else Title(subject.title, subject.source_language)


@register.simple_tag
def page_of_subject(subject: Subject) -> str | None:
    """The address of the page with the text, in the language of the page or else in the one it was written in."""
    kind = PAGES.get(subject.kind)
    if kind is None:
        return None
    is_readable = Q(locale__language_code=get_language()) | Q(locale__language_code=subject.source_language)
    pages = kind.objects.live().public().filter(is_readable, subject=subject, alias_of__isnull=True)
    pages = list(pages.select_related("locale"))
    pages.sort(key=lambda page: page.locale.language_code == get_language())
    return pages[-1].url if pages else None


@register.simple_tag
def other_language(code: str) -> str:
    """The name of a language where it is not that of the page, in the language of the page; empty where it is."""
    if code == get_language():
        return ""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return ""
