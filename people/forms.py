from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Signing in by e-mail address. Wrong address and wrong password read the same."""

    error_messages = {
        "invalid_login": _("We do not know this e-mail address and password together. Check both and try again."),
        "inactive": _("This account is closed. Ask an administrator."),
    }

    refusal: str | None = None

    def refuse(self, sentence: str) -> None:
        """Answer with this sentence and do not look at the password."""
        self.refusal = sentence

    def clean(self) -> dict:
        if self.refusal:
            raise ValidationError(self.refusal)
        return super().clean()
