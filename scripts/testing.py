"""scripts/test: prepare, check and test everything on the databases of both ways of running."""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

from scripts import lanes, processes, services, summary
from scripts.console import Stop, in_one_line, say
from scripts.environment import ROOT, Environment
from scripts.lanes import Job, Lane
from scripts.summary import Result

DESCRIPTION = """\
Check and test Empty Chair: style, imports, types, migrations, deployment settings, then every test.

Unit tests and one smoke test of each kind run on SQLite with the in-memory layer; everything runs on PostgreSQL and
Redis, which are started here on free ports and stopped again. What watches the clock, and mostly waits, runs in two
rows of one test after the other: faults, and sockets. Checks, unit tests and browsers run beside them, two at a time,
and give way to them. Each run has a database and a Redis of its own. Compiled modules are kept in var/bytecode.
Arguments not listed below go to pytest.
"""
PARTS = ("checks", "sqlite", "postgres", "browser")
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": "checked-and-never-used-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
    "SITE_URL": "https://example.org",
    "ALLOWED_HOSTS": "example.org",
    "EMAIL_URL": "smtp+tls://mail.example.org:587",
    "DATABASE_URL": "postgres://web@127.0.0.1/emptychair",
    "VAULT_DATABASE_URL": "postgres://vault@127.0.0.1/emptychair",
    "REDIS_URL": "redis://127.0.0.1/0",
}
# Of this run alone: another on the same machine, of another clone, is not ended with it.
MARK = f"EMPTY_CHAIR_TEST_RUN_{os.getpid()}"
CLOCK = "(socket or fault)"
CLOCKS = 2
REAL_RUNS = 4
ALIASES = {"DATABASE": "default", "VAULT": "vault"}
REPORT = "report.xml"
CORES = 2
# What only computes gives way at once to what watches the clock beside it.
NICENESS = 15


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
    with tempfile.TemporaryDirectory(prefix="emptychair-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        results = run_parts(environment, folder, parts, extra)
    for line in summary.lines(results, time.monotonic() - started):
        say(line)
    return 1 if any(result.has_failed for result in results) else 0


def chosen_parts(options: argparse.Namespace) -> tuple[str, ...]:
    if options.only:
        return tuple(options.only)
    if options.fast:
        return ("checks", "sqlite")
    return PARTS[1:] if options.k else PARTS


def run_parts(environment: Environment, folder: Path, parts: tuple[str, ...], extra: list[str]) -> list[Result]:
    checks = check_jobs(environment, folder) if "checks" in parts else []
    if parts == ("checks",):
        return lanes.run([Lane(checks, places=CORES)])
    needed = ["postgres", "redis-server"] if {"postgres", "browser"} & set(parts) else []
    programs = services.require(needed)
    browser = services.require_browser() if {"sqlite", "browser"} & set(parts) else ""
    tests = TestRuns(environment, folder, extra, browser=browser)
    files = folder / "migrated"
    files.mkdir()
    embedded = {f"LIVE_{name}_NAME": str(files / f"{alias}.sqlite3") for name, alias in ALIASES.items()}
    copies = {"MIGRATED_FILES": str(files)}
    if not {"postgres", "browser"} & set(parts):
        migrate(environment, [embedded])
        return lanes.run(in_lanes(checks, tests, parts, copies, []))
    postgresql = services.PostgreSQL(
        folder / "postgresql", programs["postgres"], roles_sql=ROOT / "deploy" / "postgres" / "roles.sql"
    )
    # Runs side by side wake each other as little as they share a database.
    redis = [services.Redis(folder / f"redis-{number}", programs["redis-server"]) for number in range(REAL_RUNS)]
    try:
        postgresql.start()
        for each in redis:
            each.start()
        template = {
            "DATABASE_URL": postgresql.url("web", postgresql.TEMPLATE),
            "VAULT_DATABASE_URL": postgresql.url("vault", postgresql.TEMPLATE),
        }
        migrate(environment, [template, embedded] if "sqlite" in parts else [template])
        return lanes.run(in_lanes(checks, tests, parts, copies, [real(postgresql, each) for each in redis]))
    finally:
        for each in redis:
            each.stop()
        postgresql.stop()


def real(postgresql: services.PostgreSQL, redis: services.Redis) -> dict[str, str]:
    """What one run on PostgreSQL and Redis is told: a database of its own on the one, and the other to itself."""
    return {
        "DATABASE_URL": postgresql.url("web"),
        "VAULT_DATABASE_URL": postgresql.url("vault"),
        "REDIS_URL": redis.url,
        "TEST_DATABASE": f"test_{redis.port}",
        "TEST_TEMPLATE": postgresql.TEMPLATE,
    }


def check_jobs(environment: Environment, folder: Path) -> list[Job]:
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
        "production settings": [*manage, "check", "--deploy", "--fail-level", "WARNING"],
    }  # fmt: skip
    settings = {**clean_environment(), "DJANGO_SETTINGS_MODULE": "cms.settings.test"}
    variables = {name: settings | (PRODUCTION if name == "production settings" else {}) for name in checks}
    return [
        Job(name, command, processes.marked(variables[name], MARK), folder / "checks" / name, tell_check)
        for name, command in checks.items()
    ]


def tell_check(job: Job, seconds: float, code: int) -> Result:
    """Only a failure prints what the check said."""
    say(f"{'ok' if code == 0 else 'FAILED':7} {job.name}")
    if code:
        say(job.output)
    return Result(job.name, seconds, code)


def migrate(environment: Environment, installations: list[dict[str, str]]) -> None:
    """Migrate the databases of which every run gets copies, each once."""
    say("Migrating the test databases …")
    children = [start_migrating(environment, variables) for variables in installations]
    try:
        if any(child.wait() for child in children):
            raise Stop("The test databases could not be migrated, see above.")
    finally:
        processes.stop(children)


def start_migrating(environment: Environment, variables: dict[str, str]) -> subprocess.Popen[bytes]:
    """Migrate both databases of one installation, one after the other."""
    command = '"$0" manage.py migrate --noinput --verbosity 0 --database'
    script = " && ".join(f"{command} {alias}" for alias in ALIASES.values())
    settings = {**clean_environment(), "DJANGO_SETTINGS_MODULE": "cms.settings.test", **variables}
    return processes.start(
        ["sh", "-c", script, str(environment.python)], cwd=ROOT, env=processes.marked(settings, MARK)
    )


def in_lanes(
    checks: list[Job], tests: TestRuns, parts: tuple[str, ...], copies: dict[str, str], reals: list[dict[str, str]]
) -> list[Lane]:
    """A lane of two places for what watches the clock and mostly waits; beside it one for each core for what computes.

    A browser runs an event loop in the thread of its tests, and from then on Django gives out other connections there;
    so tests of the browser have a process to themselves. They come late, when few who watch the clock are left.
    """
    watching, computing, driving = [], [], []
    if "postgres" in parts:
        watching.append(tests.job("PostgreSQL and Redis, faults", "not browser and fault", reals[0]))
        watching.append(tests.job("PostgreSQL and Redis, sockets", "not browser and socket and not fault", reals[1]))
        units = f"not browser and not figures and not {CLOCK}"
        # What meets no database is checked on SQLite, unless that run is left out.
        once = f"{units} and not no_database" if "sqlite" in parts else units
        computing.append(tests.job("PostgreSQL and Redis", once, reals[2]))
    if "browser" in parts:
        driving.append(tests.job("PostgreSQL and Redis, browser", "browser", reals[3]))
    if "sqlite" in parts:
        one_of_each = f"smoke and not browser and {CLOCK}"
        watching.append(tests.job("SQLite, sockets and faults, one of each", one_of_each, copies))
        computing.append(tests.job("SQLite", f"not browser and not figures and not {CLOCK}", copies))
        driving.append(tests.job("Figures", "figures", {}))
        driving.append(tests.job("SQLite, browser, one of each", "smoke and browser", copies))
    return [Lane(watching, places=CLOCKS), Lane([*checks, *computing, *driving], places=CORES, niceness=NICENESS)]


class TestRuns:
    """Runs of pytest, each with a folder and a report of its own."""

    def __init__(self, environment: Environment, folder: Path, extra: list[str], *, browser: str) -> None:
        self.environment = environment
        self.folder = folder
        self.extra = extra
        self.browser = browser

    def job(self, name: str, markers: str, variables: dict[str, str]) -> Job:
        place = self.folder / name.replace(" ", "-").replace(",", "").lower()
        python = str(self.environment.python)
        command = [python, "-m", "pytest", "-q", "-m", markers, f"--junit-xml={place / REPORT}", *self.extra]
        settings = {
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
            "TEST_DIR": str(place),
            "CHROMIUM_PATH": self.browser,
            # Runs go side by side; one that takes both cores for a small matrix slows both down.
            "OMP_NUM_THREADS": "1",
        }
        environment = processes.marked({**clean_environment(), **settings, **variables}, MARK)
        return Job(name, command, environment, place, tell_tests)


def tell_tests(job: Job, seconds: float, code: int) -> Result:
    """Say what pytest said. That no test has the markers is no failure."""
    say(f"\n{job.name}")
    say(job.output)
    return summary.read_report(job.name, seconds, 0 if code == 5 else code, job.place / REPORT)


def clean_environment() -> dict[str, str]:
    """Keep the databases of whoever started us out of the tests, and compiled modules for every process to come.

    The tests start the product dozens of times; compiling it anew takes longer each time than everything else in that.
    """
    ours = {"DATABASE_URL", "VAULT_DATABASE_URL", "REDIS_URL", "DEMO", "DEBUG", "SITE_URL", "VAR_DIR", MARK}
    ours |= {"PYTHONDONTWRITEBYTECODE"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "PYTHONPYCACHEPREFIX": str(ROOT / "var" / "bytecode")}
