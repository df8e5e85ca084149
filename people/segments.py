"""What the vault has to be told of segments, which it does not know itself."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from people.models import Segment
from people.vault.store import SegmentQuestion


def questions_about(segments: Iterable[Segment]) -> list[SegmentQuestion]:
    """What the vault needs to know of segments: the segments below each, and its share of its dimension."""
    asked = {segment.pk: segment.dimension_id for segment in segments}
    relatives = list(Segment.objects.filter(dimension__in=set(asked.values())).with_reference_people())
    people = {segment.pk: segment.reference_people for segment in relatives}
    children: dict[int | None, list[int]] = defaultdict(list)
    roots: dict[int, list[int]] = defaultdict(list)
    for segment in relatives:
        children[segment.parent_id].append(segment.pk)
        if segment.parent_id is None:
            roots[segment.dimension_id].append(segment.pk)
    return [
        SegmentQuestion(
            key, dimension, _subtree(key, children), _share(people[key], [people[r] for r in roots[dimension]])
        )
        for key, dimension in asked.items()
    ]


def _subtree(key: int, children: Mapping[int | None, list[int]]) -> frozenset[int]:
    found, waiting = set(), [key]
    while waiting:
        found.add(current := waiting.pop())
        waiting.extend(set(children.get(current, ())) - found)
    return frozenset(found)


def _share(people: int | None, whole: list[int | None]) -> float | None:
    """The part of a dimension's people that a segment is; unknown where any count is missing or cannot be right."""
    known = [number for number in whole if number is not None]
    if not people or len(known) < len(whole) or people > sum(known):
        return None
    return people / sum(known)
