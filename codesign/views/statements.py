"""What everyone may read: the statements of a subject, with what closed rounds say about each."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from codesign.enums import Choice
from codesign.models import SegmentTally, Statement, Subject
from codesign.permissions import get_subject, statements_for_everyone
from codesign.querysets.rounds import StatementQuerySet

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
    statements = Statement.objects.filter(pk__in=list(page.object_list)).order_by("number")
    page.object_list = list(statements.with_counts()) if subject.import_source else with_tallies(statements)
    return page


def with_tallies(statements: StatementQuerySet) -> list[Statement]:
    """Each with `tally`: what may be shown of its newest settled round, by choice; None where it was not asked.

    Exact counts are shown of consultations only that were published with theirs.
    """
    shown: dict[int, dict[int, dict[str, int | None]]] = {}
    for tally in SegmentTally.objects.of_everybody().filter(statement__in=statements):
        shown.setdefault(tally.statement_id, {}).setdefault(tally.round_id, {})[tally.choice] = tally.count
    found = list(statements)
    for statement in found:
        newest = max(shown.get(statement.pk, {}).items(), default=(0, None))[1]
        statement.tally = newest and [(choice.label, newest.get(choice, 0)) for choice in Choice]
    return found
