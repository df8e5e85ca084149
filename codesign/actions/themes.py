"""Gathering voices into themes, and answering a theme with one outcome."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from codesign.actions.outcomes import record_outcome
from codesign.enums import OutcomeKind
from codesign.models import Outcome, Passage, Subject, Theme, Voice
from people import audit
from people.models import User


class ThemeElsewhere(ValueError):
    """A theme holds voices of its own subject."""


class ThemeExists(ValueError):
    """There is another theme of this name at the subject."""


class NothingWaits(ValueError):
    """Every voice of this theme has an outcome, or it has no voices."""


@transaction.atomic
def gather(*, subject: Subject, name: str, voices: Iterable[Voice], gathered_by: User) -> Theme:
    """Put voices into the theme of this name, which is made where there is none. A voice is in one theme at most."""
    if subject.owner_id != gathered_by.pk:
        raise PermissionDenied
    found = list(Voice.objects.select_for_update(of=("self",)).filter(pk__in={voice.pk for voice in voices}))
    if any(voice.subject_id != subject.pk for voice in found):
        raise ThemeElsewhere(subject.pk)
    made = {"name": name, "made_by": gathered_by}
    theme, _is_new = Theme.objects.get_or_create(subject=subject, name__iexact=name, defaults=made)
    if keys := _move(found, theme):
        audit.record(action="codesign.theme.gathered", target=theme, actor=gathered_by, data={"voices": keys})
    return theme


@transaction.atomic
def take_out(*, theme: Theme, voices: Iterable[Voice], taken_out_by: User) -> None:
    """Take voices out of a theme. What answered them still does."""
    theme = _locked(theme, taken_out_by)
    if keys := _move(list(theme.voices.filter(pk__in={voice.pk for voice in voices})), None):
        audit.record(action="codesign.theme.taken_out", target=theme, actor=taken_out_by, data={"voices": keys})


@transaction.atomic
def rename(*, theme: Theme, name: str, renamed_by: User) -> Theme:
    theme = _locked(theme, renamed_by)
    if theme.subject.themes.filter(name__iexact=name).exclude(pk=theme.pk).exists():
        raise ThemeExists(name)
    if theme.name != name:
        theme.name = name
        theme.save(update_fields=["name"])
        audit.record(action="codesign.theme.renamed", target=theme, actor=renamed_by)
    return theme


@transaction.atomic
def answer_theme(
    *, theme: Theme, kind: OutcomeKind | str, because: str, answered_by: User, passage: Passage | None = None
) -> Outcome:
    """Answer all voices of a theme that have no outcome with one. The same words sent twice are one outcome.

    Voices that came in between the two wait on: nobody said that this answers them too.
    """
    theme = _locked(theme, answered_by)
    same = theme.outcomes.standing().filter(kind=kind, because=because, passage=passage).last()
    if same:
        return same
    return record_outcome(
        voices=_waiting(theme), kind=kind, because=because, passage=passage, recorded_by=answered_by, theme=theme
    )


@transaction.atomic
def answer_later_voices(*, theme: Theme, outcome: Outcome, answered_by: User) -> Outcome:
    """Say that an outcome of a theme also answers the voices that were put into the theme after it."""
    theme = _locked(theme, answered_by)
    if outcome.theme_id != theme.pk:
        raise ThemeElsewhere(outcome.pk)
    waiting = _waiting(theme)
    outcome.voices.add(*waiting)
    keys = sorted(voice.pk for voice in waiting)
    audit.record(action="codesign.outcome.extended", target=outcome, actor=answered_by, data={"voices": keys})
    return outcome


def _locked(theme: Theme, actor: User) -> Theme:
    theme = Theme.objects.select_for_update(of=("self",)).select_related("subject").get(pk=theme.pk)
    if theme.subject.owner_id != actor.pk:
        raise PermissionDenied
    return theme


def _waiting(theme: Theme) -> list[Voice]:
    waiting = list(theme.voices.without_outcome().select_for_update(of=("self",)))
    if not waiting:
        raise NothingWaits(theme.pk)
    return waiting


def _move(voices: list[Voice], theme: Theme | None) -> list[int]:
    """Move voices into a theme or out of any. Return the keys of those that were not there already."""
    keys = sorted(voice.pk for voice in voices if voice.theme_id != (theme.pk if theme else None))
    Voice.objects.filter(pk__in=keys).update(theme=theme)
    return keys
