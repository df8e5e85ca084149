"""scripts/test: prepare, check and test everything on the databases of both ways of running."""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

from scripts import processes, services, summary
from scripts.console import Stop, in_one_line, say
from scripts.environment import ROOT, Environment
from scripts.summary import Result

DESCRIPTION = """\
Check and test Empty Chair: style, imports, types, migrations, deployment settings, then every test.

Unit tests and one smoke test of each kind run on SQLite with the in-memory layer; everything runs on PostgreSQL and
Redis, which are started here on free ports and stopped again. Arguments not listed below go to pytest.
"""
PARTS = ("checks", "sqlite", "postgres", "browser")
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": "checked-and-never-used-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
    "SITE_URL": "https://example.org",
    "ALLOWED_HOSTS": "example.org",
    "DATABASE_URL": "postgres://web@127.0.0.1/emptychair",
    "VAULT_DATABASE_URL": "postgres://vault@127.0.0.1/emptychair",
    "REDIS_URL": "redis://127.0.0.1/0",
}
# Of this run alone: another on the same machine, of another clone, is not ended with it.
MARK = f"EMPTY_CHAIR_TEST_RUN_{os.getpid()}"
ALIASES = {"DATABASE": "default", "VAULT": "vault"}
REPORT, OUTPUT = "report.xml", "output.txt"


def main(arguments: list[str] | None = None) -> int:
    options, passed_on = parse(arguments)
    processes.interrupt_on_signals()
    try:
        return in_one_line(lambda: run(options, passed_on))
    except processes.Interrupted as interrupted:
        say("Stopped.")
        return interrupted.exit_code
    finally:
        processes.end_marked(MARK)


def parse(arguments: list[str] | None) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="scripts/test",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--fast", action="store_true", help="checks and the SQLite run only")
    parser.add_argument("--long", action="store_true", help="run long tests with their full counts")
    parser.add_argument("--only", choices=PARTS, action="append", help="run this part only; may be given again")
    parser.add_argument("-k", metavar="EXPRESSION", help="only tests whose names match, as in pytest; no checks")
    return parser.parse_known_args(arguments)


def run(options: argparse.Namespace, passed_on: list[str]) -> int:
    started = time.monotonic()
    environment = Environment()
    environment.ensure("dev.txt")
    parts = chosen_parts(options)
    extra = [*passed_on, *(["--long"] if options.long else []), *(["-k", options.k] if options.k else [])]
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="emptychair-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        if parts == ("checks",):
            results += run_checks(environment)
        else:
            results += run_tests(environment, folder, parts, extra)
    for line in summary.lines(results, time.monotonic() - started):
        say(line)
    return 1 if any(result.has_failed for result in results) else 0


def chosen_parts(options: argparse.Namespace) -> tuple[str, ...]:
    if options.only:
        return tuple(options.only)
    if options.fast:
        return ("checks", "sqlite")
    return PARTS[1:] if options.k else PARTS


def run_checks(environment: Environment) -> list[Result]:
    python = str(environment.python)
    manage = [python, "manage.py"]
    checks = {
        "ruff check": [environment.tool("ruff"), "check", "."],
        "ruff format": [environment.tool("ruff"), "format", "--check", "."],
        "imports": [environment.tool("lint-imports")],
        "types": [environment.tool("mypy")],
        "migrations": [*manage, "makemigrations", "--check", "--dry-run"],
        "compose file": [
            environment.tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", "docker-compose.yml",
        ],
        "Dockerfile": [environment.tool("hadolint"), "Dockerfile"],
    }  # fmt: skip
    results = [run_check(name, command, {}) for name, command in checks.items()]
    deployment = [*manage, "check", "--deploy", "--fail-level", "WARNING"]
    return [*results, run_check("production settings", deployment, PRODUCTION)]


def run_check(name: str, command: list[str], variables: dict[str, str]) -> Result:
    """Run one check; only a failure prints what it said."""
    started = time.monotonic()
    settings = {"DJANGO_SETTINGS_MODULE": "cms.settings.test", **variables}
    done = subprocess.run(
        command, check=False, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    say(f"{'ok' if done.returncode == 0 else 'FAILED':7} {name}")
    if done.returncode:
        say(done.stdout.decode(errors="replace"))
    return Result(name, time.monotonic() - started, done.returncode)


def run_tests(environment: Environment, folder: Path, parts: tuple[str, ...], extra: list[str]) -> list[Result]:
    needed = ["postgres", "redis-server"] if {"postgres", "browser"} & set(parts) else []
    needed += ["chromium"] if {"sqlite", "browser"} & set(parts) else []
    programs = services.require(needed)
    tests = TestRuns(environment, folder, extra, chromium=programs.get("chromium", ""))
    files = folder / "migrated"
    files.mkdir()
    embedded = {f"LIVE_{name}_NAME": str(files / f"{alias}.sqlite3") for name, alias in ALIASES.items()}
    copies = {"MIGRATED_FILES": str(files)}
    if not {"postgres", "browser"} & set(parts):
        results = check_while_migrating(environment, parts, [embedded])
        return results + run_parts(tests, parts, copies, {})
    postgresql = services.PostgreSQL(
        folder / "postgresql", programs["postgres"], roles_sql=ROOT / "deploy" / "postgres" / "roles.sql"
    )
    redis = services.Redis(folder / "redis", programs["redis-server"])
    try:
        postgresql.start()
        redis.start()
        template = {
            "DATABASE_URL": postgresql.url("web", postgresql.TEMPLATE),
            "VAULT_DATABASE_URL": postgresql.url("vault", postgresql.TEMPLATE),
        }
        installations = [template, embedded] if "sqlite" in parts else [template]
        results = check_while_migrating(environment, parts, installations)
        real = {
            "DATABASE_URL": postgresql.url("web"),
            "VAULT_DATABASE_URL": postgresql.url("vault"),
            "REDIS_URL": redis.url,
            "TEST_TEMPLATE": postgresql.TEMPLATE,
        }
        return results + run_parts(tests, parts, copies, real)
    finally:
        redis.stop()
        postgresql.stop()


def check_while_migrating(
    environment: Environment, parts: tuple[str, ...], installations: list[dict[str, str]]
) -> list[Result]:
    """Migrate the databases of which every run gets copies, each once, and meanwhile make the checks."""
    say("Migrating the test databases …")
    children = [start_migrating(environment, variables) for variables in installations]
    try:
        results = run_checks(environment) if "checks" in parts else []
        if any(child.wait() for child in children):
            raise Stop("The test databases could not be migrated, see above.")
        return results
    finally:
        processes.stop(children)


def start_migrating(environment: Environment, variables: dict[str, str]) -> subprocess.Popen[bytes]:
    """Migrate both databases of one installation, one after the other."""
    migrate = '"$0" manage.py migrate --noinput --verbosity 0 --database'
    script = " && ".join(f"{migrate} {alias}" for alias in ALIASES.values())
    settings = {**clean_environment(), "DJANGO_SETTINGS_MODULE": "cms.settings.test", **variables}
    return processes.start(
        ["sh", "-c", script, str(environment.python)], cwd=ROOT, env=processes.marked(settings, MARK)
    )


def run_parts(tests: TestRuns, parts: tuple[str, ...], copies: dict[str, str], real: dict[str, str]) -> list[Result]:
    """Run what only computes side by side, what watches the clock alone, and at last what drives browsers side by side.

    A browser runs an event loop in the thread of its tests, and from then on Django gives out other connections there;
    so tests of the browser have a process to themselves.
    """
    together, alone, driving = [], [], []
    if "sqlite" in parts:
        together.append(("SQLite", "not browser and not socket and not fault", copies))
        alone.append(("SQLite, sockets and faults, one of each", "smoke and not browser and (socket or fault)", copies))
        driving.append(("SQLite, browser, one of each", "smoke and browser", copies))
    if "postgres" in parts:
        together.append(("PostgreSQL and Redis", "not browser and not socket and not fault and not figures", real))
        alone.append(("PostgreSQL and Redis, sockets and faults", "not browser and (socket or fault)", real))
    if "browser" in parts:
        driving.append(("PostgreSQL and Redis, browser", "browser", real))
    groups = [together, *([each] for each in alone), driving]
    return [result for group in groups for result in tests.run(group)]


class TestRuns:
    """Runs of pytest, each with a folder and a report of its own."""

    def __init__(self, environment: Environment, folder: Path, extra: list[str], *, chromium: str) -> None:
        self.environment = environment
        self.folder = folder
        self.extra = extra
        self.chromium = chromium

    def run(self, kinds: list[tuple[str, str, dict[str, str]]]) -> list[Result]:
        """Run pytest once for each name, markers and variables, all at the same time; tell what each said at its end.

        That no test has the markers is said, and is no failure.
        """
        started = time.monotonic()
        children = []
        try:
            for name, markers, variables in kinds:
                say(f"{name} …")
                children.append(self._start(self._place(name), markers, variables))
            return [self._finish(name, child, started) for (name, *_), child in zip(kinds, children, strict=True)]
        finally:
            processes.stop(children)

    def _place(self, name: str) -> Path:
        return self.folder / name.replace(" ", "-").replace(",", "").lower()

    def _start(self, place: Path, markers: str, variables: dict[str, str]) -> subprocess.Popen[bytes]:
        place.mkdir()
        python = str(self.environment.python)
        command = [python, "-m", "pytest", "-q", "-m", markers, f"--junit-xml={place / REPORT}", *self.extra]
        settings = {
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
            "TEST_DIR": str(place),
            "CHROMIUM_PATH": self.chromium,
            # Runs go side by side; one that takes both cores for a small matrix slows both down.
            "OMP_NUM_THREADS": "1",
        }
        environment = processes.marked({**clean_environment(), **settings, **variables}, MARK)
        with (place / OUTPUT).open("wb") as output:
            return processes.start(command, cwd=ROOT, env=environment, output=output)

    def _finish(self, name: str, child: subprocess.Popen[bytes], started: float) -> Result:
        code = child.wait()
        place = self._place(name)
        say(f"\n{name}")
        say((place / OUTPUT).read_text(errors="replace"))
        return summary.read_report(name, time.monotonic() - started, 0 if code == 5 else code, place / REPORT)


def clean_environment() -> dict[str, str]:
    """Keep the databases of whoever started us out of the tests, and compiled modules for every process to come.

    The tests start the product dozens of times; compiling it anew takes longer each time than everything else in that.
    """
    ours = {"DATABASE_URL", "VAULT_DATABASE_URL", "REDIS_URL", "DEMO", "DEBUG", "SITE_URL", "VAR_DIR", MARK}
    ours |= {"PYTHONDONTWRITEBYTECODE"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "PYTHONPYCACHEPREFIX": str(ROOT / "var" / "bytecode")}
