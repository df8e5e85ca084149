"""The only door through which views get this app's objects. What someone may not see does not exist for them."""

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet, Subquery
from django.http import Http404

from codesign.models import Subject
from engagement.models import OutreachAttempt
from people.enums import GROUP_NAMES, Role
from people.models import ReferenceCount, Segment, Tenure, User
from personas.enums import ReplyKind
from personas.models import Chair, Challenge, Reply, Table


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


def segments_for_lead() -> QuerySet[Segment]:
    """Every segment with `worst_rank`, its worst chair's at an open subject; the worst first, without a chair last."""
    ranked = Chair.objects.at_open_subjects().with_rank().filter(segment=OuterRef("pk")).order_by("rank")
    attempts = OutreachAttempt.objects.filter(segment=OuterRef("pk")).order_by("-attempted_on")
    counts = ReferenceCount.objects.filter(segment=OuterRef("pk")).order_by("-counted_date", "-id")
    return (
        Segment.objects.select_related("dimension")
        .annotate(
            worst_rank=Subquery(ranked.values("rank")[:1]),
            last_attempt_on=Subquery(attempts.values("attempted_on")[:1]),
            is_invented=Subquery(counts.values("is_invented")[:1]),
        )
        .order_by(F("worst_rank").asc(nulls_last=True), "dimension__position", "position", "id")
    )


def worst_chairs_of(segments: list[Segment], most: int) -> QuerySet[Chair]:
    """At most so many chairs of each of these segments, the worst first, with `chair_count` of the segment."""
    return Chair.objects.at_open_subjects().filter(segment__in=segments).worst_of_each_group(most)


def get_chair_for_lead(pk: int) -> Chair:
    chair = Chair.objects.seated().with_facts().filter(pk=pk).first()
    if chair is None:
        raise Http404
    return chair


def staff_advocates() -> QuerySet[User]:
    """Who may be appointed to a chair."""
    advocates = User.objects.filter(groups__name=GROUP_NAMES[Role.ADVOCATE], is_active=True)
    return advocates.order_by("display_name", "email")


def promises() -> QuerySet[Reply]:
    """Replies that put an answer off and that no later reply took up: the first due first, with the office's holder."""
    later = Reply.objects.filter(challenge=OuterRef("challenge"), id__gt=OuterRef("id"))
    holders = Prefetch("deferred_to__tenures", Tenure.objects.current().select_related("user"), to_attr="holders")
    deferred = Reply.objects.filter(kind=ReplyKind.DEFERRED, challenge__withdrawn_at__isnull=True)
    return (
        deferred.filter(~Exists(later))
        .select_related("challenge__subject", "deferred_to")
        .prefetch_related(holders)
        .order_by("deferred_until", "id")
    )
