"""What every response carries: a content security policy, and no shared cache for what a session decided."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

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
