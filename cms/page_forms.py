"""The editor's form of a page about a subject: the text, and how its subject stands on the table."""

from itertools import groupby

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from codesign.actions.subjects import (
    ask_participants,
    give_to_owner,
    lineage_above,
    open_subject,
    place_in_lineage,
)
from codesign.models import Subject
from people.enums import GROUP_NAMES, Role
from people.models import Dimension, Segment, User
from personas.actions.tables import lay_table

LONGEST_BARRIER = 120


class ByDimension(forms.models.ModelChoiceIterator):
    """Segments under the names of their dimensions: alone, "None of these" says nothing."""

    def __iter__(self):
        for dimension, segments in groupby(self.queryset, key=lambda segment: segment.dimension):
            yield str(dimension), [self.choice(segment) for segment in segments]


class SegmentsField(forms.ModelMultipleChoiceField):
    iterator = ByDimension
    widget = forms.CheckboxSelectMultiple


class SubjectPageForm(WagtailAdminPageForm):
    """Saving a page for the first time puts its subject on the table."""

    subject_owner = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Owner"),
        help_text=_(
            "Voices and challenges wait for this person. Advocates are chosen from people independent of them."
        ),
    )
    grows_from = forms.ModelChoiceField(
        Subject.objects.none(),
        required=False,
        label=_("Grew out of"),
        help_text=_("The programme, concept or pilot this follows from."),
    )
    counts_ancestors = forms.BooleanField(
        required=False,
        label=_("Count the people who spoke there"),
        help_text=_("The table says by name whose participants it counts."),
    )
    concerns = SegmentsField(
        Segment.objects.select_related("dimension"),
        required=False,
        label=_("Whom it concerns"),
        help_text=_("Each group gets a chair at the table. A chair leaves only with a published reason."),
    )
    asks = forms.ModelMultipleChoiceField(
        Dimension.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("What participants may say about themselves"),
    )
    barriers = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        label=_("What could stand in people’s way"),
        help_text=_(
            "One per line, at most 120 characters each. Participants tick them. Keep “Something else” at the end."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        owners = User.objects.filter(is_active=True, groups__name=GROUP_NAMES[Role.OWNER])
        self.fields["subject_owner"].queryset = owners.distinct()
        self.fields["grows_from"].queryset = Subject.objects.order_by("title")
        subject = self.instance.subject
        if subject is not None:
            self.initial |= _choices_of(subject)
        elif self.for_user is not None and Role.OWNER in self.for_user.roles:
            self.initial["subject_owner"] = self.for_user.pk

    def clean_barriers(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["barriers"].splitlines() if line.strip()]
        if any(len(line) > LONGEST_BARRIER for line in lines):
            raise forms.ValidationError(_("One of the lines has more than 120 characters. Shorten it."))
        return list(dict.fromkeys(lines))

    def clean_grows_from(self) -> Subject | None:
        parent, subject = self.cleaned_data["grows_from"], self.instance.subject
        if parent is not None and subject is not None and subject in lineage_above(parent):
            raise forms.ValidationError(_("A subject cannot grow out of itself. Choose an earlier one."))
        return parent

    def save(self, commit=True):
        self.instance.subject = self._keep_subject()
        return super().save(commit)

    def _keep_subject(self) -> Subject:
        said, by = self.cleaned_data, self.for_user
        subject = self.instance.subject
        if subject is None:
            subject = open_subject(
                kind=self.instance.kind,
                title=self.instance.title,
                owner=said["subject_owner"],
                language=_language_of(self.parent_page),
                opened_by=by,
            )
        subject = give_to_owner(subject=subject, owner=said["subject_owner"], given_by=by)
        place_in_lineage(subject=subject, parent=said["grows_from"], counts_ancestors=said["counts_ancestors"])
        ask_participants(subject=subject, dimensions=said["asks"], barriers=said["barriers"])
        lay_table(subject=subject, segments=said["concerns"], laid_by=by)
        return subject


def _choices_of(subject: Subject) -> dict[str, object]:
    """What stands on the table today, as the form shows it."""
    return {
        "subject_owner": subject.owner_id,
        "grows_from": subject.parent_id,
        "counts_ancestors": subject.counted_ancestors.exists(),
        "concerns": list(Segment.objects.filter(chairs__table__subject=subject).values_list("pk", flat=True)),
        "asks": list(subject.asked_dimensions.values_list("pk", flat=True)),
        "barriers": "\n".join(subject.barriers.values_list("name", flat=True)),
    }


def _language_of(parent_page) -> str:
    return parent_page.locale.language_code
