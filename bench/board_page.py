"""Measure the page of a large board in Chromium on a slowed processor: opening, bursts, a reveal, and keys.

Prints a line for each measurement and ends with 1 where a limit does not hold. The server is the product on SQLite; the
people who write meanwhile are sockets of this process.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from websockets.sync.client import ClientConnection, connect

from bench.board_servers import Running, our_embedded_server
from scripts.console import in_one_line, say
from scripts.environment import ROOT

SLOWER = 6
BURST, WRITERS, COMMANDS_A_FRAME = 300, 3, 50
KEYS_A_ROUND, OPERATIONS_A_SECOND = 12, 20
BETWEEN_KEYS = 120  # milliseconds, as somebody types who types fast
SCREENS = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 360, "height": 740}}
NOTES = (1000, 5000)
PATIENCE = 120_000
LIMITS = {
    "burst": {"ms": 1000.0},
    "reveal": {"ms": 1400.0},
    "keys": {"p98_ms": 250.0},
    "keys while others write": {"p98_ms": 350.0},
    "open": {"kilobytes": 70.0, "notes_in_html": 200},
    "all shown": {"elements_a_note": 9.0},
}
# In the page from its first moment: when news came, how long the page was busy, how long each key took.
PROBE = """
window.probe = {news: 0, busy: [], events: []};
const Socket = WebSocket;
window.WebSocket = class extends Socket {
  constructor(address) {
    super(address);
    this.addEventListener('message', ({data}) => {
      if (/"(ops|resync)"/.test(data)) window.probe.news ||= performance.now();
    });
  }
};
new PerformanceObserver((list) => list.getEntries().forEach((each) => window.probe.busy.push(each.duration)))
  .observe({type: 'longtask'});
new PerformanceObserver((list) => list.getEntries().filter((each) => each.interactionId)
  .forEach((each) => window.probe.events.push(each.duration))).observe({type: 'event', durationThreshold: 16});
"""
PAINTED = """() => new Promise((resolve) => {
  const look = () => IS_THERE
    ? requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - window.probe.news)))
    : setTimeout(look, 10);
  look();
})"""
COUNT = "document.querySelectorAll('[data-note]').length"


class Report:
    """What was measured, and which limits hold."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.limits: list[dict[str, Any]] = []

    def add(self, name: str, screen: str, notes: int, runs: list[dict[str, Any]]) -> None:
        """The median of each figure over the runs."""
        figures = {figure: round(median(run[figure] for run in runs), 1) for figure in runs[0]}
        row = {"name": name, "screen": screen, "notes": notes, **figures}
        self.rows.append(row)
        say(json.dumps(row))
        for figure, at_most in LIMITS.get(name, {}).items():
            limit = {"name": f"{figure} of {name}", "screen": screen, "notes": notes}
            self.limits.append({**limit, "at_most": at_most, "holds": figures[figure] <= at_most})


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.board_page", description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--notes", default=",".join(map(str, NOTES)), help="how large the boards are")
    parser.add_argument("--screens", default=",".join(SCREENS))
    parser.add_argument("--json", type=Path, metavar="OUT", help="write everything to this file")
    options = parser.parse_args()
    return in_one_line(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    report = Report()
    with tempfile.TemporaryDirectory(prefix="emptychair-bench-") as name, sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        with our_embedded_server(Path(name)) as running:
            for notes in map(int, options.notes.split(",")):
                for screen in options.screens.split(","):
                    measure(report, browser, running, notes, screen, options.runs)
        browser.close()
    if options.json:
        options.json.write_text(json.dumps(vars(report), indent=1) + "\n")
    for limit in report.limits:
        if not limit["holds"]:
            say(f"FAILS {json.dumps(limit)}")
    return 0 if all(limit["holds"] for limit in report.limits) else 1


def measure(report: Report, browser: Browser, running: Running, notes: int, screen: str, runs: int) -> None:
    found: dict[str, list[dict[str, Any]]] = {}
    for _ in range(runs):
        board = world(running, notes)
        with page_of(browser, running, board, screen) as page:
            for name, figures in one_run(page, running, board, notes):
                found.setdefault(name, []).append(figures)
    for name, each in found.items():
        report.add(name, screen, notes, each)


def one_run(page: Page, running: Running, board: dict[str, Any], notes: int) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "open", open_board(page, board)
    yield "all shown", show_all(page, notes)
    with writers(running, board) as others:
        yield "burst", burst(page, others, notes)
        yield "keys", keys(page)
        with others.going_on():
            yield "keys while others write", keys(page)
    if notes == min(NOTES):
        yield "reveal", reveal(page, running, board)


def world(running: Running, notes: int) -> dict[str, Any]:
    """A board of two columns with so many notes and some people, made in the server's database."""
    numbers = map(str, (WRITERS + 1, 0, notes))
    command = [sys.executable, "-m", "bench.board_world", *numbers, running.origin, os.devnull]
    environment = {**os.environ, **running.variables}
    made = subprocess.run(command, check=True, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(made.stdout.splitlines()[-1])
    return told


@contextmanager
def page_of(browser: Browser, running: Running, board: dict[str, Any], screen: str) -> Iterator[Page]:
    context = browser.new_context(base_url=running.origin, viewport=SCREENS[screen])  # type: ignore[arg-type]
    context.add_cookies([{"name": "sessionid", "value": board["keys"][0], "url": running.origin}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(PROBE)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield page
    context.close()


def open_board(page: Page, board: dict[str, Any]) -> dict[str, Any]:
    """From asking for the page until its script is ready; what came over the network, compressed."""
    bodies: list[bytes] = []
    page.on("response", lambda response: bodies.append(gzip.compress(response.body())) if response.ok else None)
    page.goto(f"/b/{board['board']}/", wait_until="networkidle")
    ready = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    page.wait_for_selector("[data-ready]", state="attached")
    return {
        "ready_ms": ready,
        "paint_ms": page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"),
        "kilobytes": sum(map(len, bodies)) / 1024,
        "notes_in_html": page.locator("[data-note]").count(),
    }


def show_all(page: Page, notes: int) -> dict[str, Any]:
    """Ask for the notes that the page did not carry."""
    began = time.monotonic()
    page.evaluate("document.querySelector('[data-more] button').click()")
    _until_painted(page, f"{COUNT} >= {notes}")
    return {
        "ms": (time.monotonic() - began) * 1000,
        "elements_a_note": page.evaluate("document.querySelectorAll('.columns *').length") / notes,
    }


class Writers:
    """Sockets of other people at the board."""

    def __init__(self, sockets: list[ClientConnection]) -> None:
        self.sockets = sockets

    def add(self, count: int) -> None:
        each = count // len(self.sockets)
        for socket in self.sockets:
            for start in range(0, each, COMMANDS_A_FRAME):
                socket.send(_adding(min(COMMANDS_A_FRAME, each - start)))

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Write so many notes a second until the block ends."""
        is_over = threading.Event()

        def write() -> None:
            while not is_over.wait(1 / OPERATIONS_A_SECOND):
                self.sockets[0].send(_adding(1))

        thread = threading.Thread(target=write)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()


def _adding(count: int) -> str:
    fields = {"verb": "add_note", "text": "One more note, as long as people write them when they are asked."}
    commands = [{**fields, "op_id": str(uuid.uuid4()), "column": 1 + place % 2} for place in range(count)]
    return json.dumps({"t": "do", "commands": commands})


@contextmanager
def writers(running: Running, board: dict[str, Any]) -> Iterator[Writers]:
    address = running.origin.replace("http", "ws") + f"/ws/b/{board['board']}/"
    sockets = []
    for key in board["keys"][1 : WRITERS + 1]:
        cookie = {"Cookie": f"sessionid={key}"}
        sockets.append(connect(address, origin=running.origin, additional_headers=cookie, max_size=None))  # type: ignore[arg-type]
    listening = [threading.Thread(target=_listen, args=[socket]) for socket in sockets]
    for thread in listening:
        thread.start()
    try:
        yield Writers(sockets)
    finally:
        for socket in sockets:
            socket.close()
        for thread in listening:
            thread.join()


def _listen(socket: ClientConnection) -> None:
    for _frame in socket:
        pass


def burst(page: Page, others: Writers, notes: int) -> dict[str, Any]:
    """From the first news of 300 notes to the frame in which all of them are painted."""
    page.evaluate("Object.assign(window.probe, {news: 0, busy: []})")
    others.add(BURST)
    ms = _since_the_news(page, f"{COUNT} >= {notes + BURST}")
    return {"ms": ms, "longest_task_ms": _longest_task(page)}


def _since_the_news(page: Page, is_there: str) -> float:
    """Milliseconds from the news that came over the socket to the frame in which this is so."""
    return _until_painted(page, f"window.probe.news && {is_there}")


def _until_painted(page: Page, is_there: str) -> float:
    """Milliseconds from the last news, if there were any, to the frame in which this is so."""
    return float(page.evaluate(PAINTED.replace("IS_THERE", is_there)))


def _longest_task(page: Page) -> float:
    return float(page.evaluate("Math.max(0, ...window.probe.busy)"))


def keys(page: Page) -> dict[str, Any]:
    """Walk through the lists, open and close a note, and write: what each press took until it was painted."""
    page.evaluate("window.probe.events = []")
    page.evaluate("document.querySelector('[data-open][tabindex=\"0\"]').focus()")
    for key in ["ArrowDown"] * KEYS_A_ROUND + [
        "End",
        "Home",
        "ArrowRight",
        "ArrowLeft",
        "m",
        "Escape",
        "Enter",
        "Escape",
    ]:
        page.keyboard.press(key)
        page.wait_for_timeout(BETWEEN_KEYS)
    page.locator("#text").focus()
    page.keyboard.type("They ask again"[:KEYS_A_ROUND], delay=BETWEEN_KEYS)
    page.locator("#text").fill("")
    page.wait_for_timeout(500)
    lasted = sorted(page.evaluate("window.probe.events")) or [0]
    return {
        "p75_ms": lasted[int(len(lasted) * 0.75)],
        "p98_ms": lasted[int(len(lasted) * 0.98)],
        "worst_ms": lasted[-1],
        "presses_seen": len(lasted),
    }


def reveal(page: Page, running: Running, board: dict[str, Any]) -> dict[str, Any]:
    """From the news that 300 notes are revealed to the frame in which the new stage is painted."""
    command = [sys.executable, "-m", "bench.board_reveal", board["board"], str(BURST)]
    environment = {**os.environ, **running.variables}
    subprocess.run([*command, "seal"], check=True, cwd=ROOT, env=environment)
    page.goto(f"/b/{board['board']}/", wait_until="networkidle")
    page.evaluate("Object.assign(window.probe, {news: 0, busy: []})")
    subprocess.run([*command, "reveal"], check=True, cwd=ROOT, env=environment)
    ms = _since_the_news(page, "document.querySelector('[data-board]').dataset.stage === 'reveal'")
    return {"ms": ms, "longest_task_ms": _longest_task(page)}


if __name__ == "__main__":
    sys.exit(main())
