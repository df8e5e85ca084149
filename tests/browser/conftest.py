"""A real Chromium for the browser tests."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from codesign.actions.boards import create_board
from people.enums import Role
from scripts import services
from tests.factories import make_subject, make_user
from tests.live import LiveServer

# Playwright's synchronous interface keeps a loop in this thread; Django would refuse the ORM in it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM_PATH") or services.require_browser()
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, live: LiveServer):
    """A phone of 360 px on the live server. Any error on the page fails the test."""
    context = chromium.new_context(base_url=live.url, viewport=PHONE)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert errors == []


def width_needed(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


def check_width(page: Page) -> None:
    assert width_needed(page) <= page.viewport_size["width"]


def check_with_axe(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def check_page(page: Page) -> None:
    """Nothing wider than the screen, and nothing that keeps people out as far as axe sees."""
    check_width(page)
    check_with_axe(page)


@pytest.fixture
def board(live):
    leader = make_user(Role.FACILITATOR, display_name="Ben")
    return create_board(
        subject=make_subject(),
        title="Tuesday at the library",
        question="What would have to change so that you can claim in one visit?",
        columns=["What helps", "What stands in the way", "Who is missing"],
        created_by=leader,
    )


@pytest.fixture
def people(chromium, live):
    """Open a browser of its own per person. An error in any of them fails the test, except that a server was away."""
    contexts, errors = [], []

    def open_one(**options):
        context = chromium.new_context(base_url=live.url, **{"viewport": DESK} | options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def participant(people, board):
    def join(**options):
        page = people(**options)
        page.goto(f"/j/{board.join_code}/")
        page.get_by_role("button", name="I agree").click()
        return page

    return join


@pytest.fixture
def facilitator(people, board, live):
    def sign_in(**options):
        client = Client()
        client.force_login(board.created_by)
        page = people(**options)
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
        page.goto(f"/b/{board.pk}/")
        return page

    return sign_in
