"""Exact results of queueing theory, each from ordinary small data.

One unit of the textbook's time is a day. Every case runs 100 replications on the default engine
(tests/twin holds it equal to the reference); the mean of replication means must lie within three
standard errors of theory, and the half-width under the stated share of it (1 to 8 %), so that a
wrong rule cannot hide in noise. `ANALYTIC_SCALE=10` in the environment makes ten times as many
replications, and the half-widths as much smaller.
"""

import math
import os

import numpy as np
import pytest
from scipy import stats
from worlds import DAY, compiled, demand, network, place, rail, road, sea

from simulator.engines import default_engine, engine_named
from simulator.plan.tables import Step

SCALE = float(os.environ.get("ANALYTIC_SCALE", "1"))
RUN = engine_named(default_engine())
POISSON = {"process": "poisson"}
LORRIES = {"s": {"kind": "on_demand", "legs": ["ab"]}}


def replications(data, measure, days, warmup, count=100):
    """One row of measures for each replication."""
    rows = []
    for k in range(int(count * SCALE)):
        settings = {"horizon_days": days, "warmup_days": warmup, "seed": 1}
        plan = compiled(data, replication=k, follow_days=60, **settings).plan
        rows.append(measure(plan, RUN(plan)))
    return np.array(rows, dtype=float)


def agrees(samples, expected, half_width):
    """Z-test of the mean of replication means, and that it could tell."""
    error = samples.std(ddof=1) / math.sqrt(len(samples))
    assert abs(samples.mean() - expected) < 3 * error, (samples.mean(), expected, error)
    noise = 1.96 * error / expected
    assert noise < half_width / math.sqrt(SCALE), f"too noisy: ±{noise:.1%}"


def exponential(mean):
    return {"shape": "exponential", "mean": mean}


def desk(per_day, service, servers=1, size=1, **facility):
    """A facility whose traffic is the queue of the textbook; a box a year passes by it."""
    traffic = {"per_day": per_day, "service_hours": service, "size": size}
    pool = {"servers": servers, "other_traffic": {"x": traffic}, **facility}
    return network({"A": place(facilities={"desk": pool}), "B": None}, {"ab": road("A", "B", 0)},
                   LORRIES, {"d": demand("A", "B", 1 / 365)})  # fmt: skip


def at_the_desk(plan, log):
    """Mean wait, share that waits, mean time and mean number in the system (days)."""
    _, steps, _ = log.arrays()
    flow = next(k for k, f in enumerate(plan.flows) if not f.ours)
    rows = steps[steps[:, 0] == flow]
    first, last = plan.window_start, min(plan.window_end, log.end)
    ends = np.where(rows[:, 5] >= 0, rows[:, 5], log.end)
    number = (np.clip(ends, first, last) - np.clip(rows[:, 3], first, last)).sum() / (last - first)
    rows = rows[(rows[:, 3] >= first) & (rows[:, 3] < last) & (rows[:, 5] >= 0)]
    wait, time = rows[:, 4] - rows[:, 3], rows[:, 5] - rows[:, 3]
    rate = len(rows) / (last - first) * DAY
    return wait.mean() / DAY, (wait > 0).mean(), time.mean() / DAY, number, rate


def boarding(plan, log):
    """Mean time at the stop before the vehicle loads, and share that waits."""
    _, steps, _ = log.arrays()
    row = next(n for n, s in enumerate(plan.itineraries[0].steps) if s.kind == Step.BOARD)
    rows = steps[(steps[:, 2] == row) & (steps[:, 3] >= plan.window_start)]
    rows = rows[(rows[:, 3] < plan.window_end) & (rows[:, 4] >= 0)]
    wait = rows[:, 4] - rows[:, 3]
    return wait.mean() / DAY, (wait > 0).mean()


def test_one_exponential_server_and_littles_law():
    got = replications(desk(2, exponential(6)), at_the_desk, 2500, 50)
    agrees(got[:, 3], 1.0, 0.015)
    agrees(got[:, 2], 0.5, 0.015)
    assert np.abs(got[:, 3] / (got[:, 4] * got[:, 2]) - 1).max() < 0.01, "L = λW, ends apart"


def erlang_c(servers, load):
    """Probability of waiting, and mean queue, of M/M/c at an offered load."""
    top = load**servers / math.factorial(servers) * servers / (servers - load)
    wait = top / (sum(load**k / math.factorial(k) for k in range(servers)) + top)
    return wait, wait * load / (servers - load)


@pytest.mark.parametrize(
    ("servers", "per_day", "rate", "days", "share", "wait"),
    [(3, 0.2, 0.1, 11_700, 0.4444, 4.4444), (5, 4, 1, 1_800, 0.5541, 0.5541)],
)
def test_several_exponential_servers(servers, per_day, rate, days, share, wait):
    exact, queue = erlang_c(servers, per_day / rate)
    assert (exact, queue / per_day) == pytest.approx((share, wait), rel=2e-4)
    got = replications(desk(per_day, exponential(24 / rate), servers), at_the_desk, days, days / 20)
    agrees(got[:, 1], exact, 0.02)
    agrees(got[:, 0], queue / per_day, 0.05)


def cv2_of_two():
    """A balanced mixture of two exponentials with mean 1 and squared cv 2."""
    p = (1 + math.sqrt(1 / 3)) / 2
    parts = [{"weight": w, "of": exponential(24 / (2 * w))} for w in (p, 1 - p)]
    return {"shape": "mixture", "parts": parts}


@pytest.mark.parametrize(
    ("service", "wait"),
    [
        (24, 2.0),
        ({"shape": "erlang", "mean": 24, "k": 4}, 2.5),
        (cv2_of_two(), 6.0),
        ({"shape": "triangular", "low": 12, "mode": 24, "high": 36}, 2.0833333),
    ],
    ids=["fixed", "erlang", "mixture", "triangular"],
)
def test_pollaczek_khinchine(service, wait):
    got = replications(desk(0.8, service), at_the_desk, 6_000, 400)
    agrees(got[:, 0], wait, 0.05 if wait == 6.0 else 0.03)


def test_boxes_that_arrive_in_fives():
    got = replications(desk(0.16, exponential(24), size=5), at_the_desk, 9_000, 600)
    agrees(got[:, 0], 14.0, 0.05)
    agrees(got[:, 3], 12.0, 0.05)


def test_breakdowns_at_any_time_with_service_resumed():
    closures = {"x": {"open_days": exponential(50), "shut_days": exponential(10)}}
    data = desk(0.6, exponential(24), random_closures=closures)
    got = replications(data, at_the_desk, 11_700, 600)
    agrees(got[:, 2], 10.2381, 0.05)
    agrees(got[:, 3], 6.1429, 0.05)


def boxes(service, per_day=6, leg=None, **places):
    return network({"A": None, "B": None, **places}, {"ab": leg or rail("A", "B", 0)},
                   {"s": {"legs": ["ab"], **service}},
                   {"d": demand("A", "B", per_day, arrivals=POISSON)})  # fmt: skip


def left_behind(per_train, capacity, size=900):
    """Stationary mean number left behind by trains of a capacity."""
    come = stats.poisson(per_train).pmf(np.arange(size))
    chance = np.eye(1, size)[0]
    for _ in range(3000):
        met = np.convolve(chance, come)[:size]
        chance = np.concatenate([[met[: capacity + 1].sum()], met[capacity + 1 :]])
        chance = np.pad(chance, (0, size - len(chance)))
    return float(chance @ np.arange(size))


def test_a_train_a_week_for_at_most_forty_five():
    behind = left_behind(42, 45)
    assert behind == pytest.approx(4.0301, abs=2e-4)
    week = 7 * DAY

    def measure(plan, log):
        units, steps, _ = log.arrays()
        slots = np.arange(plan.window_start // week + 1, plan.window_end // week) * week
        came = np.searchsorted(np.sort(units[:, 3]), slots, side="right")
        gone = np.searchsorted(np.sort(steps[steps[:, 4] >= 0, 4]), slots, side="right")
        return boarding(plan, log)[0], (came - gone).mean()

    service = {"kind": "timetable", "capacity_feu": 45, "timetable": {"every_hours": 168}}
    got = replications(boxes(service), measure, 2_000, 350)
    agrees(got[:, 0], 3.5 + behind / 6, 0.02)
    agrees(got[:, 1], behind, 0.08)


def test_a_train_that_leaves_with_fifty():
    got = replications(boxes({"kind": "fill_and_go", "capacity_feu": 50}), boarding, 500, 800)
    agrees(got[:, 0], 49 / 2 / 6, 0.01)


def test_bulk_service_up_to_two():
    """A ferry for two, an hour of the textbook a day here; its way back takes no time.

    It waits at the far bank until somebody comes, then is there in the same instant.
    """
    ferry = {"kind": "fleet", "vessels": 1, "vessel": {"slots_feu": 2}, "longest_wait_hours": 0}
    leg = sea("A", "B", {"forward": exponential(2), "backward": 0})
    got = replications(boxes(ferry, 20, leg), boarding, 150, 20)
    agrees(got[:, 0], 21.471 / 60, 0.06)


@pytest.mark.parametrize(
    ("shut", "delay"), [(exponential(2), 1 / 3), (2, 1 / 6)], ids=["random", "fixed"]
)
def test_a_port_that_shuts(shut, delay):
    """One box in two days, so that many closures are seen; a lorry stands for the ship."""
    closure = {"open_days": exponential(10), "shut_days": shut}

    def measure(plan, log):
        units, _, _ = log.arrays()
        rows = units[(units[:, 3] >= plan.window_start) & (units[:, 4] >= 0)]
        late = rows[:, 4] - rows[:, 3]
        return late.mean() / DAY, (late > 0).mean()

    data = boxes({"kind": "fill_and_go", "capacity_feu": 1}, 0.5, sea("A", "B", 0),
                 A=place(random_closures={"storm": closure}))  # fmt: skip
    got = replications(data, measure, 9_000, 100)
    agrees(got[:, 0], delay, 0.03)
    agrees(got[:, 1], 1 / 6, 0.03)


def test_three_legs_of_gamma_make_one():
    legs, services = {}, {}
    for k, (a, b) in zip((2, 3, 4), ("AB", "BC", "CD"), strict=True):
        legs[a + b] = road(a, b, {"shape": "gamma", "mean": 24 * k, "cv": 1 / math.sqrt(k)})
        services[f"s{k}"] = {"kind": "on_demand", "legs": [a + b]}
    data = network(dict.fromkeys("ABCD"), legs, services,
                   {"d": demand("A", "D", 20, arrivals=POISSON)})  # fmt: skip
    levels = [0.5, 0.9, 0.95]
    exact = stats.gamma(9).ppf(levels)
    np.testing.assert_allclose(exact, [8.6690, 12.9947, 14.4346], atol=5e-5)

    def measure(plan, log):
        units, _, _ = log.arrays()
        inside = (units[:, 3] >= plan.window_start) & (units[:, 3] < plan.window_end)
        return np.quantile((units[inside, 4] - units[inside, 3]) / DAY, levels)

    got = replications(data, measure, 50, 1)
    for k, expected in enumerate(exact):
        agrees(got[:, k], expected, 0.01)
