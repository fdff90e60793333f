"""What holds in every run, on random small networks."""

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings
from invariants import check_all
from networks import SETTINGS, networks
from worlds import compiled

from simulator.engines import reference
from simulator.plan.tables import LineKind, Move, Step, WhenClosed

FIXED = settings(
    max_examples=300, derandomize=True, deadline=None, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
FEWER = settings(FIXED, max_examples=150)
ORDERED = {"legs", "procedures"}
"""Mappings whose order means something."""


def same(a, b):
    assert a.deadlock == b.deadlock
    assert a.end == b.end
    for left, right in zip(a.arrays(), b.arrays(), strict=True):
        np.testing.assert_array_equal(left, right)


@FIXED
@given(networks())
def test_invariants(data):
    made = compiled(data, **SETTINGS)
    check_all(made, reference.run(made.plan))


@FEWER
@given(networks())
def test_the_same_plan_gives_the_same_log(data):
    plan = compiled(data, **SETTINGS).plan
    first = reference.run(plan)
    same(first, reference.run(plan))
    same(first, reference.run(compiled(data, **SETTINGS).plan))


class Shuffled(reference.Run):
    """Starts flows and vessels in another order, and takes events of an instant in any order."""

    def __init__(self, plan, luck):
        super().__init__(plan)
        self.luck = luck
        self.env._eid = iter(lambda: luck.getrandbits(60), None)

    def to_the_end(self):
        plan = self.plan
        self.floor.at(plan.window_end, self._check_over)
        self.floor.at(plan.last_tick, self._finish)
        starts = [lambda k=k: self.env.process(self._release(k)) for k in range(len(plan.flows))]
        starts += [
            lambda k=k, v=v: self._sail(k, v)
            for k, fleet in enumerate(plan.fleets) for v in range(fleet.vessels)
        ]  # fmt: skip
        self.luck.shuffle(starts)
        for start in starts:
            start()
        self.env.run(until=self.over)
        self._close_log()
        return self.log

    def _sail(self, fleet, number):
        vessel = reference.Vessel(self, fleet, number)
        self.vehicles[vessel] = None
        self.env.process(vessel.rotate())


@FIXED
@given(networks())
def test_the_order_of_events_within_an_instant_does_not_matter(data):
    first = reference.run(compiled(data, **SETTINGS).plan)
    for n in range(2):
        plan = compiled(data, **SETTINGS).plan
        same(first, Shuffled(plan, random.Random(n)).to_the_end())


def shuffled_keys(value, luck, name=""):
    """The same data, with the entries of every mapping in another order."""
    if not isinstance(value, dict):
        return value
    keys = list(value)
    if name not in ORDERED or (name == "legs" and _is_catalogue(value)):
        luck.shuffle(keys)
    return {k: shuffled_keys(value[k], luck, k) for k in keys}


def _is_catalogue(legs):
    return all("km" in leg for leg in legs.values())


@FEWER
@given(networks())
def test_the_order_of_entries_in_files_does_not_matter(data):
    first = reference.run(compiled(data, **SETTINGS).plan)
    other = shuffled_keys(data, random.Random(5))
    same(first, reference.run(compiled(other, **SETTINGS).plan))


@settings(FIXED, max_examples=50)
@given(networks())
def test_a_replication_alone_is_the_same_as_among_others(data):
    many = [reference.run(compiled(data, replication=k, **SETTINGS).plan) for k in range(3)]
    same(many[2], reference.run(compiled(data, replication=2, **SETTINGS).plan))


@settings(FIXED, max_examples=100)
@given(networks())
def test_a_longer_run_only_adds_to_a_shorter_one(data):
    """What happens by day four does not depend on how long the run goes on."""
    short = reference.run(compiled(data, **{**SETTINGS, "horizon_days": 4}).plan)
    long = reference.run(compiled(data, **SETTINGS).plan)
    cut = min(4 * 86_400, short.end)
    for a, b, column in zip(short.arrays()[1:], long.arrays()[1:], (5, 5), strict=True):
        done_a = a[(a[:, column] >= 0) & (a[:, column] < cut)]
        done_b = b[(b[:, column] >= 0) & (b[:, column] < cut)]
        np.testing.assert_array_equal(done_a, done_b)


HAND_WORKED = {
    ("Step", Step.ENTER): "test_yards.test_a_full_yard_keeps_containers_outside_at_their_origin",
    ("Step", Step.HOLD): "test_road_and_use.test_a_hold_needs_no_server",
    ("Step", Step.USE): "test_road_and_use.test_one_server_serves_one_after_another",
    ("Step", Step.BOARD): "test_road_and_use.test_a_lorry_leaves_at_once_with_one_container",
    ("Step", Step.END): "test_road_and_use.test_a_lorry_leaves_at_once_with_one_container",
    ("Move", Move.LOAD): "test_timetable_and_fill.test_a_train_loads_at_its_track_lift_by_lift",
    ("Move", Move.HOLD): "test_timetable_and_fill.test_a_train_goes_through_its_own_procedures",
    ("Move", Move.USE): "test_timetable_and_fill.test_a_train_goes_through_its_own_procedures",
    ("Move", Move.DEPART): "test_timetable_and_fill.test_trains_wait_for_their_path_one_each",
    ("Move", Move.RUN): "test_timetable_and_fill.test_no_train_overtakes_on_a_grid",
    ("Move", Move.UNLOAD): "test_fleets.test_discharge_frees_each_box_at_its_own_tick",
    ("LineKind", LineKind.TIMETABLE): "test_timetable_and_fill."
    "test_a_train_takes_who_is_there_in_its_instant_and_leaves_the_rest",
    ("LineKind", LineKind.FILL_AND_GO): "test_timetable_and_fill.test_fill_and_go_leaves_when_full",
    ("LineKind", LineKind.FLEET): "test_fleets.test_a_vessel_sails_from_its_least_load_on",
    (
        "WhenClosed",
        WhenClosed.FINISH,
    ): "test_road_and_use.test_a_facility_that_closes_in_mid_service",
    (
        "WhenClosed",
        WhenClosed.SUSPEND,
    ): "test_road_and_use.test_a_facility_that_closes_in_mid_service",
    (
        "WhenClosed",
        WhenClosed.RESTART,
    ): "test_road_and_use.test_a_facility_that_closes_in_mid_service",
}
KINDS = [(type(k).__name__, k) for e in (Step, Move, LineKind, WhenClosed) for k in e]


@pytest.fixture(scope="module")
def generated():
    """Kinds that the strategies bring about."""
    found = set()

    @settings(FIXED, max_examples=60)
    @seed(1)
    @given(networks())
    def collect(data):
        plan = compiled(data, **SETTINGS).plan
        found.update(("Step", s.kind) for i in plan.itineraries for s in i.steps)
        found.update(("Move", s.kind) for line in plan.lines for s in line.steps)
        found.update(("LineKind", line.kind) for line in plan.lines)
        found.update(("WhenClosed", f.rule) for f in plan.facilities)

    collect()
    return found


@pytest.mark.parametrize(("family", "kind"), KINDS, ids=[f"{f}.{k.name}" for f, k in KINDS])
def test_every_kind_has_a_generator_and_a_hand_worked_example(family, kind, generated):
    assert (family, kind) in generated, "the strategies never make it"
    module, name = HAND_WORKED[family, kind].split(".")
    assert callable(getattr(__import__(module), name))
