"""Questions about many messages, and about what was told."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

# As long as sending one message may take. After it, whoever claimed the message is taken for dead.
LEASE = timedelta(minutes=10)
MOST_CLAIMS = 2


class MessageQuerySet(models.QuerySet):
    def not_done(self):
        return self.filter(sent_on=None, given_up_on=None)

    def to_send(self):
        """Messages that nobody is sending and that may be sent once more."""
        free = Q(claimed_at=None) | Q(claimed_at__lte=timezone.now() - LEASE)
        return self.not_done().filter(free, claims__lt=MOST_CLAIMS)

    def to_ask_for(self):
        """Of these, what the worker was not asked for yet, or so long ago that it was lost."""
        return self.to_send().filter(Q(asked_at=None) | Q(asked_at__lte=timezone.now() - LEASE))

    def never_marked(self):
        """Messages that were claimed as often as they may be, and not marked: nobody knows whether they went out."""
        return self.not_done().filter(claims__gte=MOST_CLAIMS, claimed_at__lte=timezone.now() - LEASE)


class ToldQuerySet(models.QuerySet):
    def reached(self):
        """What is told, without what is on its way or was given up."""
        return self.filter(Q(message=None) | Q(message__sent_on__isnull=False))
