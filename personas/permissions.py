"""The only door through which views get this app's objects. What someone may not see does not exist for them."""

from django.db.models import QuerySet

from codesign.models import Subject
from personas.models import Challenge


def challenges_at(subject: Subject) -> QuerySet[Challenge]:
    """The challenges of a subject with their exchange, for whoever may see its page at the gate."""
    return (
        Challenge.objects.filter(subject=subject)
        .select_related("author", "advocacy__chair__segment", "passage")
        .prefetch_related("replies__verdict", "replies__changed_passage")
    )
