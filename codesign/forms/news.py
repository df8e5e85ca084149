"""Where somebody wants to be told what came of their words."""

import unicodedata

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.actions.contacts import Given
from codesign.forms.fields import PlainText, SummarisedForm
from people.enums import Means

FEWEST_DIGITS, MOST_DIGITS = 8, 15
BETWEEN_DIGITS = frozenset(" -()./")
MOST_LINES = 6
CHOOSE = gettext_lazy("Choose how we tell you: by e-mail, by text message or by letter.")


def consent_text() -> str:
    """The words to which somebody agrees. Their hash is kept, so another wording is another consent."""
    return _(
        "You agree that we keep this and use it only to tell you what came of what you said here. "
        "Nobody who reads your words can see it. You can stop or remove it at any time."
    )


def line(label: str | Promise, most: int, autocomplete: str, **attrs: str) -> PlainText:
    widget = forms.TextInput(attrs={"class": "input", "autocomplete": autocomplete, **attrs})
    return PlainText(most=most, label=label, required=False, widget=widget)


class ContactForm(SummarisedForm):
    """One means and what it needs. Where only one is filled in, that one is meant."""

    means = forms.ChoiceField(
        choices=Means.choices, required=False, widget=forms.RadioSelect, error_messages={"invalid_choice": CHOOSE}
    )
    email = line(gettext_lazy("E-mail address"), 254, "email", inputmode="email", dir="ltr")
    number = line(gettext_lazy("Mobile number"), 40, "tel", inputmode="tel", dir="ltr")
    name = line(gettext_lazy("Name on the letter box"), 120, "name", dir="auto")
    postal = PlainText(
        most=300,
        label=gettext_lazy("Postal address"),
        required=False,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4, "dir": "auto", "autocomplete": "street-address"}),
    )

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        if "means" in self.errors:
            return said
        filled = [means for means, field in FIELDS.items() if said.get(field)]
        means = said.get("means") or (filled[0] if len(filled) == 1 else "")
        if not means:
            self.add_error("means", CHOOSE)
            return said
        said["means"] = Means(means)
        self._check(said)
        return said

    @property
    def given(self) -> Given:
        said = self.cleaned_data
        name = said["name"] if said["means"] == Means.LETTER else ""
        return Given(said["means"], said[FIELDS[said["means"]]], name)

    def _check(self, said: dict) -> None:
        """Check what the chosen means needs; what was typed for another is left alone."""
        for name in {"email", "number", "name", "postal"} - set(NEEDED[said["means"]]):
            self.errors.pop(name, None)
        for name in NEEDED[said["means"]]:
            if name in self.errors:
                continue
            try:
                said[name] = CHECKS[name](said.get(name, ""))
            except ValidationError as refusal:
                self.add_error(name, refusal)


def read_email(typed: str) -> str:
    try:
        validate_email(typed)
    except ValidationError as refusal:
        sentence = _("Type an e-mail address such as name@example.org. Check each letter.")
        raise ValidationError(sentence) from refusal
    return typed


def read_number(typed: str) -> str:
    """Read a number as people write it, in digits of any script, and return it with the code of its country."""
    plain = "".join(_plain(character) for character in typed)
    if plain.startswith("00"):
        plain = f"+{plain[2:]}"
    elif not plain.startswith("+") and settings.CALLING_CODE:
        plain = f"+{settings.CALLING_CODE}{plain.removeprefix('0')}"
    digits = plain[1:]
    is_number = plain.startswith("+") and digits.isascii() and digits.isdecimal()
    if not is_number or digits.startswith("0") or not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        raise ValidationError(
            _("Type a mobile number with the code of its country, such as +34 600 123 456. Use digits only.")
        )
    return plain


def read_name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name:
        raise ValidationError(_("Type the name that stands on the letter box."))
    return name


def read_postal(typed: str) -> str:
    lines = [" ".join(each.split()) for each in typed.splitlines() if each.strip()]
    if len(lines) < 2 or len(lines) > MOST_LINES:
        raise ValidationError(
            _("Write the address as on an envelope: the street on one line, the town below it, at most 6 lines.")
        )
    return "\n".join(lines)


def _plain(character: str) -> str:
    """A digit of any script as 0 to 9; nothing for what only stands between digits or turns the direction."""
    if character in BETWEEN_DIGITS or character.isspace() or unicodedata.category(character) == "Cf":
        return ""
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


FIELDS = {Means.EMAIL: "email", Means.TEXT: "number", Means.LETTER: "postal"}
NEEDED = {Means.EMAIL: ("email",), Means.TEXT: ("number",), Means.LETTER: ("name", "postal")}
CHECKS = {"email": read_email, "number": read_number, "name": read_name, "postal": read_postal}
