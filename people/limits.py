"""Limits on how often something may be tried. They live in the database, so they hold with Redis dead."""

import hashlib
import hmac
import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest

from people.models import Attempt

BITS_OF_A_NETWORK = 64


@dataclass(frozen=True)
class Limit:
    """At most `count` attempts for one key in `seconds`."""

    purpose: str
    count: int
    seconds: int

    def take(self, key: str) -> bool:
        """Count one attempt, unless there were enough: of many in one moment, no more than there may be."""
        row = self._row(key)
        return self._count(row, count__lt=self.count) or self._open(row) or self._count(row, count__lt=self.count)

    def is_spent(self, key: str) -> bool:
        return Attempt.objects.filter(**self._row(key), count__gte=self.count).exists()

    def spend(self, key: str) -> None:
        """Count one attempt, as when it turned out to be wrong."""
        row = self._row(key)
        if not self._count(row) and not self._open(row):
            self._count(row)

    def _row(self, key: str) -> dict[str, Any]:
        window = int(time.time()) // self.seconds
        return {"purpose": self.purpose, "key": self._hide(key, window), "window": window}

    def _count(self, row: Mapping[str, Any], **only: int) -> bool:
        return bool(Attempt.objects.filter(**row, **only).update(count=models.F("count") + 1))

    def _open(self, row: Mapping[str, Any]) -> bool:
        """Begin a window with its first attempt, unless it is there; drop old ones of the same purpose."""
        _attempt, is_new = Attempt.objects.get_or_create(**row, defaults={"count": 1})
        if is_new:
            Attempt.objects.filter(purpose=self.purpose, window__lt=row["window"] - 1).delete()
        return is_new

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
