"""What Wagtail's editor says and offers for pages that pass the gate. The rule itself stands in the models."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks

from cms.models import ProposalPage
from cms.models.releasable import ReleasablePage


@hooks.register("before_create_page")
def save_as_draft_instead(request: HttpRequest, parent_page, page_class) -> None:
    """A proposal is never published as it is made: what was typed is kept as a draft, and the editor is told."""
    if issubclass(page_class, ProposalPage) and "action-publish" in request.POST:
        data = request.POST.copy()
        del data["action-publish"]
        request.POST = data  # type: ignore[assignment]


@hooks.register("construct_page_action_menu")
def offer_no_publishing_at_creation(menu_items, request: HttpRequest, context) -> None:
    """The menu of a page that is being made knows its type by the address only."""
    made = request.resolver_match.kwargs.get("content_type_model_name") if request.resolver_match else None
    if context.get("view") == "create" and made == ProposalPage._meta.model_name:
        menu_items[:] = [item for item in menu_items if item.name != "action-publish"]


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def lead_to_the_gate(request: HttpRequest, page) -> None:
    """Say where a text waits. An autosave says nothing."""
    is_autosave = "application/json" in request.headers.get("Accept", "")
    if is_autosave or not isinstance(page, ReleasablePage) or page.subject is None or not page.waits_at_gate():
        return
    sentence = _("This text waits at the gate and is not published. See what is missing, and who can do it:")
    link = format_html('<a href="{}">{}</a>', reverse("gate", args=[page.subject.code]), _("the gate of this page"))
    messages.info(request, format_html("{} {}", sentence, link))
