"""Limits on how often something may be tried. They live in the database, so they hold with Redis dead."""

import hashlib
import hmac
import ipaddress
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest

from people.models import Attempt

BITS_OF_A_NETWORK = 64


@dataclass(frozen=True)
class Limit:
    """At most `count` attempts for one key in `seconds`."""

    purpose: str
    count: int
    seconds: int

    def is_spent(self, key: str) -> bool:
        window = int(time.time()) // self.seconds
        row = Attempt.objects.filter(purpose=self.purpose, key=self._hide(key, window), window=window).first()
        return row is not None and row.count >= self.count

    def spend(self, key: str) -> None:
        """Count one attempt. Old windows of the same purpose are dropped as a new one opens."""
        window = int(time.time()) // self.seconds
        with transaction.atomic():
            attempt, is_new = Attempt.objects.get_or_create(
                purpose=self.purpose, key=self._hide(key, window), window=window
            )
            Attempt.objects.filter(pk=attempt.pk).update(count=models.F("count") + 1)
        if is_new:
            Attempt.objects.filter(purpose=self.purpose, window__lt=window - 1).delete()

    def _hide(self, key: str, window: int) -> str:
        """Store no address: a keyed hash that changes with the window."""
        text = f"{self.purpose}:{window}:{key}"
        return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def client_address(request: HttpRequest) -> str:
    """The client's address: the socket's peer, or what our own proxies (and only they) wrote."""
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.TRUSTED_PROXIES and len(forwarded) >= settings.TRUSTED_PROXIES:
        return forwarded[-settings.TRUSTED_PROXIES]
    return request.META.get("REMOTE_ADDR", "")


def client_network(request: HttpRequest) -> str:
    """Where the client sits, for limits: its address, or of IPv6 the network, in which one machine has any address."""
    address = client_address(request)
    try:
        six = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    network = ipaddress.IPv6Network((six, BITS_OF_A_NETWORK), strict=False)
    return str(six.ipv4_mapped or network.network_address)
