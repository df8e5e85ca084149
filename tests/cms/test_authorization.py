"""The authorization table: every URL × role × method is declared, and what is declared is what happens."""

import re

import pytest
from django.test import Client
from django.urls import path

from cms import urls
from people.authorization import METHODS, THIRD_PARTY_TREES, allow, declared_rows
from people.enums import GROUP_NAMES, Role
from tests.factories import make_account, make_user

OUR_ROWS = [row for row in declared_rows() if not row[0].startswith(tuple(THIRD_PARTY_TREES))]
ROLES = [Role.ANONYMOUS, Role.PARTICIPANT, Role.MEMBER_OF_STAFF, *GROUP_NAMES]
WITHOUT_A_POST = (Role.ANONYMOUS, Role.PARTICIPANT)
REFUSED = {302, 403}


def example_of(route: str) -> str:
    """Fill a route's parameters with values that name nothing."""
    filled = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", route)
    filled = re.sub(r"<int:\w+>", "999999", filled)
    filled = re.sub(r"<(\w+:)?\w+>", "nothing", filled)
    return "/" + re.sub(r"\^.*$", "", filled)


def client_as(role: Role) -> Client:
    client = Client()
    if role is Role.ANONYMOUS:
        return client
    if role is Role.PARTICIPANT:
        client.force_login(make_account())
    else:
        client.force_login(make_user(*({role} & GROUP_NAMES.keys())))
    return client


def test_every_url_has_a_row():
    assert [route for route, _view, access in declared_rows() if access is None] == []


def test_no_url_is_declared_for_a_method_that_the_table_does_not_know():
    assert {method for _, _, access in declared_rows() for method in access.methods} <= set(METHODS)


@pytest.mark.parametrize("declaration", [{}, {"PUT": frozenset({Role.ANONYMOUS})}])
def test_a_row_without_a_known_method_is_refused(declaration):
    with pytest.raises(ValueError, match="Declare GET or POST"):
        allow(lambda request: None, **declaration)


@pytest.mark.django_db(databases=["default", "vault"])
@pytest.mark.parametrize("role", ROLES, ids=[role.value for role in ROLES])
def test_each_url_opens_for_exactly_the_declared_roles(role):
    client = client_as(role)
    has = {Role.ANONYMOUS, role} | (set() if role in WITHOUT_A_POST else {Role.MEMBER_OF_STAFF})
    surprises = []
    for route, _view, access in OUR_ROWS:
        for method in METHODS:
            allowed = access.roles_for(method)
            status = client.generic(method, example_of(route), secure=True).status_code
            if allowed is None:
                expected = status == 405
            elif allowed & has:
                expected = status not in {403, 405} and status < 500
            else:
                expected = status in REFUSED
            if not expected:
                surprises.append((method, route, status))
    assert surprises == []


@pytest.mark.django_db(databases=["default", "vault"])
@pytest.mark.parametrize("role", [*WITHOUT_A_POST, Role.MEMBER_OF_STAFF, Role.ADVOCATE, Role.FACILITATOR])
def test_the_wagtail_admin_is_shut_to_those_without_a_part_in_it(role):
    assert client_as(role).get("/admin/", secure=True).status_code in REFUSED


@pytest.mark.django_db(databases=["default", "vault"])
def test_a_url_without_a_row_is_not_found_and_logged(settings, caplog):
    patterns = [path("bare/", lambda request: None), *urls.urlpatterns]
    settings.ROOT_URLCONF = type("urls", (), {"urlpatterns": patterns})
    response = Client().get("/bare/", secure=True)
    assert response.status_code == 404
    assert "No row in the authorization table" in caplog.text


@pytest.mark.parametrize("side_door", ["/api/", "/api/v2/pages/", "/api/v3/", "/django-admin/", "/admin/django/"])
@pytest.mark.django_db(databases=["default", "vault"])
def test_there_is_no_public_api_and_no_django_admin(side_door):
    assert Client().get(side_door, secure=True).status_code in {302, 404}
    assert Client().post(side_door, secure=True).status_code in {302, 404, 405}
