"""Real PostgreSQL, Redis and Chromium for the tests: found, or installed where that is allowed, or asked for."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import socket
import subprocess
import time
from pathlib import Path

from scripts import processes
from scripts.console import Stop, say

# Chromium without what only windows need: the tests find the same with it, in less time.
BROWSER = "chromium-headless-shell"
PACKAGES = {"postgres": "postgresql", "redis-server": "redis-server", "chromium": "chromium", BROWSER: BROWSER}
FONTS = "fonts-noto-core"
PATIENCE = 30.0


def find(program: str) -> str | None:
    """Find an installed program; Debian keeps PostgreSQL's servers off the PATH."""
    versions = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{program}"), key=lambda path: int(path.split("/")[4]))
    return versions[-1] if versions else shutil.which(program)


def require(programs: list[str]) -> dict[str, str]:
    """Return the path of each program, installing Debian's packages where we may; otherwise say what to install."""
    missing = [program for program in programs if not find(program)]
    if missing:
        install([PACKAGES[program] for program in missing])
    found = {program: find(program) for program in programs}
    return {program: path for program, path in found.items() if path}


def require_browser() -> str:
    """Return the path of a Chromium: the lighter one, or else any that is there, or else the lighter one installed."""
    return find(BROWSER) or find("chromium") or require([BROWSER])[BROWSER]


def install(packages: list[str]) -> None:
    command = f"apt-get install -y --no-install-recommends {' '.join([*packages, FONTS])}"
    may = shutil.which("apt-get") and (os.geteuid() == 0 or _has_free_sudo())
    if not may:
        raise Stop(f"The tests need real services. Install them, then start again: {command}")
    say(f"Installing {', '.join(packages)} …")
    become = [] if os.geteuid() == 0 else ["sudo", "-n"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*become, "apt-get", "update", "-qq"], check=False, env=environment)
    if subprocess.run([*become, *command.split()], check=False, env=environment, stdout=subprocess.DEVNULL).returncode:
        raise Stop(f"Installing failed, see above. Install by hand, then start again: {command}")


def _has_free_sudo() -> bool:
    return bool(shutil.which("sudo")) and subprocess.run(["sudo", "-n", "true"], check=False).returncode == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PostgreSQL:
    """A cluster of its own in a folder, with the roles of a real deployment and a template for test databases."""

    TEMPLATE = "emptychair_template"

    def __init__(self, folder: Path, server: str, *, roles_sql: Path, durable: bool = False) -> None:
        self.folder = folder
        self.bin = Path(server).parent
        self.roles_sql = roles_sql
        self.durable = durable
        self.port = free_port()
        # The server refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else None
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, role: str, database: str = "emptychair") -> str:
        return f"postgres://{role}:{role}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        self.folder.mkdir(parents=True)
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        where = ["-D", str(self.folder / "data")]
        self._run("initdb", "--no-sync", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", *where)
        self.serve()
        self._make_databases()

    def serve(self) -> None:
        """Run the server on its data, also again after it was ended in whatever way."""
        lasting = "on" if self.durable else "off"
        settings = [
            f"fsync={lasting}",
            f"full_page_writes={lasting}",
            f"synchronous_commit={lasting}",
            "max_connections=300",
        ]
        settings += [f"unix_socket_directories={self.folder}", "listen_addresses=127.0.0.1"]
        options = [part for setting in settings for part in ("-c", setting)]
        command = [str(self.bin / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port), *options]
        with (self.folder / "server.log").open("wb") as log:
            self.process = processes.start(command, cwd=self.folder, output=log, user=self.user)
        self._wait()

    def stop(self) -> None:
        if self.process:
            # SIGINT is PostgreSQL's fast shutdown.
            processes.stop([self.process], with_signal=processes.signal.SIGINT)

    def _make_databases(self) -> None:
        for database in ("emptychair", self.TEMPLATE):
            self._psql("postgres", "-c", f"CREATE DATABASE {database}")
            self._psql(
                database, "-v", "web_password=web", "-v", "vault_password=vault", "-f", str(self.roles_sql.resolve())
            )
            self._psql("postgres", "-c", f"ALTER DATABASE {database} OWNER TO web")
        self._psql("postgres", "-c", "ALTER ROLE web CREATEDB")
        self._psql("postgres", "-c", f"ALTER DATABASE {self.TEMPLATE} IS_TEMPLATE true")

    def _psql(self, database: str, *arguments: str) -> None:
        connection = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", database]
        self._run("psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", *connection, *arguments, as_server=False)

    def _run(self, program: str, *arguments: str, as_server: bool = True) -> None:
        user = self.user if as_server else None
        path = self.bin / program
        command = [str(path if path.exists() else program), *arguments]
        made = subprocess.run(command, check=False, capture_output=True, text=True, cwd=self.folder, user=user)
        if made.returncode:
            raise Stop(f"{program} failed: {made.stderr.strip() or made.stdout.strip()}")

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        ready = [str(self.bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ready, check=False).returncode:
            if self.process is None or self.process.poll() is not None or time.monotonic() > deadline:
                raise Stop(f"PostgreSQL did not start:\n{(self.folder / 'server.log').read_text()}")
            time.sleep(0.1)


class Redis:
    """A server of its own that keeps nothing on disk."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder = folder
        self.server = server
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.folder.mkdir(parents=True)
        self.serve()

    def serve(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        with (self.folder / "server.log").open("wb") as log:
            self.process = processes.start([self.server, *options], cwd=self.folder, output=log)
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Stop(f"Redis did not start:\n{(self.folder / 'server.log').read_text()}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process:
            processes.stop([self.process])

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
