"""News from below that this app answers."""

import uuid

from django.dispatch import receiver

from codesign.signals import voice_recorded
from personas.models import Table
from personas.tasks import refresh_tables


@receiver(voice_recorded)
def count_tables_anew(*, subject_id: uuid.UUID, **_: object) -> None:
    """Leave the counting to the worker: nobody waits for it who says something."""
    if Table.objects.counting(subject_id).exists():
        refresh_tables.enqueue(str(subject_id))
