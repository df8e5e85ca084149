"""What the worker found out about the opinions in a round."""

from datetime import datetime, timedelta

from django.db import models

from codesign.enums import AnalysisState
from codesign.models.rounds import Round
from codesign.querysets.opinion import OpinionAnalysisQuerySet

LOST_AFTER = timedelta(minutes=15)


class OpinionAnalysis(models.Model):
    """Groups of opinion in one round, and what each says of each statement; the newest analysis replaces the former.

    Groups may be shown only once `is_stable` says that they are more than chance: it is None until that was looked at.
    Statements that were moderated out are left out, and so are ballots that say "I do not understand this".
    """

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="opinion")
    state = models.CharField(max_length=10, choices=AnalysisState.choices, default=AnalysisState.WAITING)
    asked_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    ballots = models.JSONField(default=dict)  # how many of each choice there were
    people = models.PositiveIntegerField(default=0)
    too_few = models.TextField(blank=True)  # why there are no groups, where there are none
    silhouette = models.FloatField(null=True)
    groups = models.JSONField(default=list)  # of each its people and the statements that represent it
    standings = models.JSONField(default=list)  # of each statement its consensus and the counts of each group
    places = models.BinaryField(default=bytes)  # who is in which group, so that groups keep their numbers
    is_stable = models.BooleanField(null=True)
    stability = models.JSONField(default=dict)

    objects = OpinionAnalysisQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.round}: {self.get_state_display()}"

    def is_busy(self, now: datetime) -> bool:
        """Whether the worker has it in hand, or will; what was asked for long ago was lost with its worker."""
        is_asked_for = self.state in (AnalysisState.WAITING, AnalysisState.RUNNING)
        return is_asked_for and self.asked_at is not None and now - self.asked_at < LOST_AFTER

    def is_due(self, ballots: dict[str, int]) -> bool:
        """Whether there are ballots that were not analysed since the round was counted."""
        settled_at = self.round.settled_at
        return bool(ballots) and settled_at is not None and (self.asked_at is None or self.asked_at < settled_at)
