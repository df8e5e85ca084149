"""Programmes, concepts, pilots and proposals as Wagtail pages. Each points at its subject."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import SubjectBody
from cms.models.releasable import ReleasablePage
from cms.page_forms import SubjectPageForm
from codesign.enums import SubjectKind
from codesign.permissions import voices_for_everyone
from personas.permissions import has_table

VOICES_ON_PAGE = 20


class HomePage(Page):
    """The door: have your say, what changed, who we are missing."""

    lede = models.CharField(max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lede")]
    max_count_per_parent = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.IndexPage"]


class IndexPage(Page):
    """A list of the pages of one kind below it."""

    lede = models.CharField(max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lede")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ProgrammePage", "cms.ConceptPage", "cms.PilotPage", "cms.ProposalPage"]


class SubjectPage(ReleasablePage):
    """What every page about a subject has: its subject, a summary and a body of passages."""

    lede = models.CharField(
        max_length=300, blank=True, help_text=_("Two short sentences: what is it, and for whom? Shown on every list.")
    )
    body = StreamField(SubjectBody(), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lede"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("subject_owner", required_on_save=True),
                FieldPanel("grows_from"),
                FieldPanel("counts_ancestors"),
                FieldPanel("concerns"),
                FieldPanel("asks"),
                FieldPanel("barriers"),
            ],
            heading=_("On the table"),
        ),
    ]
    base_form_class = SubjectPageForm
    search_fields = [*Page.search_fields, index.SearchField("lede"), index.SearchField("body")]
    parent_page_types = ["cms.IndexPage"]
    subpage_types: list[str] = []

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what people said about it."""
        context = super().get_context(request, *args, **kwargs)
        if self.subject is not None:
            voices = Paginator(voices_for_everyone(self.subject), VOICES_ON_PAGE)
            context["voices"] = voices.get_page(request.GET.get("page"))
            context["has_table"] = has_table(self.subject)
        return context


class ProgrammePage(SubjectPage):
    kind = SubjectKind.PROGRAMME


class ConceptPage(SubjectPage):
    kind = SubjectKind.CONCEPT


class PilotPage(SubjectPage):
    kind = SubjectKind.PILOT


class ProposalPage(SubjectPage):
    kind = SubjectKind.PROPOSAL
