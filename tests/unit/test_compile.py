"""From network and scenario to a plan: what is in it, and in which order."""

import pytest
from worlds import DAY, compiled, corridor, demand, network, place, rail, road

LORRIES = {"kind": "on_demand", "legs": ["ab"]}


def two_ways():
    legs = {"ab": road("A", "B"), "ac": rail("A", "C", paths_per_day=3), "cb": road("C", "B")}
    services = {"s": LORRIES, "t": {"kind": "fill_and_go", "legs": ["ac"], "capacity_feu": 2},
                "u": {"kind": "on_demand", "legs": ["cb"]}}  # fmt: skip
    spots = {"servers": 1}
    places = {"C": place(facilities={"z": spots, "b": spots}, yard={"capacity_feu": 3}),
              "A": place(facilities={"x": spots}), "B": None}  # fmt: skip
    return network(places, legs, services,
                   {"z": demand("A", "B", corridors=["c", "e"]), "a": demand("B", "A")},
                   {"e": corridor({"ac": "t", "cb": "u"}), "c": corridor({"ab": "s"})})  # fmt: skip


def test_everything_is_numbered_by_name():
    plan = compiled(two_ways()).plan
    assert [(f.place, f.name) for f in plan.facilities] == [("A", "x"), ("C", "b"), ("C", "z")]
    assert [line.name for line in plan.lines] == [
        "s:backward", "s:forward", "t:forward", "u:forward",
    ]  # fmt: skip
    assert [f.name for f in plan.flows] == ["a", "z"]
    assert [i.name for i in plan.itineraries] == ["a@c", "z@c", "z@e"]
    assert [(g.leg, g.forward) for g in plan.grids] == [("ac", True), ("ac", False)]


def test_only_what_the_corridors_use_is_there():
    plan = compiled(two_ways(), corridors=("c",)).plan
    assert [(f.place, f.name) for f in plan.facilities] == [("A", "x")]
    assert [line.service for line in plan.lines] == ["s", "s"]
    assert plan.yards == plan.grids == ()
    # half of z's containers go with the other corridor, which is not simulated
    whole = compiled(two_ways()).plan
    assert plan.flows[1].clock[-1] == pytest.approx(whole.flows[1].clock[-1] / 2)


def test_the_window_comes_after_the_warm_up():
    plan = compiled(two_ways(), horizon_days=30, warmup_days=5, follow_days=7).plan
    assert (plan.window_start, plan.window_end, plan.last_tick) == (5 * DAY, 35 * DAY, 42 * DAY)


def test_containers_are_followed_beyond_the_longest_dated_closure():
    data = two_ways()
    assert compiled(data).plan.follow == 120 * DAY
    data["legs"]["ab"]["closures"] = {"war": {"start": "2025-02-01", "end": "2025-06-01"}}
    assert compiled(data).plan.follow == (120 + 60) * DAY
    assert compiled(data).book().longest_dated_closure_days == 120
    assert compiled(data, follow_days=9).plan.follow == 9 * DAY


def test_sections_in_both_directions_and_promises():
    data = two_ways()
    data["corridors"]["e"]["border"] = {"start": "C", "end": "B"}
    made = compiled(data, promised_days={"e": 9, "c/eastbound": 4})
    found = [(s.corridor, s.direction, s.scope, s.start, s.end, s.promised_days)
             for s in made.book(extra=(("e", "C", "A"),)).sections]  # fmt: skip
    # a promise is to those who go all the way; nobody goes eastbound on e
    assert found == [
        ("c", "westbound", "terminal", "A", "B", None),
        ("c", "eastbound", "terminal", "B", "A", 4),
        ("e", "westbound", "terminal", "A", "B", 9), ("e", "westbound", "border", "C", "B", None),
        ("e", "westbound", "section", "A", "C", None),
        ("e", "eastbound", "terminal", "B", "A", None),
        ("e", "eastbound", "border", "B", "C", None),
        ("e", "eastbound", "section", "C", "A", None),
    ]  # fmt: skip


def test_reporting_one_corridor_leaves_the_simulation_whole():
    made = compiled(two_ways())
    assert {s.corridor for s in made.book(only=("c",)).sections} == {"c"}
    assert len(made.book(only=("c",)).journeys) == 3


def test_two_journeys_of_one_demand_share_its_luck():
    """A container that takes another corridor keeps its own draws at the places in common."""
    data = two_ways()
    data["places"]["A"]["procedures"] = {
        "p": {"facility": "x", "hours": {"shape": "exponential", "mean": 2},
              "includes_waiting": False, "when": {"visit": ["origin"]}}}  # fmt: skip
    plan = compiled(data).plan
    by_name = {i.name: i for i in plan.itineraries}
    assert by_name["z@c"].steps[0].time == by_name["z@e"].steps[0].time
