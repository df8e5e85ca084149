"""What tests of second factors do again and again."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from people.models import User

PASSWORD = "a-long-enough-password"
SECRET = "JBSWY3DPEHPK3PXP"


def give_factor(user: User) -> Authenticator:
    """An app with codes, and recovery codes."""
    RecoveryCodes.activate(user)
    return TOTP.activate(user, SECRET).instance


def recovery_codes_of(user: User) -> list[str]:
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


def code_now(secret: str = SECRET, periods: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))


def sign_in(client: Client, user: User, password: str = PASSWORD):
    return client.post("/sign-in/", {"login": user.email, "password": password}, secure=True)


def show_factor(client: Client, code: str | None = None):
    return client.post("/sign-in/code/", {"code": code or code_now()}, secure=True)
