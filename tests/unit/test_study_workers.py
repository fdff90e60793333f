import os
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
