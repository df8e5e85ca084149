"""Another interpreter is taken only where it has what we need and is clearly quicker."""

import sys

import pytest

from scripts import interpreters


@pytest.fixture
def pretend(tmp_path, monkeypatch):
    """Put an interpreter that does as told where others are looked for; ours takes a tenth of a second."""
    own = tmp_path / "own"
    monkeypatch.setattr(interpreters, "FOLDERS", (str(tmp_path),))
    monkeypatch.setattr(interpreters.shutil, "which", lambda _name: None)
    monkeypatch.setattr(sys, "executable", str(own))

    def write(path, told):
        path.write_text(f"#!/bin/sh\n{told}\n")
        path.chmod(0o755)
        return str(path)

    write(own, "echo 0.1")
    return lambda told: write(tmp_path / interpreters.NAME, told)


def test_the_quicker_one_is_taken(pretend):
    assert interpreters.quickest() == sys.executable
    assert pretend("echo 0.05") == interpreters.quickest()


@pytest.mark.parametrize("told", ["echo 0.2", "echo 0.09", "exit 1", "echo 0.01; exit 3"])
def test_slower_hardly_quicker_and_broken_ones_are_not(pretend, told):
    pretend(told)
    assert interpreters.quickest() == sys.executable


def test_what_is_measured_runs_here():
    assert 0 < interpreters._seconds(sys.executable) < 60
