"""When containers are released: processes, profiles, groups, and luck that volume keeps."""

import datetime as dt

import numpy as np
import pytest
from scipy import stats
from worlds import DAY, compiled, demand, network, road

from simulator.plan.releases import release_ticks, ticks_by

SERVICES = {"s": {"kind": "on_demand", "legs": ["ab"]}}


def releases(per_day=2.0, arrivals=None, start="2025-01-01", **settings):
    given = demand("A", "B", per_day=per_day, arrivals=arrivals or {})
    data = network({"A": None, "B": None}, {"ab": road("A", "B")}, SERVICES, {"d": given})
    plan = compiled(data, start=start, follow_days=1, **settings).plan
    blocks = list(release_ticks(plan, plan.flows[0]))
    return np.concatenate(blocks) if blocks else np.empty(0, dtype=np.int64)


def test_fixed_releases_are_evenly_spaced_beginning_one_gap_after_the_start():
    assert releases(2, {"process": "fixed"}, horizon_days=3).tolist() == [
        DAY // 2 * k for k in range(1, 11)
    ]


def test_a_group_is_released_together():
    ticks = releases(2, {"process": "fixed", "group": 4}, horizon_days=9)
    assert ticks.tolist() == [2 * DAY * k for k in range(1, 6)]


def test_doubled_demand_keeps_its_luck():
    one, two = releases(3, horizon_days=100), releases(6, horizon_days=100)
    n = len(one)
    assert len(two) > n
    assert np.abs(two[:n] - one / 2).max() <= 1


def test_blocks_of_draws_join_without_a_seam():
    ticks = releases(50, horizon_days=60)
    assert (np.diff(ticks) >= 0).all()
    assert len(ticks) > 2500
    gaps = np.diff(ticks) * 50 / DAY
    assert stats.kstest(gaps, "expon").pvalue > 1e-4


def test_erlang_gaps_are_more_regular():
    gaps = np.diff(releases(50, {"process": "erlang", "erlang_k": 4}, horizon_days=60))
    assert gaps.std() / gaps.mean() == pytest.approx(0.5, abs=0.05)


def test_within_a_day_releases_are_on_a_straight_line():
    clock = np.array([0.0, 0, 7e9, 7e9, 8e9, 11e9, 11e9])
    sums = np.sort(np.append(np.random.default_rng(1).uniform(0, 11e9, 500).round(), clock))
    straight = np.interp(sums, clock, np.arange(len(clock)) * DAY)
    assert np.abs(ticks_by(sums, clock) - np.floor(straight)).max() <= 1
    assert ticks_by(clock, clock).tolist() == [
        DAY,
        DAY,
        3 * DAY,
        3 * DAY,
        4 * DAY,
        6 * DAY,
        6 * DAY,
    ]


def test_counts_are_those_of_the_volume():
    counts = [len(releases(7, horizon_days=300, seed=k)) for k in range(8)]
    assert np.mean(counts) == pytest.approx(7 * 302, abs=4 * np.sqrt(7 * 302 / 8))


def test_months_and_weekdays_take_their_shares():
    monthly = [3] + [1] * 11
    weekly = [1, 1, 1, 1, 1, 0, 0]
    ticks = releases(20, {"monthly": monthly, "weekly": weekly}, horizon_days=363)
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=int(t) // DAY) for t in ticks]
    assert not [d for d in days if d.weekday() >= 5]
    january = sum(d.month == 1 for d in days) / 23  # working days
    february = sum(d.month == 2 for d in days) / 20
    assert january / february == pytest.approx(3, rel=0.2)


def test_no_volume_no_releases():
    data = network({"A": None, "B": None}, {"ab": road("A", "B")}, SERVICES,
                   {"d": demand("A", "B", per_day=0), "e": demand("A", "B")})  # fmt: skip
    assert [f.name for f in compiled(data).plan.flows] == ["e"]
