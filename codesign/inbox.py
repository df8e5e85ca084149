"""The inbox of an owner: which work was asked for, how much there is of each sort, and one page of it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils import timezone

from codesign.enums import InboxOrder, InboxState, Visibility, VoiceKind
from codesign.models import Voice
from codesign.permissions.inbox import voices_for_owner
from codesign.querysets.voices import VoiceQuerySet
from people.models import User

ORDERS = {InboxOrder.DUE: ("due_on", "id"), InboxOrder.AGE: ("sent_on", "id")}
WITHOUT_THEME = "none"


@dataclass(frozen=True)
class Asked:
    """What an owner wants to see. A subject is asked for by its code, a theme by its key."""

    state: InboxState = InboxState.WAITING
    subject: str = ""
    theme: str = ""
    order: InboxOrder = InboxOrder.DUE


def work_asked_for(user: User, asked: Asked) -> VoiceQuerySet:
    """The work of this sort, in its order."""
    return _in_state(_voices_about(user, asked).as_work(), asked.state).order_by(*ORDERS[asked.order])


def counts_by_state(user: User, asked: Asked) -> dict[str, int]:
    """How much work there is in each state, of the subject and theme asked for."""
    is_unseen = ~Q(kind=VoiceKind.UNCLEAR) & Q(shown_at=None, hidden_at=None, visibility=Visibility.WITHOUT_NAME)
    overdue = Q(has_outcome=False, due_on__lt=timezone.localdate())
    return (
        _voices_about(user, asked)
        .as_work()
        .aggregate(
            waiting=Count("pk", filter=Q(has_outcome=False)),
            overdue=Count("pk", filter=overdue),
            answered=Count("pk", filter=Q(has_outcome=True)),
            not_shown=Count("pk", filter=is_unseen),
        )
    )


def counts_by(column: str, user: User, asked: Asked) -> Counter[Any]:
    """How much work there is in the state asked for, by subject or by theme."""
    work = _in_state(voices_for_owner(user).as_work(), asked.state).order_by()
    return Counter(dict(work.values_list(column).annotate(count=Count("pk"))))


def page_of_work(user: User, asked: Asked, number: str | None, size: int) -> Page[Any]:
    """One page. The row of a passage carries `tap_count`, how many people do not understand it."""
    page: Page[Any] = Paginator(work_asked_for(user, asked).values_list("pk", flat=True), size).get_page(number)
    keys = list(page.object_list)
    rows = Voice.objects.with_has_outcome().with_due_day().select_related("subject", "seat", "passage", "theme")
    found = rows.prefetch_related("barriers", "outcomes").in_bulk(keys)
    page.object_list = [found[key] for key in keys if key in found]
    _count_taps(user, asked, [row for row in page.object_list if row.is_tap])
    return page


def _count_taps(user: User, asked: Asked, rows: list[Any]) -> None:
    taps = _voices_about(user, asked).taps().with_has_outcome().order_by()
    about = taps.filter(passage__block_id__in={row.passage.block_id for row in rows}) if rows else taps.none()
    piece = ("subject_id", "passage__block_id", "has_outcome")
    people = {tuple(found): count for *found, count in about.values_list(*piece).annotate(Count("seat", distinct=True))}
    for row in rows:
        row.tap_count = people[row.subject_id, row.passage.block_id, row.has_outcome]


def _voices_about(user: User, asked: Asked) -> VoiceQuerySet:
    voices = voices_for_owner(user)
    if asked.subject:
        voices = voices.filter(subject__code=asked.subject)
    if asked.theme:
        voices = voices.filter(theme=None if asked.theme == WITHOUT_THEME else asked.theme)
    return voices


def _in_state(work: VoiceQuerySet, state: InboxState) -> VoiceQuerySet:
    if state == InboxState.OVERDUE:
        return work.overdue()
    if state == InboxState.NOT_SHOWN:
        return work.not_shown_yet()
    return work.filter(has_outcome=state == InboxState.ANSWERED)
