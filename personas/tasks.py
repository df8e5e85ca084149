"""Work for the background worker."""

from django_tasks import task

from personas.actions.tables import refresh_snapshot
from personas.models import Table


@task()
def refresh_tables(subject_id: str) -> int:
    """Count anew the tables that count this subject's people, where a snapshot is due. Return how many were."""
    return sum(refresh_snapshot(table) for table in Table.objects.counting(subject_id).select_related("subject"))
