"""The one page that says that nothing is taken here, and gives back what was typed, so that it can be copied."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from codesign.models import Round, Subject
from codesign.permissions.visitors import newest_round_at
from codesign.reading import when_open
from codesign.views.pages import render_private


class Way(NamedTuple):
    """Where to go instead."""

    label: str
    url: str


def render_closed(request: HttpRequest, subject: Subject, sentence: str, way: Way | None = None) -> HttpResponse:
    """Say in one sentence why nothing is taken, and where to go instead."""
    typed = request.POST.get("body", "").replace("\x00", "")
    context = {"subject": subject, "sentence": sentence, "way": way, "typed": typed}
    status = 409 if request.method == "POST" else 200
    return render_private(request, "codesign/closed.html", context, status=status)


def render_not_open(request: HttpRequest, subject: Subject) -> HttpResponse:
    return render_closed(request, subject, when_open(subject))


def render_needs_code(request: HttpRequest, round_: Round, context: dict[str, Any], status: int) -> HttpResponse:
    """Ask for the code without which nobody chooses here; give back what was typed, so that it can be copied."""
    context = {
        "subject": round_.subject,
        "round": round_,
        "typed": request.POST.get("body", "").replace("\x00", ""),
    } | context
    return render_private(request, "codesign/needs_code.html", context, status=status)


def render_no_round(request: HttpRequest, subject: Subject) -> HttpResponse:
    """No round is open: the last one is counted, waits to be counted, or there was none."""
    last = newest_round_at(subject)
    if last is None:
        return render_closed(request, subject, _("Nothing is asked here now."))
    if last.settled_at is None:
        sentence = _("The round is over. We are counting what people chose. Come back tomorrow to see it.")
        return render_closed(request, subject, sentence)
    date = date_format(last.closed_at)  # type: ignore[arg-type] # what is settled is closed
    sentence = _("The round closed on %(date)s. Nothing more can be chosen.") % {"date": date}
    way = Way(_("See what people chose"), reverse("statements", args=[subject.code]))
    return render_closed(request, subject, sentence, way)
