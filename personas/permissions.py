"""The only door through which views get this app's objects. What someone may not see does not exist for them."""

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import Http404

from codesign.models import Subject, Voice
from engagement.models import OutreachAttempt
from people.enums import GROUP_NAMES, Role
from people.models import ReferenceCount, Segment, Tenure, User
from personas.enums import ReplyKind
from personas.models import Advocacy, Chair, Challenge, Reply, Table
from personas.querysets import AdvocacyQuerySet, ChallengeQuerySet

# Texts of drafts are not public: beside the two who speak in an exchange, these read it.
READERS_OF_EXCHANGES = frozenset({Role.LEAD, Role.APPROVER, Role.EDITOR})
READERS_OF_ALL_CHALLENGES = frozenset({Role.LEAD, Role.APPROVER})


def get_table(code: str) -> Table:
    """Return the table of the subject with this code: everyone may see who is heard and who is not."""
    table = Table.objects.select_related("subject").filter(subject__code__iexact=code).first()
    if table is None:
        raise Http404
    return table


def has_table(subject: Subject) -> bool:
    return Table.objects.filter(subject=subject).exists()


def missing_chairs() -> QuerySet[Chair]:
    """The chairs of open subjects at which people are not heard, the worst group first."""
    return Chair.objects.at_open_subjects().missing().worst_group_first()


def challenges_at(subject: Subject) -> ChallengeQuerySet:
    """The challenges of a subject with their exchange, for whoever may see its page at the gate."""
    return (
        _challenges().filter(subject=subject).open_first().prefetch_related("replies__verdict", "replies__deferred_to")
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


def get_advocacy_for_lead(pk: int) -> Advocacy:
    advocacy = Advocacy.objects.filter(pk=pk).first()
    if advocacy is None:
        raise Http404
    return advocacy


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


def advocacies_of(user: User) -> AdvocacyQuerySet:
    """The chairs in which this person stands in or stood in, with what they have to do there."""
    chairs = Advocacy.objects.filter(advocate=user).with_duties()
    return chairs.select_related("chair__segment", "chair__table__subject__owner")


def get_advocacy(user: User, pk: int) -> Advocacy:
    """Return one of this person's own advocacies, also when its time is over."""
    advocacy = advocacies_of(user).filter(pk=pk).first()
    if advocacy is None:
        raise Http404
    return advocacy


def voices_for_advocate(advocacy: Advocacy) -> QuerySet[Voice]:
    """What real people said of this subject, or of those its table counts, and everyone may read. The newest first.

    What is hidden keeps its place.
    """
    subject = advocacy.chair.table.subject
    voices = Voice.objects.for_everyone().filter(Q(subject=subject) | Q(subject__in=subject.counted_ancestors.all()))
    return (
        voices.of_people_heard().select_related("subject", "seat").prefetch_related("barriers", "hides").order_by("-id")
    )


def challenges_of(user: User) -> ChallengeQuerySet:
    return _challenges().filter(author=user)


def challenges_for(user: User) -> ChallengeQuerySet:
    """Challenges to the subjects this person owns; lead and approver see all. What waits comes first."""
    seen = _challenges() if user.roles & READERS_OF_ALL_CHALLENGES else _challenges().filter(subject__owner=user)
    return seen.open_first()


def get_challenge(user: User, pk: int) -> Challenge:
    """Return a challenge for those who take part in its exchange, or who judge the text it is about."""
    seen = _challenges()
    if not user.roles & READERS_OF_EXCHANGES:
        seen = seen.filter(Q(author=user) | Q(subject__owner=user))
    return _one(seen, pk)


def get_challenge_for_owner(user: User, pk: int) -> Challenge:
    return _one(_challenges().filter(subject__owner=user), pk)


def get_challenge_for_author(user: User, pk: int) -> Challenge:
    return _one(challenges_of(user), pk)


def _challenges() -> ChallengeQuerySet:
    return (
        Challenge.objects.all()
        .with_state()
        .select_related("author", "subject__owner", "passage__text_version", "advocacy__chair__segment")
    )


def _one(challenges: ChallengeQuerySet, pk: int) -> Challenge:
    challenge = challenges.filter(pk=pk).first()
    if challenge is None:
        raise Http404
    return challenge
