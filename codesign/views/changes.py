"""What everyone may read: what came of voices, over all subjects and at one."""

from collections import Counter

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from codesign.enums import OutcomeKind
from codesign.models import Outcome
from codesign.permissions import get_subject, outcomes_at, outcomes_for_everyone, waiting_at
from codesign.permissions.inbox import offices_of
from codesign.qr import qr_for_page
from codesign.querysets.voices import OutcomeQuerySet

PAGE_SIZE = 20
FEWEST_VOICES = 5
MOST_WORDS = 2
MOST_ON_POSTER = 3


def you_said_we_did(request: HttpRequest) -> HttpResponse:
    """List what the institution changed, and what it did not, and why."""
    page = Paginator(outcomes_for_everyone().values_list("pk", flat=True), PAGE_SIZE).get_page(request.GET.get("page"))
    outcomes = Outcome.objects.filter(pk__in=list(page.object_list)).order_by("-recorded_at", "-id")
    context = {
        "page": page,
        "outcomes": _as_everyone_reads(outcomes),
        "fewest_voices": FEWEST_VOICES,
    }
    return render(request, "codesign/you_said_we_did.html", context)


def changes_at(request: HttpRequest, code: str) -> HttpResponse:
    """What came of what people said at one subject, by theme, and who waits until when. It is made to be printed."""
    subject = get_subject(code)
    page = Paginator(outcomes_at(subject).values_list("pk", flat=True), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "subject": subject,
        "page": page,
        "outcomes": _as_everyone_reads(Outcome.objects.filter(pk__in=list(page.object_list)).by_kind()),
        "waiting": waiting_at(subject),
        "offices": list(offices_of(subject.owner)),
        "fewest_voices": FEWEST_VOICES,
        "address": request.build_absolute_uri(reverse("changes_at", args=[subject.code])),
    }
    return render(request, "codesign/changes_at.html", context)


def poster(request: HttpRequest, code: str) -> HttpResponse:
    """One sheet for a wall: how many outcomes of each kind, the newest changes, and a square that leads to all."""
    subject = get_subject(code)
    standing = outcomes_at(subject)
    counts = Counter(standing.order_by().values_list("kind", flat=True))
    address = settings.SITE_URL + reverse("changes_at", args=[subject.code])
    context = {
        "subject": subject,
        "counts": [(kind.label, counts[kind]) for kind in OutcomeKind],
        "outcomes": standing.select_related("theme")[:MOST_ON_POSTER],
        "address": address,
        "square": qr_for_page(address),
    }
    return render(request, "codesign/changes_poster.html", context)


def _as_everyone_reads(outcomes: OutcomeQuerySet) -> OutcomeQuerySet:
    """With all that stands on a page beside an outcome, and at most so many words of those whom it answers."""
    beside = ("subject", "passage__text_version", "theme", "corrects", "corrected_by")
    return outcomes.select_related(*beside).with_what_was_said(MOST_WORDS)
