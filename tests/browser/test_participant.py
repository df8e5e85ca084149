"""A participant on a phone without JavaScript says something, gets an answer, and reads it on another device."""

import gzip
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from cms.demo.concepts import ONE_VISIT, TITLE, seed_one_visit
from cms.demo.people import seed_people
from cms.demo.site import seed_site
from cms.demo.subjects import OWNER
from codesign.models import Told, Voice
from people.models import User
from tests.browser.conftest import width_needed
from tests.browser.staff import open_as

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]
PHONE = {"width": 360, "height": 740}


def lay_out_demo():
    seed_people()
    seed_site()
    seed_one_visit()


@pytest.fixture
def demo(live, beginnings):
    beginnings.begin_with(lay_out_demo)


@pytest.fixture
def phone(chromium, live, demo):
    context = chromium.new_context(base_url=live.url, viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def send_voice(page) -> str:
    """Three taps: one answer, one barrier, send. Return the reference that is shown."""
    page.goto(f"/c/{ONE_VISIT}/")
    page.get_by_label("Partly", exact=True).check()
    page.get_by_label("The way to the office").check()
    page.get_by_role("button", name="Send").click()
    return page.locator(".reference").inner_text().strip()


@pytest.mark.smoke
def test_three_taps_are_a_voice_and_its_answer_is_told_on_another_device(phone, chromium, live):
    reference = send_voice(phone)
    assert Voice.objects.get().fit == "partly"

    desk = chromium.new_context(base_url=live.url, java_script_enabled=False).new_page()
    open_as(desk, User.objects.get(email=OWNER), "/inbox/")
    desk.get_by_role("main").get_by_role("link", name=re.compile("^From ")).first.click()
    desk.get_by_label("Changed", exact=True).check()
    desk.fill("textarea[name=because]", "A member of staff now comes to your home if the way is hard.")
    desk.get_by_role("button", name="Record").click()
    desk.context.close()

    other = chromium.new_context(base_url=live.url, viewport=PHONE, java_script_enabled=False).new_page()
    other.goto("/mine/")
    other.fill("input[name=reference]", reference.lower().replace("-", " "))
    other.click("main button")
    thread = other.get_by_role("main").inner_text()
    other.context.close()
    assert "The way to the office" in thread
    assert "A member of staff now comes to your home if the way is hard." in thread
    assert Told.objects.count() == 1


def test_nothing_chosen_is_said_plainly_and_nothing_is_lost(phone):
    phone.goto(f"/c/{ONE_VISIT}/")
    phone.get_by_label("Countryside").check()
    phone.get_by_role("button", name="Send").click()
    assert phone.get_by_role("alert").is_visible()
    assert phone.get_by_label("Countryside").is_checked()
    assert Voice.objects.count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["", "/ar"])
def test_axe_finds_nothing_on_the_way(page, demo, scheme, language):
    page.emulate_media(color_scheme=scheme)
    for path in [f"{language}/c/{ONE_VISIT}/", f"{language}/mine/", f"{language}/concepts/"]:
        assert page.goto(path).status == 200
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert width_needed(page) <= PHONE["width"]


def test_axe_finds_nothing_in_the_thread(page, demo):
    send_voice(page)
    assert Axe().run(page).violations_count == 0
    page.get_by_role("main").get_by_role("link").first.click()
    assert TITLE in page.get_by_role("main").inner_text()
    assert Axe().run(page).violations_count == 0


@pytest.mark.parametrize("path", ["/concepts/one-visit-one-form/", f"/c/{ONE_VISIT}/"])
def test_a_page_is_light_and_asks_nobody_else(page, demo, live, path):
    """At most 30 KB with everything, in the page itself and at most two modules."""
    asked = []
    page.on("response", lambda response: asked.append((response.url, response.body())))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    besides_the_icon = [(url, body) for url, body in asked if not url.endswith("icon.svg")]
    assert all(url.startswith(live.url) for url, _body in asked)
    assert len(besides_the_icon) <= 3
    assert sum(len(gzip.compress(body)) for _url, body in besides_the_icon) <= 30_000
