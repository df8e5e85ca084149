"""The frame of the site in a real browser: accessible, narrow, large, dark, right to left, without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from cms.demo.people import seed_people
from cms.demo.site import seed_site
from people.actions import make_sign_in_link
from people.models import User
from tests.browser.conftest import width_needed
from tests.factories import make_account

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]
PATHS = ["/", "/concepts/", "/sign-in/", "/ar/sign-in/"]


def lay_out_site():
    seed_people()
    seed_site()


@pytest.fixture
def site(live, beginnings):
    beginnings.begin_with(lay_out_site)


@pytest.mark.parametrize("scheme", [pytest.param("light", marks=pytest.mark.smoke), "dark"])
def test_axe_finds_nothing(page, site, scheme):
    page.emulate_media(color_scheme=scheme)
    for path in PATHS:
        assert page.goto(path).status == 200
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("path", PATHS)
def test_nothing_overflows_a_narrow_screen_with_large_text(page, site, path):
    page.set_viewport_size({"width": 320, "height": 600})
    page.goto(path)
    assert width_needed(page) <= 320
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert width_needed(page) <= 320


@pytest.mark.parametrize("path", PATHS)
def test_every_target_is_large_enough_for_a_thumb(page, site, path):
    page.goto(path)
    small = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')]
        .filter(e => e.offsetParent && !e.closest('p, .passage') && !e.matches('.skip'))
        .map(e => [e.textContent.trim() || e.name, e.getBoundingClientRect()])
        .filter(([name, box]) => box.width && (box.height < 43.5 || box.width < 24))
        .map(([name, box]) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
    )
    assert small == []


def test_the_keyboard_reaches_the_content_first(page, site):
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_arabic_runs_from_right_to_left(page, site):
    page.goto("/ar/sign-in/")
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"


@pytest.mark.django_db(databases=["default", "vault"], transaction=True)
def test_signing_in_and_out_works_without_javascript(chromium, live, site):
    user = make_account(email="ben@example.org", password="a-long-enough-password")
    context = chromium.new_context(base_url=live.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in/")
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", "a-long-enough-password")
    page.click("main button")
    assert page.url.endswith("/contributions/")
    page.click("form[action$='/sign-out/'] button")
    page.goto("/contributions/")
    assert "/sign-in/" in page.url
    context.close()


def test_a_demo_link_is_not_found_outside_the_demo(page, site):
    secret = make_sign_in_link(user=User.objects.first())
    assert page.request.get(f"/demo/{secret}/").status == 404
