"""What an owner chooses in the inbox, and what they do with the voices they chose."""

from collections import Counter
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.enums import InboxOrder, InboxState
from codesign.forms.fields import PlainText, SummarisedForm
from codesign.inbox import WITHOUT_THEME, Asked
from codesign.models import Subject, Theme, Voice

VOICE_IS_GONE = gettext_lazy("One of the voices you selected is not here any more. Select again.")
MOST_DIGITS = 18
GATHER, SHOW, ANSWER = "gather", "show", "answer"


class FilterForm(forms.Form):
    """Which voices are listed, and in which order. What is not there any more is as if it were not asked for."""

    state = forms.ChoiceField(choices=InboxState.choices, required=False, widget=forms.HiddenInput)
    subject = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    order = forms.ChoiceField(label=gettext_lazy("Order"), choices=InboxOrder.choices, required=False)

    def __init__(self, *args, subjects: list[Subject], themes: list[Theme], **kwargs):
        super().__init__(*args, **kwargs)
        self._subjects = [(subject.code, subject.title) for subject in subjects]
        self._themes = [(WITHOUT_THEME, _("Without a theme")), *((str(theme.pk), theme.name) for theme in themes)]
        self.fields["subject"].choices = [("", _("All subjects")), *self._subjects]  # type: ignore[attr-defined]
        self.fields["theme"].choices = [("", _("All themes")), *self._themes]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    @property
    def asked(self) -> Asked:
        self.is_valid()
        return Asked(**{name: value for name, value in self.cleaned_data.items() if value})

    def count_choices(self, by_subject: Counter[Any], by_theme: Counter[Any]) -> None:
        """Say at each choice how much work it holds."""
        keys_of_themes = {str(key or WITHOUT_THEME): count for key, count in by_theme.items()}
        for name, choices, counts in (
            ("subject", self._subjects, by_subject),
            ("theme", self._themes, keys_of_themes),
        ):
            every = self.fields[name].choices[0]  # type: ignore[attr-defined]
            counted = [(key, f"{label}: {counts.get(key, 0)}") for key, label in choices]
            self.fields[name].choices = [every, *counted]  # type: ignore[attr-defined]


class ThemeName(PlainText):
    """The name of a theme: one line."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"class": "input", "dir": "auto", "autocomplete": "off"})
        super().__init__(most=120, widget=widget, **kwargs)

    def to_python(self, value):
        return " ".join(super().to_python(value).split())


class RenameForm(SummarisedForm):
    name = ThemeName(
        label=gettext_lazy("Name of the theme"),
        help_text=gettext_lazy("Everyone can read it."),
        error_messages={"required": gettext_lazy("Give the theme a name, such as “Opening hours”.")},
    )


class VoicesField(forms.ModelMultipleChoiceField):
    """Voices by their keys. A number that no key can be names none."""

    def clean(self, value):
        if any(len(key) > MOST_DIGITS for key in value or ()):
            raise forms.ValidationError(VOICE_IS_GONE, code="invalid_choice")
        return super().clean(value)


class SelectionForm(SummarisedForm):
    """Voices that an owner chose from a list."""

    voices = VoicesField(
        queryset=Voice.objects.none(),
        error_messages={
            "required": gettext_lazy("Select at least one voice. Then choose what to do with it."),
            "invalid_choice": VOICE_IS_GONE,
            "invalid_pk_value": VOICE_IS_GONE,
        },
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, voices: QuerySet[Voice], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["voices"].queryset = voices.select_related("subject", "passage")  # type: ignore[attr-defined]

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        if self.needs_one_subject and len({voice.subject_id for voice in said.get("voices", ())}) > 1:
            self.add_error("voices", _("These voices are about different subjects. Select voices about one subject."))
        return said

    @property
    def needs_one_subject(self) -> bool:
        return True

    @property
    def chosen(self) -> list[Voice]:
        return list(self.cleaned_data["voices"])


class ChosenForm(SelectionForm):
    """What to do with the voices that were chosen."""

    act = forms.ChoiceField(
        choices=[(GATHER, GATHER), (SHOW, SHOW), (ANSWER, ANSWER)],
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose what to do with the voices you selected.")
        ),
    )
    theme = ThemeName(required=False, label=gettext_lazy("Theme"))

    @property
    def needs_one_subject(self) -> bool:
        return self.cleaned_data.get("act") != SHOW

    def clean(self) -> dict:
        said = super().clean()
        if said.get("act") == GATHER and not said.get("theme") and "theme" not in self.errors:
            self.add_error("theme", _("Give the theme a name, such as “Opening hours”."))
        return said
