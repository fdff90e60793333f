"""The short way of measuring, for studies, gives what the long one gives."""

import importlib.util

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networks import SETTINGS, networks
from worlds import compiled as compile_data

from simulator.engines import engine_named, tally
from simulator.loading.scenario import load_scenario
from simulator.plan.compile import compile_plan
from simulator.plan.routes import corridor_route
from simulator.results import brief
from simulator.results.replication import Reducer, Wanted, reduce
from simulator.results.tables import figures

IN_DETAIL, BRIEF = Wanted(detail=False), Wanted(detail=False, places=False)
COLUMNS = ("month", "took", "moving", "cents")


def column(sample, name):
    """Of all parts, one after another: they may be cut differently."""
    return np.concatenate([[], *(getattr(part, name) for part in sample.parts)])


def same(made, log, extra=()):
    """Compare the samples of both ways, and the tables made of them."""
    long = reduce(made.plan, made.book(extra), log, IN_DETAIL)
    short = reduce(made.plan, made.book(extra, brief=True), log, BRIEF)
    for one, other in zip(long.samples, short.samples, strict=True):
        assert {(p.freight, p.kg) for p in one.parts} == {(p.freight, p.kg) for p in other.parts}
        for name in COLUMNS:
            np.testing.assert_array_equal(column(one, name), column(other, name), err_msg=name)
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
@given(data=networks(), luck=st.randoms(use_true_random=False))
def test_random_networks(data, luck):
    priced(data, luck)
    made = compile_data(data, **{**SETTINGS, "follow_days": luck.choice([1, 4, 10])})
    extra = tuple(
        (corridor, *luck.sample(list(dict.fromkeys(places)), 2))
        for corridor in made.corridors
        if len(places := corridor_route(made.network, corridor, True).places) > 2
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(brief, "FIRST_UNITS", luck.choice([1, 4_096]))
        patch.setattr(brief, "ROOM", luck.choice([0.0, 1.0]))
        patch.setattr(brief, "FIRST_TRIPS", luck.choice([1, 256]))
        patch.setattr(brief, "TURN", luck.choice([1, 50, 16_384]))
        same(made, engine_named("compiled")(made.plan), extra)


def priced(data, luck):
    """Give everything a price, by the box, by the day and by the tariff."""
    tiers = [{"from_day": 0.5, "usd_per_feu_day": 3.7}, {"from_day": 2, "usd_per_feu_day": 29}]
    for place in data["places"].values():
        if luck.random() < 0.6:
            place["storage"] = {"price_year": 2025, "tiers": tiers}
    for service in data["services"].values():
        if luck.random() < 0.6:
            service["detention"] = {
                "free_hours": luck.choice([0, 6]), "usd_per_feu_day": 97.3, "price_year": 2025,
            }  # fmt: skip
    for leg in data["legs"].values():
        leg |= {"tariff_usd_per_feu": 333.33, "price_year": 2024}
        if luck.random() < 0.4:
            leg["charges"] = {"m": {"item": "transit", "share_of_tariff": 0.1}}
    for corridor in data["corridors"].values():
        corridor["costs"] = {"price_year": 2025, "equipment_usd_per_day": luck.choice([0, 3.33])}


def test_in_pieces(monkeypatch):
    made, log = shipped(30, 5)
    whole = figures([reduce(made.plan, made.book(), log, BRIEF)]).summary
    monkeypatch.setattr(brief, "FIRST_UNITS", 64)
    monkeypatch.setattr(brief, "ROOM", 0.0)
    monkeypatch.setattr(brief, "TURN", 200)
    assert figures([reduce(made.plan, made.book(), log, BRIEF)]).summary.equals(whole)


def test_blocks_of_any_size_in_any_order(monkeypatch):
    """However the log is cut, and whatever comes between."""
    made, log = shipped(12)
    whole, work = reduce(made.plan, made.book(), log, BRIEF), waiting(monkeypatch, made)
    handed = [(work.log.units, *block) for block in pieces(log.units.blocks, 7)]
    later = [(work.log.trips, *block) for block in pieces(log.trips.blocks, 5)]
    for n in range(max(len(handed), len(later))):
        for histories, way, block in (*handed[n : n + 1], *later[n : n + 1]):
            histories.put(way, block)
    assert equal(whole, work.result())


def test_units_that_come_before_their_trips_wait(monkeypatch):
    made, log = shipped(12)
    whole, work = reduce(made.plan, made.book(), log, BRIEF), waiting(monkeypatch, made)
    for name in ("units", "trips"):
        for way, block in pieces(getattr(log, name).blocks, 7):
            getattr(work.log, name).put(way, block)
    assert equal(whole, work.result())


def shipped(days, warmup=0):
    """The baseline of some days, compiled, and its log."""
    settings = {"horizon_days": days, "warmup_days": warmup}
    read = load_scenario("baseline", overrides=settings)
    made = compile_plan(read.network, read.scenario, read.corridors, 0)
    return made, engine_named("compiled")(made.plan)


def waiting(monkeypatch, made):
    """A reducer that often looks at who waits for trips."""
    monkeypatch.setattr(brief, "TURN", 200)
    return Reducer(made.plan, made.book(), BRIEF)


def pieces(blocks, rows):
    """Blocks cut into pieces of so many rows."""
    return [(w, b[n : n + rows]) for w, b in blocks for n in range(0, len(b), rows)]


def equal(one, other):
    """Whether two replications have the same numbers in the same order."""
    both = [column(s, name) for r in (one, other) for s in r.samples for name in COLUMNS]
    half = len(both) // 2
    return all(map(np.array_equal, both[:half], both[half:])) and sum(map(len, both)) > 1_000


def test_without_numba_plain_python_counts_the_same(monkeypatch):
    made, log = shipped(8, 2)
    compiled = reduce(made.plan, made.book(), log, BRIEF)
    plain = plain_loops(monkeypatch)
    monkeypatch.setattr(tally, "loops", lambda: plain)
    assert equal(compiled, reduce(made.plan, made.book(), log, BRIEF))
    plain.ready()
    assert not hasattr(plain.count, "signatures")


def plain_loops(monkeypatch):
    """The loops as a machine without Numba reads them."""
    spec = importlib.util.spec_from_file_location("plain_loops", tally.loops().__file__)
    module = importlib.util.module_from_spec(spec)
    with monkeypatch.context() as patch:
        patch.setattr(importlib.util, "find_spec", lambda _: None)
        spec.loader.exec_module(module)
    return module


def test_corridors_that_are_not_reported_are_left_out():
    made, log = shipped(30, 5)
    book = made.book(only=("middle",), brief=True)
    assert {journey.corridor for journey in book.journeys} == {"middle"}
    alone = figures([reduce(made.plan, book, log, BRIEF)]).summary
    every = figures([reduce(made.plan, made.book(), log, BRIEF)]).summary
    mine = every[every["corridor"] == "middle"].reset_index(drop=True)
    assert len(alone)
    assert alone.equals(mine)


@pytest.mark.parametrize("wanted", [IN_DETAIL, BRIEF])
def test_what_an_engine_hands_over_is_kept(wanted):
    """The engine writes its next block where the last one was."""
    made, log = shipped(12)
    run, book = engine_named("compiled"), made.book(brief=wanted is BRIEF)
    whole = reduce(made.plan, book, log, wanted)
    work = Reducer(made.plan, book, wanted)
    run(made.plan, work.log)
    assert equal(whole, work.result())
