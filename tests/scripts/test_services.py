"""PostgreSQL, Redis and the children of the scripts, for real."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import processes, services, testing
from scripts.console import Stop

ROOT = Path(__file__).resolve().parents[2]


def is_alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def has_ended(pid: int, *, within: float) -> bool:
    """Wait for the end of a process that is no child of ours; the kernel tells it even before anyone reaps it."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], within)[0])
    finally:
        os.close(handle)


def test_redis_answers_and_is_gone_after_stop(tmp_path):
    redis = services.Redis(tmp_path / "redis", services.require(["redis-server"])["redis-server"])
    redis.start()
    pid = redis.process.pid
    redis.stop()
    assert not is_alive(pid)
    assert not redis._answers()


def test_a_server_that_cannot_start_says_why(tmp_path):
    redis = services.Redis(tmp_path / "redis", sys.executable)
    with pytest.raises(Stop, match="Redis did not start"):
        redis.start()
    redis.stop()


def test_missing_programs_are_asked_for_in_one_line(monkeypatch):
    monkeypatch.setattr(services, "find", lambda program: None)
    monkeypatch.setattr(services.shutil, "which", lambda program: None)
    with pytest.raises(Stop) as stopped:
        services.require(["redis-server", "chromium"])
    assert "apt-get install -y --no-install-recommends redis-server chromium" in str(stopped.value)
    assert "\n" not in str(stopped.value)


@pytest.mark.parametrize(
    ("there", "taken"),
    [({"chromium", "chromium-headless-shell"}, "chromium-headless-shell"), ({"chromium"}, "chromium")],
)
def test_the_lighter_browser_is_taken_where_both_are(monkeypatch, there, taken):
    monkeypatch.setattr(services, "find", lambda program: program if program in there else None)
    assert services.require_browser() == taken


def test_where_there_is_no_browser_the_lighter_one_is_asked_for(monkeypatch):
    monkeypatch.setattr(services, "find", lambda program: None)
    monkeypatch.setattr(services.shutil, "which", lambda program: None)
    with pytest.raises(Stop, match="no-install-recommends chromium-headless-shell fonts-noto-core$"):
        services.require_browser()


def test_stopping_kills_what_a_child_started_and_ignores_signals(tmp_path):
    program = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(99)"
    )
    child = processes.start(["sh", "-c", f'{sys.executable} -c "{program}" & wait'], cwd=tmp_path)
    processes.stop([child], patience=0.3)
    group = subprocess.run(["pgrep", "-g", str(child.pid)], capture_output=True, text=True, check=False)
    for pid in group.stdout.split():
        assert has_ended(int(pid), within=5)


def test_the_end_of_one_run_leaves_another_run_alone(tmp_path):
    asked = [sys.executable, "-c", "from scripts.testing import MARK; print(MARK)"]
    other = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    marks = (testing.MARK, other)
    ours, theirs = (processes.start(["sleep", "99"], cwd=tmp_path, env=processes.marked(os.environ, m)) for m in marks)
    processes.end_marked(testing.MARK)
    assert ours.wait(5) == -signal.SIGKILL
    assert not has_ended(theirs.pid, within=1)
    processes.stop([theirs])


def test_a_child_ends_when_its_parent_is_killed(tmp_path):
    program = (
        "import sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\nfrom scripts import processes\n"
        "child = processes.start(['sleep', '99'], cwd=Path('/'))\n"
        "print(child.pid, flush=True)\ntime.sleep(99)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, str(ROOT)], stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert has_ended(pid, within=5)


@pytest.mark.parametrize("script", ["run", "test", "lock"])
def test_each_script_explains_itself(script):
    said = subprocess.run(
        [sys.executable, f"scripts/{script}", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert f"scripts/{script}" in said.stdout


def test_a_port_in_use_is_said_in_one_line(tmp_path):
    with services.socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = {**os.environ, "VAR_DIR": str(tmp_path)}
        command = [sys.executable, "scripts/run", "--port", str(taken.getsockname()[1])]
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    assert said.returncode == 1
    assert said.stderr.count("\n") == 1
    assert "choose another with --port" in said.stderr
