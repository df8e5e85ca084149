"""Passages and voices as everyone meets them: say something, tap what is unclear, reply, react, change one's words."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from codesign.actions.reactions import NotToReactTo, OtherWords, react, take_back_reaction
from codesign.actions.voices import (
    NotToReplyTo,
    TooLateToEdit,
    TooMany,
    TooSoon,
    edit_voice,
    record_voice,
    take_back_tap,
    tap_unclear,
)
from codesign.enums import ReactionKind, Visibility, VoiceKind, VoiceOrder
from codesign.forms import EditForm, PassageForm, ReactionForm, ReplyForm, TapForm, WordsForm
from codesign.models import Passage, Subject, Voice
from codesign.permissions import (
    SubjectNotOpen,
    as_everyone_reads,
    get_own_voice,
    get_passage,
    get_subject,
    get_voice,
    is_seat_of,
    reference_of,
    replies_for_everyone,
    voices_on_passage,
)
from codesign.permissions.admission import may_take_part
from codesign.permissions.visitors import replies_still_unread
from codesign.reading import order_asked_for, page_of, way_to
from codesign.sessions import remember_seat
from codesign.views.admission import tells_who_takes_part
from codesign.views.closed import Way, render_closed, render_not_open
from codesign.views.guests import hold_if_rushed
from codesign.views.pages import SeeOther, render_written
from codesign.views.seating import (
    PRESSES_PER_ADDRESS,
    SENDS_PER_ADDRESS,
    is_within,
    keep_seat,
    own_seat,
    seat_for,
    slowed,
)
from people.permissions import colleague

PAGE_SIZE = 20


@tells_who_takes_part
def passage(request: HttpRequest, code: str, block_id: uuid.UUID) -> HttpResponse:
    """Show a passage with what people said about it; by POST, take what somebody says."""
    subject = get_subject(code)
    shown = get_passage(subject, block_id, get_language() or "")
    form = PassageForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _render_passage(request, subject, shown, form)
    if not is_within(SENDS_PER_ADDRESS, request, form):
        return _render_passage(request, subject, shown, form, status=429)
    if not form.is_valid():
        return _render_passage(request, subject, shown, form, status=422)
    said = form.cleaned_data
    about = {"passage": shown, "kind": said["kind"] or VoiceKind.COMMENT, "visibility": said["visibility"]}
    try:
        _record(request, subject, form, **about)
    except SubjectNotOpen:
        return render_not_open(request, subject)
    except (TooSoon, TooMany) as refusal:
        return _render_passage(request, subject, shown, slowed(form, refusal), status=429)
    return SeeOther(reverse("thanks", args=[subject.code]))


@tells_who_takes_part
def unclear(request: HttpRequest, code: str, block_id: uuid.UUID) -> HttpResponse:
    """Take the tap of somebody who does not understand a passage, or take it back."""
    subject = get_subject(code)
    tapped = get_passage(subject, block_id, get_language() or "")
    form = TapForm(request.POST)
    if form.is_valid() and _may_press(request, form):
        _tap(request, subject, tapped, form)
    for _name, sentence in form.error_links:
        messages.error(request, sentence)
    return SeeOther(_way_back(request, reverse("passage", args=[subject.code, block_id]), tapped))


@tells_who_takes_part
def voice(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show one voice with its replies; by POST, take a reply."""
    shown = get_voice(key, request.session)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _render_voice(request, shown, form)
    if not is_within(SENDS_PER_ADDRESS, request, form):
        return _render_voice(request, shown, form, status=429)
    if not form.is_valid():
        return _render_voice(request, shown, form, status=422)
    try:
        _record(request, shown.subject, form, reply_to=shown, visibility=Visibility.WITHOUT_NAME)
    except (SubjectNotOpen, NotToReplyTo):
        return render_not_open(request, shown.subject)
    except (TooSoon, TooMany) as refusal:
        return _render_voice(request, shown, slowed(form, refusal), status=429)
    messages.success(request, _("Thank you. Everyone can read your reply once the owner of this subject has read it."))
    return SeeOther(reverse("voice", args=[key]))


@tells_who_takes_part
def react_to(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Agree with a voice or thank for it, or take that back."""
    shown = get_voice(key, request.session)
    form = ReactionForm(request.POST)
    if form.is_valid() and _may_press(request, form):
        _react(request, shown, form)
    for _name, sentence in form.error_links:
        messages.error(request, sentence)
    return SeeOther(reverse("voice", args=[key]))


def edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Change what one said, for as long as that may be."""
    said = get_own_voice(key, request.session)
    form = EditForm(request.POST if request.method == "POST" else None, voice=said)
    is_over = not said.is_editable or said.outcomes.exists()
    if is_over and form.is_bound and form.is_valid() and form.says_the_same:
        return SeeOther(reverse("voice", args=[key]))
    if is_over:
        return _render_unchanged(request, said)
    if request.method != "POST":
        return _render_edit(request, said, form)
    if not is_within(SENDS_PER_ADDRESS, request, form):
        return _render_edit(request, said, form, status=429)
    if not form.is_valid():
        return _render_edit(request, said, form, status=422)
    try:
        edit_voice(voice=said, body=form.cleaned_data["body"], fit=form.cleaned_data.get("fit") or said.fit)
    except TooLateToEdit:
        return _render_unchanged(request, said)
    messages.success(request, _("Your words are changed."))
    return SeeOther(reverse("voice", args=[key]))


def _record(request: HttpRequest, subject: Subject, form: WordsForm, **about: Any) -> None:
    with transaction.atomic():
        seat, reference = seat_for(request, subject, form.cleaned_data["send_key"])
        if colleague(request.user):
            about["kind"] = VoiceKind.SUGGESTION
        voice = record_voice(
            seat=seat,
            send_key=form.cleaned_data["send_key"],
            language=get_language() or subject.source_language,
            body=form.cleaned_data["body"],
            **about,
        )
        hold_if_rushed(request, voice, form)
    if about.get("reply_to"):
        keep_seat(request, seat, reference)
    else:  # the page of thanks shows the reference
        remember_seat(request.session, seat, reference)


def _may_press(request: HttpRequest, form: TapForm) -> bool:
    if colleague(request.user):
        form.add_error(None, _("You are signed in as a member of staff. Only participants press this."))
    else:
        is_within(PRESSES_PER_ADDRESS, request, form)
    return form.is_valid()


def _tap(request: HttpRequest, subject: Subject, tapped: Passage, form: TapForm) -> None:
    if form.cleaned_data["take_back"]:
        if seat := own_seat(request, subject):
            take_back_tap(seat=seat, passage=tapped)
        return
    try:
        with transaction.atomic():
            seat, reference = seat_for(request, subject, form.cleaned_data["seat_key"])
            tap_unclear(seat=seat, passage=tapped, language=get_language() or subject.source_language)
    except SubjectNotOpen:
        form.add_error(None, _("This is closed. Nothing more is taken here."))
        return
    keep_seat(request, seat, reference)


def _react(request: HttpRequest, shown: Voice, form: ReactionForm) -> None:
    kind = form.cleaned_data["kind"]
    if form.cleaned_data["take_back"]:
        if seat := own_seat(request, shown.subject):
            take_back_reaction(voice=shown, seat=seat, kind=kind)
        return
    try:
        with transaction.atomic():
            seat, reference = seat_for(request, shown.subject, form.cleaned_data["seat_key"])
            react(voice=shown, seat=seat, kind=kind, wording=form.cleaned_data["wording"])
    except SubjectNotOpen:
        form.add_error(None, _("This is closed. Nothing more is taken here."))
        return
    except NotToReactTo:
        form.add_error(None, _("You can react to what somebody else said, once everyone can read it."))
        return
    except OtherWords:
        form.add_error(None, _("These words have changed since you read them. Read them again, then press."))
        return
    keep_seat(request, seat, reference)


def _way_back(request: HttpRequest, passage_path: str, tapped: Passage) -> str:
    """Back to the passage on the page where it was tapped: the form says which of our own pages that was."""
    path = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return f"{path if is_ours else passage_path}#p-{tapped.block_id}"


def _render_passage(
    request: HttpRequest, subject: Subject, shown: Passage, form: PassageForm, status: int = 200
) -> HttpResponse:
    order = order_asked_for(request.GET.get("order"))
    voices = voices_on_passage(shown, subject, order)
    context = {
        "subject": subject,
        "passage": shown,
        "way": way_to(shown, subject, session=request.session, user=request.user),
        "tap": TapForm(),
        "voices": page_of(voices, request.GET.get("page"), PAGE_SIZE, now={shown.block_id: shown.text}),
        "order": order,
        "orders": VoiceOrder.choices,
        "form": form,
    }
    return render_written(request, "codesign/passage.html", context, status=status)


def _render_voice(request: HttpRequest, shown: Voice, form: ReplyForm, status: int = 200) -> HttpResponse:
    replies = page_of(replies_for_everyone(shown), request.GET.get("page"), PAGE_SIZE, now={})
    seat = own_seat(request, shown.subject)
    reacted = set(shown.reactions.filter(seat=seat).values_list("kind", flat=True)) if seat else set()
    context = {
        "voice": shown,
        "subject": shown.subject,
        "is_own": is_seat_of(shown.seat, request.session),
        "replies": replies,
        "own_replies": as_everyone_reads(replies_still_unread(shown, seat)),
        "reactions": [(kind.value, kind.label, getattr(shown, f"{kind.value}_count")) for kind in ReactionKind],
        "reacted": reacted,
        "may_take_part": may_take_part(shown.subject, request.session, request.user),
        "reference": reference_of(seat, request.session) if seat else None,
        "tap": ReactionForm(),
        "form": form,
    }
    return render_written(request, "codesign/voice.html", context, status=status)


def _render_edit(request: HttpRequest, said: Voice, form: EditForm, status: int = 200) -> HttpResponse:
    context = {"voice": said, "subject": said.subject, "form": form, "reactions": said.reactions.count()}
    return render_written(request, "codesign/voice_edit.html", context, status=status)


def _render_unchanged(request: HttpRequest, said: Voice) -> HttpResponse:
    """Say why words stay as they are."""
    sentence = (
        _("Somebody has answered your words, so they stay as they are.")
        if said.outcomes.exists()
        else _("You could change your words for 15 minutes. That time is over, and they stay as they are.")
    )
    return render_closed(request, said.subject, sentence, Way(_("See your words"), reverse("voice", args=[said.key])))
