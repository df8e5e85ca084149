"""Brings the news of codesign to sockets: of this process at once, of others by a knock."""

from django.conf import settings
from django.dispatch import receiver

from codesign.boards import Committed
from codesign.signals import ops_committed
from realtime.groups import knocker
from realtime.hubs import hubs


@receiver(ops_committed)
def tell_hubs(sender, committed: Committed, **kwargs) -> None:
    """Without Redis there is one process only, and nobody else to wake."""
    is_here = hubs.hear(committed)
    if settings.REDIS_URL and not is_here:
        knocker.knock_now(committed.board_id, committed.sealed_seats)
