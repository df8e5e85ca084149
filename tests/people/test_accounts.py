"""Accounts of participants: signing up, confirming, forgetting a password. Nothing tells who has an account."""

import re
from types import SimpleNamespace

import pytest
from allauth.core.context import request_context
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client
from django.urls import path

from cms import urls as cms_urls
from people.accounts.views import institution_sign_in
from people.enums import Role
from people.models import User
from tests.factories import make_account, make_user
from tests.people.factor_steps import PASSWORD, sign_in

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
LONG = "three-words-apart-9"


def sign_up(client, email="nadia@example.org", password=LONG):
    return client.post("/sign-up/", {"email": email, "password1": password}, secure=True)


def link_in_mail(number=-1) -> str:
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[number].body)[1]


def words(response) -> str:
    """A page without what differs by chance: the token of its form."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def test_signing_up_confirming_and_signing_in(client):
    assert sign_up(client)["Location"] == "/account/confirm/"
    user = User.objects.get(email="nadia@example.org")
    assert sign_in(Client(), user, LONG)["Location"] == "/account/confirm/"
    link = link_in_mail(0)
    assert "Yes, this is mine" in client.get(link, secure=True).content.decode()
    client.post(link, secure=True)
    fresh = Client()
    assert sign_in(fresh, user, LONG)["Location"] == "/contributions/"
    assert User.objects.get().roles == {Role.ANONYMOUS, Role.PARTICIPANT}


@pytest.mark.parametrize("key", ["nothing", "MTIz:1abc:xyz"])
def test_a_link_to_confirm_that_was_tampered_with_says_what_to_do(client, key):
    response = client.get(f"/account/confirm/{key}/", secure=True)
    assert "This link does not work any more" in response.content.decode()


def test_signing_up_with_a_known_address_reads_the_same_and_writes_to_its_holder():
    make_account(email="nadia@example.org")
    known, new = Client(), Client()
    answers = [sign_up(known, "nadia@example.org"), sign_up(new, "new@example.org")]
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, "/account/confirm/")] * 2
    pages = [words(each.get("/account/confirm/", secure=True)) for each in (known, new)]
    assert pages[0] == pages[1]
    assert [message.subject for message in mail.outbox] == [
        "You have an account already",
        "Confirm your e-mail address",
    ]
    assert User.objects.count() == 2


def test_forgetting_a_password_reads_the_same_for_every_address():
    make_account(email="nadia@example.org", password=PASSWORD)
    pages = []
    for address in ("nadia@example.org", "nobody@example.org"):
        client = Client()
        response = client.post("/account/forgot/", {"email": address}, secure=True)
        assert response["Location"] == "/account/forgot/sent/"
        pages.append(words(client.get("/account/forgot/sent/", secure=True)))
    assert pages[0] == pages[1]
    assert [message.to for message in mail.outbox] == [["nadia@example.org"], ["nobody@example.org"]]


def test_a_forgotten_password_is_chosen_anew_once(client):
    user = make_account(email="nadia@example.org", password=PASSWORD)
    client.post("/account/forgot/", {"email": user.email}, secure=True)
    link = link_in_mail()
    form = client.get(link, secure=True, follow=True).context["action_url"]
    answer = client.post(form, {"password1": LONG, "password2": LONG}, secure=True)
    assert answer["Location"] == "/account/forgot/done/"
    assert sign_in(Client(), user, LONG).status_code == 302
    assert sign_in(Client(), user, PASSWORD).status_code == 422
    assert "This link does not work any more" in Client().get(link, secure=True).content.decode()


def test_a_colleague_without_a_password_gets_one_by_mail(client):
    user = make_user(email="omar@example.org")
    client.post("/account/forgot/", {"email": user.email}, secure=True)
    assert "/account/forgot/" in link_in_mail()


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("", LONG, "Type your e-mail address"),
        ("no address", LONG, "Type your e-mail address"),
        ("a@b", LONG, "Type your e-mail address"),
        ("nadia@example.org\x00", LONG, "e-mail address"),
        ("nadia@example.org", "", "Type a new password"),
        ("nadia@example.org", "short", "12"),
        ("nadia@example.org", "qwerty123456", "common"),
        ("x" * 300 + "@example.org", LONG, "at most 254"),
    ],
)
def test_bad_input_is_refused_with_a_sentence_and_keeps_the_address(client, email, password, sentence):
    response = sign_up(client, email, password)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert 'role="alert"' in page
    assert not User.objects.exists()
    if email.isprintable() and email:
        assert f'value="{email}"' in page


def test_where_sign_up_is_closed_nobody_makes_an_account(client, settings):
    settings.ACCOUNT_SIGNUP_ENABLED = False
    assert "No new accounts" in sign_up(client).content.decode()
    assert "Make an account" not in client.get("/sign-in/", secure=True).content.decode()
    assert not User.objects.exists()


def test_a_mailbox_gets_five_mails_an_hour_and_the_page_says_the_same(client):
    for _ in range(7):
        response = client.post("/account/forgot/", {"email": "nobody@example.org"}, secure=True)
        assert response.status_code == 302
    assert len(mail.outbox) == 5


def test_a_machine_that_asks_again_and_again_is_slowed_down(client):
    for number in range(30):
        client.post("/account/forgot/", {"email": f"p{number}@example.org"}, secure=True)
    response = client.post("/account/forgot/", {"email": "one.more@example.org"}, secure=True)
    assert response.status_code == 429
    assert "one.more@example.org" in response.content.decode()


def test_limits_and_codes_ask_no_cache(client, settings):
    """What has to hold with Redis dead is in the database: this cache refuses every question."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    }
    user = make_account(password=PASSWORD)
    assert sign_in(client, user, "wrong").status_code == 422
    assert sign_in(client, user).status_code == 302


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/account/email/", "/accounts/", "/account/login/code/", "/oidc/institution/login/"]
)
def test_pages_of_allauth_that_we_do_not_use_are_not_there(client, path):
    assert client.get(path, secure=True).status_code == 404


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-up/", "/account/forgot/"])
def test_no_page_of_accounts_has_anything_inline(client, path):
    page = client.get(path, secure=True).content.decode()
    assert "<script>" not in page
    assert " style=" not in page
    assert " on" + "click" not in page


def test_passkeys_have_their_script_where_they_are_used_and_nowhere_else(client):
    assert "js/passkeys.js" in client.get("/sign-in/", secure=True).content.decode()
    assert "passkeys" not in client.get("/mine/", secure=True).content.decode()


def test_a_passkey_that_means_nothing_is_refused(client):
    response = client.post("/sign-in/passkey/", {"credential": "{}"}, secure=True)
    assert response.status_code in {302, 422}
    assert "_auth_user_id" not in client.session


class WithInstitution:
    """The URLconf of an installation whose institution has a sign-in of its own."""

    urlpatterns = [
        path("oidc/<slug:provider_id>/login/callback/", oidc.callback, name="openid_connect_callback"),
        *cms_urls.urlpatterns,
    ]


def test_a_sign_in_of_the_institution_that_is_away_says_so(rf, settings, client):
    settings.ROOT_URLCONF = WithInstitution
    app = {"provider_id": "institution", "name": "Marenza", "client_id": "a", "secret": "b"}
    app["settings"] = {"server_url": "https://127.0.0.1:1"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    request = rf.post("/oidc/institution/login/", secure=True)
    request.session, request.user, request.allauth = client.session, AnonymousUser(), SimpleNamespace()
    with request_context(request):
        response = institution_sign_in(request, "institution")
    assert response.status_code == 503
    assert "You could not be signed in" in response.content.decode()
