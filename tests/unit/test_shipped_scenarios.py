"""The shipped scenarios: each loads, takes the corridors that it says, and changes something."""

import datetime as dt

import pytest
import shipped_data

from simulator.loading.selection import RUNNING
from simulator.loading.yaml_reader import read_yaml
from simulator.plan.compile import uses_of

BY_NAME = shipped_data.names()


def parent(name):
    return read_yaml(shipped_data.catalogue().scenarios[name].path).data.get("extends")


RESTATES = {"trans-afghan-3mt": "the volume of the data, written out beside 15 and 22 Mt"}
"""Scenarios that give some values as they are, and why."""
WHAT_IFS = [name for name in BY_NAME if parent(name) is not None]


def leaves(value, path=()):
    """Path → number, date or text, of everything in a dumped network."""
    if isinstance(value, dict):
        return {k: v for key, part in value.items() for k, v in leaves(part, (*path, key)).items()}
    if isinstance(value, (list, tuple)):
        return {k: v for i, part in enumerate(value) for k, v in leaves(part, (*path, i)).items()}
    return {path: value}


def figures(name):
    """Numbers and dates of a scenario's network, evidence left out."""
    found = leaves(shipped_data.resolved(name).network.model_dump())
    return {
        path: value
        for path, value in found.items()
        if isinstance(value, (int, float, dt.date)) and "sources" not in path
    }


def test_every_corridor_is_travelled_both_ways_in_some_scenario():
    used = {
        (use.corridor, use.forward)
        for made in shipped_data.scenarios()
        for use in uses_of(made.network, made.corridors)
    }
    both = {(key, way) for key in shipped_data.network().corridors for way in (True, False)}
    assert used == both


def test_every_corridor_that_runs_is_travelled_both_ways_in_the_baseline():
    made = shipped_data.resolved("baseline")
    used = {(use.corridor, use.forward) for use in uses_of(made.network, made.corridors)}
    assert used == {(key, way) for key in made.corridors for way in (True, False)}


def test_all_but_the_baseline_are_what_ifs():
    assert set(BY_NAME) - set(WHAT_IFS) == {"baseline"}


@pytest.mark.parametrize("name", BY_NAME)
def test_a_scenario_loads_under_its_name_with_a_title(name):
    assert shipped_data.problems(name) == []
    scenario = shipped_data.resolved(name).scenario
    assert scenario.name == name
    assert scenario.title
    assert scenario.note


@pytest.mark.parametrize("name", BY_NAME)
def test_a_scenario_takes_the_corridors_that_it_says(name):
    made = shipped_data.resolved(name)
    scenario, corridors = made.scenario, made.network.corridors
    assert set(scenario.corridors) <= set(corridors)
    assert set(scenario.markets) <= set(made.network.markets)
    open_to_all = not scenario.corridors and not scenario.markets
    running = {
        key
        for key, corridor in corridors.items()
        if corridor.status in RUNNING and (open_to_all or corridor.market in scenario.markets)
    }
    assert set(made.corridors) == running | set(scenario.corridors)


@pytest.mark.parametrize("name", WHAT_IFS)
def test_a_what_if_changes_a_number_of_the_network_or_a_closure(name):
    assert figures(name) != figures(parent(name))


@pytest.mark.parametrize("name", WHAT_IFS)
def test_each_of_its_changes_changes_something(name):
    changes = shipped_data.resolved(name).changes
    assert changes
    same = [change.path for change in changes if change.old == change.new]
    assert same == [] or name in RESTATES


@pytest.mark.parametrize("name", WHAT_IFS)
def test_its_changes_reach_what_it_runs(name):
    """A leg, service, place or demand that is changed belongs to a corridor of the scenario."""
    made = shipped_data.resolved(name)
    near = reach(made)
    away = [c.path for c in made.changes if tuple(c.path.split(".")[:2]) not in near]
    assert away == []


def reach(made):
    """(section, id) of everything that the scenario's corridors lead to."""
    network = made.network
    found = {("seas", key) for key in network.seas} | {("weather", key) for key in network.weather}
    for key in made.corridors:
        for leg, use in network.corridors[key].legs.items():
            found |= {("legs", leg), ("services", use.service)}
            found |= {("places", network.legs[leg].start), ("places", network.legs[leg].end)}
        found.add(("corridors", key))
    for key, demand in network.demands.items():
        if set(demand.shares) & set(made.corridors):
            found.add(("demands", key))
    return found


@pytest.mark.parametrize("name", WHAT_IFS)
def test_its_closures_fall_into_its_window(name):
    scenario = shipped_data.resolved(name).scenario
    opens = scenario.start + dt.timedelta(days=scenario.warmup_days)
    closes = opens + dt.timedelta(days=scenario.horizon_days)
    for closure in scenario.closures.values():
        end = closure.end or closure.start + dt.timedelta(days=closure.days)
        assert opens < end
        assert closure.start < closes
