"""What every response carries: a content security policy, and no shared cache for what a session decided.

And what holds for devices: a session on a shared one ends with the browser, and pages that send a form are told where
it leads.
"""

from http import HTTPStatus

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from codesign.actions.seats import SeatLeft
from codesign.devices import is_shared
from codesign.views.pages import SENT_BY_PAGE, render_left

ADMIN_PREFIX = "/admin/"


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy of public pages, and a wider one for Wagtail's admin, whose widgets carry inline scripts."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith(ADMIN_PREFIX):
            # The editor previews a page in a frame of its own.
            response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY["DIRECTIVES"]  # type: ignore[attr-defined]
        return super().process_response(request, response)


class PrivateResponseMiddleware:
    """Keep responses that depend on a session out of every shared cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.accessed and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


class SentByPageMiddleware:
    """Tell a page that sends a form by itself where to go on: of a redirect it could not read that."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if SENT_BY_PAGE in request.headers and response.status_code == HTTPStatus.SEE_OTHER:
            response.status_code = HTTPStatus.NO_CONTENT
            response["X-Go-On"] = response["Location"]
            del response["Location"]
        return response


class DeviceMiddleware:
    """On a shared device a session ends with the browser, and on any device no form leads to a seat that was left."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_shared(request) and request.session.modified and not request.session.is_empty():
            request.session.set_expiry(0)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return render_left(request, exception.subject) if isinstance(exception, SeatLeft) else None
