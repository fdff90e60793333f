"""The short way of measuring, for studies, gives what the long one gives."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from networks import SETTINGS, networks
from worlds import compiled as compile_data

from simulator.engines import engine_named
from simulator.loading.scenario import load_scenario
from simulator.plan.compile import compile_plan
from simulator.results import dense, replication
from simulator.results.replication import Wanted, reduce
from simulator.results.tables import figures

IN_DETAIL, BRIEF = Wanted(detail=False), Wanted(detail=False, places=False)
COLUMNS = ("month", "took", "moving", "cents")


def same(made, log):
    """Compare the samples of both ways, and the tables made of them."""
    long = reduce(made.plan, made.book(), log, IN_DETAIL)
    short = reduce(made.plan, made.book(brief=True), log, BRIEF)
    for one, other in zip(long.samples, short.samples, strict=True):
        assert len(one.parts) == len(other.parts)
        for a, b in zip(one.parts, other.parts, strict=True):
            assert (a.freight, a.kg) == (b.freight, b.kg)
            for name in COLUMNS:
                np.testing.assert_array_equal(getattr(a, name), getattr(b, name), err_msg=name)
    assert figures([long]).summary.equals(figures([short]).summary)
    assert figures([long]).replications.equals(figures([short]).replications)
    return sum(len(part.took) for sample in short.samples for part in sample.parts)


@pytest.mark.parametrize("name", ["baseline", "torkham-shut-26-days"])
def test_shipped_scenarios(name):
    read = load_scenario(name, overrides={"horizon_days": 40, "warmup_days": 10})
    made = compile_plan(read.network, read.scenario, read.corridors, 0)
    assert same(made, engine_named("compiled")(made.plan)) > 1_000


@settings(
    max_examples=100, derandomize=True, deadline=None, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(data=networks())
def test_random_networks(data):
    made = compile_data(data, **SETTINGS)
    same(made, engine_named("compiled")(made.plan))


def test_in_pieces(monkeypatch):
    read = load_scenario("baseline", overrides={"horizon_days": 30, "warmup_days": 5})
    made = compile_plan(read.network, read.scenario, read.corridors, 0)
    log = engine_named("compiled")(made.plan)
    whole = figures([reduce(made.plan, made.book(), log, BRIEF)]).summary
    monkeypatch.setattr(dense, "BRIEF_CHUNK", 64)
    monkeypatch.setattr(replication, "TURN", 200)
    assert figures([reduce(made.plan, made.book(), log, BRIEF)]).summary.equals(whole)


def test_corridors_that_are_not_reported_are_left_out():
    read = load_scenario("baseline", overrides={"horizon_days": 30, "warmup_days": 5})
    made = compile_plan(read.network, read.scenario, read.corridors, 0)
    log = engine_named("compiled")(made.plan)
    book = made.book(only=("middle",), brief=True)
    assert {journey.corridor for journey in book.journeys} == {"middle"}
    alone = figures([reduce(made.plan, book, log, BRIEF)]).summary
    every = figures([reduce(made.plan, made.book(), log, BRIEF)]).summary
    mine = every[every["corridor"] == "middle"].reset_index(drop=True)
    assert len(alone)
    assert alone.equals(mine)
