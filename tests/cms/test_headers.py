import pytest
from django.test import Client

from cms.stylesheets import sheet, source_hash
from people.models import User

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def administrator():
    client = Client()
    client.force_login(User.objects.create_superuser("ada@example.org"))
    return client


@pytest.mark.parametrize("path", ["/sign-in/", "/nothing-here/"])
def test_public_pages_allow_nothing_inline_and_no_frames(client, path):
    response = client.get(path, secure=True)
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Frame-Options"] == "DENY"
    assert "<script>" not in response.content.decode()
    assert " style=" not in response.content.decode()


def test_the_style_sheet_of_a_page_is_the_one_its_policy_allows(client):

    response = client.get("/sign-in/", secure=True)
    carried = response.content.decode().split("<style>")[1].split("</style>")[0]
    assert carried == sheet("core")
    assert source_hash(carried) in response["Content-Security-Policy"]


def test_the_admin_may_frame_its_own_previews_and_nobody_else(administrator):
    response = administrator.get("/admin/", secure=True)
    assert response.status_code == 200
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_what_a_session_decided_stays_out_of_shared_caches(administrator):
    assert administrator.get("/desk/", secure=True)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/healthz"])
def test_what_concerns_nobody_sets_no_cookie(client, path):
    assert client.get(path, secure=True).cookies == {}


def test_health_says_ok(client):
    assert client.get("/healthz").content == b"ok"
