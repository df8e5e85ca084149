"""A real Chromium for the browser tests."""

import os

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from scripts import services
from tests.live import LiveServer

# Playwright's synchronous interface keeps a loop in this thread; Django would refuse the ORM in it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


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
    context = chromium.new_context(base_url=live.url, viewport={"width": 360, "height": 740})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert errors == []


def width_needed(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")
