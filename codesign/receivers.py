"""What happens here when something happens elsewhere."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from codesign.permissions.accounts import seats_kept_by
from codesign.sessions import remember_kept_seats
from people.models import User
from people.permissions import participant


@receiver(user_logged_in)
def go_on_from_kept_seats(request: HttpRequest, user: User, **kwargs: Any) -> None:
    if account := participant(user):
        remember_kept_seats(request.session, seats_kept_by(account))
