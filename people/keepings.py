"""What this app keeps for a while: sign-ins."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from people.models import SignInLink
from people.retention import Keeping


def _links(before: datetime) -> QuerySet[SignInLink]:
    return SignInLink.objects.filter(expires_at__lt=before)


def _sessions(before: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=before)


KEEPINGS = (
    Keeping(
        "sessions",
        gettext_lazy("What a browser is known by, after it has run out"),
        gettext_lazy("So that people need not begin anew on the same day."),
        lambda before: _sessions(before).count(),
        lambda before: _sessions(before).delete(),
    ),
    Keeping(
        "sign_in_links",
        gettext_lazy("Links by which staff signed in, after they have run out"),
        gettext_lazy("So that a link that does not work any more can be looked into."),
        lambda before: _links(before).count(),
        lambda before: _links(before).delete(),
    ),
)
