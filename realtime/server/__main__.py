"""python -m realtime.server: serve the product, pages and sockets, in one process."""

from __future__ import annotations

from realtime.server.serving import Server  # isort: skip - first of all, see there

import argparse
import logging
import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from realtime.server.access import log_access, speak_up
from realtime.server.limits import Limits, open_as_many_files_as_allowed

# A thread that waits for the interpreter gets it after so long. With Python's own 5 ms each word with the database
# costs that much while the loop is busy.
SWITCH_SECONDS = 0.0005
BACKLOG = 4096  # so many may arrive in the same moment; 50, as Daphne has it, keeps a workshop of 200 waiting
ALONE = (
    "WEB_PROCESSES is {count}, but without REDIS_URL processes cannot wake each other: "
    "set REDIS_URL, or run one process.\n"
)


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    sys.setswitchinterval(SWITCH_SECONDS)
    application = load(options.application)
    if settings.WEB_PROCESSES > 1 and not settings.REDIS_URL:
        sys.stderr.write(ALONE.format(count=settings.WEB_PROCESSES))
        return 2
    try:
        listener = listening_socket(options)
    except OSError as error:
        sys.stderr.write(f"Cannot listen: {error.strerror or error}.\n")
        return 1
    limits = Limits.from_settings().within(open_as_many_files_as_allowed())
    if options.access_log:
        speak_up()
    Server(application, listener, limits, log_access if options.access_log else None).run()
    return 0


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m realtime.server", description=__doc__, allow_abbrev=False)
    parser.add_argument("application", nargs="?", default="cms.asgi:application", help="module:attribute")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--fd", type=int, help="a socket that whoever started us has bound, instead of host and port")
    parser.add_argument("--access-log", action="store_true", help="log each request, without queries and addresses")
    return parser.parse_args(arguments)


def load(name: str) -> Any:
    """The application of that name. Importing it sets Django up."""
    return import_string(name.replace(":", "."))


def listening_socket(options: argparse.Namespace) -> socket.socket:
    if options.fd is None:
        family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
        listener = socket.create_server((options.host, options.port), family=family, backlog=BACKLOG)
    else:
        listener = socket.socket(fileno=options.fd)
        listener.listen(BACKLOG)
    listener.setblocking(False)
    return listener


def end(status: int) -> None:
    """Exit without waiting for the threads of requests that were given up."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    end(main())
