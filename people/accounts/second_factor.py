"""Every member of staff signs in with a second factor: whoever has none sets one up before they see any other page.

Two things are asked: that the account has a second factor, and that this session showed it. So a session that began in
any other way, by a sign-in page we do not know of or before somebody joined the staff, opens nothing either.
"""

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from people.models import User
from people.permissions import colleague

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
ALWAYS_OPEN = {"account_logout", "display", "healthz", "account_confirm_email", "demo_sign_in"}
TO_SHOW_ONE = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
TO_SET_ONE_UP = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
}


def page_to_go_to(request: HttpRequest) -> str | None:
    """Where a member of staff without a second factor has to go first: the name of a page, or None."""
    user = colleague(request.user)
    if user is None or not settings.STAFF_NEED_SECOND_FACTOR:
        return None
    if not has_factor(user):
        return "mfa_index"
    return None if _was_shown(request, user) else "mfa_reauthenticate"


def has_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def is_last_of_staff(authenticator: Authenticator) -> bool:
    """Whether a member of staff would have no second factor without this one."""
    if authenticator.type not in FACTORS or not settings.STAFF_NEED_SECOND_FACTOR:
        return False
    others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS).exclude(pk=authenticator.pk)
    return colleague(authenticator.user) is not None and not others.exists()


class SecondFactorMiddleware:
    """Lead to the second factor from every page, ours and Wagtail's, that a member of staff asks for without one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        target = page_to_go_to(request)
        name = request.resolver_match.url_name if request.resolver_match else None
        if target is None or name in ALWAYS_OPEN | (TO_SET_ONE_UP if target == "mfa_index" else TO_SHOW_ONE):
            return None
        came_from = {"next": request.get_full_path()} if request.method == "GET" else {}
        return HttpResponseRedirect(f"{reverse(target)}?{urlencode(came_from)}" if came_from else reverse(target))


def _was_shown(request: HttpRequest, user: User) -> bool:
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


@receiver(authenticator_added)
def note_that_it_was_shown(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: object) -> None:
    """Whoever sets a second factor up has just used it."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, method="mfa", id=authenticator.pk, type=authenticator.type)
