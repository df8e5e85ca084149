"""The pages of accounts, as allauth makes them, with the status that each answer deserves."""

import functools
from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from people.accounts.adapters import FactorAdapter
from people.accounts.second_factor import is_last_of_staff, page_to_go_to

View = Callable[..., HttpResponseBase]
SLOWED = {"too_many", "too_many_login_attempts"}


def answered(view: View) -> View:
    """A form that comes back with a refusal is no success: 422, or 429 for whoever tried too often."""

    @functools.wraps(view)
    def with_status(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if request.method == "POST" and response.status_code == 200 and form is not None and form.errors:
            response.status_code = 429 if _is_slowed(form) else 422
        return response

    return with_status


def _is_slowed(form) -> bool:
    return any(error.code in SLOWED for errors in form.errors.as_data().values() for error in errors)


class AccountView(factors.IndexView):
    """How one signs in; a member of staff without a second factor reads here why no other page opens."""

    def get_context_data(self, **kwargs) -> dict:
        needs_factor = page_to_go_to(self.request) is not None
        return super().get_context_data(**kwargs) | {"needs_factor": needs_factor}


my_account = AccountView.as_view()
sign_in = answered(account.LoginView.as_view(extra_context={"is_open": lambda: settings.ACCOUNT_SIGNUP_ENABLED}))
sign_up = answered(account.signup)
again = answered(account.reauthenticate)
change_password = answered(account.password_change)
set_password = answered(account.password_set)
forgot_password = answered(account.password_reset)
new_password = answered(account.password_reset_from_key)
second_factor = answered(factors.authenticate)
second_factor_again = answered(factors.reauthenticate)
activate_app = answered(app.activate_totp)
add_passkey = answered(passkeys.add_webauthn)
passkey_again = answered(passkeys.reauthenticate_webauthn)
make_recovery_codes = answered(recovery_codes.generate_recovery_codes)


def institution_sign_in(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Lead to the institution's own sign-in, or say that it cannot be reached."""
    try:
        return oidc.login(request, provider_id)
    except OSError:
        return render(request, "socialaccount/authentication_error.html", status=503)


def remove_passkey(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A member of staff keeps at least one second factor."""
    passkey = get_object_or_404(Authenticator, pk=pk, user=request.user, type=Authenticator.Type.WEBAUTHN)
    if is_last_of_staff(passkey):
        messages.error(request, FactorAdapter.error_messages["cannot_delete_authenticator"])
        return redirect("mfa_list_webauthn")
    return passkeys.remove_webauthn(request, pk=pk)
