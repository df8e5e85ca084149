"""The formal exchange: challenge, reply, verdict, and the list of what is open."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from codesign.models import Passage, Subject, TextVersion
from codesign.views.pages import SeeOther, render_private
from people.authorization import StaffRequest
from people.models import Office
from personas.actions.challenges import give_verdict, raise_challenge, reply_to_challenge, withdraw_challenge
from personas.enums import ChallengeState
from personas.exchange import steps_of
from personas.forms import ChallengeForm, ReplyForm, VerdictForm, WithdrawForm, carried_out
from personas.models import Challenge
from personas.permissions import (
    challenges_for,
    get_advocacy,
    get_challenge,
    get_challenge_for_author,
    get_challenge_for_owner,
)

PAGE_SIZE = 20
GATE_PAGE = "gate"
OWNER_S_TURN = {ChallengeState.WAITS_FOR_REPLY, ChallengeState.DISSENT}
CLOSED = {ChallengeState.ANSWERED, ChallengeState.WITHDRAWN}


def write_challenge(request: StaffRequest, pk: int) -> HttpResponse:
    """Write a challenge for the segment one stands in for; the address may name the passage."""
    advocacy = get_advocacy(request.user, pk)
    form = ChallengeForm(
        request.POST if request.method == "POST" else None,
        passages=passages_of(advocacy.chair.table.subject),
        initial={"passage": request.GET.get("passage", "")},
    )
    if not carried_out(form, lambda: raise_challenge(advocacy=advocacy, author=request.user, **form.said)):
        context = {"advocacy": advocacy, "form": form}
        return render_private(request, "personas/raise_challenge.html", context, status=422 if form.is_bound else 200)
    messages.success(request, _("Your challenge is recorded. A proposal is not published before its owner replies."))
    return SeeOther(reverse("advocacy", args=[advocacy.pk]))


def challenge(request: StaffRequest, pk: int) -> HttpResponse:
    return _render(request, get_challenge(request.user, pk))


def reply(request: StaffRequest, pk: int) -> HttpResponse:
    """Reply as the owner; the way back may be the gate page, from which the form was sent."""
    challenge = get_challenge_for_owner(request.user, pk)
    form = reply_form(challenge, request.POST)
    if not carried_out(form, lambda: reply_to_challenge(challenge=challenge, replied_by=request.user, **form.said)):
        return _render(request, challenge, failed=form, reply_form=form)
    messages.success(request, _("Your reply is recorded. The challenger now says whether it answers the challenge."))
    return SeeOther(_way_back(request) or reverse("challenge", args=[challenge.pk]))


def verdict(request: StaffRequest, pk: int) -> HttpResponse:
    """Say whether the reply answers one's challenge."""
    challenge = get_challenge_for_author(request.user, pk)
    form = _verdict_form(challenge, request.POST)
    if not carried_out(form, lambda: give_verdict(given_by=request.user, **form.said)):
        return _render(request, challenge, failed=form, verdict_form=form)
    messages.success(request, _("Your verdict is recorded."))
    return SeeOther(reverse("challenge", args=[challenge.pk]))


def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one's challenge back, with the reason."""
    challenge = get_challenge_for_author(request.user, pk)
    form = _withdraw_form(request.POST)
    if not carried_out(
        form, lambda: withdraw_challenge(challenge=challenge, withdrawn_by=request.user, **form.cleaned_data)
    ):
        return _render(request, challenge, failed=form, withdraw_form=form)
    messages.success(request, _("Your challenge is withdrawn. It stays on record with your reason."))
    return SeeOther(reverse("challenge", args=[challenge.pk]))


def open_challenges(request: StaffRequest) -> HttpResponse:
    page = Paginator(challenges_for(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render_private(request, "personas/open_challenges.html", {"page": page})


def passages_of(subject: Subject) -> list[Passage]:
    text = TextVersion.objects.newest_of(subject, subject.source_language)
    return list(text.passages.all()) if text else []


def reply_form(challenge: Challenge, data=None) -> ReplyForm:
    return _ReplyForms(challenge.subject).form_of(challenge, data)


def with_reply_forms(subject: Subject, challenges: Iterable[Challenge]) -> list[tuple[Challenge, ReplyForm | None]]:
    """Put beside each challenge its reply form, where it is the owner's turn."""
    forms = _ReplyForms(subject)
    return [(each, forms.form_of(each) if each.state in OWNER_S_TURN else None) for each in challenges]  # type: ignore[attr-defined]


class _ReplyForms:
    """Reads once what every reply form of a subject offers."""

    def __init__(self, subject: Subject) -> None:
        self._passages = passages_of(subject)
        self._offices = list(Office.objects.order_by("name", "pk"))

    def form_of(self, challenge: Challenge, data=None) -> ReplyForm:
        """Its ids carry the challenge, so that several can stand on one page."""
        return ReplyForm(data, passages=self._passages, offices=self._offices, auto_id=f"reply{challenge.pk}_%s")


def _verdict_form(challenge: Challenge, data=None) -> VerdictForm:
    return VerdictForm(data, challenge=challenge, auto_id="verdict_%s")


def _withdraw_form(data=None) -> WithdrawForm:
    return WithdrawForm(data, auto_id="withdraw_%s")


def _render(request: StaffRequest, challenge: Challenge, *, failed=None, **forms) -> HttpResponse:
    """Show the exchange with the forms that are this person's to fill in; a form that failed stays."""
    context = {
        "challenge": challenge,
        "steps": steps_of(challenge),
        "form": failed,
        "next": _way_back(request),
        **_forms_in_turn(request, challenge),
        **forms,
    }
    return render_private(request, "personas/challenge.html", context, status=422 if failed else 200)


def _forms_in_turn(request: StaffRequest, challenge: Challenge) -> dict:
    state = challenge.state  # type: ignore[attr-defined]
    forms: dict = {}
    if request.user.pk == challenge.subject.owner_id and state in OWNER_S_TURN:
        forms["reply_form"] = reply_form(challenge)
    if request.user.pk == challenge.author_id and state == ChallengeState.WAITS_FOR_VERDICT:
        forms["verdict_form"] = _verdict_form(challenge)
    if request.user.pk == challenge.author_id and state not in CLOSED:
        forms["withdraw_form"] = _withdraw_form()
    return forms


def _way_back(request: StaffRequest) -> str:
    """The gate page of this site, if the address names it; nothing else is followed."""
    path = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return ""
    try:
        return path if resolve(path).url_name == GATE_PAGE else ""
    except Resolver404:
        return ""
