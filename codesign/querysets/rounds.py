"""Questions about many rounds and statements."""

from typing import NamedTuple

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from codesign.enums import Choice, Moderation
from codesign.querysets.locks import first_held


class Held(NamedTuple):
    """What casting needs of a round that is open: its secret, and whether it asks about the statement."""

    secret: str
    asks: bool


class RoundQuerySet(models.QuerySet):
    def open(self):
        """Rounds in which people may choose: nobody closed them, and their time and that of the subject is not up."""
        now = timezone.now()
        return self.filter(closed_at__isnull=True, subject__opens_at__lte=now).exclude(_time_is_up(now))

    def due(self):
        """Rounds whose time or whose subject's time is up, and closed ones that wait for their count."""
        return self.filter(_time_is_up(timezone.now()) | Q(closed_at__isnull=False)).filter(settled_at__isnull=True)

    def with_people(self):
        """Annotate people_count: how many took part, which says nothing of what they chose."""
        return self.annotate(people_count=Count("voted"))

    def settled(self):
        return self.filter(settled_at__isnull=False)

    def hold_open(self, round_id: int, statement_id: int) -> Held | None:
        """Keep a round open until the transaction ends, or return None where it is closed.

        Whoever casts holds it together with all others who do; only closing, which takes the row for itself, waits.
        """
        asked = self.model._default_manager.filter(pk=OuterRef("pk"), statements=statement_id)
        row = first_held(self.open().filter(pk=round_id).annotate(asks=Exists(asked)).values_list("secret", "asks"))
        return Held(row[0], bool(row[1])) if row else None

    def unfinished(self):
        """Counted rounds that were not analysed since: an analysis holds exact counts, which an open round has not."""
        return self.settled().filter(~Q(opinion__asked_at__gte=F("settled_at")))


class SegmentTallyQuerySet(models.QuerySet):
    def of_all_segments(self):
        """What everybody chose and what those of each way did, whatever their segments."""
        return self.filter(segment=None)


class StatementQuerySet(models.QuerySet):
    def listed(self):
        """Statements that everyone may read: what somebody suggested only once the owner has accepted it."""
        return self.exclude(moderation=Moderation.REJECTED).exclude(moderation=Moderation.PENDING, seat__isnull=False)

    def with_tombstones(self):
        """The same, and after them those in whose place everyone reads why they are left out."""
        hides = apps.get_model("codesign", "Hide")._default_manager.filter(statement=OuterRef("pk"), lifted_at=None)
        is_asked = ~Q(moderation=Moderation.REJECTED) & ~Q(moderation=Moderation.PENDING, seat__isnull=False)
        statements = self.annotate(is_hidden=Exists(hides)).filter(is_asked | Q(is_hidden=True))
        return statements.order_by("is_hidden", "number")

    def waiting(self):
        """Suggestions that nobody has decided about, the oldest first."""
        return self.filter(moderation=Moderation.PENDING, seat__isnull=False).order_by("number")

    def left_out(self):
        """Statements of which everyone may read only how many there are."""
        return self.filter(moderation=Moderation.REJECTED)

    def with_counts(self):
        """Annotate ballot_count and, per choice, agree_count and so on: what settled rounds say. In order of number.

        The order is asked for here because a query that groups forgets that of its model.
        """
        settled = Q(ballots__round__settled_at__isnull=False)
        counts = {
            f"{choice.value}_count": Count("ballots", filter=settled & Q(ballots__choice=choice)) for choice in Choice
        }
        return self.annotate(ballot_count=Count("ballots", filter=settled), **counts).order_by("number")


def _time_is_up(now):
    """A round that nobody closed ends at its own time, and at the latest with its subject."""
    return Q(closes_at__isnull=False, closes_at__lte=now) | Q(
        subject__closes_at__isnull=False, subject__closes_at__lte=now
    )
