"""People who hold a whole workshop with nothing but a keyboard: one kind with the page's script, one kind without."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import check_with_axe
from tests.browser.workshop import check_targets

PATIENCE = 30_000
MOST_STOPS = 60
FOCUS = "document.activeElement"


class Person:
    """Somebody at the page of a board. Only keys are pressed; Tab is pressed as often as it takes, within reason."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.keys = page.keyboard
        page.on("dialog", lambda box: box.accept())

    def see_stage(self, stage: str) -> None:
        expect(self.page.locator("[data-board]")).to_have_attribute("data-stage", stage, timeout=PATIENCE)

    def look_again(self) -> None:
        """Whoever has the script sees what is new without doing anything."""

    def check(self) -> None:
        check_targets(self.page)
        check_with_axe(self.page)

    def let_it_go(self) -> None:
        """Somebody did something to the note one is at: have it shown there."""
        expect(self.page.locator(".note-news")).to_be_visible(timeout=PATIENCE)
        self.press(".note-news button")

    def go_to(self, selector: str) -> None:
        """Press Tab, from the top of the page, until this has the focus; the focus can be seen there."""
        wanted = f"!!{FOCUS} && {FOCUS}.matches({selector!r})"
        for _ in range(MOST_STOPS):
            if self.page.evaluate(wanted):
                break
            self.keys.press("Tab")
        assert self.page.evaluate(wanted), f"{selector} was not reached by {MOST_STOPS} stops."
        assert self.page.evaluate(f"getComputedStyle({FOCUS}).outlineStyle") != "none", selector

    def press(self, selector: str) -> None:
        self.go_to(selector)
        self.keys.press("Enter")

    def join(self, path: str) -> None:
        self.page.goto(path)
        self.press("main form button")
        self.page.wait_for_url("**/b/**")

    def lead_on(self, stage: str) -> None:
        self.press("[data-focus=next]")
        Person.see_stage(self, stage)

    def write(self, text: str, column: int | None = None) -> None:
        """Write a note, in the column of this number, and send it. Who leads opens the field."""
        if self.page.locator("#composer details:not([open])").count():
            self.press("#composer summary")
        self.go_to("#text")
        self.keys.type(text)
        if column is not None:
            self.go_to("[name=column]")
            for _ in range(column - 1):
                self.keys.press("ArrowDown")
        self.press("#composer .btn")
        expect(self.page.locator("main")).to_contain_text(text, timeout=PATIENCE)

    def change_own(self, more: str) -> None:
        """Open what is under one's first own note, write more, and send it."""
        self.go_to("[data-own-entry] summary")
        self.keys.press("Enter")
        self.go_to("[data-own-entry] textarea")
        self.keys.press("Control+End")
        self.keys.type(more)
        self.press("[data-own-entry] form[data-command=edit_note] button")
        expect(self.page.locator("[data-own-entry] .note-text").first).to_contain_text(more, timeout=PATIENCE)

    def note(self, text: str) -> Locator:
        return self.page.locator("[data-note]", has=self.page.locator(f":scope > .note-text:has-text({text!r})")).last

    def go_to_note(self, text: str) -> None:
        """From the first stop of its column by arrows, as one stop leads to a column."""
        note = self.note(text)
        column = note.evaluate("it => it.closest('[data-column]').dataset.column")
        self.go_to(f"[data-column='{column}'] [data-open]")
        self.keys.press("Home")
        wanted = f"{FOCUS}.closest('[data-note]').id === {note.get_attribute('id')!r}"
        while not self.page.evaluate(wanted):
            self.keys.press("ArrowDown")

    def move(self, text: str, column: int) -> None:
        self.go_to_note(text)
        self.keys.press("m")
        self.keys.press(str(column))

    def group(self, text: str, under: str) -> None:
        self.go_to_note(text)
        self.keys.press("Enter")
        self.go_to("[data-dialog-search]")
        self.keys.type(under[:12])
        self.press("[data-dialog-found] button")

    def mark(self, text: str) -> None:
        self.go_to_note(text)
        self.keys.press("v")

    def unmark(self, text: str) -> None:
        self.mark(text)


class WithoutScript(Person):
    """The same by links and forms alone. What others did is seen when one looks again."""

    def see_stage(self, stage: str) -> None:
        self.look_again()
        super().see_stage(stage)

    def look_again(self) -> None:
        self.page.goto(self.address)

    def check(self) -> None:
        """Axe needs timers, which a page without any script does not have; the markup is the same."""
        check_targets(self.page)

    def let_it_go(self) -> None:
        self.look_again()

    def go_to_note(self, text: str) -> None:
        self.look_again()
        self.go_to(f"#{self.note(text).get_attribute('id')} [data-open]")

    def _open(self, text: str) -> None:
        self.go_to_note(text)
        self.keys.press("Enter")
        self.page.wait_for_url("**/n/**")

    def _send(self, selector: str) -> None:
        self.press(selector)
        self.page.wait_for_url(f"**{self.address}*")

    def move(self, text: str, column: int) -> None:
        self._open(text)
        self._send(f"form:has(> [name=column][value='{column}']) button")

    def group(self, text: str, under: str) -> None:
        self._open(text)
        self.go_to("#under")
        self.keys.press("Home")
        while under not in self.page.evaluate(f"{FOCUS}.selectedOptions[0].text"):
            self.keys.press("ArrowDown")
        self._send("form:has(#under) button")

    def mark(self, text: str) -> None:
        self._open(text)
        self._send("button[name=verb]")

    def unmark(self, text: str) -> None:
        self.mark(text)
