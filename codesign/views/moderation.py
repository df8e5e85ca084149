"""What moderators do: look at one voice after another, hide or show it, read the log, decide appeals."""

import uuid

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from codesign.actions.hides import Words
from codesign.actions.moderation import (
    AlreadyAppealed,
    decide_appeal,
    hide_many,
    hide_words,
    keep_many,
    keep_words,
    lift_hide,
)
from codesign.actions.voices import IsHidden
from codesign.enums import ModerationState
from codesign.forms import BulkForm, DecisionForm, HideForm
from codesign.models import Appeal, Statement, Voice
from codesign.permissions.moderation import (
    appeals_for,
    get_appeal,
    get_words_for_moderator,
    hides_for_moderator,
    queue_for_moderator,
)
from codesign.velocity import rushes
from codesign.views.pages import SeeOther, render_private
from codesign.views.participant import barrier_names
from people.authorization import StaffRequest

PAGE_SIZE = 20


def queue(request: StaffRequest) -> HttpResponse:
    """One voice or statement a screen; which one, the address says."""
    page = _queue_at(request, request.GET.get("page"))
    voice = page.object_list[0] if page.object_list else None
    about = _about(voice, HideForm(initial={"reason": _reason_of(voice)})) if voice else {}
    return _render_queue(request, page, about, status=200)


def item(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """One voice or statement, whatever was decided about it; by POST, hide it."""
    voice = get_words_for_moderator(request.user, key)
    form = HideForm(request.POST if request.method == "POST" else None, initial={"reason": _reason_of(voice)})
    if not form.is_valid() and request.POST.get("page"):
        return _render_queue(request, _queue_at(request, request.POST["page"]), _about(voice, form), status=422)
    if not form.is_valid():
        return _render_item(request, voice, form, status=422 if form.is_bound else 200)
    hide_words(words=voice, hidden_by=request.user, **form.cleaned_data)
    messages.success(request, _("It is hidden. Its author reads why, and may ask somebody else to look again."))
    return _back_to_queue(request)


def keep(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """Find nothing wrong with a voice or a statement."""
    words = get_words_for_moderator(request.user, key)
    try:
        keep_words(words=words, kept_by=request.user)
        messages.success(request, _told_with_a_way_back(words))
    except IsHidden:
        messages.error(request, _("Somebody has hidden it meanwhile. Read why before you show it again."))
        return SeeOther(reverse("moderation_item", args=[key]))
    return _back_to_queue(request)


def lift(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """Let everyone read again what is hidden."""
    voice = get_words_for_moderator(request.user, key)
    try:
        if voice.hide:
            lift_hide(hide=voice.hide, lifted_by=request.user)
        messages.success(request, _("Everyone can read it again."))
    except AlreadyAppealed:
        messages.error(request, _("Its author has asked somebody else to look again. They decide."))
    return SeeOther(reverse("moderation_item", args=[key]))


def bulk(request: StaffRequest) -> HttpResponse:
    """Many at a glance; by POST, leave or show those that are ticked, or hide them for one reason."""
    page = Paginator(queue_for_moderator(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    waiting = {voice.key: voice for voice in queue_for_moderator(request.user)} if request.method == "POST" else {}
    form = BulkForm(request.POST if request.method == "POST" else None, keys=list(waiting))
    if not form.is_valid():
        context = {"page": page, "form": form, "ticked": set(request.POST.getlist("voices"))}
        return _render(request, "codesign/moderation_list.html", context, 422 if form.is_bound else 200)
    said = {**form.cleaned_data}
    words = [waiting[key] for key in said.pop("voices")]
    if form.keeps:
        return _keep_many(request, words)
    hidden = hide_many(words=words, hidden_by=request.user, **said)
    sentence = ngettext("%(count)s voice is hidden.", "%(count)s voices are hidden.", len(hidden))
    messages.success(request, sentence % {"count": len(hidden)})
    return SeeOther(reverse("moderation_list"))


def _keep_many(request: StaffRequest, words: list[Words]) -> HttpResponse:
    try:
        count = len(keep_many(words=words, kept_by=request.user))
    except IsHidden:
        messages.error(request, _("Somebody has decided about one of these voices meanwhile. Look at the list again."))
        return SeeOther(reverse("moderation_list"))
    sentence = ngettext("Everyone can now read %(count)s voice.", "Everyone can now read %(count)s voices.", count)
    messages.success(request, sentence % {"count": count})
    return SeeOther(reverse("moderation_list"))


def log(request: StaffRequest) -> HttpResponse:
    """Everything that was ever hidden, by whom and why, and what became of it."""
    page = Paginator(hides_for_moderator(), PAGE_SIZE).get_page(request.GET.get("page"))
    return _render(request, "codesign/moderation_log.html", {"page": page})


def appeals(request: StaffRequest) -> HttpResponse:
    page = Paginator(appeals_for(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return _render(request, "codesign/appeals.html", {"page": page})


def appeal(request: StaffRequest, pk: int) -> HttpResponse:
    """What was hidden, why, and what its author says; by POST, decide."""
    shown = get_appeal(request.user, pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _render_appeal(request, shown, form, status=422 if form.is_bound else 200)
    decide_appeal(appeal=shown, decided_by=request.user, **form.cleaned_data)
    messages.success(request, _("It is decided. The author reads it in their thread."))
    return SeeOther(reverse("appeals"))


def _kept(words: Words) -> str:
    if isinstance(words, Statement) and not words.is_listed:
        return _("Nothing is wrong with it. The owner of this subject decides whether people are asked about it.")
    return _("Everyone can read it.")


def _told_with_a_way_back(words: Words) -> str:
    """The next one stands on the page already: whoever pressed by mistake finds this one again."""
    address = reverse("moderation_item", args=[words.key])
    link = format_html('<a href="{}">{}</a>', address, _("See it, or hide it after all"))
    return format_html("{} {}", _kept(words), link)


def _queue_at(request: StaffRequest, number: str | None) -> Page[Words]:
    return Paginator(queue_for_moderator(request.user), 1).get_page(number)


def _about(voice: Words, form: HideForm) -> dict:
    """What the page says about words. Reports are counted; who sent them is nobody's business."""
    open_cases = [case for case in voice.cases.all() if case.state == ModerationState.OPEN]
    reasons: dict[str, int] = {}
    for case in open_cases:
        if case.seat_id:
            reasons[case.get_reason_display()] = reasons.get(case.get_reason_display(), 0) + 1
    return {
        "voice": voice,
        "barriers": _barriers_of(voice),
        "reports": list(reasons.items()),
        "held": [case for case in open_cases if case.seat_id is None],
        "form": form,
    }


def _barriers_of(words: Voice | Statement) -> list[str]:
    return barrier_names(words) if isinstance(words, Voice) else []


def _reason_of(voice: Words | None) -> str:
    """The reason that readers gave most, or for which it was held."""
    reasons = (
        [case.reason for case in voice.cases.all() if case.reason and case.state == ModerationState.OPEN]
        if voice
        else []
    )
    return max(reasons, key=reasons.count, default="")


def _render(request: StaffRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    """A page with the ways of moderation, which say everywhere how many appeals wait."""
    counted = {"appeal_count": appeals_for(request.user).count()}
    return render_private(request, template, context | counted, status=status)


def _render_queue(request: StaffRequest, page: Page[Words], about: dict, status: int) -> HttpResponse:
    context = {"page": page, "rushes": rushes(), **about}
    return _render(request, "codesign/moderation.html", context, status)


def _render_item(request: StaffRequest, voice: Words, form: HideForm, status: int) -> HttpResponse:
    return _render(request, "codesign/moderation_item.html", _about(voice, form), status)


def _render_appeal(request: StaffRequest, shown: Appeal, form: DecisionForm, status: int) -> HttpResponse:
    voice = shown.hide.words
    context = {"appeal": shown, "voice": voice, "barriers": _barriers_of(voice), "form": form}
    return render_private(request, "codesign/appeal.html", context, status=status)


def _back_to_queue(request: StaffRequest) -> HttpResponse:
    """To what stands now where this stood: the next one."""
    number = request.POST.get("page", "")
    place = f"?page={number}" if number.isascii() and number.isdecimal() and len(number) < 9 else ""
    return SeeOther(reverse("moderation") + place)
