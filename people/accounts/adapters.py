"""What accounts do our way, where allauth leaves it open."""

import base64
import hashlib
import io
import time
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.accounts.limits import MAILS_PER_MAILBOX, SIGN_IN_PER_ACCOUNT, SIGN_IN_PER_ADDRESS
from people.accounts.second_factor import is_last_of_staff, page_to_go_to
from people.limits import client_address, client_network
from people.permissions import colleague

# After so many seconds somebody who changes how they sign in shows again who they are.
SECONDS_FRESH = 300
SIGNED_IN_BY = {"password", "mfa", "socialaccount"}
# Whoever types an address makes us send these to it. What happens in an account is always told to its holder.
ASKED_FOR = {
    "account/email/password_reset_key",
    "account/email/unknown_account",
    "account/email/account_already_exists",
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
}
SAID_BY_PAGES = {
    "account/messages/logged_in.txt",
    "account/messages/logged_out.txt",
    "account/messages/email_confirmation_sent.txt",
}
TOO_MANY = _("There were too many failed attempts. Wait 15 minutes, then try again.")
MISMATCH = _("We do not know this e-mail address and password together. Check both and try again.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Ask an administrator."),
        "email_password_mismatch": MISMATCH,
        "enter_current_password": _("This is not your password now. Type it again."),
        "incorrect_code": _("This code is not right. Look at the newest one and type it again."),
        "incorrect_password": _("This is not your password. Type it again."),
        "invalid_password_reset": _("This link does not work any more. Ask for a new one."),
        "too_many_login_attempts": TOO_MANY,
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff come to their desk, participants to what they said."""
        return resolve_url(
            settings.LOGIN_REDIRECT_URL if colleague(request.user) else settings.PARTICIPANT_REDIRECT_URL
        )

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse whoever failed too often, here or at this account, before their password is looked at."""
        if SIGN_IN_PER_ADDRESS.is_spent(client_network(request)) or SIGN_IN_PER_ACCOUNT.is_spent(_account(credentials)):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        SIGN_IN_PER_ADDRESS.spend(client_network(request))
        SIGN_IN_PER_ACCOUNT.spend(_account(credentials))

    def is_reauthentication_required(self, app: str) -> bool:
        """Whoever signed in a moment ago need not show again who they are, nor who has nothing yet to show it with."""
        request = current.request
        if not self.get_reauthentication_methods(request.user):
            return False
        records = get_authentication_records(request, request.user)
        freshest = max((record["at"] for record in records if record["method"] in SIGNED_IN_BY), default=0)
        return time.time() - freshest > SECONDS_FRESH

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict]:
        """Where the second factor has to be shown, a password does not do."""
        methods = super().get_reauthentication_methods(user)
        if page_to_go_to(current.request) != "mfa_reauthenticate":
            return methods
        return [method for method in methods if method["id"] != "reauthenticate"]

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """A mailbox gets a few mails that strangers may ask for, and the page says the same whether one went out."""
        if template_prefix in ASKED_FOR:
            if MAILS_PER_MAILBOX.is_spent(email.lower()):
                return
            MAILS_PER_MAILBOX.spend(email.lower())
        super().send_mail(template_prefix, email, context | {"site_name": settings.WAGTAIL_SITE_NAME})

    def add_message(self, request: HttpRequest, level: int, message_template: str = "", *args: Any, **kw: Any) -> None:
        """Pages say what happened; only what has no page of its own is told at the top of the next one."""
        if message_template not in SAID_BY_PAGES:
            super().add_message(request, level, message_template, *args, **kw)


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Staff need a second way to sign in. First add another one, then remove this."
        ),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": _("Confirm your e-mail address first: open the link that we sent you."),
    }

    def get_totp_issuer(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def build_totp_svg(self, url: str) -> str:
        """On white, so that phones read it in dark pages as well."""
        picture = io.BytesIO()
        segno.make(url).save(picture, kind="svg", light="white", border=2, xmldecl=False)
        return picture.getvalue().decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        return gettext("Passkey %(number)s") % {
            "number": Authenticator.objects.filter(user=user, type=type).count() + 1
        }

    def encrypt(self, text: str) -> str:
        """Whoever copies the database cannot make codes from it."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not is_last_of_staff(authenticator)


class InstitutionAdapter(DefaultSocialAccountAdapter):
    """Accounts from the institution's own sign-in, which may begin one here although sign-up is closed."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True


def _account(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or "").lower()


def _cipher() -> Fernet:
    key = hashlib.sha256(b"people.second_factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
