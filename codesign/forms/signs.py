"""What members of staff count, one reading or a file of them, and what they change."""

from datetime import date

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.actions.signs import NewReading
from codesign.enums import ENTERED_REASONS, SignChannel
from codesign.forms.fields import PlainText, SummarisedForm
from people.models import Office

MOST_COUNT = 100_000_000
MOST_BYTES = 200_000
NUMBER = gettext_lazy("Write a whole number from 0 to 100,000,000, such as 37.")
ONE_OF = gettext_lazy("Use one of these: {words}.")
DAY = gettext_lazy("Give a day, such as 2027-03-31.")


def word_field(label, choices) -> forms.ChoiceField:
    """One of a list; in a file one writes the word by which it is stored."""
    sentence = format_lazy(ONE_OF, words=", ".join(value for value, _label in choices))
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"required": sentence, "invalid_choice": sentence},
    )


def number_field(label, *, lowest: int = 0, required: bool = True, help_text="") -> forms.IntegerField:
    messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), NUMBER)
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=lowest,
        max_value=MOST_COUNT,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "numeric", "dir": "ltr"}),
        error_messages=messages,
    )


def day_field(label) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"required": DAY, "invalid": DAY},
    )


class ReadingForm(SummarisedForm):
    """One reading: what was counted, from which day to which, and of how many."""

    reason = word_field(gettext_lazy("What was counted?"), [(reason.value, reason.label) for reason in ENTERED_REASONS])
    channel = word_field(gettext_lazy("By which way did people come?"), SignChannel.choices)
    starts_on = day_field(gettext_lazy("First day"))
    ends_on = day_field(gettext_lazy("Last day"))
    count = number_field(gettext_lazy("How often did it happen?"))
    exposure = number_field(
        gettext_lazy("Of how many? (optional)"),
        lowest=1,
        required=False,
        help_text=gettext_lazy(
            "All people, letters or forms of these days. Without it the count is kept, but no alarm can ring."
        ),
    )

    def clean_ends_on(self) -> date:
        ends_on: date = self.cleaned_data["ends_on"]
        if ends_on > timezone.localdate():
            raise forms.ValidationError(_("This day is not over yet. Enter what was counted when it is."))
        return ends_on

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        starts_on, ends_on = said.get("starts_on"), said.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day is before the first. Change one of the two."))
        count, exposure = said.get("count"), said.get("exposure")
        if count is not None and exposure and count > exposure:
            self.add_error("exposure", _("It cannot have happened more often than this. Change one of the numbers."))
        return said

    @property
    def reading(self) -> NewReading:
        return NewReading(**self.cleaned_data)


class ReadingsForm(SummarisedForm):
    """A file of readings, or its lines as text: what was read from a file can be corrected before it is stored."""

    file = forms.FileField(
        label=gettext_lazy("A CSV file"),
        required=False,
        widget=forms.FileInput(attrs={"class": "input", "accept": ".csv,text/csv"}),
        error_messages={"empty": gettext_lazy("This file is empty. Choose the file with your counts.")},
    )
    lines = PlainText(
        most=MOST_BYTES,
        label=gettext_lazy("Or its lines"),
        required=False,
        widget=forms.Textarea(attrs={"class": "input", "rows": 10, "dir": "ltr", "spellcheck": "false"}),
    )

    def clean_file(self) -> str:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return ""
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large. Split it: at most 200 kilobytes at once."))
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This is no CSV file in UTF-8. Save your table as “CSV UTF-8”.")) from None
        if "\x00" in text:
            raise forms.ValidationError(_("This is no CSV file in UTF-8. Save your table as “CSV UTF-8”."))
        return text

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        if not self.errors and not said.get("file") and not said.get("lines"):
            self.add_error("file", _("Choose a file, or paste its lines."))
        return said

    @property
    def text(self) -> str:
        """A chosen file goes before the lines of an earlier one."""
        text: str = self.cleaned_data["file"] or self.cleaned_data["lines"]
        return text.replace("\r\n", "\n")


class OfficeChoice(forms.ModelChoiceField):
    def label_from_instance(self, office: Office) -> str:
        return office.name


class CaseChangeForm(SummarisedForm):
    """What the cause may be, and what was changed for it."""

    office = OfficeChoice(
        queryset=Office.objects.order_by("name"),
        label=gettext_lazy("Which office sees to it?"),
        required=False,
        empty_label=gettext_lazy("The owner of the subject"),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": gettext_lazy("There is no such office. Choose one of the list.")},
    )
    hypothesis = PlainText(
        most=1000,
        label=gettext_lazy("Why might people not understand?"),
        widget=forms.Textarea(attrs={"class": "input", "rows": 3, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Say what the cause may be. A guess is enough.")},
    )
    change = PlainText(
        most=1000,
        label=gettext_lazy("What did you change?"),
        widget=forms.Textarea(attrs={"class": "input", "rows": 3, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Say what you changed.")},
    )
    changed_on = day_field(gettext_lazy("Since which day do people get the new one?"))
