"""The forms of accounts, with our words. Every field says what to type, and every refusal what to do."""

from typing import Any

from allauth.account import forms as account
from allauth.core import context as current
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.accounts.adapters import TOO_MANY
from people.accounts.limits import ASKS_PER_ADDRESS, SECOND_FACTOR_PER_ACCOUNT
from people.limits import client_network

TOO_MANY_ASKS = _("A great many forms came from your connection. Wait an hour, then press again.")
SECONDS_OF_A_CODE = 30
LONG = _("At least 12 characters. Three words that have nothing to do with one another are easy to keep in mind.")
PASSWORD = _("Type your password.")
LABELS = {
    "login": (_("E-mail address"), _("Type your e-mail address, such as name@example.org.")),
    "email": (_("E-mail address"), _("Type your e-mail address, such as name@example.org.")),
    "password": (_("Password"), PASSWORD),
    "password1": (_("New password"), _("Type a new password.")),
    "password2": (_("The new password again"), _("Type the new password again.")),
    "oldpassword": (_("Your password now"), PASSWORD),
    "code": (_("Code"), _("Type the code that your app shows, or one of your recovery codes.")),
    "name": (_("What you call this passkey"), _("Give this passkey a name, such as “My phone”.")),
}
HINTS = {"password1": LONG}
MOST_OF_AN_ADDRESS = 254
TOO_LONG = _("An e-mail address has at most 254 characters. Check yours.")
SHOWN_IN_LATIN = {"login", "email", "password", "password1", "password2", "oldpassword", "code"}


class PlainForm(forms.Form):
    """Gives the fields of another package our labels, sentences and look."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & LABELS.keys():
            self._plain(name, self.fields[name])

    def _plain(self, name: str, field: forms.Field) -> None:
        field.label, required = LABELS[name]
        field.help_text = HINTS.get(name, "")
        field.error_messages |= {"required": required, "invalid": required}
        if name == "email":
            field.validators = [validate_email, MaxLengthValidator(MOST_OF_AN_ADDRESS, TOO_LONG)]
        attrs = field.widget.attrs
        attrs.pop("placeholder", None)
        attrs |= {"class": "input", "dir": "ltr" if name in SHOWN_IN_LATIN else "auto", "autocapitalize": "none"}
        attrs["spellcheck"] = "false"


class AskingForm(PlainForm):
    """A form that makes us send a mail. A machine that fills in one after another is slowed down."""

    def clean(self) -> dict[str, Any]:
        if not ASKS_PER_ADDRESS.take(client_network(current.request)):
            raise ValidationError(TOO_MANY_ASKS, code="too_many")
        return super().clean() or self.cleaned_data


class SignInForm(PlainForm, account.LoginForm):
    pass


class SignUpForm(AskingForm, account.SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Password")


class ResetPasswordForm(AskingForm, account.ResetPasswordForm):
    pass


class NewPasswordForm(PlainForm, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(PlainForm, account.ChangePasswordForm):
    pass


class SetPasswordForm(PlainForm, account.SetPasswordForm):
    pass


class AgainForm(PlainForm, account.ReauthenticateForm):
    pass


class ActivateAppForm(PlainForm, ActivateTOTPForm):
    pass


class SecondFactorForm(PlainForm):
    """A code of the app or a recovery code. Each works once, also when it comes to two of our processes at once."""

    code = forms.CharField(
        max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text"})
    )
    is_again = False

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        account_key = str(self.user.pk)
        if SECOND_FACTOR_PER_ACCOUNT.is_spent(account_key):
            raise ValidationError(TOO_MANY, code="too_many_login_attempts")
        code = "".join(self.cleaned_data["code"].split())
        fitting = [each for each in self._authenticators() if is_code_of(each, code)]
        if not fitting:
            SECOND_FACTOR_PER_ACCOUNT.spend(account_key)
            raise get_adapter().validation_error("incorrect_code")
        self.authenticator = fitting[0]
        return code

    def save(self) -> None:
        post_authentication(current.request, self.authenticator, reauthenticated=self.is_again)

    def _authenticators(self) -> Any:
        return Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN)


class SecondFactorAgainForm(SecondFactorForm):
    is_again = True


class AddPasskeyForm(PlainForm, webauthn.AddWebAuthnForm):
    passwordless = forms.BooleanField(
        required=False,
        initial=True,
        label=_("Sign in with this passkey alone, without a password"),
        help_text=_("Your device then asks for your finger, your face or its code."),
    )


def is_code_of(authenticator: Authenticator, code: str) -> bool:
    if authenticator.type == Authenticator.Type.TOTP:
        return _use_code_of_app(authenticator, code)
    return bool(authenticator.wrap().validate_code(code))


@transaction.atomic
def _use_code_of_app(authenticator: Authenticator, code: str) -> bool:
    """Whether it is a code of this half minute, or of one beside it, that is newer than the last one used."""
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    secret, last = get_adapter().decrypt(row.data["secret"]), row.data.get("used", 0)
    now = int(timezone.now().timestamp()) // SECONDS_OF_A_CODE
    for period in range(max(now - 1, last + 1), now + 2):
        if code == format_hotp_value(hotp_value(secret, period)):
            row.data["used"] = period
            row.save(update_fields=["data"])
            return True
    return False
