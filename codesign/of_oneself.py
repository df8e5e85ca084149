"""What the holder of a seat said about themselves, in words."""

from typing import NamedTuple

from django.utils.translation import get_language

from codesign.models import Seat
from people.models import Dimension, Segment
from people.vault import store


class SaidOfOneself(NamedTuple):
    """The groups somebody says they belong to in one dimension, or that are attested; none where they would not say."""

    dimension: str
    groups: list[str]
    is_attested: bool


def said_of_oneself(seat: Seat) -> list[SaidOfOneself]:
    statements = store.me(seat.pk)
    language = get_language() or ""
    dimensions = Dimension.objects.in_bulk([statement.dimension_id for statement in statements])
    segments = Segment.objects.in_bulk({key for statement in statements for key in statement.segment_ids})
    return [
        SaidOfOneself(
            dimensions[statement.dimension_id].name_in(language),
            [segments[key].name_in(language) for key in sorted(statement.segment_ids) if key in segments],
            statement.is_attested,
        )
        for statement in statements
        if statement.dimension_id in dimensions
    ]
