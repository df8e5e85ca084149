"""What readers report, what moderators decide, and what authors ask for."""

import uuid

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.actions.switches import FEWEST_DAYS, MOST_DAYS
from codesign.enums import AppealDecision, HideReason, SlowMode
from codesign.forms.fields import PlainText, SummarisedForm, key_of_form

MOST_REASON_CHARACTERS = 500
KEEP = "keep"


def reason_field() -> forms.ChoiceField:
    sentence = gettext_lazy("Choose what is wrong with it.")
    return forms.ChoiceField(
        choices=HideReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": sentence, "invalid_choice": sentence},
    )


def words(label: str | Promise, missing: str | Promise = "", *, rows: int = 4, **kwargs) -> PlainText:
    area = forms.Textarea(attrs={"class": "input", "rows": rows, "dir": "auto"})
    return PlainText(label=label, widget=area, error_messages={"required": missing}, **kwargs)


class ReportForm(SummarisedForm):
    """What a reader finds wrong. `seat_key` makes a form that is sent twice one seat."""

    reason = reason_field()
    seat_key = forms.Field(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean_seat_key(self) -> uuid.UUID:
        return key_of_form(self, "seat_key")


class HideForm(SummarisedForm):
    """Why a moderator hides something."""

    reason = reason_field()
    because = words(
        gettext_lazy("In your words. The author reads it. Only “Another reason” needs it."),
        rows=2,
        most=MOST_REASON_CHARACTERS,
        required=False,
    )

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        if said.get("reason") == HideReason.OTHER and not said.get("because") and "because" not in self.errors:
            self.add_error("because", _("Say in your words what the other reason is."))
        return said


class BulkForm(HideForm):
    """What to do with many voices that are ticked in a list. Only hiding them needs a reason."""

    voices = forms.TypedMultipleChoiceField(
        coerce=uuid.UUID, error_messages={"required": gettext_lazy("Tick at least one voice.")}
    )

    field_order = ["voices", "reason", "because"]

    def __init__(self, *args, keys: list[uuid.UUID], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = not self.keeps
        gone = _("Somebody has decided about one of these voices meanwhile. Look at the list again.")
        self.fields["voices"].choices = [(str(key), str(key)) for key in keys]  # type: ignore[attr-defined]
        self.fields["voices"].error_messages["invalid_choice"] = gone

    @property
    def keeps(self) -> bool:
        """Whether everyone may read them: what stands in the fields of a reason does not matter then."""
        return self.is_bound and self.data.get("act") == KEEP

    def clean(self) -> dict:
        return self.cleaned_data if self.keeps else super().clean()


class AppealForm(SummarisedForm):
    body = words(
        gettext_lazy("Why should everyone be able to read it?"),
        gettext_lazy("Write why everyone should be able to read it. Then press Send."),
    )


class DecisionForm(SummarisedForm):
    """What somebody else decides about an appeal."""

    decision = forms.ChoiceField(
        choices=AppealDecision.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose whether it stays hidden."),
            "invalid_choice": gettext_lazy("Choose whether it stays hidden."),
        },
    )
    because = words(gettext_lazy("Why? The author reads it."), gettext_lazy("Say why. The author reads it."))


class SwitchesForm(SummarisedForm):
    reads_first = forms.BooleanField(
        label=gettext_lazy("Staff read every voice before everyone can"),
        help_text=gettext_lazy(
            "If you switch this off, everyone reads at once what people with a personal code say, unless it holds a "
            "link or points to a person. Everybody else is still read first."
        ),
        required=False,
    )
    slow_minutes = forms.TypedChoiceField(
        label=gettext_lazy("Slow mode"),
        help_text=gettext_lazy("How often one person can send something. The page tells everyone."),
        choices=SlowMode.choices,
        coerce=int,
        widget=forms.Select(attrs={"class": "input", "aria-describedby": "id_slow_minutes_helptext"}),
        error_messages={
            "required": gettext_lazy("Choose one of the paces."),
            "invalid_choice": gettext_lazy("Choose one of the paces."),
        },
    )


class AnswerDaysForm(SummarisedForm):
    """Within how many days voices are answered."""

    days = forms.CharField(
        label=gettext_lazy("Answer within how many days?"),
        help_text=gettext_lazy(
            "From 1 to 365. People read the day by which they should have an outcome. It also moves the day for those "
            "who wait already. What is later counts as overdue, and whoever leads this work sees it."
        ),
        widget=forms.TextInput(
            attrs={
                "class": "input",
                "inputmode": "numeric",
                "dir": "ltr",
                "autocomplete": "off",
                "aria-describedby": "id_days_helptext",
            }
        ),
        error_messages={"required": gettext_lazy("Give a number of days from 1 to 365.")},
    )

    def clean_days(self) -> int:
        typed: str = self.cleaned_data["days"].strip()
        days = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MOST_DAYS)) else 0
        if not FEWEST_DAYS <= days <= MOST_DAYS:
            raise forms.ValidationError(_("Give a number of days from 1 to 365."))
        return days
