from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from people.actions import appoint_to_office, make_sign_in_link
from people.enums import OfficeKind, Role
from people.models import AuditEntry, Office, SignInLink, User
from tests.factories import make_account

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
PASSWORD = "a-long-enough-password"


@pytest.fixture
def ben():
    return make_account(email="Ben@Example.org", password=PASSWORD)


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def sign_in(client, email="ben@example.org", password=PASSWORD):
    return client.post("/sign-in/", {"login": email, "password": password}, secure=True)


def test_the_right_password_signs_in_whatever_the_case_of_the_address(ben, client):
    assert sign_in(client, email="BEN@example.org").status_code == 302
    assert client.get("/contributions/", secure=True).status_code == 200


@pytest.mark.parametrize(("email", "password"), [("ben@example.org", "wrong"), ("nobody@example.org", PASSWORD)])
def test_wrong_address_and_wrong_password_read_the_same(ben, client, email, password):
    response = sign_in(client, email, password)
    assert response.status_code == 422
    assert "We do not know this e-mail address and password together." in response.content.decode()


def test_a_closed_account_cannot_sign_in(ben, client):
    User.objects.update(is_active=False)
    assert sign_in(client)["Location"] == "/account/closed/"
    assert sign_in(client, password="wrong").status_code == 422
    assert "_auth_user_id" not in client.session


def test_ten_failures_stop_even_the_right_password(ben, client):
    for _ in range(10):
        sign_in(client, password="wrong")
    response = sign_in(client)
    assert response.status_code == 429
    assert "Wait 15 minutes" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_failures_of_one_account_leave_another_alone(ben, client):
    make_account(email="ana@example.org", password=PASSWORD)
    for _ in range(10):
        sign_in(client, password="wrong")
    assert sign_in(client, email="ana@example.org").status_code == 302


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/%2Fevil.example/x"])
def test_signing_in_never_leads_to_another_site(ben, client, target):
    response = client.post(
        f"/sign-in/?next={target}", {"login": "ben@example.org", "password": PASSWORD, "next": target}, secure=True
    )
    assert not response["Location"].startswith(("http", "//"))


def test_signing_out_by_a_link_is_refused(ben, client):
    sign_in(client)
    assert client.get("/sign-out/", secure=True).status_code == 405
    assert client.post("/sign-out/", secure=True).status_code == 302
    assert client.get("/contributions/", secure=True).status_code == 302


def test_a_post_without_a_csrf_token_is_refused(ben):
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict).status_code == 403


def test_a_demo_link_signs_in_once(ben, client, demo):
    url = f"/demo/{make_sign_in_link(user=ben)}/"
    assert client.get(url, secure=True).status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post(url, secure=True).status_code == 302
    assert int(client.session["_auth_user_id"]) == ben.pk
    assert Client().post(url, secure=True).status_code == 404


def test_a_demo_link_from_elsewhere_is_not_found(ben, client, demo):
    url = f"/demo/{make_sign_in_link(user=ben)}/"
    assert client.post(url, secure=True, REMOTE_ADDR="203.0.113.9").status_code == 404


def test_a_demo_link_outside_the_demo_is_not_found(ben, client):
    assert client.post(f"/demo/{make_sign_in_link(user=ben)}/", secure=True).status_code == 404


def test_an_expired_demo_link_is_not_found(ben, client, demo):
    url = f"/demo/{make_sign_in_link(user=ben)}/"
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(url, secure=True).status_code == 404


def test_links_are_refused_outside_the_demo():
    with pytest.raises(CommandError, match="only in the demo"):
        call_command("sign_in_links")


def test_links_say_what_to_do_when_there_is_nobody(demo):
    with pytest.raises(CommandError, match="manage.py demo"):
        call_command("sign_in_links")


def test_the_demo_can_be_loaded_twice_and_gives_one_link_a_role(demo, capsys):
    call_command("demo")
    people = User.objects.count()
    call_command("demo")
    assert User.objects.count() == people
    capsys.readouterr()
    call_command("sign_in_links")
    roles = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert roles == [role.value for role in Role if role not in {Role.ANONYMOUS, Role.MEMBER_OF_STAFF}]


def test_the_demo_is_refused_where_it_does_not_belong():
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo")


def test_an_office_has_one_holder_and_remembers_the_last(ben):
    ana = User.objects.create_user("ana@example.org")
    office = Office.objects.create(code="engagement", kind=OfficeKind.ENGAGEMENT_LEAD, name="Engagement lead")
    appoint_to_office(office=office, user=ana, appointed_by=None)
    appoint_to_office(office=office, user=ben, appointed_by=ana)
    assert office.holder() == ben
    assert office.tenures.count() == 2
    assert Role.LEAD in User.objects.get(pk=ben.pk).roles
    assert Role.LEAD not in User.objects.get(pk=ana.pk).roles
    assert [entry.action for entry in AuditEntry.objects.all()] == ["people.office.appointed"] * 2


def test_a_superuser_has_no_role_in_the_gate():
    ada = User.objects.create_superuser("ada@example.org")
    assert ada.roles == {Role.ANONYMOUS, Role.MEMBER_OF_STAFF, Role.ADMINISTRATOR}
