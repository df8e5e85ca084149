"""The only door through which views get this app's objects."""

import hashlib

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from people.enums import Role
from people.models import SignInLink, User


def colleague(user: AbstractBaseUser | AnonymousUser) -> User | None:
    """The member of staff who is signed in; None for visitors, and for participants with an account."""
    return user if isinstance(user, User) and Role.MEMBER_OF_STAFF in user.roles else None


def participant(user: AbstractBaseUser | AnonymousUser) -> User | None:
    """The participant who is signed in with an account; None for visitors and for staff."""
    return user if isinstance(user, User) and Role.PARTICIPANT in user.roles else None


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
