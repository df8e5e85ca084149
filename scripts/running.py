"""scripts/run: from a fresh clone to the product in a browser."""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import subprocess
import time

from scripts import processes
from scripts.console import Stop, in_one_line, say
from scripts.environment import Environment
from scripts.installation import Installation

DEFAULT_PORT = 8000
START_LIMIT = 120.0

DESCRIPTION = """\
Run Empty Chair on this machine, with the demo institution, at http://localhost:8000.

The first start makes .venv, installs the locked requirements, makes two SQLite databases in var/ (or in VAR_DIR) and
loads the demo; later starts skip what is done. Ctrl-C stops all it started; nothing is lost.
"""


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    processes.interrupt_on_signals()
    try:
        return in_one_line(lambda: run(options, Installation(Environment(), dict(os.environ))))
    except processes.Interrupted as interrupted:
        say("Stopped before it was ready.")
        return interrupted.exit_code


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/run",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--port", type=port, default=DEFAULT_PORT, help="listen here instead of on 8000")
    parser.add_argument("--fresh", action="store_true", help="throw the embedded databases and uploads away first")
    parser.add_argument("--prepare", action="store_true", help="prepare everything, but serve nothing")
    return parser.parse_args(arguments)


def port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number


def run(options: argparse.Namespace, installation: Installation) -> int:
    with installation.held():
        if not options.prepare:
            require_free(options.port)
        if options.fresh:
            removed = installation.throw_away()
            say(f"Removed {', '.join(removed)}." if removed else "There was nothing to remove.")
        installation.environment.ensure("base.txt")
        installation.prepare()
        if options.prepare:
            say(f"Prepared. Data are in {installation.folder}; serve with scripts/run.")
            return 0
        return serve(installation, options.port)


def require_free(number: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError as error:
            raise Stop(f"Port {number} cannot be had ({error.strerror}); choose another with --port.") from None


def serve(installation: Installation, number: int) -> int:
    """Keep server, worker and clock running until we are told to stop or one of them ends."""
    url = f"http://localhost:{number}"
    variables = dict(installation.variables)
    if number != DEFAULT_PORT:
        variables["SITE_URL"] = url
    python = str(installation.environment.python)
    children: dict[str, subprocess.Popen[bytes]] = {}

    def launch(name: str, *command: str) -> None:
        children[name] = processes.start([python, *command], cwd=installation.root, env=variables)

    try:
        launch("server", "-m", "realtime.server", "--port", str(number))
        links = installation.sign_in_links(url) if installation.has_demo else ""
        launch("worker", "manage.py", "db_worker", "--no-reload")
        launch("clock", "manage.py", "clock")
        if not wait_until_serving(children, number):
            return 1
        announce(url, links)
        return watch(children)
    except processes.Interrupted:
        say("Stopping …")
        return 0
    finally:
        processes.stop(children.values())


def wait_until_serving(children: dict[str, subprocess.Popen[bytes]], number: int) -> bool:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        if report_ended(children):
            return False
        if answers(number):
            return True
        time.sleep(0.1)
    raise Stop(f"The server did not answer on port {number} within {START_LIMIT:.0f} seconds.")


def answers(number: int) -> bool:
    """Tell whether the server answers requests, not only connections."""
    connection = http.client.HTTPConnection("127.0.0.1", number, timeout=10)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{number}"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def announce(url: str, links: str) -> None:
    say()
    say(f"Empty Chair is at {url}")
    if links:
        say("Sign in with one of these links:")
        say(links)
    say("Ctrl-C stops it.")
    say()


def watch(children: dict[str, subprocess.Popen[bytes]]) -> int:
    while not report_ended(children):
        time.sleep(0.2)
    return 1


def report_ended(children: dict[str, subprocess.Popen[bytes]]) -> bool:
    """Say so if a child has ended on its own."""
    for name, child in children.items():
        if child.poll() is not None:
            say(f"The {name} ended by itself (exit code {child.returncode}); stopping.")
            return True
    return False
