"""Questions about many chairs, advocacies and challenges."""

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import RowNumber
from django.utils import timezone

from codesign.models import TextVersion
from measures.representation import Hearing
from personas.enums import WORST_FIRST, ChallengeState, state_of


class TableQuerySet(models.QuerySet):
    def counting(self, subject_id):
        """Tables that count the people of this subject: its own, and those whose owners named it as an ancestor."""
        own, named = models.Q(subject=subject_id), models.Q(subject__counted_ancestors=subject_id)
        return self.filter(own | named).distinct()


class ChairQuerySet(models.QuerySet):
    def seated(self):
        """Chairs that stand at the table; a removed chair stays on record with its published reason."""
        return self.filter(removed_at__isnull=True)

    def with_advocates(self):
        """Annotate `is_advocated`: whether somebody is appointed to stand in today. A chair's state needs it."""
        advocacy = apps.get_model("personas", "Advocacy")
        current = advocacy._default_manager.current().filter(chair=models.OuterRef("pk"))
        return self.annotate(is_advocated=models.Exists(current))

    def with_facts(self):
        """Bring what is said beside a chair: its segment, its subject, and who stands in today."""
        advocacy = apps.get_model("personas", "Advocacy")
        standing_in = advocacy._default_manager.current().select_related("advocate").order_by("started_on", "id")
        return (
            self.with_advocates()
            .select_related("segment__dimension", "table__subject")
            .prefetch_related(models.Prefetch("advocacies", standing_in, to_attr="current_advocacies"))
        )

    def at_open_subjects(self):
        subject = apps.get_model("codesign", "Subject")
        return self.seated().filter(table__subject__in=subject._default_manager.open())

    def missing(self):
        """Chairs at which the people themselves are not heard."""
        return self.exclude(hearing=Hearing.HEARD)

    def with_rank(self):
        """Annotate `rank`: the place of the chair's state among `WORST_FIRST`."""
        states = ((hearing, is_advocated) for is_advocated in (True, False) for hearing in Hearing)
        ranks = [
            models.When(
                hearing=hearing,
                is_advocated=is_advocated,
                then=WORST_FIRST.index(state_of(hearing, is_advocated=is_advocated)),
            )
            for hearing, is_advocated in states
        ]
        return self.with_advocates().annotate(rank=models.Case(*ranks, output_field=models.IntegerField()))

    def worst_group_first(self):
        """Bring chairs with their facts, those of one segment together, the segment with the worst chair first."""
        worst = models.Window(models.Min("rank"), partition_by=[models.F("segment_id")])
        place = ("segment__dimension__position", "segment__position", "segment_id", "rank", "table__subject__code")
        return self.with_facts().with_rank().annotate(worst_rank=worst).order_by("worst_rank", *place)

    def worst_of_each_group(self, most: int):
        """At most so many chairs of each segment, the worst first, each with the segment's `chair_count`."""
        segment = [models.F("segment_id")]
        place = models.Window(RowNumber(), partition_by=segment, order_by=["rank", "id"])
        number = models.Window(models.Count("*"), partition_by=segment)
        ranked = self.with_facts().with_rank().annotate(chair_count=number, place_in_group=place)
        return ranked.filter(place_in_group__lte=most).order_by("segment_id", "rank", "id")


class AdvocacyQuerySet(models.QuerySet):
    def current(self):
        return self.filter(_is_current())

    def with_duties(self):
        """Annotate `is_current`, `contact_count`, and whether the newest text waits for a finding of this advocate."""
        texts = TextVersion.objects.filter(
            subject=OuterRef("chair__table__subject"), language=OuterRef("chair__table__subject__source_language")
        )
        findings = apps.get_model("personas", "ChairFinding")._default_manager.filter(
            advocacy=OuterRef("pk"), text_version=OuterRef("newest_text")
        )
        return self.annotate(
            is_current=Case(When(_is_current(), then=True), default=False),
            contact_count=Count("contacts"),
            newest_text=Subquery(texts.order_by("-submitted_at", "-id").values("pk")[:1]),
        ).annotate(
            waits_for_finding=Case(
                When(Q(is_current=True, newest_text__isnull=False) & ~Exists(findings), then=True), default=False
            )
        )


class ChallengeQuerySet(models.QuerySet):
    def standing(self):
        """Challenges that were not withdrawn by their author."""
        return self.filter(withdrawn_at__isnull=True)

    def without_reply(self):
        return self.standing().filter(replies__isnull=True)

    def without_verdict(self):
        """Challenges whose newest reply the challenger has not judged."""
        reply = apps.get_model("personas", "Reply")
        newest = reply._default_manager.filter(challenge=models.OuterRef("pk")).order_by("-id")
        return (
            self.standing()
            .annotate(newest_reply=models.Subquery(newest.values("id")[:1]))
            .filter(newest_reply__isnull=False)
            .exclude(replies__verdict__reply_id=models.F("newest_reply"))
        )

    def with_state(self):
        """Annotate `state`: whose turn it is, by the newest reply and its verdict."""
        replies = apps.get_model("personas", "Reply")._default_manager.filter(challenge=OuterRef("pk"))
        newest = replies.order_by("-id")
        return self.annotate(
            newest_reply=Subquery(newest.values("pk")[:1]),
            newest_verdict=Subquery(newest.values("verdict__is_answered")[:1]),
        ).annotate(
            state=Case(
                When(withdrawn_at__isnull=False, then=Value(ChallengeState.WITHDRAWN.value)),
                When(newest_reply__isnull=True, then=Value(ChallengeState.WAITS_FOR_REPLY.value)),
                When(newest_verdict=True, then=Value(ChallengeState.ANSWERED.value)),
                When(newest_verdict=False, then=Value(ChallengeState.DISSENT.value)),
                default=Value(ChallengeState.WAITS_FOR_VERDICT.value),
                output_field=models.CharField(),
            )
        )

    def open_first(self):
        """What waits comes first, the oldest at the top. Ask for challenges `with_state()` first."""
        turns = [When(state=state.value, then=position) for position, state in enumerate(ChallengeState)]
        return self.order_by(Case(*turns, output_field=models.IntegerField()), "raised_at", "id")


def _is_current() -> Q:
    today = timezone.localdate()
    return Q(started_on__lte=today, ends_on__gte=today, ended_at__isnull=True)
