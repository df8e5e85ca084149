"""What a pilot measures."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from codesign.enums import Direction
from codesign.models.subjects import Subject
from codesign.querysets.indicators import IndicatorQuerySet
from people.models import Named


class Indicator(Named):
    """Something that is counted while a pilot runs, so that everyone can see whether it does what it promised."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="indicators")
    unit = models.CharField(max_length=60, help_text="Such as: minutes, visits per claim, claims of 100.")
    unit_translations = models.JSONField(default=dict, blank=True)
    good_direction = models.CharField(
        max_length=10, choices=Direction.choices, help_text="Which way is good for participants."
    )
    baseline = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, help_text="How it was before the pilot, where known."
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["subject", "name"], name="indicator_once")]

    def unit_in(self, language: str) -> str:
        return self.unit_translations.get(language) or self.unit

    @property
    def direction(self) -> Direction | None:
        """Which way it went; None before there are two readings. Ask for indicators `with_course()` first."""
        first, newest = self.first_value, self.newest_value  # type: ignore[attr-defined]
        if self.reading_count < 2:  # type: ignore[attr-defined]
            return None
        if newest == first:
            return Direction.STEADY
        return Direction.UP if newest > first else Direction.DOWN

    @property
    def went_as_hoped(self) -> bool:
        return self.direction == self.good_direction


class Reading(models.Model):
    """What an indicator said on one day. A correction is another reading of the same day: the later one counts."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="readings")
    value = models.DecimalField(max_digits=12, decimal_places=2)
    read_on = models.DateField()
    note = models.CharField(max_length=300, blank=True, help_text="What one needs to know to understand the number.")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["read_on", "id"]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value} on {self.read_on}"
