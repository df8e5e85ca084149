"""Brings the news of codesign to sockets: of this process at once, of others by a knock."""

import uuid
from collections.abc import Collection

from django.conf import settings
from django.dispatch import receiver

from codesign.signals import ops_committed
from realtime.groups import knock_from_a_thread
from realtime.hub import hubs


@receiver(ops_committed)
def wake_hubs(sender, board_id: uuid.UUID, head: int, sealed_seats: Collection[uuid.UUID], **kwargs) -> None:
    """Without Redis there is one process only, and nobody else to wake."""
    hubs.ring(board_id, sealed_seats)
    if settings.REDIS_URL:
        knock_from_a_thread(board_id, sealed_seats, hubs.loop)
