"""Signing in and out."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, LogoutView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from people.actions import use_sign_in_link
from people.forms import SignInForm
from people.limits import Limit, client_address, client_network
from people.permissions import get_sign_in_link

SIGN_IN_PER_ADDRESS = Limit("sign_in.address", count=20, seconds=900)
SIGN_IN_PER_ACCOUNT = Limit("sign_in.account", count=10, seconds=900)
LOOPBACK = {"127.0.0.1", "::1"}


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Sign in by e-mail address and password; slowed down per address and per account after failures."""
    if request.method == "POST" and _is_sign_in_spent(request):
        form = SignInForm(request, data=request.POST)
        form.refuse(_("There were too many failed attempts. Wait 15 minutes, then try again."))
        return render(request, "people/sign_in.html", {"form": form}, status=429)
    response = LoginView.as_view(template_name="people/sign_in.html", authentication_form=SignInForm)(request)
    if request.method == "POST" and response.status_code == 200:
        SIGN_IN_PER_ADDRESS.spend(client_network(request))
        SIGN_IN_PER_ACCOUNT.spend(request.POST.get("username", "").lower())
    return response


def sign_out(request: HttpRequest) -> HttpResponseBase:
    return LogoutView.as_view()(request)


def demo_sign_in(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign in as one of the demo's staff, once, from this very machine. By POST, so that no preview uses it up."""
    if not settings.DEMO or client_address(request) not in LOOPBACK:
        raise Http404
    link = get_sign_in_link(secret)
    if request.method != "POST":
        return render(request, "people/demo_sign_in.html", {"link": link})
    login(request, use_sign_in_link(link=link), backend="django.contrib.auth.backends.ModelBackend")
    return redirect("desk")


def _is_sign_in_spent(request: HttpRequest) -> bool:
    account = request.POST.get("username", "").lower()
    return SIGN_IN_PER_ADDRESS.is_spent(client_network(request)) or SIGN_IN_PER_ACCOUNT.is_spent(account)
