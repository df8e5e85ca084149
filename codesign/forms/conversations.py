"""What staff fill in about a conversation, and who was there."""

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from codesign.actions.conversations import lines_in
from codesign.enums import ConversationConsent, ConversationMethod
from codesign.forms.about import about_you_promise
from codesign.forms.fields import MOST_CHARACTERS, PlainText, SubjectChoice, SummarisedForm
from codesign.forms.words import WordsForm, visibility_field
from codesign.models import MOST_PEOPLE, Subject
from people.models import Segment

MOST_LINES = 100
MOST_NOTES = 30_000


class PeopleField(PlainText):
    """A number of people, in the digits that every keyboard has."""

    def __init__(self, *, least: int, **kwargs):
        widget = forms.TextInput(attrs={"class": "input", "inputmode": "numeric", "dir": "ltr"})
        super().__init__(most=20, widget=widget, **kwargs)
        self.least = least

    def clean(self, value):
        typed = super().clean(value).strip()
        if not typed and not self.required:
            return 0
        number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MOST_PEOPLE)) else -1
        if not self.least <= number <= MOST_PEOPLE:
            counts = {"least": self.least, "most": MOST_PEOPLE}
            raise forms.ValidationError(_("Give a number of people from %(least)s to %(most)s.") % counts)
        return number


class ConversationForm(WordsForm):
    """When, where and how staff spoke with people, and what was said: one line is one voice."""

    # Staff are signed in: no traps for machines.
    website = None  # type: ignore[assignment]
    stamp = None  # type: ignore[assignment]
    challenge = None  # type: ignore[assignment]
    solution = None  # type: ignore[assignment]
    send_again = gettext_lazy("Then press “Read it once more”.")
    subject = SubjectChoice(
        queryset=Subject.objects.none(),
        label=gettext_lazy("What was it about?"),
        empty_label=gettext_lazy("Choose one"),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={
            "required": gettext_lazy("Choose what the conversation was about."),
            "invalid_choice": gettext_lazy("Nothing can be recorded there now. Choose what it was about."),
        },
    )
    held_on = forms.DateField(
        label=gettext_lazy("On which day?"),
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": gettext_lazy("Give the day."),
            "invalid": gettext_lazy("Give the day as year-month-day: 2026-05-31."),
        },
    )
    place = PlainText(
        most=120,
        label=gettext_lazy("Where? (optional)"),
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "dir": "auto"}),
    )
    method = forms.ChoiceField(
        label=gettext_lazy("How did you speak?"),
        choices=ConversationMethod.choices,
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": gettext_lazy("Choose how you spoke.")},
    )
    people = PeopleField(
        least=1,
        label=gettext_lazy("How many people were there?"),
        help_text=gettext_lazy("Without you and other members of staff."),
        error_messages={"required": gettext_lazy("Say how many people were there.")},
    )
    consent = forms.ChoiceField(
        label=gettext_lazy("How did they agree that you write this down?"),
        choices=[("", gettext_lazy("Choose one")), *ConversationConsent.choices],
        help_text=gettext_lazy("If they did not agree, do not record it."),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={
            "required": gettext_lazy("Say how they agreed. If they did not, do not record it."),
            "invalid_choice": gettext_lazy("Say how they agreed. If they did not, do not record it."),
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language do you write it down?"),
        choices=settings.LANGUAGES,
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": gettext_lazy("Choose the language.")},
    )
    body = PlainText(
        most=MOST_NOTES,
        label=gettext_lazy("What did they say?"),
        help_text=gettext_lazy(
            "One line is one voice. Use their own words, and leave out names and numbers of files. You can paste notes."
        ),
        widget=forms.Textarea(attrs={"class": "input", "rows": 12, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Write down what they said, one thing on each line.")},
    )
    visibility = visibility_field()

    field_order = ["subject", "held_on", "place", "method", "people", "consent", "language", "body", "visibility"]

    def __init__(self, *args, subjects: QuerySet[Subject], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["subject"].queryset = subjects.order_by("title")  # type: ignore[attr-defined]
        self.fields["held_on"].initial = timezone.localdate()
        self.fields["language"].initial = get_language()
        self.fields["visibility"].label = _("Who may read it?")

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is yet to come. Record a conversation once it was held."))
        return day

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        lines = lines_in(body)
        if not lines:
            raise forms.ValidationError(_("Write down what they said, one thing on each line."))
        if len(lines) > MOST_LINES:
            counts = {"count": len(lines), "most": MOST_LINES}
            raise forms.ValidationError(
                _("These are %(count)s lines. Record at most %(most)s at once, and the rest afterwards.") % counts
            )
        for place, line in enumerate(lines, start=1):
            if len(line) > MOST_CHARACTERS:
                counts = {"place": place, "length": len(line), "most": MOST_CHARACTERS}
                raise forms.ValidationError(
                    _("Line %(place)s has %(length)s characters. Shorten it to at most %(most)s.") % counts
                )
        return body

    @property
    def lines(self) -> list[str]:
        return lines_in(self.cleaned_data["body"])

    @property
    def hidden_fields_of_all(self) -> list[str]:
        """Everything that was filled in, to be sent again with the next press."""
        return [self[name].as_hidden() for name in self.fields]


class HeadcountForm(SummarisedForm):
    """How many of the people who were there belong to which group. All of it may stay empty."""

    def __init__(self, *args, subject: Subject, people: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people
        language = get_language() or ""
        self.dimensions = list(subject.asked_dimensions.prefetch_related("segments"))
        self.segments = {f"in_{each.pk}": each for asked in self.dimensions for each in asked.segments.all()}
        for name, segment in self.segments.items():
            self.fields[name] = PeopleField(least=0, required=False, label=segment.name_in(language))

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by the question that the groups answer."""
        language = get_language() or ""
        return [
            (asked.name_in(language), [self[f"in_{each.pk}"] for each in asked.segments.all()])
            for asked in self.dimensions
        ]

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        for asked in self.dimensions:
            names = [f"in_{each.pk}" for each in asked.segments.all()]
            if sum(said.get(name, 0) for name in names) > self.people:
                counts = {"people": self.people, "question": asked.name_in(get_language() or "")}
                sentence = _("There were %(people)s people, and these are more. Correct the numbers at “%(question)s”.")
                self.add_error(names[0], sentence % counts)
        return said

    @property
    def headcounts(self) -> dict[Segment, int]:
        return {segment: count for name, segment in self.segments.items() if (count := self.cleaned_data[name])}

    @property
    def consent_text(self) -> str:
        return about_you_promise()
