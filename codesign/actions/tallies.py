"""Counting a round: what may be shown when it has closed, and before that to whoever has chosen."""

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Count, F, QuerySet

from codesign.actions.ballots import key_of
from codesign.enums import Seal, Way
from codesign.models import Ballot, Glimpse, Round, SegmentTally, Statement
from measures.disclosure.releases import tell_of_nobody
from people.models import Segment
from people.segments import questions_about
from people.vault import store
from people.vault.store import SegmentQuestion

# Counts of one statement are compared with one another, in all rounds; those of two statements are not.
LINEAGES = UUID("5d0bb8a2-3c1e-4e6c-9d3e-9a4a5f1c7b10")
EVERY_WAY = ""
WORTH_A_GLIMPSE = 10  # ballots more than at the last one; with fewer newcomers nothing new may be shown

Chosen = Mapping[UUID, str]
Shown = Mapping[tuple[int | None, str], int | None]


def choices_by_seat(round_: Round, statements: Iterable[Statement]) -> dict[int, dict[UUID, str]]:
    """By statement, what each seat chose. Possible only while the secret is there."""
    return _by_seat(round_, round_.ballots.filter(statement__in=statements), "choice")


def counted_by_seat(round_: Round, statements: Iterable[Statement]) -> dict[int, dict[UUID, str]]:
    """The same as it was counted in what people saw of the open round; without those who were not counted there."""
    return _by_seat(round_, round_.ballots.filter(statement__in=statements).exclude(counted=""), "counted")


def _by_seat(round_: Round, ballots: QuerySet[Ballot], field: str) -> dict[int, dict[UUID, str]]:
    seats = {key_of(round_.secret, seat_id): seat_id for seat_id in round_.voted.values_list("seat_id", flat=True)}
    choices: dict[int, dict[UUID, str]] = {}
    for key, statement_id, choice in ballots.values_list("key", "statement_id", field).iterator():
        choices.setdefault(statement_id, {})[seats[key]] = choice
    return choices


def freeze_tallies(round_: Round, choices: Mapping[int, Chosen]) -> None:
    """Keep what may be shown of everybody with their segments, and apart from that of those of each way.

    By segment, what everybody chose goes by what people say of themselves, and what those chose who came with an
    attested code by what was attested: the two are never put together.
    """
    questions = questions_about(Segment.objects.filter(dimension__asked_by=round_.subject))
    ways = dict(round_.voted.values_list("seat_id", "seat__way"))
    counted = counted_by_seat(round_, round_.statements.all())
    for statement in round_.statements.filter(pk__in=choices):
        chosen, changed = settle_changes(choices[statement.pk], counted.get(statement.pk, {}))
        told = partial(_may_be_shown, round_, statement, chosen=chosen, changed=changed)
        _freeze(round_, statement, EVERY_WAY, told(EVERY_WAY, chosen, questions=questions))
        for way in Way:
            if seats := [seat_id for seat_id in chosen if ways[seat_id] == way]:
                asked = questions if way == Way.ATTESTED else []
                _freeze(round_, statement, way, told(way, seats, questions=asked))


def settle_changes(chosen: Chosen, counted: Chosen) -> tuple[Chosen, Chosen]:
    """What each seat chose as it counts at the end, and what was counted before of those who changed it.

    One changed choice would show itself in the difference from what people saw. So changes count where at least ten
    people changed theirs, and neither before nor after they all chose the same; else they count as before.
    """
    changed = {seat_id: then for seat_id, then in counted.items() if chosen[seat_id] != then}
    if tell_of_nobody(list(changed.values())) and tell_of_nobody([chosen[seat_id] for seat_id in changed]):
        return chosen, changed
    return {**chosen, **changed}, {}


def glimpses_of(round_: Round, statements: Collection[Statement]) -> dict[int, Mapping[str, int]]:
    """By statement, what may be shown now of an open round whose owner lets people see what others chose.

    Ask about statements only on which the reader has chosen. What is shown stays as it is until ten more have.
    """
    if round_.seal != Seal.UNTIL_OWN_BALLOT:
        return {}
    shown = {glimpse.statement_id: glimpse for glimpse in round_.glimpses.filter(statement__in=statements)}
    counted = round_.ballots.filter(statement__in=statements).order_by().values_list("statement_id")
    for statement_id, ballots in counted.annotate(Count("pk")):
        has_news = ballots - (shown[statement_id].ballots if statement_id in shown else 0) >= WORTH_A_GLIMPSE
        if has_news and (glimpse := _look(round_, statement_id)):
            shown[statement_id] = glimpse
    return {statement_id: glimpse.counts for statement_id, glimpse in shown.items()}


@transaction.atomic
def _look(round_: Round, statement_id: int) -> Glimpse | None:
    """Ask the vault what may be shown by now; None once the round is closed. The round's row is the lock."""
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).select_related("subject").get(pk=round_.pk)
    if not round_.is_open:
        return None
    statement = Statement.objects.get(pk=statement_id)
    # From here on each ballot counts as it is now, until the round closes: a later look would show who changed theirs.
    round_.ballots.filter(statement=statement, counted="").update(counted=F("choice"))
    chosen = counted_by_seat(round_, [statement]).get(statement_id, {})
    shown = _may_be_shown(round_, statement, EVERY_WAY, chosen, chosen=chosen, changed={}, questions=[])
    counts = {choice: count for (_segment, choice), count in shown.items() if count is not None}
    return Glimpse.objects.update_or_create(
        round=round_, statement=statement, defaults={"ballots": len(chosen), "counts": counts}
    )[0]


def _may_be_shown(
    round_: Round,
    statement: Statement,
    way: str,
    seat_ids: Collection[UUID],
    *,
    chosen: Chosen,
    changed: Chosen,
    questions: list[SegmentQuestion],
) -> Shown:
    return store.aggregate(
        lineage=uuid5(LINEAGES, str(statement.pk)),
        series=f"round:{round_.pk}:{way}",
        seat_ids=seat_ids,
        questions=questions,
        answers=chosen,
        changed={seat_id: changed[seat_id] for seat_id in seat_ids if seat_id in changed},
        is_attested=way == Way.ATTESTED,
    ).values


def _freeze(round_: Round, statement: Statement, way: str, shown: Shown) -> None:
    SegmentTally.objects.bulk_create(
        SegmentTally(round=round_, statement=statement, way=way, segment_id=segment, choice=choice, count=count)
        for (segment, choice), count in shown.items()
    )
