"""The embedded installation in var/: two SQLite databases, a secret key, uploads. Prepared once, then recognised."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts import fingerprints
from scripts.console import Stop, say
from scripts.environment import Environment

DATABASES = {"default": "emptychair.sqlite3", "vault": "vault.sqlite3"}
SETTINGS = "cms.settings.dev"


class Installation:
    """What one folder of data holds; the databases themselves say what has been migrated, a stamp says from what."""

    def __init__(self, environment: Environment, variables: dict[str, str]) -> None:
        self.environment = environment
        self.root = environment.root
        self.folder = Path(variables.get("VAR_DIR") or self.root / "var")
        self.variables = {**variables, "DJANGO_SETTINGS_MODULE": SETTINGS, "PYTHONUNBUFFERED": "1"}
        self.stamp = self.folder / "prepared.json"

    @property
    def is_embedded(self) -> bool:
        """Tell whether the data live in our own files; elsewhere only Django knows what is done."""
        return not (self.variables.get("DATABASE_URL") or self.variables.get("VAULT_DATABASE_URL"))

    @property
    def has_demo(self) -> bool:
        return self.variables.get("DEMO", "1").lower() in {"1", "true", "on", "ok", "y", "yes"}

    def prepare(self) -> None:
        """Bring both databases to the schema of this code, and load the demo institution into them."""
        self.migrate()
        if self.has_demo and self._stamped("demo") != self._demo_state():
            self.load_demo()

    def migrate(self) -> None:
        if self._stamped("schema") == self._schema_state():
            return
        for alias in DATABASES:
            say(f"Migrating the database {alias} …")
            self.manage("migrate", "--database", alias, "--noinput", "--verbosity", "0")
        self._write_stamp(schema=self._schema_state())

    def load_demo(self) -> None:
        say("Loading the demo institution …")
        self.manage("demo")
        self._write_stamp(demo=self._demo_state())

    def sign_in_links(self, base_url: str) -> str:
        """Ask for one link per role; whoever emptied the databases by hand gets the demo institution again."""
        links = self._ask_for_links(base_url)
        if links is None:
            self.load_demo()
            links = self._ask_for_links(base_url)
        if links is None:
            raise Stop("manage.py sign_in_links printed no link, see above.")
        return links

    def _ask_for_links(self, base_url: str) -> str | None:
        command = [str(self.environment.python), "manage.py", "sign_in_links", "--base-url", base_url]
        asked = subprocess.run(
            command, check=False, cwd=self.root, env=self.variables, stdout=subprocess.PIPE, text=True
        )
        return asked.stdout.strip() or None if asked.returncode == 0 else None

    def manage(self, *arguments: str) -> None:
        """Run one of Django's commands on this installation."""
        command = [str(self.environment.python), "manage.py", *arguments]
        if subprocess.run(command, check=False, cwd=self.root, env=self.variables).returncode:
            raise Stop(f"manage.py {' '.join(arguments)} failed, see above.")

    def throw_away(self) -> list[str]:
        """Remove the databases and what belongs to their rows; the secret key stays. Return what was removed."""
        if not self.is_embedded:
            raise Stop("--fresh throws only embedded databases away; DATABASE_URL or VAULT_DATABASE_URL is set.")
        files = [self.folder / f"{name}{end}" for name in DATABASES.values() for end in ("", "-wal", "-shm")]
        present = [path for path in (*files, self.stamp, self.folder / "media") if path.exists()]
        for path in present:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return [str(path) for path in present]

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep a second start off these databases: one process writes them, in migrating as in serving."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "run.lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise Stop(
                    f"scripts/run is already at work on {self.folder} (process {lock.read().strip()})."
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def _schema_state(self) -> str | None:
        """Name the schema of the code together with what the databases say has been applied to them."""
        applied = [_applied_migrations(self.folder / name) for name in DATABASES.values()]
        if not self.is_embedded or not all(applied):
            return None
        return _hashed(fingerprints.of_schema(self.root), *applied)

    def _demo_state(self) -> str | None:
        schema = self._schema_state()
        return _hashed(fingerprints.of_product(self.root), schema) if schema else None

    def _stamped(self, what: str) -> str:
        """Read what a stamp says, or something no state ever equals."""
        return self._stamps().get(what) or "nothing"

    def _stamps(self) -> dict[str, str | None]:
        with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
            return dict(json.loads(self.stamp.read_text()))
        return {}

    def _write_stamp(self, **states: str | None) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(json.dumps({**self._stamps(), **states}, indent=1))


def _applied_migrations(database: Path) -> str:
    """Read from an SQLite file what has been applied to it; nothing at all if there is no such record."""
    if not database.is_file():
        return ""
    try:
        with contextlib.closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return repr(connection.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall())
    except sqlite3.Error:  # Unreadable or never migrated: migrate will say which.
        return ""


def _hashed(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
