"""What is kept how long, for administrators."""

from django.http import HttpRequest, HttpResponse

from codesign.views.pages import render_private
from people.retention import due


def retention(request: HttpRequest) -> HttpResponse:
    return render_private(request, "cms/retention.html", {"due": due()})
