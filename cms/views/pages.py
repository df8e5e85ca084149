"""Pages of the tree in the frame of the visitor's language: in that language too, or else as they were written."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from wagtail.models import Page
from wagtail.views import serve


def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    if Page.route_for_request(request, path) is None:
        _route_as_written(request, path)
    return serve(request, path)


def _route_as_written(request: HttpRequest, path: str) -> None:
    """Find the page where it was written. Wagtail keeps its first answer at the request."""
    del request._wagtail_route_for_request  # type: ignore[attr-defined]
    with override(settings.LANGUAGE_CODE):
        Page.route_for_request(request, path)
