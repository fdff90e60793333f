"""Ranks, intervals, queue lengths and number formats."""

import math

import numpy as np
import pytest

from simulator.results.queues import binned_p95, levels, mean_level
from simulator.results.statistics import interval, mean_of, quantile, rank, spread
from simulator.results.write import cell


@pytest.mark.parametrize(
    ("percent", "count", "expected"),
    [(5, 20, 1), (95, 20, 19), (95, 21, 20), (50, 1, 1), (5, 3, 1)],
)
def test_rank_is_the_ceiling(percent, count, expected):
    assert rank(percent, count) == expected


def test_quantile_ranks_the_undelivered_last():
    values = np.array([3.0, 1.0, 2.0])
    assert quantile(values, 50, 3) == 2.0
    assert quantile(values, 50, 6) == 3.0
    assert math.isnan(quantile(values, 50, 7))
    assert math.isnan(quantile(np.array([]), 50, 0))
    assert quantile(np.array([3, 1, 2]), 50, 3) / 2 == quantile(np.array([1.5, 0.5, 1]), 50, 3) == 1


def test_interval_against_the_t_table():
    low, high = interval([1.0, 2.0, 3.0])
    assert high - 2 == pytest.approx(4.30265273 / math.sqrt(3), rel=1e-8)
    assert low + high == pytest.approx(4.0)
    assert all(math.isnan(v) for v in interval([1.0]))
    assert all(math.isnan(v) for v in interval([1.0, math.nan]))


def test_replications_without_value_are_left_out():
    assert mean_of([1.0, math.nan, 2.0]) == 1.5
    assert math.isnan(mean_of([]))
    assert math.isnan(spread(np.array([1.0])))


def test_levels_over_bins():
    starts, ends = np.array([-5, 2, 2, 12]), np.array([4, 10, 6, 30])
    found = levels(np.zeros(4), starts, ends, np.array([0, 10, 20]), 1)
    assert found.mean().tolist() == [(4 + 8 + 4) / 10, 0.8]
    assert found.p95().tolist() == [3.0, 1.0]
    assert found.histogram().tolist() == [2, 14, 2, 2]


def test_levels_of_many_pools_are_those_of_each():
    draw = np.random.default_rng(2)
    pool, starts = draw.integers(0, 3, 90), draw.integers(0, 50, 90)
    ends, edges = starts + draw.integers(0, 9, 90), np.array([0, 20, 45])
    together = levels(pool, starts, ends, edges, 4)
    for p in range(4):
        mine = pool == p
        alone = levels(np.zeros(mine.sum()), starts[mine], ends[mine], edges, 1)
        assert together.mean()[2 * p : 2 * p + 2].tolist() == alone.mean().tolist()
        assert together.p95()[2 * p : 2 * p + 2].tolist() == alone.p95().tolist()


def test_mean_level_agrees_with_the_step_function():
    draw = np.random.default_rng(1)
    starts = draw.integers(-20, 120, 200)
    ends = starts + draw.integers(0, 60, 200)
    edges = np.array([0, 7, 30, 90, 101])
    found = levels(np.zeros(200), starts, ends, edges, 1)
    assert mean_level(starts, ends, edges) == pytest.approx(found.mean())


def test_waits_by_cell_count_those_that_did_not_wait():
    cell, wait = np.array([1, 0, 1, 0]), np.array([9, 4, 5, 2])
    assert binned_p95(cell, wait, np.array([2, 2, 0])).tolist()[:2] == [4.0, 9.0]
    assert binned_p95(cell, wait, np.array([39, 40, 1])).tolist() == [2.0, 0.0, 0.0]
    assert math.isnan(binned_p95(cell, wait, np.array([2, 2, 0]))[2])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"), (0.1 + 0.2, "0.3"), (-1e-9, "0"), (1e6, "1000000"), (math.nan, ""), (3, "3"),
        (np.float64(2.5), "2.5"), (None, ""), (True, "true"), (math.inf, "inf"),
        ("=SUM(A1)", "'=SUM(A1)"), ("@x", "'@x"), ("-a", "'-a"), ("+a", "'+a"), ("plain", "plain"),
        (-2.5, "-2.5"),
    ],
)  # fmt: skip
def test_cells(value, text):
    assert cell(value) == text
