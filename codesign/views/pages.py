"""Answers that every page of participation gives: private pages, and the way on after a POST."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from codesign.devices import is_shared
from codesign.models import Subject

# A page of ours that sends a form by itself says so, stays as it is, and says what happened in its own words.
SENT_BY_PAGE = "X-Sent-By-Page"


class SeeOther(HttpResponseRedirect):
    """After a POST: get the next page, and a reload does not send again."""

    status_code = 303


def render_private(request: HttpRequest, template: str, context: dict | None = None, status: int = 200) -> HttpResponse:
    """Render a page that no cache keeps and no search engine lists."""
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def render_left(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Say that a form leads nowhere any more; give back what was typed, so that it can be copied."""
    typed = request.POST.get("body", "").replace("\x00", "")
    return render_private(request, "codesign/left.html", {"subject": subject, "typed": typed}, status=409)


def render_written(request: HttpRequest, template: str, context: dict, status: int) -> HttpResponse:
    """Render a form for words. Given back with an error, its browser keeps it, so that the way back leads there.

    What no browser may keep, it can only ask for again; for an answer to a POST it then shows a warning instead. On a
    device of many that is better than the words of whoever sat there before.
    """
    response = render_private(request, template, context, status=status)
    is_of_many = is_shared(request) or getattr(request, "kiosk", None)
    if request.method == "POST" and not is_of_many:
        response["Cache-Control"] = "private, no-cache"
    return response
