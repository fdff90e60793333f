"""Draws depend on seed, replication, name and index, and on nothing else."""

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy import stats
from worlds import compiled, demand, network, run, sea

from simulator.model.distributions import Distribution
from simulator.plan.draws import BLOCK, KEPT_BLOCKS, UNIT_GAP, Draws, trip_luck, uniforms

PARSE = TypeAdapter(Distribution)
EXPONENTIAL = PARSE.validate_python({"shape": "exponential", "mean": 2})


def stream(name="x", seed=1, replication=0):
    draws = Draws(seed, replication)
    return draws.streams[draws.duration(name, EXPONENTIAL, 3600)]


def test_the_order_of_asking_does_not_matter():
    forward, backward = stream(), stream()
    indices = [0, 5, BLOCK - 1, BLOCK, 3 * BLOCK + 7]
    there = [forward[k] for k in indices]
    assert there == [backward[k] for k in reversed(indices)][::-1]


def test_blocks_that_were_dropped_come_back_the_same():
    one = stream()
    first = [one[k] for k in range(10)]
    for block in range(KEPT_BLOCKS + 5):
        one[block * BLOCK]
    assert len(one.blocks) <= KEPT_BLOCKS
    assert [one[k] for k in range(10)] == first


@pytest.mark.parametrize("other", [{"name": "y"}, {"seed": 2}, {"replication": 1}])
def test_name_seed_and_replication_each_give_other_draws(other):
    assert [stream()[k] for k in range(5)] != [stream(**other)[k] for k in range(5)]


def test_other_streams_leave_a_stream_alone():
    draws = Draws(1, 0)
    for k in range(9):
        draws.duration(f"other{k}", EXPONENTIAL, 3600)
    mine = draws.streams[draws.duration("x", EXPONENTIAL, 3600)]
    assert [mine[k] for k in range(5)] == [stream()[k] for k in range(5)]


def test_a_name_asked_for_twice_is_one_stream():
    draws = Draws(1, 0)
    assert draws.tie("a") == draws.tie("a") != draws.tie("b")


def test_uniforms_are_inside_zero_and_one_uniform_and_uncorrelated():
    blocks = np.array([uniforms(1, 0, "u", k) for k in range(200)])
    assert 0 < blocks.min() < blocks.max() < 1
    assert stats.kstest(blocks.ravel(), "uniform").pvalue > 1e-4
    flat = blocks.ravel()
    lagged = np.corrcoef(flat[:-1], flat[1:])[0, 1]
    assert abs(lagged) < 4 / np.sqrt(len(flat))
    across = np.corrcoef(blocks[:-1].ravel(), blocks[1:].ravel())[0, 1]
    assert abs(across) < 4 / np.sqrt(blocks[1:].size)


def test_neighbouring_names_and_replications_are_independent():
    a = np.concatenate([uniforms(1, 0, "a", k) for k in range(100)])
    for seed, replication, name in [(1, 1, "a"), (2, 0, "a"), (1, 0, "b"), (11, 0, "a")]:
        b = np.concatenate([uniforms(seed, replication, name, k) for k in range(100)])
        assert abs(np.corrcoef(a, b)[0, 1]) < 4 / np.sqrt(len(a))


def test_inspection_is_u_below_share_so_a_larger_share_keeps_whom_it_had():
    draws = Draws(1, 0)
    few, many = draws.streams[draws.pick("p", 0.2)], Draws(1, 0)
    many = many.streams[many.pick("p", 0.4)]
    picks = [(few[k], many[k]) for k in range(2000)]
    assert all(b for a, b in picks if a)
    assert np.mean([a for a, _ in picks]) == pytest.approx(0.2, abs=0.04)
    u = uniforms(1, 0, "p", 0)
    assert [few[k] for k in range(BLOCK)] == [int(x < 0.2) for x in u]


def test_choices_go_by_weight():
    draws = Draws(1, 0)
    chosen = draws.streams[draws.choice("c", [1, 0, 3])]
    counts = np.bincount([chosen[k] for k in range(4000)], minlength=3)
    assert counts[1] == 0
    assert counts[0] == pytest.approx(1000, abs=4 * np.sqrt(750))


def test_constants_and_gaps():
    draws = Draws(1, 0)
    assert draws.streams[draws.duration("c", PARSE.validate_python(1.5), 3600)][10**9] == 5400
    gap = draws.streams[draws.gap("g", PARSE.validate_python({"shape": "exponential", "mean": 1}))]
    assert np.mean([gap[k] for k in range(4000)]) == pytest.approx(UNIT_GAP, rel=0.07)


def test_a_vessels_luck_is_by_vessel_and_trip():
    assert len({trip_luck(v, r) for v in range(30) for r in range(300)}) == 9000


def fleet(vessels):
    service = {"kind": "fleet", "legs": ["ab"], "vessels": vessels, "vessel": {"slots_feu": 5},
               "least_load_feu": 0, "longest_wait_hours": 5}  # fmt: skip
    leg = sea("A", "B", {"shape": "exponential", "mean": 20})
    return network({"A": None, "B": None}, {"ab": leg}, {"s": service}, {"d": demand("A", "B")})


def test_another_fleet_size_leaves_the_old_vessels_luck():
    def runs(vessels):
        ran = run(fleet(vessels), horizon_days=20, at={})
        rows = ran.trips[ran.trips[:, 2] == 2]  # RUN
        return {(int(t) % vessels, int(t) // vessels): int(served)
                for t, served in rows[:, [1, 6]] if served}  # fmt: skip

    two, five = runs(2), runs(5)
    shared = two.keys() & five.keys()
    assert len(shared) > 10
    assert all(two[key] == five[key] for key in shared)


def test_another_horizon_or_warm_up_leaves_the_luck_alone():
    """Draws count from the start of the run; the window only says what is reported."""
    short = compiled(fleet(1), horizon_days=5).plan
    long = compiled(fleet(1), horizon_days=50, warmup_days=10).plan
    names = {s.name: s for s in short.draws.streams}
    for other in long.draws.streams:
        assert [names[other.name][k] for k in range(300)] == [other[k] for k in range(300)]


def test_a_procedure_called_load_has_its_own_draws():
    """The name of a procedure cannot fall together with the turnaround at a track."""
    data = fleet(1)
    data["services"]["s"]["calls"] = {"A": {"facility": "q"}}
    data["places"]["A"] = {
        **data["places"]["A"],
        "facilities": {"q": {"servers": 1, "turnaround_hours": 3}},
        "procedures": {"load": {"per": "vehicle", "at": "departure", "hours": 7,
                                "includes_waiting": True}},
    }  # fmt: skip
    ran = run(data, at={"d": [0]}, horizon_days=5)
    rows = ran.trip("s:forward", 0)
    assert rows[0][4] == 3 * 3600
    assert rows[1][4] == 7 * 3600


def test_a_vessels_runs_take_the_draws_of_its_own_trips():
    ran = run(fleet(2), horizon_days=20, at={})
    line = ran.line("s:forward")
    stream = ran.plan.draws.streams[ran.plan.lines[line].steps[2].time]
    rows = ran.trips[(ran.trips[:, 0] == line) & (ran.trips[:, 2] == 2) & (ran.trips[:, 5] >= 0)]
    assert len(rows) > 5
    for trip, served in rows[:, [1, 6]].tolist():
        assert served == stream[trip_luck(trip % 2, trip // 2)]
