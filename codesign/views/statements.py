"""What everyone may read: the statements of a subject, with what closed rounds say about each."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from codesign.models import Statement, Subject
from codesign.permissions import get_subject, statements_for_everyone
from codesign.results import with_results

PAGE_SIZE = 20


def statements(request: HttpRequest, code: str) -> HttpResponse:
    subject = get_subject(code)
    context = {
        "subject": subject,
        "page": _counted_page(subject, request.GET.get("page")),
        "left_out": subject.statements.left_out().count(),
    }
    return render(request, "codesign/statements.html", context)


def _counted_page(subject: Subject, number: str | None) -> Page[Any]:
    """Find the page first and count its ballots only: a consultation may hold tens of thousands."""
    listed = statements_for_everyone(subject).values_list("pk", flat=True)
    page: Page[Any] = Paginator(listed, PAGE_SIZE).get_page(number)
    on_page = list(page.object_list)
    statements = Statement.objects.filter(pk__in=on_page).prefetch_related("hides")
    counted = statements.with_counts() if subject.import_source else with_results(statements)
    page.object_list = sorted(counted, key=lambda each: on_page.index(each.pk))
    return page
