import os
import subprocess
import sys
import time

import pytest

from simulator.errors import InputError, Problem
from simulator.study.workers import Workers


def slow_first(item):
    time.sleep(0.3 if item == 0 else 0)
    return item * item


def wrong_at_two(item):
    if item == 2:
        raise InputError(Problem("legs.a", "is too long", "cut it"))
    return item


def dies_at_one(item):
    if item == 1:
        os._exit(7)
    return item


def given_up(item, code):
    return item, code


def refused(item, code):
    raise MemoryError(f"item {item} ended with {code}")


def test_each_result_comes_with_its_position():
    with Workers(slow_first, 2, given_up) as pool:
        assert dict(pool.run([5, 0, 3])) == {0: 25, 1: 0, 2: 9}
        assert dict(pool.run([4])) == {0: 16}, "the same processes again"


def test_an_error_of_the_job_is_raised_here_whole():
    with (
        Workers(wrong_at_two, 2, given_up) as pool,
        pytest.raises(InputError, match=r"legs.a: is too long \(cut it\)") as caught,
    ):
        list(pool.run(range(6)))
    assert any("wrong_at_two" in note for note in caught.value.__notes__), "where it happened"


def test_an_item_that_ends_its_process_is_given_up_and_the_others_are_done():
    with Workers(dies_at_one, 2, given_up) as pool:
        assert dict(pool.run(range(5))) == {0: 0, 1: (1, 7), 2: 2, 3: 3, 4: 4}


def test_giving_up_may_end_everything():
    with (
        Workers(dies_at_one, 2, refused) as pool,
        pytest.raises(MemoryError, match="item 1 ended with 7"),
    ):
        list(pool.run(range(5)))


class OddError(Exception):
    """It pickles, and cannot be made again of what was pickled."""

    def __init__(self, one, other):
        super().__init__(f"{one} and {other}")


def raises_oddly(item):
    raise OddError("ships", "trains")


def gives_what_cannot_travel(item):
    return lambda: item


def full_disk(item):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("job", "kind", "said"),
    [
        (raises_oddly, RuntimeError, "OddError: ships and trains"),
        (gives_what_cannot_travel, AttributeError, "Can't pickle local object"),
        (full_disk, OSError, "No space left"),
    ],
)
def test_what_cannot_travel_is_told_in_words(job, kind, said):
    with Workers(job, 1, given_up) as pool, pytest.raises(kind, match=f"(?s){said}"):
        list(pool.run([0]))


UNGUARDED = """
from functools import partial
from simulator.study.replicate import _lost
from simulator.study.workers import Workers

with Workers(partial(max, b"x" * 1_000_000), 2, _lost) as pool:
    list(pool.run([b"a", b"b"]))
"""


def test_processes_that_die_before_they_read_their_job_are_noticed(tmp_path):
    """A script without the guard starts itself again in each process, which Python refuses."""
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED)
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 1
    assert "a worker process could not start" in done.stderr.splitlines()[-1]
    assert "__name__ == '__main__'" in done.stderr.splitlines()[-1]
