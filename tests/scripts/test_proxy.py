"""The proxy of the compose file, read as text: which path goes where, and that it takes what the product takes."""

import re
import uuid
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.utils import translation

from codesign.boards.addresses import socket_path, state_path
from codesign.models import Board
from realtime.routing import ahead_of_pages, routes

ROOT = Path(__file__).resolve().parents[2]
SITE = re.sub(r"#.*", "", (ROOT / "deploy" / "nginx" / "default.conf").read_text())
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
LOCATIONS = re.findall(r'location (~ )?"?(.+?)"? \{\n(.*?)\n    \}', SITE, re.DOTALL)
BEFORE_LOCATIONS = SITE.split("server {")[-1].split("location")[0]
BOARD = Board(pk=uuid.UUID("00000000-0000-4000-8000-00000000abcd"))
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def location_of(path: str) -> str:
    """What stands in the location that nginx would choose: the first pattern that matches, else the longest prefix."""
    for pattern in (each for each in LOCATIONS if each[0]):
        if re.search(pattern[1], path):
            return pattern[2]
    prefixes = [each for each in LOCATIONS if not each[0] and path.startswith(each[1])]
    return max(prefixes, key=lambda each: len(each[1]))[2]


def destination_of(path: str) -> str:
    found = re.search(r"proxy_pass http://(\w+);|root (\S+);", location_of(path))
    return found[1] or found[2]


def most_bytes(block: str) -> int:
    return 1024 * 1024 * int(re.search(r"client_max_body_size (\d+)m;", block)[1])


def realtime_paths() -> list[str]:
    paths = []
    for language in LANGUAGES:
        with translation.override(language):
            paths += [socket_path(BOARD), state_path(BOARD)]
    return paths


@pytest.mark.parametrize("path", realtime_paths())
def test_what_a_page_asks_the_sockets_for_goes_to_them(path):
    assert destination_of(path) == "sockets"


@pytest.mark.parametrize("route", [*routes[:-1], *ahead_of_pages], ids=lambda route: str(route.pattern))
def test_no_route_of_the_sockets_is_missing_above(route):
    assert [path for path in realtime_paths() if route.pattern.match(path.lstrip("/"))]


def test_a_socket_that_leads_nowhere_is_refused_by_who_knows():
    assert destination_of("/ws/nothing/") == "sockets"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/ar/",
        "/healthz",
        "/admin/",
        "/ws",
        f"/b/{BOARD.pk}/",
        f"/ar/b/{BOARD.pk}/",
        f"/b/{BOARD.pk}/do/",
        f"/b/{BOARD.pk}/n/3/",
        f"/b/{BOARD.pk}/state/more/",
        f"/ar/xx/b/{BOARD.pk}/state/",
        "/b/nothing/state/",
        "/c/state/",
        "/documents/1/letter.pdf",
        "/media/documents/letter.pdf",
        "/media/original_images/photo.jpg",
    ],
)
def test_everything_else_goes_to_the_pages(path):
    assert destination_of(path) == "pages"


@pytest.mark.parametrize("path", ["/static/js/board.js", "/static/js/board.0123456789ab.js", "/media/images/photo.jpg"])
def test_files_that_are_everybodys_are_given_out_by_the_proxy(path):
    assert destination_of(path) == "/srv/var"
    assert "X-Content-Type-Options nosniff" in location_of(path)


@pytest.mark.parametrize(
    ("path", "is_for_ever"),
    [
        ("/static/js/board.0123456789ab.js", True),
        ("/static/js/board.js", False),
        ("/static/js/board.0123.js", False),
        ("/media/images/photo.0123456789ab.jpg", False),
    ],
)
def test_only_names_that_change_with_their_content_are_kept_for_ever(path, is_for_ever):
    assert ("immutable" in location_of(path)) == is_for_ever


def test_it_takes_bodies_as_large_as_the_server_does_and_no_larger():
    assert most_bytes(BEFORE_LOCATIONS) == settings.MOST_BODY_BYTES
    assert most_bytes(location_of("/admin/images/add/")) == settings.MOST_UPLOAD_BYTES
    assert SITE.count("client_max_body_size") == 2


def test_a_socket_is_upgraded():
    block = location_of(socket_path(BOARD))
    for line in ("proxy_http_version 1.1;", "Upgrade $http_upgrade;", 'Connection "upgrade";'):
        assert line in block


def test_no_block_forgets_who_asks_and_how():
    """A block that sets one header sets all of them. A client's own address comes last, whatever it claims before."""
    setting = [block for block in (BEFORE_LOCATIONS, *(each[2] for each in LOCATIONS)) if "proxy_set_header" in block]
    assert len(setting) == 2
    for block in setting:
        said = dict(re.findall(r"proxy_set_header (\S+) (\S+);", block))
        assert said["Host"] == "$http_host"
        assert said["X-Forwarded-For"] == "$proxy_add_x_forwarded_for"
        assert said["X-Forwarded-Proto"] == "$forwarded_proto"


@pytest.mark.parametrize(("upstream", "service"), [("pages", "web"), ("sockets", "sockets")])
def test_the_processes_behind_it_listen_where_it_looks(upstream, service):
    name, port = re.search(rf"upstream {upstream} {{\s+server (\w+):(\d+);", SITE).groups()
    assert name == service
    assert any(each == port or each.endswith(f":{port}") for each in SERVICES[service]["command"])


def test_nobody_but_the_proxy_is_reached_from_outside_and_it_begins_when_they_are_well():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    waits_for = SERVICES["proxy"]["depends_on"]
    assert {name: each["condition"] for name, each in waits_for.items()} == {
        "web": "service_healthy",
        "sockets": "service_healthy",
    }


def test_it_finds_the_files_where_the_product_puts_them():
    assert "files:/srv/var:ro" in SERVICES["proxy"]["volumes"]
    assert SERVICES["web"]["environment"]["VAR_DIR"] == "/srv/var"
    assert (settings.STATIC_ROOT.name, settings.MEDIA_ROOT.name) == ("static", "media")
