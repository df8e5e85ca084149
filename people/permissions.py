"""The only door through which views get this app's objects."""

import hashlib

from django.http import Http404
from django.utils import timezone

from people.models import SignInLink


def get_sign_in_link(secret: str) -> SignInLink:
    """Return the unused, unexpired link of this secret; 404 for every other."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    link = SignInLink.objects.select_related("user").filter(
        secret_hash=digest, used_at__isnull=True, expires_at__gt=timezone.now(), user__is_active=True
    )
    found = link.first()
    if found is None:
        raise Http404
    return found
