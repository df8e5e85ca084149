"""A kiosk and a helped person in a real browser: what goes by itself, and what is left on the device."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from codesign.enums import Way
from codesign.models import Kiosk, Voice
from tests.browser.conftest import PHONE, width_needed
from tests.browser.test_codes import signed_in
from tests.factories import make_owner, make_subject

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]


def check_page(page):
    assert width_needed(page) <= page.viewport_size["width"]
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_a_kiosk_forgets_by_itself_whoever_left_it(chromium, live):
    subject = make_subject(owner=make_owner(display_name="Olga"))
    page = signed_in(chromium, live, subject.owner, viewport=PHONE)
    page.goto("/kiosks/new/")
    check_page(page)
    page.get_by_label("What do people speak about").select_option(str(subject.pk))
    page.get_by_label("Where does this device stand?").fill("Tablet")
    page.get_by_role("button", name="Unlock this device").click()
    check_page(page)
    page.clock.install()
    page.get_by_role("link", name="Begin").click()
    check_page(page)
    page.evaluate("localStorage.setItem('draft', 'My own words')")
    page.get_by_label("Anything else").fill("My own words")
    page.clock.run_for(76_000)
    page.get_by_text("Are you still there?").wait_for()
    page.get_by_label("Anything else").press("End")
    page.clock.run_for(76_000)
    assert page.get_by_label("Anything else").input_value() == "My own words"
    page.clock.run_for(15_000)
    page.wait_for_url("**/k/")
    assert page.evaluate("localStorage.length") == 0
    page.go_back()
    assert "My own words" not in page.content()
    assert Kiosk.objects.unlocked().exists()
    assert not Voice.objects.exists()
    page.context.close()


def test_somebody_is_helped_and_gets_one_page_without_javascript(chromium, live):
    subject = make_subject()
    page = signed_in(chromium, live, subject.owner, viewport=PHONE, java_script_enabled=False)
    page.goto(f"/assist/{subject.code}/")
    page.get_by_label("They said yes").check()
    page.get_by_label("Anything else").fill("The bus leaves at six.")
    page.get_by_role("button", name="Go on to reading it back").click()
    page.get_by_text("The bus leaves at six.").wait_for()
    page.get_by_role("button", name="The person agrees").click()
    page.get_by_text("What happens next").wait_for()
    assert width_needed(page) <= PHONE["width"]
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
    assert Voice.objects.get().seat.way == Way.ASSISTED
    page.context.close()
