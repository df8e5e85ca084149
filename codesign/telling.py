"""How many people were told what came of their words, and by which means. Counts only: nobody reads who."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from codesign.enums import ACCOUNTABLE_PROVENANCES, ToldChannel
from codesign.models import Outcome, Seat, Told, Usefulness

# Of fewer people it is not said how many found an outcome useful: they would be too easy to tell apart.
FEWEST_TO_COUNT = 5


@dataclass(frozen=True)
class Telling:
    """Of the people whom something answers: how many were told, are to be told, and cannot be reached."""

    people: int = 0
    told: int = 0
    on_the_way: int = 0
    by_channel: Mapping[str, int] = field(default_factory=dict)
    useful: int = 0
    not_useful: int = 0

    @property
    def not_reachable(self) -> int:
        return self.people - self.told - self.on_the_way

    @property
    def ways(self) -> list[tuple[str, int]]:
        return [
            (str(label), self.by_channel[value]) for value, label in ToldChannel.choices if value in self.by_channel
        ]

    @property
    def has_judges(self) -> bool:
        return self.useful + self.not_useful > 0

    @property
    def may_count_judges(self) -> bool:
        return self.useful + self.not_useful >= FEWEST_TO_COUNT


def with_telling(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Each with `telling`, in a fixed number of questions."""
    found = list(outcomes)
    keys = [outcome.pk for outcome in found]
    answered, told = _answered(keys), Told.objects.reached().filter(outcome__in=keys).exclude(_of_staff("seat"))
    people, waiting = _people(answered), _people(answered.filter(~Q(voice__seat__news_by=""), ~Exists(_told_to())))
    persons = dict(told.order_by().values_list("outcome").annotate(Count("seat", distinct=True)))
    channels, judged = _by_channel(told), _judged(keys)
    for outcome in found:
        key = outcome.pk
        outcome.telling = Telling(  # type: ignore[attr-defined]
            people=people.get(key, 0),
            told=persons.get(key, 0),
            on_the_way=waiting.get(key, 0),
            by_channel=channels.get(key, {}),
            useful=judged.get((key, True), 0),
            not_useful=judged.get((key, False), 0),
        )
    return found


def telling_in_all() -> Telling:
    """Over all subjects: the people with an outcome, and how many of them were told at least one."""
    with_outcome = Seat.objects.filter(voices__outcomes__isnull=False, erased_on=None).exclude(_of_staff())
    told = Told.objects.reached().filter(seat=OuterRef("pk"), outcome__isnull=False)
    counts = (
        with_outcome.distinct()
        .annotate(is_told=Exists(told))
        .aggregate(
            people=Count("pk", distinct=True),
            told=Count("pk", distinct=True, filter=Q(is_told=True)),
            on_the_way=Count("pk", distinct=True, filter=Q(is_told=False) & ~Q(news_by="")),
        )
    )
    return Telling(**counts)


def _answered(keys: list[int]) -> QuerySet:
    rows = Outcome.voices.through.objects.filter(outcome__in=keys, voice__seat__erased_on=None)
    return rows.exclude(_of_staff("voice__seat")).order_by()


def _people(rows: QuerySet) -> dict[int, int]:
    return dict(rows.values_list("outcome").annotate(Count("voice__seat", distinct=True)))


def _told_to() -> QuerySet[Told]:
    return Told.objects.reached().filter(outcome=OuterRef("outcome"), seat=OuterRef("voice__seat"))


def _by_channel(told: QuerySet[Told]) -> dict[int, dict[str, int]]:
    counts: dict[int, dict[str, int]] = {}
    for key, channel, count in told.order_by().values_list("outcome", "channel").annotate(Count("seat")):
        counts.setdefault(key or 0, {})[channel] = count
    return counts


def _judged(keys: list[int]) -> dict[tuple[int, bool], int]:
    rows = Usefulness.objects.filter(outcome__in=keys).order_by().values_list("outcome", "is_useful")
    return {(key, is_useful): count for key, is_useful, count in rows.annotate(Count("pk"))}


def _of_staff(seat: str = "") -> Q:
    return Q(**{f"{seat}__provenance__in" if seat else "provenance__in": ACCOUNTABLE_PROVENANCES})
