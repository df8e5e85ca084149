"""A challenge's exchange as it is read: each reply with its verdict, and the change beside what was challenged."""

from dataclasses import dataclass

from codesign.models import Passage
from personas.differences import Part, differences
from personas.models import Challenge, Reply, Verdict


@dataclass(frozen=True)
class Comparison:
    """A passage as it read when it was challenged, beside how it reads after the change."""

    new: Passage
    old_parts: list[Part]
    new_parts: list[Part]
    is_elsewhere: bool

    @property
    def is_new(self) -> bool:
        return not self.old_parts


@dataclass(frozen=True)
class Step:
    reply: Reply
    verdict: Verdict | None
    comparison: Comparison | None


def steps_of(challenge: Challenge) -> list[Step]:
    """The replies in their order. Asks the database twice, however long the exchange is."""
    related = ("replied_by", "deferred_to", "changed_passage", "verdict__given_by")
    replies = list(challenge.replies.select_related(*related))
    before = _as_challenged(challenge, [reply.changed_passage for reply in replies if reply.changed_passage])
    return [
        Step(
            reply,
            getattr(reply, "verdict", None),
            _compare(challenge, before, reply.changed_passage) if reply.changed_passage else None,
        )
        for reply in replies
    ]


def _as_challenged(challenge: Challenge, changed: list[Passage]) -> dict:
    """How the blocks that changed read in the text that was challenged."""
    version, blocks = challenge.passage.text_version_id, {passage.block_id for passage in changed}
    return {each.block_id: each for each in Passage.objects.filter(text_version=version, block_id__in=blocks)}


def _compare(challenge: Challenge, before: dict, new: Passage) -> Comparison:
    old = before.get(new.block_id)
    old_parts, new_parts = differences(old.text if old else "", new.text)
    return Comparison(new, old_parts, new_parts, is_elsewhere=new.block_id != challenge.passage.block_id)
