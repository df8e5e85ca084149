"""Questions about many codes and batches of them."""

from django.db import models
from django.db.models import Count, Q


class InviteBatchQuerySet(models.QuerySet):
    def with_used(self):
        """Annotate used_count: how many codes of a batch let somebody in."""
        return self.annotate(used_count=Count("invites", filter=Q(invites__redeemed_on__isnull=False)))


class InviteQuerySet(models.QuerySet):
    def with_batch(self):
        """Each with all that a page says of its batch, in one question."""
        return self.select_related("batch__subject", "batch__segment__dimension")
