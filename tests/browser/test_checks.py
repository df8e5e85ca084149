"""Testing a text on a phone without JavaScript and by keyboard, and the owner's pages, in English and in Arabic."""

import pytest
from django.test import Client

from codesign.models import BreakdownCase, Response, Sign
from people.enums import Role
from tests.browser.conftest import DESK, PHONE, check_page
from tests.codesign.understanding_steps import (
    RIGHT,
    USUAL,
    WRONG,
    make_item,
    make_worded_item,
    record,
    respond_to,
)
from tests.factories import make_subject, make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]


@pytest.fixture
def subject(live):
    subject = make_subject(owner=make_user(Role.OWNER, display_name="Omar"))
    item = make_item(subject)
    worded = make_worded_item(subject, passage=item.passage)
    for number in range(6):
        respond_to(item, is_right=number > 1)
        respond_to(worded)
    record(subject, *USUAL, (20, 60))
    return subject


def test_two_presses_without_javascript_and_one_is_told_what_it_means(chromium, live, subject):
    phone = chromium.new_context(base_url=live.url, viewport=PHONE, java_script_enabled=False).new_page()
    phone.goto(f"/c/{subject.code}/check/")
    phone.get_by_role("heading", name="We are testing our text, not you.").wait_for()
    phone.get_by_role("button", name=WRONG[0]).click()
    phone.get_by_text("You read it another way.").wait_for()
    phone.get_by_text(RIGHT).wait_for()
    phone.get_by_role("link", name="Go on: 1 question left").click()
    phone.get_by_label("In your words").fill("Thirty days later.")
    phone.get_by_role("button", name="Send").click()
    phone.get_by_role("link", name="Go on").click()
    phone.get_by_role("heading", name="Thank you. That was all.").wait_for()
    assert Response.objects.count() == 14
    phone.context.close()


def test_by_keyboard_each_sentence_is_a_button(chromium, live, subject):
    page = chromium.new_context(base_url=live.url, viewport=DESK).new_page()
    page.goto(f"/c/{subject.code}/check/")
    while page.evaluate("document.activeElement.name") != "option":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("1 question left").wait_for()
    assert Response.objects.filter(option__isnull=False).count() == 7
    page.context.close()


@pytest.mark.parametrize("language", ["", "/ar"], ids=["english", "arabic"])
def test_every_page_is_in_reach_of_everyone(page, live, subject, language):
    page.goto(f"{language}/c/{subject.code}/check/")
    check_page(page)
    page.get_by_role("button", name=WRONG[0]).click()
    check_page(page)
    client = Client()
    client.force_login(subject.owner)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
    items = [f"/checks/{item.pk}/" for item in subject.comprehension_items.all()]
    sign, case = Sign.objects.get(), BreakdownCase.objects.get()
    own = [f"/understanding/{subject.code}/{path}/" for path in ("checks", "checks/new", "signs", "signs/new")]
    own += [f"/understanding/{subject.code}/signs/upload/", f"/signs/{sign.pk}/", f"/cases/{case.pk}/", *items]
    for path in ["/understanding/", "/marks/", *own]:
        page.goto(f"{language}{path}")
        check_page(page)
