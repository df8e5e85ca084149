"""A round on a phone: with a finger and without JavaScript, by keyboard, in Arabic, and what comes of it."""

import re

import pytest

from codesign.models import Ballot
from tests.browser.conftest import DESK, PHONE, check_page
from tests.codesign.round_steps import SENTENCES, make_open_round, settled

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]


@pytest.fixture
def round_(live):
    return make_open_round(takes_statements=True)


@pytest.mark.smoke
def test_one_tap_is_one_ballot_without_javascript(chromium, live, round_):
    phone = chromium.new_context(base_url=live.url, viewport=PHONE, java_script_enabled=False).new_page()
    phone.goto(f"/s/{round_.subject.code}/vote/")
    for after in ["2 statements left", "1 statement left", "Thank you. That was all."]:
        phone.get_by_role("button", name="Agree", exact=True).click()
        phone.get_by_text(after, exact=True).wait_for()
    assert Ballot.objects.count() == len(SENTENCES)
    phone.get_by_role("link", name=re.compile(re.escape(SENTENCES[1]))).click()
    phone.get_by_role("button", name="Disagree").click()
    phone.get_by_role("heading", name="Thank you. That was all.").wait_for()
    assert sorted(Ballot.objects.values_list("choice", flat=True)) == ["agree", "agree", "disagree"]
    phone.get_by_label("A statement you would like others to be asked about").fill("The letters are too long.")
    phone.get_by_role("button", name="Send").click()
    phone.get_by_text("The owner of this subject reads your statement").wait_for()
    phone.context.close()


def test_by_keyboard_each_choice_is_a_button_after_the_statement(chromium, live, round_):
    page = chromium.new_context(base_url=live.url, viewport=DESK).new_page()
    page.goto(f"/s/{round_.subject.code}/vote/")
    while page.evaluate("document.activeElement.name") != "choice":
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("2 statements left").wait_for()
    assert Ballot.objects.get().choice == "disagree"
    page.context.close()


@pytest.mark.parametrize("language", ["", "/ar"], ids=["english", "arabic"])
def test_every_page_of_a_round_is_in_reach_of_everyone(page, round_, language):
    page.goto(f"{language}/s/{round_.subject.code}/vote/")
    check_page(page)
    for _ in SENTENCES:
        page.locator("button[name=choice]").first.click()
    page.locator("h1").wait_for()
    check_page(page)
    settled(round_)
    page.goto(f"{language}/s/{round_.subject.code}/vote/")
    check_page(page)
    page.goto(f"{language}/s/{round_.subject.code}/")
    check_page(page)
