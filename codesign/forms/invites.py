"""What people type to come in with a personal code, and what its owner says of a batch of codes."""

import uuid
from datetime import datetime, time, timedelta

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from codesign.actions.invites import MOST_CODES
from codesign.forms.fields import PlainText, SubjectChoice, SummarisedForm, key_of_form
from codesign.models import Subject
from codesign.references import is_misread, parse_invite_code
from people.models import Segment

DAYS_A_CODE_LASTS = 60
MOST_DAYS = 730


class InviteCodeForm(SummarisedForm):
    """A personal code, as it is read from a letter. Characters that no code has get a sentence of their own."""

    code = PlainText(
        most=40,
        label=gettext_lazy("Your code"),
        error_messages={
            "required": gettext_lazy("Type the code that you were given. It looks like KX4-72P-Q9M."),
            "too_long": gettext_lazy("This is too long for a code. It looks like KX4-72P-Q9M."),
        },
    )

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        code = parse_invite_code(typed)
        if code is None and is_misread(typed):
            raise forms.ValidationError(
                _("A code never has 0, O, 1, I or L in it. Look again: it may be a D, Q, J, 7 or another one.")
            )
        if code is None:
            raise forms.ValidationError(_("A code has 9 letters and digits, such as KX4-72P-Q9M. Check yours."))
        return code


class SegmentChoice(forms.ModelChoiceField):
    """Groups, each with the question it answers: "remote" says little on its own."""

    def label_from_instance(self, segment: Segment) -> str:
        language = get_language() or ""
        return f"{segment.dimension.name_in(language)}: {segment.name_in(language)}"


class BatchForm(SummarisedForm):
    """A batch of codes: where they lead, whom they are for, how many, and until when."""

    subject = SubjectChoice(
        queryset=Subject.objects.none(),
        label=gettext_lazy("What are people invited to?"),
        empty_label=gettext_lazy("Choose one"),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={
            "required": gettext_lazy("Choose what people are invited to."),
            "invalid_choice": gettext_lazy("Nobody can be invited there now. Choose what people are invited to."),
        },
    )
    name = PlainText(
        most=120,
        label=gettext_lazy("Whom are these codes for?"),
        help_text=gettext_lazy("Only staff read this. Do not name a person. Example: Letters to pensioners, March."),
        widget=forms.TextInput(attrs={"class": "input", "dir": "auto"}),
        error_messages={
            "required": gettext_lazy("Say whom these codes are for, such as “Letters to pensioners, March”."),
        },
    )
    size = forms.CharField(
        label=gettext_lazy("How many codes?"),
        help_text=gettext_lazy("One for each person, at most 300 at once."),
        max_length=40,
        initial="30",
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "numeric", "dir": "ltr"}),
        error_messages={"required": gettext_lazy("Say how many codes you need, from 1 to 300.")},
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Last day on which they can be used"),
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": gettext_lazy("Give the last day."),
            "invalid": gettext_lazy("Give the day as year-month-day: 2027-05-31."),
        },
    )
    segment = SegmentChoice(
        queryset=Segment.objects.none(),
        label=gettext_lazy("Group that an organisation attests (optional)"),
        help_text=gettext_lazy(
            "Choose one only if an organisation gives these codes to people of whom it knows that they belong to it. "
            "It is counted apart from what people say of themselves, and people read it before they come in."
        ),
        empty_label=gettext_lazy("None"),
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": gettext_lazy("This group is not there any more. Choose another one.")},
    )
    organisation = PlainText(
        most=120,
        label=gettext_lazy("Organisation (only with a group)"),
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "dir": "auto"}),
    )
    send_key = forms.Field(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, subjects: QuerySet[Subject], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["subject"].queryset = subjects.order_by("title")  # type: ignore[attr-defined]
        segments = Segment.objects.select_related("dimension")
        self.fields["segment"].queryset = segments  # type: ignore[attr-defined]
        self.fields["expires_on"].initial = timezone.localdate() + timedelta(days=DAYS_A_CODE_LASTS)

    def clean_size(self) -> int:
        typed: str = self.cleaned_data["size"].strip()
        size = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MOST_CODES)) else 0
        if not 1 <= size <= MOST_CODES:
            raise forms.ValidationError(
                _("Give a number from 1 to %(most)s. If you need more codes, make another batch after this one.")
                % {"most": MOST_CODES}
            )
        return size

    def clean_expires_on(self):
        day = self.cleaned_data["expires_on"]
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError(_("This day is past. Choose a later one."))
        if day > today + timedelta(days=MOST_DAYS):
            raise forms.ValidationError(_("A code lasts two years at most. Choose an earlier day."))
        return day

    def clean_send_key(self) -> uuid.UUID:
        return key_of_form(self, "send_key")

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        if said.get("segment") and not said.get("organisation"):
            self.add_error("organisation", _("Name the organisation that attests the group."))
        if said.get("organisation") and not said.get("segment") and "segment" not in self.errors:
            self.add_error("segment", _("Choose the group that the organisation attests, or leave out its name."))
        return said

    @property
    def expires_at(self) -> datetime:
        """The end of the last day, where the institution is."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["expires_on"], time.max))
