"""What every view of this app may rely on."""

from django.http import HttpRequest

from people.models import User


class StaffRequest(HttpRequest):
    """A request that passed the authorization table, so somebody is signed in."""

    user: User
