"""Programmes, concepts, pilots and proposals as Wagtail pages. Each points at its subject."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Locale, Page
from wagtail.search import index

from cms.blocks import SubjectBody
from cms.models.releasable import ReleasablePage
from cms.page_forms import SubjectPageForm
from cms.panels import HeatStripPanel
from cms.texts import block_of_lede
from codesign.enums import SubjectKind, VoiceOrder
from codesign.forms import TapForm
from codesign.models import Subject
from codesign.permissions import indicators_for_everyone, outcomes_for_everyone, voices_for_everyone
from codesign.permissions.visitors import rounds_for_everyone
from codesign.reading import Way, doors_at, order_asked_for, page_of, ways_at, when_open
from personas.permissions import has_table, missing_chairs

VOICES_ON_PAGE = 20
MOST_CONCEPTS, MOST_ROUNDS, MOST_OUTCOMES, MOST_GROUPS = 3, 3, 2, 3
# The chairs of one group come together: so many are enough to name the groups that are missing most.
CHAIRS_LOOKED_AT = 20


def pages_below(page: Page) -> list[Page]:
    """What everyone may read below a page, with the languages it is written in."""
    pages = list(page.get_children().live().public().specific())
    prefetch_related_objects(pages, "locale")
    return pages


class HomePage(Page):
    """The door: have your say, what changed, who we are missing."""

    lede = models.CharField(max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lede", heading=_("At the top"))]
    max_count_per_parent = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.IndexPage"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what is open now, what came of voices, and who is missing."""
        context = super().get_context(request, *args, **kwargs)
        context["concepts"] = ConceptPage.newest_open(self.locale, MOST_CONCEPTS)
        context["outcomes"] = outcomes_for_everyone().select_related("subject")[:MOST_OUTCOMES]
        context["rounds"] = rounds_for_everyone()[:MOST_ROUNDS]
        groups = dict.fromkeys(chair.segment for chair in missing_chairs()[:CHAIRS_LOOKED_AT])
        context["missing"] = list(groups)[:MOST_GROUPS]
        context["below"] = pages_below(self)
        return context


class IndexPage(Page):
    """A list of the pages of one kind below it."""

    lede = models.CharField(max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lede", heading=_("At the top"))]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ProgrammePage", "cms.ConceptPage", "cms.PilotPage", "cms.ProposalPage"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {"below": pages_below(self)}


class SubjectPage(ReleasablePage):
    """What every page about a subject has: its subject, a summary and a body of passages."""

    lede = models.CharField(
        max_length=300, blank=True, help_text=_("Two short sentences: what is it, and for whom? Shown on every list.")
    )
    body = StreamField(SubjectBody(), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lede", heading=_("At the top")),
        HeatStripPanel(heading=_("Where readers do not understand it")),
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
        """Add what a reader can do at each passage, and what people said about it."""
        context = super().get_context(request, *args, **kwargs)
        ways = self._ways_for(request)
        context["passages"] = [(block, ways.get(uuid.UUID(block.id)) if block.id else None) for block in self.body]
        if self.subject is not None:
            order = order_asked_for(request.GET.get("order"))
            now = {block_id: way.passage.text for block_id, way in ways.items()}
            voices = voices_for_everyone(self.subject, order)
            context |= {
                "way_at_lede": ways.get(block_of_lede(self)),
                "tap": TapForm(),
                "voices": page_of(voices, request.GET.get("page"), VOICES_ON_PAGE, now=now),
                "order": order,
                "orders": VoiceOrder.choices,
                "has_table": has_table(self.subject),
                "doors": doors_at(self.subject),
                "when_open": when_open(self.subject),
            }
        return context

    def _ways_for(self, request: HttpRequest) -> dict[uuid.UUID, Way]:
        if self.subject is None:
            return {}
        language = self.locale.language_code
        return ways_at(self.subject, session=request.session, user=request.user, language=language)


class ProgrammePage(SubjectPage):
    kind = SubjectKind.PROGRAMME


class ConceptPage(SubjectPage):
    kind = SubjectKind.CONCEPT

    @classmethod
    def newest_open(cls, locale: Locale, most: int) -> list["ConceptPage"]:
        """The concepts that opened last, each in this language or else in the one it was written in."""
        pages = cls.objects.live().public().filter(alias_of__isnull=True)
        is_readable = Q(locale=locale) | Q(locale__language_code=F("subject__source_language"))
        readable = pages.filter(is_readable).select_related("subject", "locale")
        subjects = Subject.objects.open().filter(Exists(readable.filter(subject=OuterRef("pk"))))
        newest = list(subjects.order_by("-opens_at", "code").values_list("pk", flat=True)[:most])
        # Of one subject the page in this language comes last, and stays.
        in_turn = sorted(readable.filter(subject__in=newest), key=lambda page: page.locale_id == locale.pk)
        found = {page.subject_id: page for page in in_turn}
        return [found[key] for key in newest]


class PilotPage(SubjectPage):
    kind = SubjectKind.PILOT

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if self.subject is not None:
            context["indicators"] = indicators_for_everyone(self.subject)
        return context


class ProposalPage(SubjectPage):
    kind = SubjectKind.PROPOSAL
