"""Studies of a small network whose answers are known, from the file to the tables."""

import math

import pytest
from scipy import optimize

from simulator.study.methods.choice import logit
from simulator.study.sweep import study

SERVED = {"fast": 7.0, "slow": 5.0}
"""Boxes that each corridor's gate serves in a day; exponential, one lane."""
TARIFF = {"fast": 300.0, "slow": 100.0}
PER_DAY, VALUE_OF_DAY, SCALE = 8.0, 100.0, 0.01
SOURCES = '{all: "assumed: made up for a test"}'
PLACE = """\
  {id}:
    name: {id}
    country: KZ
    lat: {lat}
    lon: 60
    facilities: {{gate: {{servers: 1, sources: {sources}}}}}
    procedures:
      gate:
        facility: gate
        when: {{visit: [transfer]}}
        hours: {{shape: exponential, mean: {hours}}}
        includes_waiting: false
        sources: {sources}
"""
LEG = """\
  {id}:
    {{start: {a}, end: {b}, mode: road, km: 100, move_hours: 3, tariff_usd_per_feu: {usd},
     price_year: 2025, sources: {sources}}}
"""
CORRIDOR = """\
  {id}:
    name: By the {id} gate
    market: queues
    direction: westbound
    legs: {{to-{id}: {{service: to-{id}}}, from-{id}: {{service: from-{id}}}}}
    costs: {{price_year: 2025, sources: {sources}}}
"""


def data():
    """Two ways from START to END, each with a gate in its middle."""
    ends = "".join(f"  {p}: {{name: {p}, country: KZ, lat: {lat}, lon: 60}}\n"
                   for p, lat in (("START", 41.4), ("END", 42.7)))  # fmt: skip
    gates = "".join(
        PLACE.format(id=c.upper(), lat=42 + n / 10, hours=24 / SERVED[c], sources=SOURCES)
        for n, c in enumerate(SERVED)
    )
    legs = "".join(
        LEG.format(id=f"to-{c}", a="START", b=c.upper(), usd=TARIFF[c], sources=SOURCES)
        + LEG.format(id=f"from-{c}", a=c.upper(), b="END", usd=0, sources=SOURCES)
        for c in SERVED
    )
    services = "".join(
        f"  {way}-{c}: {{kind: on_demand, legs: [{way}-{c}], sources: {SOURCES}}}\n"
        for c in SERVED
        for way in ("to", "from")
    )
    corridors = "".join(CORRIDOR.format(id=c, sources=SOURCES) for c in SERVED)
    return f"""\
markets:
  queues: {{name: Two queues}}
places:
{ends}{gates}legs:
{legs}services:
{services}corridors:
{corridors}demands:
  boxes:
    {{name: Boxes, start: START, end: END, shares: {{fast: 0.5, slow: 0.5}},
     feu_per_year: {365 * PER_DAY}, sources: {SOURCES}}}
"""


SCENARIO = {
    "corridors": ["fast", "slow"], "horizon_days": 365, "warmup_days": 60, "follow_days": 200,
    "cargo": {"value_of_time_usd_per_day": VALUE_OF_DAY, "reliability_ratio": 0},
    "changes": [{"path": "economy.cargo.price_year", "set": 2025}],
    "promised_days": {},
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("queues")
    (made / "queues.yaml").write_text(data(), "utf-8")
    return made


def run(folder, method, factors=None, replications=2, **scenario):
    return study(
        {
            "base": "baseline", "scenario": {**SCENARIO, **scenario}, "factors": factors or {},
            "method": method, "replications": replications, "seed": 1,
            "outputs": [{"quantity": "usd_mean", "corridor": "fast"}],
        },
        data=[folder],
    )  # fmt: skip


def expected_share():
    """Share of `fast` that a logit on tariff and M/M/1 time gives back."""

    def gap(p):
        per_day = {"fast": PER_DAY * p, "slow": PER_DAY * (1 - p)}
        cost = {c: TARIFF[c] + VALUE_OF_DAY / (SERVED[c] - per_day[c]) for c in SERVED}
        return logit(cost, SCALE)["fast"] - p

    low, high = 1 - SERVED["slow"] / PER_DAY, SERVED["fast"] / PER_DAY
    return optimize.brentq(gap, low + 1e-9, high - 1e-9)


def test_route_choice_settles_where_the_queues_balance(folder):
    method = {
        "kind": "route_choice", "markets": ["queues"], "directions": ["westbound"],
        "scale_per_usd": SCALE, "tolerance": 0.003,
        "sources": {"scale_per_usd": "assumed: a test"},
    }  # fmt: skip
    found = run(folder, method, replications=6)
    shares = found.tables["shares"]
    last = shares[shares.settled].set_index("corridor").share
    assert last["fast"] == pytest.approx(expected_share(), abs=0.02)
    free = logit({c: TARIFF[c] + VALUE_OF_DAY / SERVED[c] for c in SERVED}, SCALE)["fast"]
    assert abs(free - expected_share()) > 0.1
    assert "settled after" in found.words[1]


def test_capacity_is_where_the_gate_is_full(folder):
    method = {
        "kind": "capacity", "corridors": ["fast"], "direction": "westbound", "demands": ["boxes"],
        "from": 0.5, "to": 3.5, "steps": 7, "delay_days": 60,
    }  # fmt: skip
    found = run(folder, method, horizon_days=300)
    table = found.tables["capacity"]
    exact = SERVED["fast"] / (PER_DAY / 2)
    first = table[table["first"]].iloc[0]
    before = table[table.scale < first.scale].iloc[-1]
    # a year's loads are those of its draws, so the limit is that of the mean arrivals
    assert before.scale <= exact <= first.scale + 1e-9
    assert first.scale - before.scale <= 0.5 / 2**3
    assert (first.busiest, first.reason) == ("FAST.gate", "unstable")
    assert first.feu_per_year == pytest.approx(365 * PER_DAY / 2 * first.scale)
    calm = table.iloc[0]
    mm1 = 1 / (SERVED["fast"] - PER_DAY / 2 * calm.scale) + 6 / 24
    assert calm.days_mean == pytest.approx(mm1, rel=0.1)


def test_break_even_price_is_the_difference_of_tariffs(folder):
    method = {
        "kind": "break_even", "factor": "fare", "a": "slow", "b": "fast",
        "direction": "westbound", "tolerance": 0.01,
    }  # fmt: skip
    factors = {"fare": {"path": "legs.to-slow.tariff_usd_per_feu", "range": [0, 1000]}}
    found = run(folder, method, factors, horizon_days=60)
    (row,) = found.tables["breakeven"].to_dict("records")
    assert row["value"] == pytest.approx(TARIFF["fast"], abs=0.01)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((300, 300), abs=0.01)
    assert (row["base"], row["cheaper_below"]) == (TARIFF["slow"], "slow")


def test_break_even_of_time_is_where_the_queues_are_alike(folder):
    """Mean service time of the fast gate at which both M/M/1 take as long."""
    method = {
        "kind": "break_even", "factor": "service", "a": "fast", "b": "slow",
        "direction": "westbound", "quantity": "days_mean", "tolerance": 0.01,
    }  # fmt: skip
    factors = {
        "service": {
            "path": "places.FAST.procedures.gate.hours", "as": "relative", "range": [0.5, 1.6],
        }
    }  # fmt: skip
    (row,) = run(folder, method, factors, 8).tables["breakeven"].to_dict("records")
    exact = SERVED["fast"] / SERVED["slow"]
    assert row["result"] == "switch"
    assert row["ci_low"] < exact < row["ci_high"]
    assert row["value"] == pytest.approx(exact, rel=0.05)


def test_sobol_of_a_cost_that_is_linear_in_its_factors(folder):
    """Cost = a + b with ranges of 300 and 100 USD: shares 0.9 and 0.1 of the variance."""
    factors = {
        "out": {"path": "legs.to-fast.tariff_usd_per_feu", "range": [100, 400]},
        "on": {"path": "legs.from-fast.tariff_usd_per_feu", "range": [0, 100]},
        "idle": {"path": "legs.to-slow.tariff_usd_per_feu", "range": [0, 100]},
    }
    method = {"kind": "sobol", "samples": 32, "second_order": False}
    found = run(folder, method, factors, 1, horizon_days=10, warmup_days=0)
    table = found.tables["sensitivity"].query("direction == 'westbound'")
    for index in ("first", "total"):
        got = table[table["index"] == index].set_index("factor").value
        assert got["out"] == pytest.approx(0.9, abs=0.05)
        assert got["on"] == pytest.approx(0.1, abs=0.05)
        assert got["idle"] == pytest.approx(0, abs=1e-6)
    assert math.isclose(len(found.points["point"].unique()), 32 * 5)
