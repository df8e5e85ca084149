"""What people see without an account: saying something, the reference they get, and the thread it opens."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from codesign.actions.assisted import record_guardian
from codesign.actions.outcomes import record_told
from codesign.actions.voices import TooMany, TooSoon, declare_after_commit, record_voice
from codesign.boards import parts_of
from codesign.devices import is_shared
from codesign.enums import Provenance, VoiceKind
from codesign.forms import MOST_CHARACTERS, ReferenceForm, VoiceForm, about_you_promise
from codesign.forms.speakers import GuestVoiceForm
from codesign.models import Appeal, Outcome, Subject, Voice
from codesign.news.reached import told_where
from codesign.of_oneself import said_of_oneself
from codesign.permissions import (
    SubjectNotOpen,
    TooManyLookUps,
    boards_of_seat,
    get_open_subject,
    get_subject,
    get_thread,
    is_seat_of,
    seat_of_session,
    threads_of_session,
    voices_of_seat,
)
from codesign.permissions.accounts import account_keeping
from codesign.permissions.disclosures import disclosures_told_to
from codesign.permissions.moderation import suggestions_of_seat
from codesign.permissions.visitors import part_in_rounds_of
from codesign.reading import doors_at, title_and_summary
from codesign.references import Door, parse_reference
from codesign.sessions import forget_seat, remember_seat
from codesign.views.admission import offers_mail_link, see_that_they_may, tells_who_takes_part
from codesign.views.closed import render_not_open
from codesign.views.doors import other_door
from codesign.views.guests import hold_if_rushed
from codesign.views.kiosks import render_kiosk_thanks
from codesign.views.pages import SeeOther, render_private, render_written
from codesign.views.seating import SENDS_PER_ADDRESS, is_within, seat_for, slowed
from people.limits import client_network
from people.permissions import colleague
from people.vault import store


@tells_who_takes_part
def give_voice(request: HttpRequest, code: str) -> HttpResponse:
    """Ask whether this would work for the visitor, and take what they say."""
    try:
        subject = get_open_subject(code)
        if request.method == "POST":
            return _take_voice(request, subject)
        see_that_they_may(request, subject)
        return _render_voice_form(request, subject, _voice_form(request, subject))
    except SubjectNotOpen as refusal:
        return render_not_open(request, refusal.subject)


def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """Show the reference of this session's seat: it stands in the session, not in an address.

    On a shared device this is the one time, and the seat is forgotten.
    """
    subject = get_subject(code)
    reference = request.session.get("references", {}).get(str(subject.pk))
    if reference is None:
        return redirect("give_voice", code=subject.code)
    if getattr(request, "kiosk", None):
        return render_kiosk_thanks(request, subject)
    context = {"subject": subject, "reference": reference, "doors": doors_at(subject)}
    if is_shared(request):
        forget_seat(request.session, subject)
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
        store.withdraw(seat.pk)
        messages.success(request, _("What you said about yourself is forgotten. Your words are still here."))
        return SeeOther(reverse("thread", args=[parse_reference(reference)]))
    voices = list(voices_of_seat(seat))
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        record_told(seat=seat, outcomes=_outcomes(voices), appeals=_decisions(voices))
    context = {
        "seat": seat,
        "subject": seat.subject,
        "voices": [(voice, barrier_names(voice)) for voice in voices],
        "suggestions": suggestions_of_seat(seat),
        "may_edit": is_seat_of(seat, request.session),
        "workshops": parts_of(seat, boards_of_seat(seat)),
        "part": part_in_rounds_of(seat),
        "doors": doors_at(seat.subject),
        "about_you": said_of_oneself(seat),
        "disclosures": disclosures_told_to(seat),
        "reference": parse_reference(reference),
        "account": account_keeping(seat, request.user),
        "where": told_where(seat),
        "useful": dict(seat.usefulness.values_list("outcome_id", "is_useful")),
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
        speaker = form.speaker if isinstance(form, GuestVoiceForm) else {}
        seat, reference = seat_for(request, subject, form.cleaned_data["send_key"], **speaker)
        if speaker.get("provenance") == Provenance.ASSISTED:
            record_guardian(seat=seat)
        # First, so that whoever hears of the voice after the commit finds the statement in the vault.
        declare_after_commit(seat=seat, statements=form.statements, consent_text=form.consent_text, language=language)
        voice = record_voice(
            seat=seat,
            send_key=form.cleaned_data["send_key"],
            language=language,
            visibility=form.cleaned_data["visibility"],
            fit=form.cleaned_data["fit"],
            body=form.cleaned_data["body"],
            barriers=form.chosen_barriers,
            kind=VoiceKind.SUGGESTION if colleague(request.user) else form.cleaned_data["kind"] or VoiceKind.COMMENT,
        )
        hold_if_rushed(request, voice, form)
    remember_seat(request.session, seat, reference)


def _voice_form(request: HttpRequest, subject: Subject, data=None) -> VoiceForm:
    """Whoever has no seat yet is also asked for whom they answer: that is fixed when the seat is taken."""
    is_guest = not colleague(request.user) and seat_of_session(request.session, subject) is None
    return (GuestVoiceForm if is_guest else VoiceForm)(
        data,
        subject=subject,
        language=get_language() or subject.source_language,
        asks_about_you=not colleague(request.user),
    )


def _render_voice_form(request: HttpRequest, subject: Subject, form: VoiceForm, status: int = 200) -> HttpResponse:
    title, summary = title_and_summary(subject)
    context = {
        "subject": subject,
        "title": title,
        "summary": summary,
        "form": form,
        "promise": about_you_promise(),
        "most_characters": MOST_CHARACTERS,
        "offers_mail_link": offers_mail_link(request, subject),
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


def _outcomes(voices: list[Voice]) -> set[Outcome]:
    return {outcome for voice in voices for outcome in voice.outcomes.all()}


def _decisions(voices: list[Voice]) -> list[Appeal]:
    """What somebody else decided about hidden words; it stands in the thread beside them."""
    appeals = [hide.appeal for voice in voices for hide in voice.hides.all() if hasattr(hide, "appeal")]
    return [appeal for appeal in appeals if appeal.decided_at]


def barrier_names(voice: Voice) -> list[str]:
    return [barrier.name_in(get_language() or "") for barrier in voice.barriers.all()]
