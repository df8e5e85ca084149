"""Accounts in a real browser: a passkey made and used, a second factor without JavaScript, every page for everyone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from codesign.actions.accounts import keep_seat
from codesign.actions.seats import give_reference
from people.vault import mailed
from tests.browser.conftest import DESK, PHONE, width_needed
from tests.factories import make_account, make_subject, make_voice
from tests.people.factor_steps import PASSWORD, code_now, give_factor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]
FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def check_page(page):
    assert width_needed(page) <= page.viewport_size["width"], page.url
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def sign_in(page, user):
    page.goto("/sign-in/")
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main form .btn >> nth=0")


@pytest.mark.smoke
def test_a_passkey_is_made_and_signs_in_alone(chromium, live):
    user = make_account(password=PASSWORD)
    page = chromium.new_context(base_url=live.url, viewport=DESK).new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})
    sign_in(page, user)
    page.goto("/account/passkeys/add/")
    page.click("[data-passkey] .btn")
    page.wait_for_url("**/account/codes/")
    page.click("header form .btn")
    page.goto("/sign-in/")
    page.click("[data-passkey] .btn")
    page.wait_for_url("**/contributions/")
    page.context.close()


def test_a_code_of_an_app_signs_in_without_javascript(chromium, live):
    user = make_account(password=PASSWORD)
    give_factor(user)
    page = chromium.new_context(base_url=live.url, viewport=PHONE, java_script_enabled=False).new_page()
    sign_in(page, user)
    assert page.url.endswith("/sign-in/code/")
    assert not page.get_by_role("button", name="Use a passkey").is_visible()
    page.fill("[name=code]", code_now())
    page.keyboard.press("Enter")
    page.wait_for_url("**/contributions/")
    page.context.close()


@pytest.mark.parametrize("language", ["", "/ar"], ids=["english", "arabic"])
def test_every_page_of_accounts_is_in_reach_of_everyone(page, live, language):
    user, voice = make_account(password=PASSWORD), make_voice()
    keep_seat(seat=voice.seat, account=user)
    free = give_reference(seat=make_voice().seat)
    secret = mailed.issue(subject_id=make_subject().pk, address="nadia@example.org")
    code = voice.seat.subject.code
    before = ["/sign-in/", "/sign-up/", "/account/forgot/", "/account/forgot/sent/", "/account/confirm/"]
    for address in (*before, f"/c/{code}/mail/", f"/c/{code}/mail/sent/", f"/m/{secret}/"):
        page.goto(f"{language}{address}")
        check_page(page)
    sign_in(page, user)
    after = ["/account/", "/account/password/", "/account/app/", "/account/passkeys/add/", "/account/passkeys/"]
    for address in (*after, "/contributions/", f"/contributions/{voice.seat.pk}/let-go/", f"/t/{free}/keep/"):
        page.goto(f"{language}{address}")
        check_page(page)
