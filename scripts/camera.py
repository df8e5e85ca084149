"""Walk through the demo institution in Chromium and take its pictures. Called by scripts/screenshots."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
LONGEST = 2200  # pixels: a longer page is cut below, so that a picture stays small and readable
CONCEPT, CONCEPT_CODE = "/concepts/one-visit-one-form/", "VS7T3"
WAITING_CODE = "PV9SE"
SAID = "I work until six. Could the visit be in the evening?"
IN_WRITING, IN_VOTE = "Waiting for a call", "Before we hang up"


class Studio:
    """The demo institution with its people: each role signs in once with its link."""

    def __init__(self, browser: Browser, url: str, links: dict[str, str]) -> None:
        self.browser, self.url, self.links = browser, url, links
        self.signed_in: dict[str, Any] = {}

    @contextmanager
    def page(self, who: str = "", *, viewport: dict[str, int] = PHONE, dark: bool = False) -> Iterator[Page]:
        """A browser of this role, or of a visitor."""
        context = self.browser.new_context(
            base_url=self.url,
            viewport=viewport,
            color_scheme="dark" if dark else "light",
            storage_state=self._state_of(who) if who else None,
            reduced_motion="reduce",
        )
        try:
            yield context.new_page()
        finally:
            context.close()

    def _state_of(self, who: str) -> Any:
        if who not in self.signed_in:
            context = self.browser.new_context(base_url=self.url)
            page = context.new_page()
            page.goto(self.links[who])
            if page.get_by_role("button", name="Sign in").count():
                page.get_by_role("button", name="Sign in").click()
            self.signed_in[who] = context.storage_state()
            context.close()
        return self.signed_in[who]

    def join_link(self, workshop: str) -> str:
        with self.page("facilitator") as page:
            page.goto("/workshops/")
            page.get_by_role("link", name=workshop).click()
            return page.locator(".join-link a").inner_text()


@dataclass(frozen=True)
class Picture:
    """One page as one person sees it. `way` is an address, or what to do to get there."""

    name: str
    way: str | Callable[[Page, Studio], None]
    who: str = ""
    viewport: tuple[tuple[str, int], ...] = tuple(PHONE.items())
    dark: bool = False

    def take(self, studio: Studio, target: Path) -> None:
        with studio.page(self.who, viewport=dict(self.viewport), dark=self.dark) as page:
            if isinstance(self.way, str):
                page.goto(self.way)
            else:
                self.way(page, studio)
            page.wait_for_load_state("networkidle")
            page.set_viewport_size({"width": page.viewport_size["width"], "height": _height(page)})
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=target / f"{self.name}.png")


def _height(page: Page) -> int:
    """Of the whole page, so that what keeps to the edge of a screen stands where the page ends."""
    return min(page.evaluate("document.documentElement.scrollHeight"), LONGEST)


def on_desk(name: str, way: str | Callable[[Page, Studio], None], who: str = "") -> Picture:
    return Picture(name, way, who, viewport=tuple(DESK.items()))


def join(page: Page, studio: Studio, workshop: str) -> None:
    page.goto(studio.join_link(workshop))
    page.get_by_role("button", name="I agree").click()
    connect(page)


def connect(page: Page) -> None:
    """Wait for the board's script: before it runs, a form leads to a page of its own."""
    page.locator("[data-status=connected]").wait_for()


def write_alone(page: Page, studio: Studio) -> None:
    """Join the workshop that writes, as somebody new, and leave a first note."""
    join(page, studio, IN_WRITING)
    page.get_by_label("Your note", exact=True).fill("Say how long the wait is, in minutes.")
    page.locator("[name=column]").first.check()
    page.get_by_role("button", name="Keep this note").click()
    page.get_by_text("Say how long the wait is, in minutes.").first.wait_for()


def vote(page: Page, studio: Studio) -> None:
    """Join the workshop that votes, and give a first mark."""
    join(page, studio, IN_VOTE)
    page.locator("[data-mark=off]").first.click()
    page.locator("[data-mark=on]").first.wait_for()


def lead_board(page: Page, studio: Studio) -> None:
    page.goto("/workshops/")
    page.get_by_role("link", name=IN_VOTE).click()
    page.get_by_role("link", name="Open the board").click()
    connect(page)


def challenge(page: Page, studio: Studio) -> None:
    """The exchange about a challenge that was replied to, as its owner sees it."""
    page.goto(f"/gate/{WAITING_CODE}/")
    page.goto(page.locator("main a[href*='/challenges/']").first.get_attribute("href") or "")


def thread(page: Page, studio: Studio) -> None:
    """Say something in three taps, let the owner record what came of it, and open the thread."""
    page.goto(f"/c/{CONCEPT_CODE}/")
    page.get_by_label("Partly", exact=True).check()
    page.get_by_label("The opening hours").check()
    page.get_by_role("textbox").first.fill(SAID)
    page.get_by_role("button", name="Send").click()
    with studio.page("owner") as owner:
        open_voice(owner, SAID)
        owner.get_by_label("Changed", exact=True).check()
        owner.locator("[name=because]").fill("You can now choose a visit until eight in the evening, on Tuesdays.")
        owner.get_by_role("button", name="Record the outcome").click()
    page.get_by_role("link", name="Open your thread").click()


def open_voice(owner: Page, said: str) -> None:
    """Turn the pages of the inbox until there is what somebody said."""
    number = 1
    owner.goto("/inbox/")
    while not owner.locator("li", has_text=said).count():
        number += 1
        owner.goto(f"/inbox/?page={number}")
    owner.locator("li", has_text=said).get_by_role("link").first.click()


PICTURES = [
    on_desk("home", "/"),
    Picture("home-phone", "/"),
    on_desk("concept", CONCEPT),
    Picture("concept-phone", CONCEPT),
    Picture("concept-phone-dark", CONCEPT, dark=True),
    Picture("concept-phone-arabic", f"/ar{CONCEPT}"),
    on_desk("table", f"/table/{WAITING_CODE}/"),
    Picture("table-phone", f"/table/{WAITING_CODE}/"),
    Picture("board-write-alone-phone", write_alone),
    on_desk("board-vote", vote),
    Picture("board-vote-phone", vote),
    on_desk("board-lead", lead_board, who="facilitator"),
    on_desk("challenge", challenge, who="owner"),
    on_desk("gate", f"/gate/{WAITING_CODE}/", who="approver"),
    Picture("thread-phone", thread),
    on_desk("lead", "/lead/", who="lead"),
]


def main(target: Path, url: str, chromium: str) -> int:
    links = {line.split()[0]: line.split()[-1] for line in sys.stdin.read().splitlines() if line.strip()}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"]
        )
        studio = Studio(browser, url, links)
        for picture in PICTURES:
            picture.take(studio, target)
            print(picture.name, flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
