"""Verbs about accounts and offices."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from people import audit
from people.models import Office, SignInLink, Tenure, User

SIGN_IN_LINK_LIFETIME = timedelta(hours=24)


def make_sign_in_link(*, user: User) -> str:
    """Make a single-use demo sign-in for this account and return its secret, which is stored as a hash only."""
    secret = secrets.token_urlsafe(24)
    SignInLink.objects.create(
        user=user,
        secret_hash=hashlib.sha256(secret.encode()).hexdigest(),
        expires_at=timezone.now() + SIGN_IN_LINK_LIFETIME,
    )
    return secret


def use_sign_in_link(*, link: SignInLink) -> User:
    """Use the link up. Of two uses at the same moment one wins; the other gets Http404."""
    now = timezone.now()
    if not SignInLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=now):
        raise Http404
    return link.user


@transaction.atomic
def appoint_to_office(*, office: Office, user: User, appointed_by: User | None) -> Tenure:
    """End the present tenure of an office, if any, and begin another."""
    now = timezone.now()
    Office.objects.select_for_update().get(pk=office.pk)
    office.tenures.filter(ended_at__isnull=True).update(ended_at=now)
    tenure = Tenure.objects.create(office=office, user=user, started_at=now)
    audit.record(
        action="people.office.appointed", target=office, actor=appointed_by, data={"user": user.pk, "tenure": tenure.pk}
    )
    return tenure
