"""What prepares a workshop and what joins one."""

import uuid

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.actions.boards import MOST_COLUMNS
from codesign.forms.fields import SubjectChoice, SummarisedForm
from codesign.models import Column, Subject
from codesign.references import is_misread, parse_code


class WorkshopCodeForm(SummarisedForm):
    """The code of a workshop, as it is read from a wall. Characters that no code has get a sentence of their own."""

    code = forms.CharField(
        label=gettext_lazy("Code of the workshop"),
        max_length=40,
        error_messages={
            "required": gettext_lazy("Type the code of the workshop. It looks like KX472P."),
            "max_length": gettext_lazy("This is too long for a code. It looks like KX472P."),
        },
    )

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        code = parse_code(typed)
        if code is None and is_misread(typed):
            raise forms.ValidationError(
                _("A code never has 0, O, 1, I or L in it. Look again: it may be a D, Q, J, 7 or another one.")
            )
        if code is None:
            raise forms.ValidationError(_("A code has 6 letters and digits, such as KX472P. Check yours."))
        return code


class JoinForm(SummarisedForm):
    """Agreeing to take part. Sent twice, before the session is known, it is one seat."""

    seat_key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages=dict.fromkeys(
            ("required", "invalid"), gettext_lazy("The form was damaged on its way to us. Reload the page, then join.")
        ),
    )

    def new_seat_id(self, subject: Subject) -> uuid.UUID:
        return uuid.uuid5(self.cleaned_data["seat_key"], str(subject.pk))


class WorkshopForm(SummarisedForm):
    """A new board: its subject, what it asks, its columns, one per line, and what it tells while it runs."""

    subject = SubjectChoice(
        queryset=Subject.objects.none(),
        label=gettext_lazy("What is it about?"),
        empty_label=gettext_lazy("Choose one"),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={
            "required": gettext_lazy("Choose what the workshop is about."),
            "invalid_choice": gettext_lazy("This is not open any more. Choose what the workshop is about."),
        },
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        widget=forms.TextInput(attrs={"class": "input", "dir": "auto"}),
        error_messages={"required": gettext_lazy("Give the workshop a title, such as “Tuesday at the library”.")},
    )
    question = forms.CharField(
        label=gettext_lazy("Question"),
        help_text=gettext_lazy("One open question that people answer from their own life."),
        max_length=300,
        initial=gettext_lazy("What would this change for you, and what stands in your way?"),
        widget=forms.Textarea(attrs={"class": "input", "rows": 2, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Write the question that people answer.")},
    )
    columns = forms.CharField(
        label=gettext_lazy("Columns"),
        help_text=gettext_lazy("One per line, 1 to 6."),
        widget=forms.Textarea(attrs={"class": "input", "rows": 5, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Write at least one column.")},
    )
    shows_presence = forms.BooleanField(
        label=gettext_lazy("Say how many people are here and at which notes somebody is"),
        help_text=gettext_lazy("Never who it is, and nothing of it while people write alone or vote."),
        initial=True,
        required=False,
    )

    shows_sealed_count = forms.BooleanField(
        label=gettext_lazy("Say how many notes there are while people write alone"),
        help_text=gettext_lazy(
            "Only the number, never a word of a note. A high number may hurry people who think slowly."
        ),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["subject"].queryset = Subject.objects.open().order_by("title")  # type: ignore[attr-defined]
        self.fields["columns"].initial = "\n".join(
            [_("What gets in the way"), _("What would help"), _("Who is missing here")]
        )

    def clean_columns(self) -> list[str]:
        """One title per line; empty lines do not count."""
        titles = [line.strip() for line in self.cleaned_data["columns"].splitlines() if line.strip()]
        most = Column._meta.get_field("title").max_length or 0
        if not 1 <= len(titles) <= MOST_COLUMNS:
            counts = {"most": MOST_COLUMNS, "count": len(titles)}
            raise forms.ValidationError(_("Write 1 to %(most)s columns; these are %(count)s.") % counts)
        if any(len(title) > most for title in titles):
            raise forms.ValidationError(_("Shorten each column to at most %(most)s characters.") % {"most": most})
        return titles
