"""What people choose and suggest in a round, and what its owner says."""

import uuid
from datetime import datetime

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.enums import Admission, Choice, Seal
from codesign.forms.fields import PlainText, SubjectChoice, SummarisedForm, key_of_form
from codesign.forms.words import WordsForm
from codesign.models import MOST_STATEMENT_CHARACTERS, Subject

MOST_STATEMENTS = 100
SENTENCE_ALL = gettext_lazy("everyone who takes part at this subject")


class BallotForm(SummarisedForm):
    """One choice. `seat_key` makes a form that is sent twice one seat."""

    choice = forms.ChoiceField(
        choices=Choice.choices,
        error_messages={
            "required": gettext_lazy("Choose one of the four."),
            "invalid_choice": gettext_lazy("Choose one of the four."),
        },
    )
    seat_key = forms.Field(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean_seat_key(self) -> uuid.UUID:
        return key_of_form(self, "seat_key")


class SuggestionForm(WordsForm):
    """A statement of one's own."""

    body = PlainText(
        most=MOST_STATEMENT_CHARACTERS,
        label=gettext_lazy("A statement you would like others to be asked about (optional)"),
        help_text=gettext_lazy("One sentence with which people can agree or disagree. Do not name anybody."),
        widget=forms.Textarea(attrs={"class": "input", "rows": 3, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Write a sentence, then press Send.")},
    )


class RoundForm(SummarisedForm):
    """A new round: where it is asked, about what, and until when it stays sealed."""

    subject = SubjectChoice(
        queryset=Subject.objects.none(),
        label=gettext_lazy("What is it about?"),
        empty_label=gettext_lazy("Choose one"),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={
            "required": gettext_lazy("Choose what the round is about."),
            "invalid_choice": gettext_lazy("A round cannot be opened there now. Choose what the round is about."),
        },
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input", "dir": "auto"}),
        error_messages={"required": gettext_lazy("Give the round a title, such as “Claiming by phone”.")},
    )
    statements = forms.CharField(
        label=gettext_lazy("Statements"),
        help_text=gettext_lazy("One per line. Each is a sentence with which people can agree or disagree."),
        widget=forms.Textarea(attrs={"class": "input", "rows": 8, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Write at least one statement.")},
    )
    seal = forms.ChoiceField(
        label=gettext_lazy("Nobody learns what others chose"),
        choices=Seal.choices,
        initial=Seal.UNTIL_CLOSE,
        widget=forms.Select(attrs={"class": "input"}),
    )
    admission = forms.ChoiceField(
        label=gettext_lazy("Who may choose?"),
        help_text=gettext_lazy("Where a code is needed, each code you give out is one person. Make codes first."),
        choices=[(Admission.OPEN.value, SENTENCE_ALL), (Admission.INVITED.value, Admission.INVITED.label)],
        initial=Admission.OPEN,
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )
    closes_at = forms.DateTimeField(
        label=gettext_lazy("Close by itself at (optional)"),
        required=False,
        widget=forms.DateTimeInput(attrs={"class": "input", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        error_messages={"invalid": gettext_lazy("Give a day and a time, such as 2027-03-31 18:00.")},
    )
    takes_statements = forms.BooleanField(
        label=gettext_lazy("People may suggest statements"),
        help_text=gettext_lazy("You read each before others are asked about it."),
        required=False,
    )

    def __init__(self, *args, subjects: QuerySet[Subject], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["subject"].queryset = subjects.order_by("title")  # type: ignore[attr-defined]

    def clean_statements(self) -> list[str]:
        return sentences_in(self.cleaned_data["statements"])

    def clean_admission(self) -> str:
        return self.cleaned_data["admission"] or Admission.OPEN

    def clean_closes_at(self) -> datetime | None:
        closes_at: datetime | None = self.cleaned_data["closes_at"]
        if closes_at and closes_at <= timezone.now():
            raise forms.ValidationError(_("This is past. Choose a later time, or leave it empty."))
        return closes_at


class MoreStatementsForm(SummarisedForm):
    statements = forms.CharField(
        label=gettext_lazy("More statements"),
        help_text=gettext_lazy("One per line."),
        widget=forms.Textarea(attrs={"class": "input", "rows": 4, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Write at least one statement.")},
    )

    def clean_statements(self) -> list[str]:
        return sentences_in(self.cleaned_data["statements"])


class LeaveOutForm(SummarisedForm):
    because = PlainText(
        most=300,
        label=gettext_lazy("Why is it left out? The person who wrote it reads this."),
        widget=forms.Textarea(attrs={"class": "input", "rows": 2, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Say why. The person who wrote it reads this.")},
    )


def sentences_in(text: str) -> list[str]:
    """One per line; empty lines do not count."""
    sentences = [line.strip() for line in text.splitlines() if line.strip()]
    for place, sentence in enumerate(sentences, start=1):
        if len(sentence) > MOST_STATEMENT_CHARACTERS:
            counts = {"place": place, "length": len(sentence), "most": MOST_STATEMENT_CHARACTERS}
            raise forms.ValidationError(
                _("Statement %(place)s has %(length)s characters. Shorten it to at most %(most)s.") % counts
            )
    if len(sentences) > MOST_STATEMENTS:
        counts = {"count": len(sentences), "most": MOST_STATEMENTS}
        raise forms.ValidationError(_("These are %(count)s statements. Ask about at most %(most)s at once.") % counts)
    return sentences
