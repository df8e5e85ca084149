"""What owners of subjects see: voices that wait for an outcome, the oldest first."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from codesign.actions.outcomes import record_outcome
from codesign.actions.voices import IsHidden, NotForEveryone, show_voice
from codesign.forms import OutcomeForm
from codesign.models import Passage, Subject, Voice
from codesign.permissions import get_voice_for_owner, public_text_of, voices_for_owner
from codesign.views.pages import SeeOther, render_private
from codesign.views.participant import barrier_names
from people.authorization import StaffRequest

PAGE_SIZE = 20


def inbox(request: StaffRequest) -> HttpResponse:
    voices = voices_for_owner(request.user).prefetch_related("barriers", "outcomes")
    page = Paginator(voices, PAGE_SIZE).get_page(request.GET.get("page"))
    return render_private(request, "codesign/inbox.html", {"page": page})


def inbox_voice(request: StaffRequest, pk: int) -> HttpResponse:
    """Read one voice and answer it."""
    voice = get_voice_for_owner(request.user, pk)
    form = OutcomeForm(request.POST if request.method == "POST" else None, passages=_passages_of(voice.subject))
    if not form.is_valid():
        return _render_voice(request, voice, form, status=422 if form.is_bound else 200)
    record_outcome(
        voices=[voice],
        kind=form.cleaned_data["kind"],
        because=form.cleaned_data["because"],
        passage=form.chosen_passage,
        recorded_by=request.user,
    )
    messages.success(request, _("The outcome is recorded. The person sees it when they open their thread."))
    return SeeOther(reverse("inbox"))


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


def _render_voice(request: StaffRequest, voice: Voice, form: OutcomeForm, status: int) -> HttpResponse:
    context = {
        "voice": voice,
        "barriers": barrier_names(voice),
        "form": form,
        "earlier_wordings": voice.earlier_wordings.all(),
        "outcomes": voice.outcomes.select_related("recorded_by"),
    }
    return render_private(request, "codesign/inbox_voice.html", context, status=status)


def _passages_of(subject: Subject) -> list[Passage]:
    text = public_text_of(subject, subject.source_language)
    return list(text.passages.all()) if text else []
