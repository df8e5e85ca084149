"""What everyone may see: who is heard at a subject, who is stood in for, and who is missing everywhere."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from personas.coverage import ChairFacts, facts_of, headline, worst_of
from personas.enums import ChairState
from personas.figures import Picture, picture_of
from personas.permissions import get_table, missing_chairs
from personas.snapshots import FEWEST_PEOPLE, counted_subjects

PAGE_SIZE = 20


def table(request: HttpRequest, code: str) -> HttpResponse:
    """Show a subject's table as a picture, and the same facts in rows."""
    laid = get_table(code)
    facts = facts_of(laid.chairs.seated().with_facts())
    context = {
        "table": laid,
        "subject": laid.subject,
        "counted_subjects": counted_subjects(laid),
        "facts": facts,
        "headline": headline(facts),
        "heard": sum(each.state is ChairState.HEARD for each in facts),
        "picture": _picture(facts),
        "states": list(ChairState),
        "removed": laid.chairs.filter(removed_at__isnull=False).select_related("segment"),
        "fewest_people": FEWEST_PEOPLE,
    }
    return render(request, "personas/table.html", context)


def who_is_missing(request: HttpRequest) -> HttpResponse:
    """Show whom the institution has not heard, over all subjects that are open."""
    page = Paginator(missing_chairs(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "facts": facts_of(page.object_list)}
    return render(request, "personas/who_is_missing.html", context)


def _picture(facts: list[ChairFacts]) -> dict[str, object] | None:
    """The picture with each place and the state of its chair, or None where a list is easier to read."""
    language = get_language() or ""
    names = [each.segment.name_in(language) for each in facts]
    worst = worst_of(facts)
    worst_names = (
        [] if worst is ChairState.HEARD else [n for n, e in zip(names, facts, strict=True) if e.state is worst]
    )
    drawn: Picture | None = picture_of(names, worst_names)
    if drawn is None:
        return None
    return {"drawn": drawn, "places": list(zip(drawn.places, (each.state for each in facts), strict=True))}
