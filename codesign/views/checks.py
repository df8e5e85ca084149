"""Where we test our text: people respond to one item after the other, and learn what the text means."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from codesign.actions.comprehension import NotAsked, respond
from codesign.enums import ItemKind
from codesign.forms import ChoiceForm, OwnWordsForm
from codesign.models import ComprehensionItem, Response, Subject
from codesign.permissions import SubjectNotOpen, get_open_subject, reference_of
from codesign.permissions.understanding import get_item_asked, items_left, response_of_seat
from codesign.sessions import remember_seat
from codesign.views.admission import see_that_they_may, tells_who_takes_part
from codesign.views.closed import render_not_open
from codesign.views.pages import SeeOther, render_private
from codesign.views.seating import PRESSES_PER_ADDRESS, is_within, own_seat, seat_for
from people.permissions import colleague

MOST_DIGITS = 9


@tells_who_takes_part
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Show the next item, or what an item means to whoever responded to it; by POST, take a response."""
    try:
        subject = get_open_subject(code)
        if request.method == "POST":
            return _take_response(request, subject)
        if "told" in request.GET:
            return _render_told(request, subject)
        see_that_they_may(request, subject)
        return _render_next(request, subject)
    except SubjectNotOpen as refusal:
        return render_not_open(request, refusal.subject)


def _take_response(request: HttpRequest, subject: Subject) -> HttpResponse:
    item = get_item_asked(subject, _key_in(request, "item"))
    if item is None:
        return _render_end(request, subject, status=409)
    form = _form_for(item, request.POST)
    if not _is_taken(request, form) or not form.is_valid():
        return _render_item(request, subject, item, form, status=422)
    try:
        response = _respond(request, item, form)
    except NotAsked:
        return _render_changed(request, subject, item, form)
    if response.option and response.option.is_right:
        messages.success(request, _("Yes, this is what the text means."))
        return SeeOther(reverse("check", args=[subject.code]))
    return SeeOther(f"{reverse('check', args=[subject.code])}?told={item.pk}")


def _respond(request: HttpRequest, item: ComprehensionItem, form: ChoiceForm | OwnWordsForm) -> Response:
    said = form.cleaned_data
    with transaction.atomic():
        seat, reference = seat_for(request, item.subject, said["send_key"])
        response = respond(
            item=item,
            seat=seat,
            shown=said["shown"],
            language=get_language() or item.subject.source_language,
            option=said.get("option"),
            body=said.get("body", ""),
        )
    remember_seat(request.session, seat, reference)
    return response


def _is_taken(request: HttpRequest, form: ChoiceForm | OwnWordsForm) -> bool:
    """Whether anything may come from here now; otherwise the form says why not."""
    if colleague(request.user):
        form.add_error(None, _("You are signed in as a member of staff. Only participants test our text."))
        return False
    return is_within(PRESSES_PER_ADDRESS, request, form)


def _form_for(item: ComprehensionItem, data=None) -> ChoiceForm | OwnWordsForm:
    return ChoiceForm(data, item=item) if item.kind == ItemKind.CHOICES else OwnWordsForm(data, item=item)


def _key_in(request: HttpRequest, name: str) -> int:
    """The number of an item in the address; one that cannot be a number names nothing."""
    number = request.GET.get(name, "")
    if not (number.isascii() and number.isdecimal() and len(number) < MOST_DIGITS):
        raise Http404
    return int(number)


def _render_next(request: HttpRequest, subject: Subject) -> HttpResponse:
    item = items_left(subject, own_seat(request, subject)).first()
    return _render_item(request, subject, item, _form_for(item)) if item else _render_end(request, subject)


def _render_item(
    request: HttpRequest,
    subject: Subject,
    item: ComprehensionItem,
    form: ChoiceForm | OwnWordsForm,
    status: int = 200,
) -> HttpResponse:
    left = items_left(subject, own_seat(request, subject)).count()
    context = {"subject": subject, "item": item, "options": item.options.all(), "form": form, "left": left}
    return render_private(request, "codesign/check.html", context, status=status)


def _render_changed(
    request: HttpRequest, subject: Subject, item: ComprehensionItem, form: ChoiceForm | OwnWordsForm
) -> HttpResponse:
    """The text changed while somebody read it: show the new one beside what was typed, or say that it is over."""
    now = get_item_asked(subject, item.pk)
    if now is None:
        return _render_end(request, subject, status=409)
    data = request.POST.copy()
    data["shown"] = str(now.passage_id)
    again = _form_for(now, data)
    again.full_clean()
    again.add_error(None, _("The text changed while you read it. Read it again, then respond."))
    return _render_item(request, subject, now, again, status=409)


def _render_told(request: HttpRequest, subject: Subject) -> HttpResponse:
    seat = own_seat(request, subject)
    response = response_of_seat(seat, _key_in(request, "told"))
    context = {
        "subject": subject,
        "response": response,
        "item": response.item,
        "right": response.item.options.filter(is_right=True).first(),
        "left": items_left(subject, seat).count(),
    }
    return render_private(request, "codesign/check_told.html", context)


def _render_end(request: HttpRequest, subject: Subject, status: int = 200) -> HttpResponse:
    seat = own_seat(request, subject)
    context = {
        "subject": subject,
        "has_responded": bool(seat and seat.responses.exists()),
        "has_more": status == 409 and items_left(subject, seat).exists(),
        "reference": reference_of(seat, request.session) if seat else None,
        "typed": request.POST.get("body", "").replace("\x00", ""),
        "is_late": status == 409,
    }
    return render_private(request, "codesign/check_end.html", context, status=status)
