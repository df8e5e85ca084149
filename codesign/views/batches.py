"""Personal codes as the owner of a subject gives them out: make a batch, print its codes once, take them back."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from codesign.actions.invites import BatchWasMade, issue_batch, revoke_batch
from codesign.admission import NotAdmitted
from codesign.forms import BatchForm
from codesign.models import InviteBatch
from codesign.permissions import SubjectNotOpen, public_text_of
from codesign.permissions.invites import batches_for_owner, codes_of_batch, get_batch_for_owner, subjects_to_invite_to
from codesign.printed import Printed
from codesign.qr import qr_for_page
from codesign.views.pages import SeeOther, render_private
from people.authorization import StaffRequest

PAGE_SIZE = 20


def batches(request: StaffRequest) -> HttpResponse:
    page = Paginator(batches_for_owner(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render_private(request, "codesign/batches.html", {"page": page})


def batch_new(request: StaffRequest) -> HttpResponse:
    """Make a batch and show its codes: in the answer to this press and never again, so there is no page to go on to."""
    form = BatchForm(request.POST if request.method == "POST" else None, subjects=subjects_to_invite_to(request.user))
    if not form.is_valid():
        return _render_new(request, form, status=422 if form.is_bound else 200)
    said = {name: value for name, value in form.cleaned_data.items() if name != "expires_on"}
    try:
        made, codes = issue_batch(made_by=request.user, expires_at=form.expires_at, **said)
    except (SubjectNotOpen, NotAdmitted):
        form.add_error("subject", _("Nobody can be invited there now. Choose what people are invited to."))
        return _render_new(request, form, status=422)
    except BatchWasMade as refusal:
        return _tell_it_was_made(request, refusal.batch)
    return _render_codes(request, made, codes)


def batch(request: StaffRequest, pk: int) -> HttpResponse:
    """How many codes of a batch were used, and until when they work; not the codes."""
    return render_private(request, "codesign/batch.html", {"batch": get_batch_for_owner(request.user, pk)})


def batch_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask whether it is meant, then take the codes back."""
    shown = get_batch_for_owner(request.user, pk)
    if request.method != "POST":
        return render_private(request, "codesign/batch_revoke.html", {"batch": shown})
    revoke_batch(batch=shown, revoked_by=request.user)
    messages.success(request, _("The codes are taken back. Nobody can come in with them any more."))
    return SeeOther(reverse("batch", args=[shown.pk]))


def batch_letters(request: StaffRequest, pk: int) -> HttpResponse:
    from codesign.sheets import letters

    return _as_pdf(request, pk, letters, "letters")


def batch_squares(request: StaffRequest, pk: int) -> HttpResponse:
    from codesign.sheets import squares

    return _as_pdf(request, pk, squares, "sheet")


def _as_pdf(request: StaffRequest, pk: int, draw: Callable[[Printed], bytes], name: str) -> HttpResponse:
    """Draw the codes that come with the press: the page on which they were shown is the only place that has them."""
    shown = get_batch_for_owner(request.user, pk)
    codes = codes_of_batch(shown, request.POST.get("codes", "").split()[: shown.size])
    if not codes:
        messages.error(request, _("The codes did not reach us. Only the page that showed them can print them."))
        return SeeOther(reverse("batch", args=[shown.pk]))
    response = HttpResponse(draw(_printed(shown, codes)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}-{shown.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _printed(shown: InviteBatch, codes: list[str]) -> Printed:
    language = get_language() or shown.subject.source_language
    text = public_text_of(shown.subject, language)
    door = settings.SITE_URL + reverse("invite_code")
    return Printed(shown, text.title if text else shown.subject.title, language, codes, door)


def _tell_it_was_made(request: StaffRequest, made: InviteBatch) -> HttpResponse:
    messages.info(
        request,
        _("These codes were made and shown before, and cannot be shown again. Take them back and make others."),
    )
    return SeeOther(reverse("batch", args=[made.pk]))


def _render_codes(request: StaffRequest, made: InviteBatch, codes: list[str]) -> HttpResponse:
    printed = _printed(made, codes)
    context = {
        "batch": made,
        "printed": printed,
        "codes": " ".join(codes),
        "cards": [(code, qr_for_page(printed.address_of(code))) for code in codes],
    }
    return render_private(request, "codesign/batch_codes.html", context)


def _render_new(request: StaffRequest, form: BatchForm, status: int) -> HttpResponse:
    context = {"form": form, "has_subjects": subjects_to_invite_to(request.user).exists()}
    return render_private(request, "codesign/batch_new.html", context, status=status)
