"""Jobs side by side: in order within a lane, side by side across lanes, and all ended when we are interrupted."""

import os
import sys
from pathlib import Path

import pytest

from scripts import lanes
from scripts.lanes import Job, Lane
from scripts.summary import Result

NICENESS = "import os; print(os.nice(0), open('/proc/self/autogroup').read())"


@pytest.fixture
def told():
    return []


@pytest.fixture
def job(tmp_path, told):
    def tell(job: Job, seconds: float, code: int) -> Result:
        told.append((job.name, job.output, code))
        return Result(job.name, seconds, code)

    def make(name: str, program: str) -> Job:
        return Job(name, [sys.executable, "-c", program], os.environ, tmp_path / name, tell)

    return make


def touch(path: Path) -> str:
    return f"open({str(path)!r}, 'w').close()"


def wait_for(path: Path) -> str:
    return f"import os\nwhile not os.path.exists({str(path)!r}): pass"


def test_what_each_said_and_exited_with_is_told(job, told):
    results = lanes.run([Lane([job("good", "print('yes')"), job("bad", "import sys; sys.exit('no')")])])
    assert told == [("good", "yes\n", 0), ("bad", "no\n", 1)]
    assert [result.has_failed for result in results] == [False, True]


def test_one_place_takes_one_job_after_the_other(job, told, tmp_path):
    made = tmp_path / "made"
    look = f"import os; print(os.path.exists({str(made)!r}))"
    lanes.run([Lane([job("first", f"import time; time.sleep(0.3); {touch(made)}"), job("second", look)])])
    assert told[1] == ("second", "True\n", 0)


def test_places_and_lanes_run_side_by_side(job, told, tmp_path):
    """The first of each waits for what the others do."""
    one, two = tmp_path / "one", tmp_path / "two"
    computing = [job("waits", wait_for(one)), job("waits too", f"{wait_for(two)}\n{touch(one)}")]
    lanes.run([Lane(computing, places=2), Lane([job("other lane", touch(two))])])
    assert {name for name, _output, code in told if code == 0} == {"waits", "waits too", "other lane"}


def test_only_the_lane_that_should_gives_way(job, told):
    lanes.run([Lane([job("nice", NICENESS)], niceness=7), Lane([job("usual", NICENESS)])])
    said = {name: output.split()[0] for name, output, _code in told}
    lowest = 19  # there is nothing below, and this run of tests may give way itself
    assert int(said["nice"]) == min(int(said["usual"]) + 7, lowest)


def test_an_interruption_ends_what_runs(job, tmp_path):
    started = tmp_path / "started"
    endless = job("endless", f"import os, time; print(os.getpid(), flush=True); {touch(started)}; time.sleep(99)")

    def interrupt(job: Job, seconds: float, code: int) -> Result:
        raise KeyboardInterrupt

    ending = Job("ending", [sys.executable, "-c", wait_for(started)], os.environ, tmp_path / "ending", interrupt)
    with pytest.raises(KeyboardInterrupt):
        lanes.run([Lane([endless]), Lane([ending])])
    assert not Path(f"/proc/{int(endless.output)}").exists()
