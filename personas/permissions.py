"""The only door through which views get this app's objects. What someone may not see does not exist for them."""

from django.db.models import QuerySet
from django.http import Http404

from codesign.models import Subject
from personas.models import Chair, Challenge, Table


def get_table(code: str) -> Table:
    """Return the table of the subject with this code: everyone may see who is heard and who is not."""
    table = Table.objects.select_related("subject").filter(subject__code__iexact=code).first()
    if table is None:
        raise Http404
    return table


def missing_chairs() -> QuerySet[Chair]:
    """The chairs of open subjects at which people are not heard, the worst group first."""
    return Chair.objects.at_open_subjects().missing().worst_group_first()


def challenges_at(subject: Subject) -> QuerySet[Challenge]:
    """The challenges of a subject with their exchange, for whoever may see its page at the gate."""
    return (
        Challenge.objects.filter(subject=subject)
        .select_related("author", "advocacy__chair__segment", "passage")
        .prefetch_related("replies__verdict", "replies__changed_passage")
    )
