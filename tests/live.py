"""A server of the product in a process of its own, on the very databases of the test run."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.db import connections

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0


class LiveServer:
    """The product on a port that is ours before it starts, so that no other process can take it."""

    def __init__(self, log: Path, application: str = "cms.asgi:application", *options: str, **variables: str) -> None:
        self.log = log
        self.arguments = [application, *options]
        self.variables = variables
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(512)
        self.socket.set_inheritable(True)
        self.port = self.socket.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        variables = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
            "LIVE_DATABASE_NAME": str(connections["default"].settings_dict["NAME"]),
            "LIVE_VAULT_NAME": str(connections["vault"].settings_dict["NAME"]),
            "SITE_URL": self.url,
            **self.variables,
        }
        command = [sys.executable, "-m", "realtime.server", "--fd", str(self.socket.fileno()), *self.arguments]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=variables, pass_fds=[self.socket.fileno()], stdout=log, stderr=log
            )
        self._wait_until_it_answers()

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def kill(self) -> None:
        """End it as a power cut would: at once and without a word."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(20)
            self.process = None

    def close(self) -> None:
        self.stop()
        self.socket.close()

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            connection = http.client.HTTPConnection("localhost", self.port, timeout=PATIENCE)
            try:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            finally:
                connection.close()
        raise TimeoutError(f"The server did not answer:\n{self.log.read_text()}")
