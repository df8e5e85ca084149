"""What people see without an account: saying something, the reference they get, and the thread it opens."""

import re

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from codesign.actions.outcomes import record_told
from codesign.actions.voices import TooMany, TooSoon, declare_after_commit, record_voice
from codesign.boards import parts_of
from codesign.enums import VoiceKind
from codesign.forms import MOST_CHARACTERS, ReferenceForm, VoiceForm, about_you_promise
from codesign.models import Seat, Subject, Voice
from codesign.permissions import (
    SubjectNotOpen,
    TooManyLookUps,
    boards_of_seat,
    get_open_subject,
    get_subject,
    get_thread,
    is_seat_of,
    public_text_of,
    threads_of_session,
    voices_of_seat,
)
from codesign.permissions.visitors import part_in_rounds_of
from codesign.reading import doors_at
from codesign.references import Door, parse_reference
from codesign.sessions import remember_seat
from codesign.views.closed import render_not_open
from codesign.views.doors import other_door
from codesign.views.pages import SeeOther, render_private, render_written
from codesign.views.seating import SENDS_PER_ADDRESS, is_within, seat_for, slowed
from people.limits import client_network
from people.models import Dimension, Segment
from people.vault import store

SENTENCE_END = re.compile(r"(?<=[.!?؟。])\s+")


def give_voice(request: HttpRequest, code: str) -> HttpResponse:
    """Ask whether this would work for the visitor, and take what they say."""
    try:
        subject = get_open_subject(code)
        if request.method == "POST":
            return _take_voice(request, subject)
        return _render_voice_form(request, subject, _voice_form(request, subject))
    except SubjectNotOpen as refusal:
        return render_not_open(request, refusal.subject)


def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """Show the reference of this session's seat: it stands in the session, not in an address."""
    subject = get_subject(code)
    reference = request.session.get("references", {}).get(str(subject.pk))
    if reference is None:
        return redirect("give_voice", code=subject.code)
    context = {"subject": subject, "reference": reference, "doors": doors_at(subject)}
    return render_private(request, "codesign/thanks.html", context)


def mine(request: HttpRequest) -> HttpResponse:
    """Open a thread on any device, by its reference."""
    form = ReferenceForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _render_mine(request, form, status=422 if form.is_bound else 200)
    reference = parse_reference(form.cleaned_data["reference"])
    if reference is None:
        form.add_error("reference", _("A reference has 10 letters and digits, such as KX4-72P-Q9M-T. Check yours."))
        return _render_mine(request, form, status=422)
    try:
        get_thread(reference, client_network(request), request.session)
    except TooManyLookUps:
        return _render_too_many(request)
    except Http404:
        form.add_error("reference", _("We do not know this reference. Check each letter and digit, then try again."))
        return _render_mine(request, form, status=422)
    return SeeOther(reverse("thread", args=[reference]))


def thread(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what the holder of a seat said and what came of it; by POST, forget what they said about themselves."""
    try:
        seat = get_thread(reference, client_network(request), request.session)
    except TooManyLookUps:
        return _render_too_many(request)
    if request.method == "POST":
        store.erase(seat.pk)
        messages.success(request, _("What you said about yourself is forgotten. Your words are still here."))
        return SeeOther(reverse("thread", args=[parse_reference(reference)]))
    voices = list(voices_of_seat(seat))
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        record_told(seat=seat, outcomes={outcome for voice in voices for outcome in voice.outcomes.all()})
    context = {
        "seat": seat,
        "subject": seat.subject,
        "voices": [(voice, barrier_names(voice)) for voice in voices],
        "may_edit": is_seat_of(seat, request.session),
        "workshops": parts_of(seat, boards_of_seat(seat)),
        "part": part_in_rounds_of(seat),
        "doors": doors_at(seat.subject),
        "about_you": _about(seat),
        "reference": parse_reference(reference),
    }
    return render_private(request, "codesign/thread.html", context)


def _take_voice(request: HttpRequest, subject: Subject) -> HttpResponse:
    form = _voice_form(request, subject, data=request.POST)
    if not is_within(SENDS_PER_ADDRESS, request, form):
        return _render_voice_form(request, subject, form, status=429)
    if not form.is_valid():
        return _render_voice_form(request, subject, form, status=422)
    try:
        _record(request, subject, form)
    except (TooSoon, TooMany) as refusal:
        return _render_voice_form(request, subject, slowed(form, refusal), status=429)
    return SeeOther(reverse("thanks", args=[subject.code]))


def _record(request: HttpRequest, subject: Subject, form: VoiceForm) -> None:
    language = get_language() or subject.source_language
    with transaction.atomic():
        seat, reference = seat_for(request, subject, form.cleaned_data["send_key"])
        # First, so that whoever hears of the voice after the commit finds the statement in the vault.
        declare_after_commit(seat=seat, statements=form.statements, consent_text=form.consent_text, language=language)
        record_voice(
            seat=seat,
            send_key=form.cleaned_data["send_key"],
            language=language,
            visibility=form.cleaned_data["visibility"],
            fit=form.cleaned_data["fit"],
            body=form.cleaned_data["body"],
            barriers=form.chosen_barriers,
            kind=VoiceKind.SUGGESTION
            if request.user.is_authenticated
            else form.cleaned_data["kind"] or VoiceKind.COMMENT,
        )
    remember_seat(request.session, seat, reference)


def _voice_form(request: HttpRequest, subject: Subject, data=None) -> VoiceForm:
    return VoiceForm(
        data,
        subject=subject,
        language=get_language() or subject.source_language,
        asks_about_you=not request.user.is_authenticated,
    )


def _render_voice_form(request: HttpRequest, subject: Subject, form: VoiceForm, status: int = 200) -> HttpResponse:
    title, summary = _title_and_summary(subject)
    context = {
        "subject": subject,
        "title": title,
        "summary": summary,
        "form": form,
        "promise": about_you_promise(),
        "most_characters": MOST_CHARACTERS,
    }
    return render_written(request, "codesign/give_voice.html", context, status=status)


def _render_mine(request: HttpRequest, form: ReferenceForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "threads": threads_of_session(request.session),
        "other_door": other_door(request, form, "reference", Door.THREAD),
    }
    return render_private(request, "codesign/mine.html", context, status=status)


def _render_too_many(request: HttpRequest) -> HttpResponse:
    return render_private(request, "codesign/too_many.html", status=429)


def _title_and_summary(subject: Subject) -> tuple[str, str]:
    """Return the title and first two sentences of the public text in the visitor's language, or of the source."""
    text = public_text_of(subject, get_language() or "")
    passage = text.passages.first() if text else None
    sentences = SENTENCE_END.split(passage.text.strip()) if passage else []
    return (text.title if text else subject.title), " ".join(sentences[:2])


def barrier_names(voice: Voice) -> list[str]:
    return [barrier.name_in(get_language() or "") for barrier in voice.barriers.all()]


def _about(seat: Seat) -> list[tuple[str, list[str], bool]]:
    """What the vault holds about this seat's holder, in words, and whether an organisation attests it."""
    statements = store.me(seat.pk)
    language = get_language() or ""
    dimensions = Dimension.objects.in_bulk([statement.dimension_id for statement in statements])
    segments = Segment.objects.in_bulk({key for statement in statements for key in statement.segment_ids})
    return [
        (
            dimensions[statement.dimension_id].name_in(language),
            [segments[key].name_in(language) for key in sorted(statement.segment_ids) if key in segments],
            statement.is_attested,
        )
        for statement in statements
        if statement.dimension_id in dimensions
    ]
