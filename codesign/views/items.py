"""Comprehension items as the owner of a subject keeps them, and the queue in which own words are marked."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from codesign.actions.comprehension import (
    MarkedBefore,
    MarkedEnough,
    NotOfThisText,
    PassageGone,
    TextNotChanged,
    ask,
    ask_again,
    close_item,
    mark,
)
from codesign.forms import ItemForm, MarkForm
from codesign.models import Response, Subject
from codesign.permissions.understanding import (
    get_item_of_owner,
    get_response_to_mark,
    get_subject_of_owner,
    items_of_owner,
    passages_to_ask_about,
    responses_to_mark,
    subjects_of_owner,
)
from codesign.understanding import FEWEST_SHOWN, results_of
from codesign.views.pages import SeeOther, render_private
from people.authorization import StaffRequest

PAGE_SIZE = 20


def understanding(request: StaffRequest) -> HttpResponse:
    """The subjects this person owns: where the text is tested, and which signs are counted."""
    page = Paginator(subjects_of_owner(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "to_mark": responses_to_mark(request.user).count()}
    return render_private(request, "codesign/understanding.html", context)


def items(request: StaffRequest, code: str) -> HttpResponse:
    subject = get_subject_of_owner(request.user, code)
    page = Paginator(items_of_owner(request.user).filter(subject=subject), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "subject": subject,
        "page": page,
        "address": request.build_absolute_uri(reverse("check", args=[subject.code])),
    }
    return render_private(request, "codesign/items.html", context)


def item_new(request: StaffRequest, code: str) -> HttpResponse:
    subject = get_subject_of_owner(request.user, code)
    passages = passages_to_ask_about(subject)
    form = ItemForm(request.POST if request.method == "POST" else None, passages=passages)
    if not form.is_valid():
        return _render_new(request, subject, form, status=422 if form.is_bound else 200)
    said = {name: value for name, value in form.cleaned_data.items() if name != "kind"}
    try:
        made = ask(subject=subject, written_by=request.user, **said)
    except NotOfThisText:
        form.add_error("passage", _("This passage is not in the text any more. Choose one that is."))
        return _render_new(request, subject, form, status=422)
    messages.success(request, _("People are asked now. Share the address of the test."))
    return SeeOther(reverse("item", args=[made.pk]))


def item(request: StaffRequest, pk: int) -> HttpResponse:
    """What it asks, and how many people understood each version of the text."""
    shown = get_item_of_owner(request.user, pk)
    context = {
        "item": shown,
        "options": shown.options.all(),
        "results": results_of(shown),
        "fewest": FEWEST_SHOWN,
        "address": request.build_absolute_uri(reverse("check", args=[shown.subject.code])),
    }
    return render_private(request, "codesign/item.html", context)


def item_again(request: StaffRequest, pk: int) -> HttpResponse:
    shown = get_item_of_owner(request.user, pk)
    try:
        ask_again(item=shown, asked_by=request.user)
        messages.success(request, _("The new text is measured now, on people who did not respond before."))
    except TextNotChanged:
        messages.error(request, _("The passage says what it said before. Change it, then ask again."))
    except PassageGone:
        messages.error(request, _("The text has this passage no more. Write a new item about another passage."))
    return SeeOther(reverse("item", args=[pk]))


def item_close(request: StaffRequest, pk: int) -> HttpResponse:
    close_item(item=get_item_of_owner(request.user, pk), closed_by=request.user)
    messages.success(request, _("Nobody is asked any more. What people responded stays."))
    return SeeOther(reverse("item", args=[pk]))


def marks(request: StaffRequest) -> HttpResponse:
    """The own words that wait for this person, one at a time."""
    response = responses_to_mark(request.user).first()
    if response is None:
        return render_private(request, "codesign/marks_end.html")
    return _render_mark(request, response, MarkForm())


def mark_response(request: StaffRequest, pk: int) -> HttpResponse:
    response = get_response_to_mark(request.user, pk)
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _render_mark(request, response, form, status=422)
    try:
        mark(response=response, understanding=form.cleaned_data["understanding"], marked_by=request.user)
        messages.success(request, _("Your judgement is stored. Nobody sees it before the others have judged."))
    except (MarkedBefore, MarkedEnough):
        messages.error(request, _("This response was judged in the meantime. Here is the next one."))
    return SeeOther(reverse("marks"))


def _render_new(request: StaffRequest, subject: Subject, form: ItemForm, status: int) -> HttpResponse:
    context = {"subject": subject, "form": form, "has_passages": passages_to_ask_about(subject).exists()}
    return render_private(request, "codesign/item_new.html", context, status=status)


def _render_mark(request: StaffRequest, response: Response, form: MarkForm, status: int = 200) -> HttpResponse:
    left = responses_to_mark(request.user).count()
    context = {
        "response": response,
        "item": response.item,
        "is_third": response.marks.count() > 1,  # two that differ are the only reason for a third
        "form": form,
        "left": left,
    }
    return render_private(request, "codesign/mark.html", context, status=status)
