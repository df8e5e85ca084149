"""What owners of subjects see: the voices that wait for an outcome, by the day on which it is due."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from codesign.actions.outcomes import record_outcome
from codesign.actions.themes import gather
from codesign.actions.voices import IsHidden, NotForEveryone, show_voice
from codesign.enums import InboxState
from codesign.forms import GATHER, SHOW, ChosenForm, FilterForm, OutcomeForm, SelectionForm
from codesign.heat import Heat, heat_of
from codesign.inbox import counts_by, counts_by_state, page_of_work
from codesign.models import Passage, Subject, Voice
from codesign.permissions import public_text_of
from codesign.permissions.inbox import (
    all_meant_by,
    get_passage_for_owner,
    get_subject_for_owner,
    get_voice_for_owner,
    offices_of,
    outcomes_of_taps,
    subjects_for_owner,
    taps_that_wait,
    themes_for_owner,
    voices_for_owner,
)
from codesign.telling import with_telling
from codesign.views.pages import SeeOther, render_private
from codesign.views.participant import barrier_names
from people.authorization import StaffRequest

PAGE_SIZE = 20
MOST_QUOTED = 20


def inbox(request: StaffRequest) -> HttpResponse:
    """List what waits; by POST, do something with the voices that were selected."""
    if request.method != "POST":
        return _render_inbox(request, ChosenForm(voices=Voice.objects.none()), status=200)
    form = ChosenForm(request.POST, voices=voices_for_owner(request.user))
    if not form.is_valid():
        return _render_inbox(request, form, status=422)
    if form.cleaned_data["act"] == GATHER:
        return _gather(request, form)
    if form.cleaned_data["act"] == SHOW:
        return _show_chosen(request, form.chosen)
    chosen = [("voices", str(voice.pk)) for voice in form.chosen]
    return SeeOther(f"{reverse('inbox_answer')}?{urlencode(chosen)}")


def answer(request: StaffRequest) -> HttpResponse:
    """Answer the voices that were selected with one outcome. Those that have one already are left out."""
    selection = SelectionForm(request.GET, voices=voices_for_owner(request.user).without_outcome())
    if not selection.is_valid():
        messages.error(request, _("These voices have an outcome already, or are not here any more. Select again."))
        return SeeOther(reverse("inbox"))
    voices = all_meant_by(selection.chosen)
    form = _outcome_form(request, voices[0].subject)
    if form.is_valid():
        return _record(request, form, voices)
    context = {"voices": voices[:MOST_QUOTED], "count": len(voices), "subject": voices[0].subject, "form": form}
    return render_private(request, "codesign/inbox_answer.html", context, status=422 if form.is_bound else 200)


def inbox_voice(request: StaffRequest, pk: int) -> HttpResponse:
    """Read one voice and answer it."""
    voice = get_voice_for_owner(request.user, pk)
    form = _outcome_form(request, voice.subject)
    if form.is_valid():
        return _record(request, form, [voice])
    context = {
        "voice": voice,
        "barriers": barrier_names(voice),
        "form": form,
        "earlier_wordings": voice.earlier_wordings.all(),
        "outcomes": with_telling(voice.outcomes.select_related("recorded_by", "corrected_by")),
    }
    return render_private(request, "codesign/inbox_voice.html", context, status=422 if form.is_bound else 200)


def inbox_passage(request: StaffRequest, code: str, block_id: uuid.UUID) -> HttpResponse:
    """A passage that people do not understand. One outcome answers all who tapped so and still wait."""
    subject = get_subject_for_owner(request.user, code)
    passage = get_passage_for_owner(subject, block_id)
    waiting = list(taps_that_wait(subject, block_id).with_due_day())
    form = _outcome_form(request, subject)
    if waiting and form.is_valid():
        return _record(request, form, waiting)
    context = {
        "subject": subject,
        "passage": passage,
        "waiting": waiting,
        "people": len({tap.seat_id for tap in waiting}),
        "heat": heat_of(subject).get(block_id, Heat()),
        "outcomes": with_telling(outcomes_of_taps(subject, block_id)),
        "form": form,
    }
    return render_private(request, "codesign/inbox_passage.html", context, status=422 if form.errors else 200)


def show(request: StaffRequest, pk: int) -> HttpResponse:
    """Let everyone read one voice."""
    voice = get_voice_for_owner(request.user, pk)
    try:
        show_voice(voice=voice, shown_by=request.user)
        messages.success(request, _("Everyone can now read this voice."))
    except NotForEveryone:
        messages.error(request, _("This person asked that only staff read their words. They stay in the inbox."))
    except IsHidden:
        messages.error(request, _("A moderator hid this voice. Only a moderator can show it again."))
    return SeeOther(reverse("inbox_voice", args=[voice.pk]))


def _outcome_form(request: StaffRequest, subject: Subject) -> OutcomeForm:
    return OutcomeForm(request.POST if request.method == "POST" else None, passages=passages_of(subject))


def _record(request: StaffRequest, form: OutcomeForm, voices: list[Voice]) -> HttpResponse:
    record_outcome(voices=voices, recorded_by=request.user, **form.said)
    sentence = ngettext(
        "The outcome is recorded. The person sees it when they open their thread.",
        "The outcome is recorded. It answers %(count)s voices, and each person sees it in their thread.",
        len(voices),
    )
    messages.success(request, sentence % {"count": len(voices)})
    return SeeOther(reverse("inbox"))


def _gather(request: StaffRequest, form: ChosenForm) -> HttpResponse:
    voices = all_meant_by(form.chosen)
    name = form.cleaned_data["theme"]
    theme = gather(subject=voices[0].subject, name=name, voices=voices, gathered_by=request.user)
    sentence = ngettext(
        "%(count)s voice is in the theme “%(theme)s” now.",
        "%(count)s voices are in the theme “%(theme)s” now.",
        len(voices),
    )
    messages.success(request, sentence % {"count": len(voices), "theme": theme})
    return SeeOther(_here(request))


def _show_chosen(request: StaffRequest, voices: list[Voice]) -> HttpResponse:
    shown = sum(_is_shown(voice, request) for voice in voices)
    if shown:
        sentence = ngettext("Everyone can now read %(count)s voice.", "Everyone can now read %(count)s voices.", shown)
        messages.success(request, sentence % {"count": shown})
    if kept := len(voices) - shown:
        sentence = ngettext(
            "%(count)s stays with staff: it has no words, the person asked for it, or a moderator hid it.",
            "%(count)s stay with staff: they have no words, the people asked for it, or a moderator hid them.",
            kept,
        )
        messages.warning(request, sentence % {"count": kept})
    return SeeOther(_here(request))


def _here(request: StaffRequest) -> str:
    """The same list, with nothing selected: what stands there now was not read yet."""
    asked = request.GET.copy()
    asked.pop("select", None)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def _is_shown(voice: Voice, request: StaffRequest) -> bool:
    try:
        show_voice(voice=voice, shown_by=request.user)
    except (NotForEveryone, IsHidden):
        return False
    return True


def _render_inbox(request: StaffRequest, form: ChosenForm, status: int) -> HttpResponse:
    subjects, themes = list(subjects_for_owner(request.user)), list(themes_for_owner(request.user))
    filters = FilterForm(request.GET, subjects=subjects, themes=themes)
    asked = filters.asked
    filters.count_choices(counts_by("subject__code", request.user, asked), counts_by("theme", request.user, asked))
    page = page_of_work(request.user, asked, request.GET.get("page"), PAGE_SIZE)
    every = {str(voice.pk) for voice in page} if request.GET.get("select") == "page" else set()
    counts = counts_by_state(request.user, asked)
    context = {
        "page": page,
        "form": form,
        "filters": filters,
        "asked": asked,
        "states": [(value, label, counts[value]) for value, label in InboxState.choices],
        "selected": every | set(request.POST.getlist("voices")),
        "themes": themes,
        "offices": list(offices_of(request.user)),
    }
    return render_private(request, "codesign/inbox.html", context, status=status)


def passages_of(subject: Subject) -> list[Passage]:
    text = public_text_of(subject, subject.source_language)
    return list(text.passages.all()) if text else []
