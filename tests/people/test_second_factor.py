"""Staff sign in with a second factor, on every path: ours, Wagtail's, and sockets."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from codesign.enums import Stage
from people.authorization import THIRD_PARTY_TREES, declared_rows
from people.enums import GROUP_NAMES, Role
from people.models import User
from realtime.door import Knock, look_up
from tests.cms.test_authorization import example_of
from tests.factories import make_account, make_board, make_user
from tests.people.factor_steps import (
    PASSWORD,
    SECRET,
    code_now,
    give_factor,
    recovery_codes_of,
    show_factor,
    sign_in,
)

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
SETTING_UP = {"/account/", "/account/app/", "/account/passkeys/add/", "/account/again/", "/account/password/"}
SETTING_UP |= {"/account/password/first/", "/sign-out/", "/display/", "/healthz"}
WAGTAIL = ["/admin/", "/admin/login/", "/admin/account/", "/admin/password_reset/", "/admin/pages/", "/_util/login/"]


@pytest.fixture(autouse=True)
def compulsory(settings):
    settings.STAFF_NEED_SECOND_FACTOR = True


def staff(*roles, **fields) -> User:
    user = make_user(*(roles or [Role.OWNER]), password=PASSWORD, **fields)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def paths() -> list[str]:
    routes = [route for route, _view, _access in declared_rows() if not route.startswith(tuple(THIRD_PARTY_TREES))]
    return sorted({example_of(route) for route in routes})


def opened(client: Client, path: str, method: str = "GET") -> bool:
    """Whether somebody came further than the page on which a second factor is set up or shown."""
    response = client.generic(method, path, secure=True)
    return not (
        response.status_code == 302 and response["Location"].split("?")[0] in {"/account/", "/account/again/code/"}
    )


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_second_factor_no_page_of_the_whole_table_opens(client, method):
    client.force_login(staff())
    checked = [path for path in paths() if path not in SETTING_UP]
    assert len(checked) > 100
    assert [path for path in checked if opened(client, path, method)] == ["/account/confirm/nothing/", "/demo/nothing/"]


@pytest.mark.parametrize("path", WAGTAIL)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_second_factor_nothing_of_wagtail_opens(client, path, method):
    client.force_login(User.objects.create_superuser("ada@example.org"))
    assert not opened(client, path, method)


@pytest.mark.parametrize("role", [*GROUP_NAMES, Role.MEMBER_OF_STAFF])
def test_it_is_asked_of_every_role(client, role):
    client.force_login(make_user(*({role} & GROUP_NAMES.keys())))
    assert client.get("/desk/", secure=True)["Location"] == "/account/?next=%2Fdesk%2F"


def test_a_participant_needs_none(client):
    client.force_login(make_account())
    assert client.get("/contributions/", secure=True).status_code == 200


def test_the_demonstration_needs_none(client, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.force_login(staff())
    assert client.get("/desk/", secure=True).status_code == 200


def test_a_session_that_never_showed_the_factor_opens_nothing(client):
    """However it came about: by a sign-in page we do not know of, or before somebody joined the staff."""
    user = staff()
    give_factor(user)
    client.force_login(user)
    assert client.get("/desk/", secure=True)["Location"].startswith("/account/again/code/")
    assert client.get("/account/app/", secure=True)["Location"].startswith("/account/again/code/")
    assert client.get("/account/passkeys/add/", secure=True)["Location"].startswith("/account/again/code/")
    client.post("/account/again/code/", {"code": code_now()}, secure=True)
    assert client.get("/desk/", secure=True).status_code == 200


def test_password_and_code_open_the_desk(client):
    user = staff()
    give_factor(user)
    assert sign_in(client, user)["Location"] == "/sign-in/code/"
    assert "_auth_user_id" not in client.session
    assert show_factor(client)["Location"] == "/desk/"
    assert client.get("/desk/", secure=True).status_code == 200


def test_a_code_works_once_and_so_does_a_recovery_code(client):
    user = staff()
    give_factor(user)
    code, recovery = code_now(), recovery_codes_of(user)[0]
    answers = []
    for typed in (code, code, recovery, recovery):
        fresh = Client()
        sign_in(fresh, user)
        answers.append(show_factor(fresh, typed).status_code)
    assert answers == [302, 422, 302, 422]


def test_an_older_code_than_the_last_one_used_is_refused(client):
    user = staff()
    give_factor(user)
    sign_in(client, user)
    assert show_factor(client, code_now(periods=1)).status_code == 302
    other = Client()
    sign_in(other, user)
    assert show_factor(other, code_now()).status_code == 422


@pytest.mark.parametrize("code", ["", "000000", "abcdef", "12 34", "9" * 5000, "\x00", "٠١٢٣٤٥", "<script>"])
def test_a_wrong_code_is_refused_with_a_sentence(client, code):
    user = staff()
    give_factor(user)
    sign_in(client, user)
    response = client.post("/sign-in/code/", {"code": code}, secure=True)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_ten_wrong_codes_stop_even_the_right_one(client):
    user = staff()
    give_factor(user)
    sign_in(client, user)
    for _ in range(10):
        show_factor(client, "000000")
    response = show_factor(client)
    assert response.status_code == 429
    assert "Wait 15 minutes" in response.content.decode()


@pytest.mark.django_db(databases=["default", "vault"], transaction=True)
def test_setting_up_an_app_opens_the_desk_and_shows_recovery_codes(client):
    sign_in(client, staff())
    assert "Set one up now" in client.get("/account/", secure=True).content.decode()
    page = client.get("/account/app/", secure=True)
    response = client.post("/account/app/", {"code": code_now(page.context["form"].secret)}, secure=True)
    assert response["Location"] == "/account/codes/"
    assert len(client.get("/account/codes/", secure=True).context["unused_codes"]) == 10
    assert client.get("/desk/", secure=True).status_code == 200


def test_the_key_of_the_app_is_not_readable_in_the_database():
    assert SECRET not in str(give_factor(staff()).data)


def test_staff_keep_their_last_factor_and_participants_need_not(client):
    user = staff()
    give_factor(user)
    sign_in(client, user)
    show_factor(client)
    assert "First add another one" in client.post("/account/app/remove/", secure=True).content.decode()
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    passkey = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Phone", "credential": {}})
    client.post("/account/app/remove/", secure=True)
    assert not Authenticator.objects.filter(user=user, type="totp").exists()
    client.post(f"/account/passkeys/{passkey.pk}/remove/", secure=True)
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


def test_a_passkey_of_somebody_else_does_not_exist(client):
    passkey = Authenticator.objects.create(user=staff(), type="webauthn", data={"name": "Phone", "credential": {}})
    client.force_login(make_account())
    assert client.post(f"/account/passkeys/{passkey.pk}/remove/", secure=True).status_code == 404


def test_wagtails_own_sign_in_lets_nobody_in(client):
    """Neither who is a stranger, nor a colleague who would become somebody else without a code."""
    user, boss = staff(), User.objects.create_superuser("ada@example.org", PASSWORD)
    give_factor(user)
    form = {"username": boss.email, "password": PASSWORD}
    for path in ("/admin/login/", "/_util/login/"):
        client.post(path, form, secure=True)
        assert "_auth_user_id" not in client.session
    sign_in(client, user)
    show_factor(client)
    for path in ("/admin/login/", "/_util/login/"):
        client.post(path, form, secure=True)
        assert int(client.session["_auth_user_id"]) == user.pk


@pytest.mark.parametrize("path", ["/admin/password_reset/", "/admin/password_reset/confirm/x/y/"])
def test_wagtail_changes_no_password(client, path):
    user = User.objects.create_superuser("ada@example.org", PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    give_factor(user)
    sign_in(client, user)
    show_factor(client)
    assert client.get(path, secure=True).status_code == 404
    assert "password" not in client.get("/admin/account/", secure=True).content.decode().lower().split("<main")[1]


def admitted(board, client) -> bool:
    return look_up([Knock(board.pk, client.session.session_key)])[0] is not None


def test_a_socket_opens_only_after_the_second_factor(client):
    user = staff(Role.FACILITATOR)
    board = make_board(Stage.GROUP, created_by=user)
    client.force_login(user)
    assert not admitted(board, client)
    give_factor(user)
    assert not admitted(board, client)
    fresh = Client()
    sign_in(fresh, user)
    show_factor(fresh)
    assert admitted(board, fresh)


def test_a_page_that_was_asked_for_is_opened_after_the_factor_was_shown(client):
    user = staff()
    give_factor(user)
    client.force_login(user)
    asked = client.get("/inbox/?page=2", secure=True)
    response = client.post(asked["Location"], {"code": code_now(), "next": "/inbox/?page=2"}, secure=True)
    assert response["Location"] == "/inbox/?page=2"
