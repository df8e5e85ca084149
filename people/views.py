"""Signing in to the demonstration, without a password and only from this very machine."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from people.actions import use_sign_in_link
from people.limits import client_address
from people.permissions import colleague, get_sign_in_link

LOOPBACK = {"127.0.0.1", "::1"}


def demo_sign_in(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign in as one of the demo's people, once. By POST, so that no preview uses it up."""
    if not settings.DEMO or client_address(request) not in LOOPBACK:
        raise Http404
    link = get_sign_in_link(secret)
    if request.method != "POST":
        return render(request, "people/demo_sign_in.html", {"link": link})
    user = use_sign_in_link(link=link)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL if colleague(user) else settings.PARTICIPANT_REDIRECT_URL)
