"""The device somebody uses: shared with others, their own, or left now."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from codesign.devices import clear_storage, share, unshare
from codesign.sessions import leave_all_seats
from codesign.views.pages import SENT_BY_PAGE, SeeOther, render_private

SHARED, OWN, FINISH = "shared", "own", "finish"


def device(request: HttpRequest) -> HttpResponse:
    """Say what a shared device is and ask; by POST, do what was pressed."""
    act = {SHARED: _share, OWN: _own, FINISH: _finish}.get(request.POST.get("device", ""))
    if act is None:
        return render_private(request, "codesign/device.html", status=422 if request.method == "POST" else 200)
    return act(request)


def _share(request: HttpRequest) -> HttpResponse:
    if SENT_BY_PAGE not in request.headers:
        messages.success(request, _("Nothing is kept on this device from now on."))
    response = SeeOther(_way_back(request))
    share(response)
    clear_storage(response)
    return response


def _own(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Drafts are kept on this device again."))
    response = SeeOther(reverse("device"))
    unshare(response)
    return response


def _finish(request: HttpRequest) -> HttpResponse:
    leave_all_seats(request.session)
    logout(request)
    messages.success(request, _("You are done on this device. Nothing of yours is left here."))
    response = SeeOther(reverse("device"))
    clear_storage(response)
    return response


def _way_back(request: HttpRequest) -> str:
    path = request.POST.get("back", "")
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else reverse("device")
