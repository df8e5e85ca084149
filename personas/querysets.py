"""Questions about many chairs, advocacies and challenges."""

from django.apps import apps
from django.db import models
from django.utils import timezone


class TableQuerySet(models.QuerySet):
    def counting(self, subject_id):
        """Tables that count the people of this subject: its own, and those whose owners named it as an ancestor."""
        own, named = models.Q(subject=subject_id), models.Q(subject__counted_ancestors=subject_id)
        return self.filter(own | named).distinct()

    def of_open_subjects(self):
        subject = apps.get_model("codesign", "Subject")
        return self.filter(subject__in=subject._default_manager.open())


class ChairQuerySet(models.QuerySet):
    def seated(self):
        """Chairs that stand at the table; a removed chair stays on record with its published reason."""
        return self.filter(removed_at__isnull=True)

    def with_advocates(self):
        """Annotate `is_advocated`: whether somebody is appointed to stand in today. A chair's state needs it."""
        advocacy = apps.get_model("personas", "Advocacy")
        current = advocacy._default_manager.current().filter(chair=models.OuterRef("pk"))
        return self.annotate(is_advocated=models.Exists(current))


class AdvocacyQuerySet(models.QuerySet):
    def current(self):
        today = timezone.localdate()
        return self.filter(started_on__lte=today, ends_on__gte=today, ended_at__isnull=True)


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
