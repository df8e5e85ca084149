"""Child processes that never outlive us: each leads a group of its own and is ended with all it started."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import IO

PR_SET_PDEATHSIG = 1
LINUX = sys.platform == "linux"
LIBC = ctypes.CDLL(None, use_errno=True) if LINUX else None


class Interrupted(KeyboardInterrupt):
    """We were told to end by a signal."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number


def interrupt_on_signals() -> None:
    """Turn the signals that end a program into an exception, so that everything started is also stopped."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    # From here on we are cleaning up, which is bounded in time; a second signal must not cut that short.
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.SIG_IGN)
    raise Interrupted(number)


def start(
    command: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
    user: str | None = None,
    parting: signal.Signals = signal.SIGTERM,
    niceness: int = 0,
) -> subprocess.Popen[bytes]:
    """Start a child in a group of its own; should we be killed, the kernel sends it the parting signal.

    With a niceness it gives way to others.
    """
    parent = os.getpid()

    def prepare_child() -> None:
        # The handlers of the parent are gone after exec, but ignored signals would stay ignored.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, parting)
            if os.getppid() != parent:
                os._exit(1)
        if niceness:
            _give_way(niceness)

    return subprocess.Popen(
        list(command),
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        user=user,
        group=user_group(user) if user else None,
        extra_groups=[] if user else None,
        start_new_session=True,
        preexec_fn=prepare_child,
    )


def _give_way(niceness: int) -> None:
    """Let our whole session be nice: where Linux shares time among sessions first, niceness counts only in one."""
    os.nice(niceness)
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(niceness))


def user_group(user: str) -> int:
    return pwd.getpwnam(user).pw_gid


def stop(
    children: Iterable[subprocess.Popen[bytes]],
    *,
    with_signal: signal.Signals = signal.SIGTERM,
    patience: float = 10,
) -> None:
    """Ask all children to end, wait, and kill what is left of them and of their groups."""
    children = list(children)
    for child in children:
        _signal_group(child.pid, with_signal, only_leader=True)
    deadline = time.monotonic() + patience
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.05, deadline - time.monotonic()))
    for child in children:
        _signal_group(child.pid, signal.SIGKILL)
        child.wait()


def _signal_group(leader: int, number: signal.Signals, *, only_leader: bool = False) -> None:
    with contextlib.suppress(ProcessLookupError):
        if only_leader:
            os.kill(leader, number)
        else:
            os.killpg(leader, number)


def marked(env: Mapping[str, str], mark: str) -> dict[str, str]:
    """Put a mark into an environment, which a child hands on to all it starts, whatever group they move to."""
    return {**env, mark: "1"}


def end_marked(mark: str) -> list[str]:
    """Kill whatever still carries the mark, such as a browser in a group of its own, and name what it was."""
    ended = []
    for process in Path("/proc").glob("[0-9]*"):
        if not _carries(process, mark):
            continue
        with contextlib.suppress(ProcessLookupError, FileNotFoundError):
            ended.append((process / "comm").read_text().strip())
            os.kill(int(process.name), signal.SIGKILL)
    return ended


def _carries(process: Path, mark: str) -> bool:
    try:
        variables = (process / "environ").read_bytes().split(b"\0")
    except OSError:  # Ended meanwhile, or somebody else's.
        return False
    return f"{mark}=1".encode() in variables and int(process.name) != os.getpid()
