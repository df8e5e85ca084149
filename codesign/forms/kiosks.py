"""Which device is unlocked for what, as staff say it."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from codesign.forms.fields import PlainText, SubjectChoice, SummarisedForm
from codesign.models import Subject


class KioskForm(SummarisedForm):
    subject = SubjectChoice(
        queryset=Subject.objects.none(),
        label=gettext_lazy("What do people speak about on this device?"),
        empty_label=gettext_lazy("Choose one"),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={
            "required": gettext_lazy("Choose what people speak about."),
            "invalid_choice": gettext_lazy("Nothing can be said there now. Choose what people speak about."),
        },
    )
    name = PlainText(
        most=120,
        label=gettext_lazy("Where does this device stand?"),
        help_text=gettext_lazy("So that you find it in the list when you lock it: Tablet at the entrance, Riverside."),
        widget=forms.TextInput(attrs={"class": "input", "dir": "auto"}),
        error_messages={"required": gettext_lazy("Say where this device stands.")},
    )

    def __init__(self, *args, subjects: QuerySet[Subject], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["subject"].queryset = subjects.order_by("title")  # type: ignore[attr-defined]
