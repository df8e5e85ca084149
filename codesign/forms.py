"""What people send: a voice, a reference, the owner's outcome, and what prepares a workshop or joins one."""

import uuid
from datetime import datetime
from functools import cached_property

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codesign.actions.boards import MOST_COLUMNS
from codesign.enums import Choice, Fit, OutcomeKind, Seal, Visibility
from codesign.models import MOST_STATEMENT_CHARACTERS, Column, Passage, Subject
from codesign.references import is_misread, parse_code
from people.models import Dimension
from people.vault.store import Statement

MOST_CHARACTERS = 1500
MOST_STATEMENTS = 100
SILENCE = "none"


class PlainText(forms.CharField):
    """Text as people type it: a line break counts once, and what cannot be stored is refused in words."""

    widget = forms.Textarea(attrs={"class": "input", "rows": 5})
    default_error_messages = {
        "too_long": gettext_lazy("This text has %(length)s characters. Shorten it to at most %(most)s."),
        "unreadable": gettext_lazy(
            "There are characters in this text that we cannot store. Remove them, or type the text again."
        ),
    }

    def __init__(self, *, most: int = MOST_CHARACTERS, **kwargs):
        self.most = most
        super().__init__(**kwargs)
        self.validators = [self._check_length]

    def to_python(self, value):
        text = (super().to_python(value) or "").replace("\r\n", "\n")
        if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable")
        return text

    def _check_length(self, text: str) -> None:
        if len(text) > self.most:
            counts = {"length": len(text), "most": self.most}
            raise forms.ValidationError(self.error_messages["too_long"], code="too_long", params=counts)


class SummarisedForm(forms.Form):
    """A form whose errors are also listed at its top, each with a link to its field."""

    @property
    def error_links(self) -> list[tuple[str, str]]:
        return [
            (self._anchor(name), str(sentence)) for name, sentences in self.errors.items() for sentence in sentences
        ]

    def _anchor(self, name: str) -> str:
        if name not in self.fields:
            name = next(iter(self.fields))
        grouped = isinstance(self.fields[name].widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))
        return f"{self[name].auto_id}_0" if grouped else self[name].auto_id


def key_of_form(form: forms.Form, name: str) -> uuid.UUID:
    """Read the key that came with a form. One that was damaged is replaced, and the form asks to be sent again."""
    try:
        return uuid.UUID(form.cleaned_data[name] or "")
    except ValueError:
        data = QueryDict(mutable=True)
        data.update(form.data)
        data[name] = str(uuid.uuid4())
        form.data = data
        raise forms.ValidationError(
            _("The form was damaged on its way to us. Nothing you wrote is lost: press Send again.")
        ) from None


class VoiceForm(SummarisedForm):
    """Would this work for you? Everything is optional, as long as something is said."""

    fit = forms.ChoiceField(
        choices=Fit.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Choose Yes, Partly or No.")},
    )
    barriers = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("One of the boxes is no longer on this page. Tick the boxes again."),
        },
    )
    body = PlainText(required=False)
    visibility = forms.ChoiceField(
        choices=Visibility.choices,
        initial=Visibility.WITHOUT_NAME,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose who can read it."),
            "invalid_choice": gettext_lazy("Choose who can read it."),
        },
    )
    website = forms.Field(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    send_key = forms.Field(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, subject: Subject, language: str, asks_about_you: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.language = language
        self._barriers = {str(barrier.pk): barrier for barrier in subject.barriers.all()}
        self.fields["barriers"].choices = [(key, each.name_in(language)) for key, each in self._barriers.items()]  # type: ignore[attr-defined]
        self.fields["send_key"].initial = uuid.uuid4
        asked = subject.asked_dimensions.prefetch_related("segments") if asks_about_you else []
        self.dimensions = {f"about_{dimension.pk}": dimension for dimension in asked}
        for name, dimension in self.dimensions.items():
            self.fields[name] = self._field_about(dimension)

    def _field_about(self, dimension: Dimension) -> forms.Field:
        groups = [(str(segment.pk), segment.name_in(self.language)) for segment in dimension.segments.all()]
        return forms.MultipleChoiceField(
            choices=[*groups, (SILENCE, _("I prefer not to say"))],
            required=False,
            label=dimension.name_in(self.language),
            help_text=dimension.reason_in(self.language),
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "invalid_choice": _("One of the groups is no longer on this page. Choose again."),
            },
        )

    @cached_property
    def fields_about_you(self) -> list[forms.BoundField]:
        return [self[name] for name in self.dimensions]

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave the field “Website” empty. It is there to catch machines."))
        return ""

    def clean_send_key(self) -> uuid.UUID:
        return key_of_form(self, "send_key")

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        for name in self.dimensions:
            chosen = said.get(name, [])
            if SILENCE in chosen and len(chosen) > 1:
                self.add_error(name, _("You ticked a group and “I prefer not to say”. Keep one of the two."))
        tried = {"fit", "barriers", "body"} & self.errors.keys()
        if not tried and not any(said.get(name) for name in ("fit", "barriers", "body")):
            self.add_error("fit", _("Choose Yes, Partly or No, tick a box, or write something. Then press Send."))
        return said

    def new_seat_id(self, subject: Subject) -> uuid.UUID:
        return uuid.uuid5(self.cleaned_data["send_key"], str(subject.pk))

    @property
    def chosen_barriers(self) -> list:
        return [self._barriers[key] for key in self.cleaned_data["barriers"]]

    @property
    def statements(self) -> list[Statement]:
        """What was said about oneself; a dimension that was left alone is left out."""
        said = ((dimension, self.cleaned_data[name]) for name, dimension in self.dimensions.items())
        return [
            Statement(dimension.pk, frozenset(int(key) for key in chosen if key != SILENCE))
            for dimension, chosen in said
            if chosen
        ]

    @property
    def consent_text(self) -> str:
        """The words at the fields that were filled in: these are what the person agreed to."""
        answered = [bound for bound in self.fields_about_you if self.cleaned_data[bound.name]]
        return "\n".join([about_you_promise(), *(f"{bound.label}: {bound.help_text}" for bound in answered)])


def about_you_promise() -> str:
    return _(
        "You need not say anything about yourself. If you do, we use it only to see which groups have been heard. "
        "It is stored apart from your words, and you can have it forgotten at any time."
    )


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


class SuggestionForm(SummarisedForm):
    """A statement of one's own."""

    body = PlainText(
        most=MOST_STATEMENT_CHARACTERS,
        label=gettext_lazy("A statement you would like others to be asked about (optional)"),
        help_text=gettext_lazy("One sentence with which people can agree or disagree. Do not name anybody."),
        widget=forms.Textarea(attrs={"class": "input", "rows": 3, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Write a sentence, then press Send.")},
    )
    send_key = forms.Field(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean_send_key(self) -> uuid.UUID:
        return key_of_form(self, "send_key")


class ReferenceForm(SummarisedForm):
    reference = forms.CharField(
        label=gettext_lazy("Your reference"),
        max_length=40,
        error_messages={
            "required": gettext_lazy("Type your reference. It looks like KX4-72P-Q9M-T."),
            "max_length": gettext_lazy("This is too long for a reference. It looks like KX4-72P-Q9M-T."),
        },
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


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


class OutcomeForm(SummarisedForm):
    """The owner's outcome of a voice."""

    kind = forms.ChoiceField(
        choices=OutcomeKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what happened."),
            "invalid_choice": gettext_lazy("Choose what happened."),
        },
    )
    because = PlainText(error_messages={"required": gettext_lazy("Say why. The person reads it.")})
    passage = forms.ChoiceField(
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": gettext_lazy("This passage is no longer in the newest text. Choose again.")},
    )

    def __init__(self, *args, passages: list[Passage], **kwargs):
        super().__init__(*args, **kwargs)
        self._passages = {str(passage.pk): passage for passage in passages}
        named = [(key, str(passage)) for key, passage in self._passages.items()]
        self.fields["passage"].choices = [("", _("No passage")), *named]  # type: ignore[attr-defined]

    @property
    def chosen_passage(self) -> Passage | None:
        return self._passages.get(self.cleaned_data["passage"])


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

    subject = forms.ModelChoiceField(
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


class RoundForm(SummarisedForm):
    """A new round: where it is asked, about what, and until when it stays sealed."""

    subject = forms.ModelChoiceField(
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
