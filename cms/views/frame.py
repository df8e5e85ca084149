"""Pages of the site's frame: health, refusals, display, the desk of a member of staff."""

from dataclasses import asdict

from django.conf import settings
from django.contrib import messages
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.display import COOKIE, LIFETIME, Display
from cms.forms import DisplayForm
from codesign.views.pages import SeeOther, render_private


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers and reaches both databases."""
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})


def desk(request: HttpRequest) -> HttpResponse:
    """The first page after signing in: what this person can do here, by role."""
    return render(request, "cms/desk.html")


def display(request: HttpRequest) -> HttpResponse:
    """Let a visitor choose how pages look on their device."""
    present = Display.from_cookie(request.COOKIES.get(COOKIE, ""))
    form = DisplayForm(request.POST if request.method == "POST" else None, initial=asdict(present))
    if not form.is_valid():
        return render_private(request, "cms/display.html", {"form": form}, status=422 if form.is_bound else 200)
    messages.success(request, _("This is how pages look from now on, on this device."))
    response = SeeOther(reverse("display"))
    response.set_cookie(
        COOKIE,
        form.display.as_cookie(),
        max_age=LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs no database and no context processor: whatever broke may be one of them."""
    return HttpResponse(render(None, "500.html").content, status=500)
