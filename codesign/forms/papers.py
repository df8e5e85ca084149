"""What staff fill in about forms on paper: how many are printed, which one is at hand, and what stands on it."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from codesign.actions.papers import MOST_SHEETS
from codesign.forms.about import AboutYouForm
from codesign.forms.fields import PlainText, SubjectChoice, SummarisedForm, key_of_form
from codesign.forms.voices import VoiceForm
from codesign.models import Subject
from codesign.references import is_misread, parse_code


class PrintForm(SummarisedForm):
    """Which forms are printed, and how many."""

    subject = SubjectChoice(
        queryset=Subject.objects.none(),
        label=gettext_lazy("What are the forms about?"),
        empty_label=gettext_lazy("Choose one"),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={
            "required": gettext_lazy("Choose what the forms are about."),
            "invalid_choice": gettext_lazy("Nothing can be said there now. Choose what the forms are about."),
        },
    )
    count = PlainText(
        most=40,
        label=gettext_lazy("How many forms?"),
        help_text=gettext_lazy("One for each person, at most 50 at once."),
        initial="10",
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "numeric", "dir": "ltr"}),
        error_messages={"required": gettext_lazy("Say how many forms you need, from 1 to 50.")},
    )
    print_key = forms.Field(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, subjects: QuerySet[Subject], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["subject"].queryset = subjects.order_by("title")  # type: ignore[attr-defined]

    def clean_count(self) -> int:
        typed: str = self.cleaned_data["count"].strip()
        count = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MOST_SHEETS)) else 0
        if not 1 <= count <= MOST_SHEETS:
            raise forms.ValidationError(_("Give a number from 1 to %(most)s.") % {"most": MOST_SHEETS})
        return count

    def clean_print_key(self) -> uuid.UUID:
        return key_of_form(self, "print_key")


class SheetCodeForm(SummarisedForm):
    """The code of a sheet, as it is read from paper."""

    code = PlainText(
        most=40,
        label=gettext_lazy("Code of the form"),
        help_text=gettext_lazy("It stands at the top of the form and has 6 letters and digits."),
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Type the code that stands at the top of the form.")},
    )

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        code = parse_code(typed)
        if code is None and is_misread(typed):
            raise forms.ValidationError(
                _("A code never has 0, O, 1, I or L in it. Look again: it may be a D, Q, J, 7 or another one.")
            )
        if code is None:
            raise forms.ValidationError(_("The code of a form has 6 letters and digits. Check yours."))
        return code


class SheetForm(VoiceForm):
    """What stands on a sheet, as it is typed."""

    website = None  # type: ignore[assignment]  # staff are signed in: no trap for machines
    written_in = forms.ChoiceField(
        label=gettext_lazy("In which language is it written?"),
        choices=settings.LANGUAGES,
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": gettext_lazy("Choose the language.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["written_in"].initial = get_language()

    @property
    def typed(self) -> dict[str, Any]:
        """The words, as the action takes them."""
        names = ("fit", "body", "kind", "visibility")
        return {name: self.cleaned_data[name] for name in names} | {
            "language": self.cleaned_data["written_in"],
            "barriers": self.chosen_barriers,
            "statements": self.statements,
            "consent_text": self.consent_text,
        }


class SheetCheckForm(AboutYouForm):
    """The boxes about the person, ticked again by whoever checks: what a colleague ticked there is not shown."""

    compared = forms.BooleanField(
        label=gettext_lazy("I have compared all of it with the paper"),
        error_messages={"required": gettext_lazy("Compare it with the paper, then tick that you have.")},
    )
