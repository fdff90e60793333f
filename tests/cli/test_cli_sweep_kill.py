"""Whatever ends a study, the same command goes on, and the files come out the same."""

import errno
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from toy import command, environment, quick
from toy_study import LONG, POINTS, STUDY, digests, pieces, write_study

STUDY_JSON = "study.json"
KILLS = int(os.environ.get("CORRIDORSIM_KILLS", "3"))
"""How often the kill test kills; 50 before a release."""


@pytest.fixture(scope="module")
def study(toys, tmp_path_factory):
    return write_study(tmp_path_factory.mktemp("studies"))


@pytest.fixture(scope="module")
def finished(toys, study):
    out = study.parent / "undisturbed"
    quick("sweep", study, "--data", toys, "--out", out, "--workers", 1, "--quiet")
    return out


@pytest.fixture(scope="module")
def undisturbed(finished):
    return digests(finished)


def start(*words, **options) -> subprocess.Popen:
    return subprocess.Popen(
        command(*words), env=environment(), stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, **options,
    )  # fmt: skip


def children(pid: int) -> list[int]:
    try:
        return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def gone(pid: int) -> bool:
    """Ended: no such process, or one that only waits to be collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="reads /proc")
def test_kill_at_random_moments(toys, study, undisturbed, tmp_path):
    luck = random.Random(20_260_401)
    killed, finished = 0, 0
    out = tmp_path / "0"
    while killed < KILLS or finished == 0:
        before = pieces(out) if out.exists() else {}
        process = start(
            "sweep", study, "--data", toys, "--out", out, "--workers", luck.choice([1, 2])
        )
        if killed < KILLS:
            wait_until(lambda p=process, o=out: p.poll() is not None or (o / STUDY_JSON).exists())
            time.sleep(luck.uniform(0, 3) if luck.random() < 0.8 else luck.uniform(0, 0.3))
            workers = children(process.pid)
            process.kill()
            killed += process.wait() == -signal.SIGKILL
            wait_until(lambda w=workers: all(gone(pid) for pid in w))
        _, said = process.communicate()
        after = pieces(out)
        assert {k: after.get(k) for k in before} == before, "a finished piece was written again"
        if process.returncode == 0:
            assert digests(out) == undisturbed
            finished += 1
            out = tmp_path / str(finished)
        else:
            assert process.returncode == -signal.SIGKILL, said


def test_interrupt_keeps_what_is_finished(toys, tmp_path):
    study, out = write_study(tmp_path, LONG), tmp_path / "study"
    process = start(  # a shell's background job ignores Ctrl-C, and so would what it starts
        "sweep", study, "--data", toys, "--out", out, "--workers", 1,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    wait_until(lambda: len(pieces(out)) > 2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "the same command goes on" in said
    assert "Traceback" not in said
    assert len(pieces(out)) > 2
    assert not (out / "points.csv").exists()


def test_two_processes_on_one_directory(toys, tmp_path):
    study, out = write_study(tmp_path, LONG), tmp_path / "study"
    first = start("sweep", study, "--data", toys, "--out", out, "--workers", 1)
    try:
        wait_until(lambda: len(pieces(out)) > 0)
        first.send_signal(signal.SIGSTOP)  # still there, and holding the directory
        said = quick("sweep", study, "--data", toys, "--out", out, "--workers", 1, code=2).stderr
        assert "another process is working on this study" in said
    finally:
        first.kill()
        first.communicate()


def test_workers_that_die_are_replaced(toys, tmp_path):
    """The study goes on with as many processes, and no point is missing or failed."""
    study = write_study(tmp_path, LONG.replace("levels: 12", "levels: 5"))
    out = tmp_path / "study"
    process = start("sweep", study, "--data", toys, "--out", out, "--workers", 2)
    wait_until(lambda: len(pieces(out)) > 2)
    victims = [pid for pid in children(process.pid) if b"multiprocessing" in _words(pid)]
    os.kill(victims[-1], signal.SIGKILL)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert len(pieces(out)) == 1 + 4 * 5 * 5
    assert json.loads((out / "study.json").read_text())["failed"] == []


def _words(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


FULL = """
import os, sys
import simulator.study.store as store
left = [int(sys.argv[1])]
real = store.os.fsync
def fsync(descriptor):
    left[0] -= 1
    if left[0] < 0:
        raise OSError(28, os.strerror(28))
    real(descriptor)
store.os.fsync = fsync
from simulator.cli.main import main
sys.exit(main(sys.argv[2:]))
"""


def test_full_disk(toys, study, undisturbed, tmp_path):
    out = tmp_path / "study"
    words = ["sweep", study, "--data", toys, "--out", out, "--workers", 1]
    full = subprocess.run(
        [sys.executable, "-c", FULL, "9", *map(str, words)], env=environment(),
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert full.returncode == 1
    assert os.strerror(errno.ENOSPC).lower() in full.stderr
    assert "the same command goes on" in full.stderr
    assert "Traceback" not in full.stderr
    before = pieces(out)
    assert len(before) == 8  # and study.json
    assert not list(out.rglob("*.part"))
    quick(*words, "--quiet")
    assert {k: pieces(out)[k] for k in before} == before
    assert digests(out) == undisturbed


def test_file_size_limit(toys, study, undisturbed, tmp_path):
    """The system itself refuses to write: the final tables are larger than any piece."""
    out = tmp_path / "study"
    words = ["sweep", study, "--data", toys, "--out", out, "--workers", 1]
    process = start(
        *words, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
    )
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1, said
    assert "points.csv: file too large" in said
    assert len(pieces(out)) == POINTS
    quick(*words, "--quiet")
    assert digests(out) == undisturbed


def test_changed_study_is_refused(toys, finished, undisturbed, tmp_path):
    out = Path(shutil.copytree(finished, tmp_path / "study"))
    other = write_study(tmp_path, STUDY.replace("[0.5, 2]", "[0.5, 3]"))
    words = ("sweep", other, "--data", toys, "--out", out, "--workers", 1, "--quiet")
    said = quick(*words, code=2).stderr
    assert "`factors.tariff.range` was [0.5, 2.0], now is [0.5, 3.0]" in said
    assert "--restart" in said
    assert digests(out) == undisturbed
    (out / "mine.txt").write_text("keep me")
    quick(*words, "--restart")
    assert (out / "mine.txt").read_text() == "keep me"
    assert digests(out) != undisturbed
