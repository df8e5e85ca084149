"""What everyone may read: what came of voices."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from codesign.models import Outcome
from codesign.permissions import outcomes_for_everyone

PAGE_SIZE = 20
FEWEST_VOICES = 5
MOST_WORDS = 2


def you_said_we_did(request: HttpRequest) -> HttpResponse:
    """List what the institution changed, and what it did not, and why."""
    page = Paginator(outcomes_for_everyone().values_list("pk", flat=True), PAGE_SIZE).get_page(request.GET.get("page"))
    outcomes = Outcome.objects.filter(pk__in=list(page.object_list)).order_by("-recorded_at", "-id")
    context = {
        "page": page,
        "outcomes": outcomes.select_related("subject", "passage__text_version").with_what_was_said(MOST_WORDS),
        "fewest_voices": FEWEST_VOICES,
    }
    return render(request, "codesign/you_said_we_did.html", context)
