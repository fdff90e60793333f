"""Trains whose load comes aboard and lands at once, and vessels' promises, in both engines."""

from dataclasses import replace

import pytest
from difference import difference
from test_fleets import fleet
from test_plain import RULES, at_a, both, lots, say, steps
from worlds import DAY, H, Ran, compiled, corridor, demand, network, place, rail, sea

from simulator.engines import compiled as engine
from simulator.engines import reference
from simulator.plan.tables import Step

M = 60
DAILY = {"kind": "timetable", "capacity_feu": 999, "timetable": {"every_hours": 24}}


def storing(hours):
    """A yard for one, in which a box stays for some hours at its journey's end."""
    stay = {"hours": hours, "includes_waiting": True, "when": {"visit": ["destination"]}}
    return {"yard": {"capacity_feu": 1}, "procedures": {"p": stay}}


def quay(**minutes):
    return {"facilities": {"quay": {"servers": 1, **minutes}}}


def chain(demands, a=None, b=None, c=None, **keys):
    """A — rail, ten hours — B — rail, ten hours — C, with a daily train that calls everywhere."""
    given = {"A": a, "B": b, "C": c}
    calls = {p: {"facility": "quay"} if found else {} for p, found in given.items()}
    places = {p: place(**(found or {})) for p, found in given.items()}
    return network(places, {"ab": rail("A", "B", 10), "bc": rail("B", "C", 10)},
                   {"s": {**DAILY, "legs": ["ab", "bc"], "calls": calls, **keys}},
                   {k: demand(*ends) for k, ends in demands.items()})  # fmt: skip


@pytest.mark.parametrize("lift", [0, 30])
@pytest.mark.parametrize("unload", [0, 20])
def test_others_come_aboard_at_the_next_stop(lift, unload):
    data = chain({"d": "AC", "e": "BC"}, b=quay(load_minutes_per_feu=lift),
                 c=quay(unload_minutes_per_feu=unload))  # fmt: skip
    ran = both(data, {"d": [0, 0], "e": [H, H]}, horizon_days=2)
    assert [ran.walk("d", n)[0][2] for n in (0, 1)] == [0, 0]
    assert sorted(ran.walk("e", n)[0][2] for n in (0, 1)) == [
        10 * H + lift * M, 10 * H + 2 * lift * M
    ]  # fmt: skip
    assert ran.trip("s:forward", 0)[-1][5] == 4


def test_the_second_train_parts_its_load_as_the_first_did():
    data = chain({"d": "AB", "e": "AC"})
    ran = both(data, {"d": [0, DAY], "e": [0, DAY]}, horizon_days=3)
    assert ran.delivered("d") == [10 * H, DAY + 10 * H]
    assert ran.delivered("e") == [20 * H, DAY + 20 * H]


def test_the_run_stops_while_some_are_aboard_and_some_have_landed():
    data = chain({"d": "AB"}, b={**storing(240), **quay()})
    ran = both(data, {"d": [0, 0, 0]}, horizon_days=1, follow_days=1)
    assert ran.log.deadlock == ""
    assert sorted(ran.walk("d", n)[0][3] for n in range(3)) == [-1, -1, 10 * H]
    assert {ran.walk("d", n)[0][2] for n in range(3)} == {0}


def test_who_waited_for_a_quay_waits_for_nobody_in_the_yard():
    """The boxes were promised to the train that now waits for their place: no circle."""
    data = chain({"d": "AB"}, a={"facilities": {"quay": {"servers": 1, "turnaround_hours": 1}}},
                 b={**storing(5), **quay()})  # fmt: skip
    ran = both(data, {"d": [0, 0, 0]})
    assert ran.log.deadlock == ""
    assert sorted(ran.delivered("d")) == [16 * H, 21 * H, 26 * H]


# --- releases with nothing else in between ----------------------------------------------------
def test_a_release_far_ahead_does_not_pass_what_happens_before_it():
    """The clock's finest wheel turns once in 48 days here: a hold ends in a coarser one."""
    data = at_a({"p": {"hours": 60 * 24}})
    ran = both(data, {"d": [DAY, 101 * DAY]}, horizon_days=120, follow_days=90)
    assert ran.delivered("d") == [61 * DAY + 3 * H, 161 * DAY + 3 * H]


def test_nobody_is_released_after_the_stop():
    """The last that counts lands in the second of a release, and the run is over."""
    data = network({"A": None, "B": None}, {"ab": rail("A", "B", 40)},
                   {"s": {**DAILY, "legs": ["ab"]}}, {"d": demand("A", "B")})  # fmt: skip
    ran = both(data, {"d": [0, 20 * H, 40 * H, 41 * H]}, horizon_days=0.5, follow_days=5)
    assert ran.log.end == 40 * H
    assert ran.delivered("d")[0] == 40 * H
    assert len(ran.delivered("d")) <= 3


# --- lots -----------------------------------------------------------------------------------
DESK = {**quay(), "facilities": {"quay": {"servers": 1}, "desk": {"servers": 1}}, "procedures": {
    "p": {**RULES, "facility": "desk", "hours": 1, "when": {"visit": ["destination"]}},
}}  # fmt: skip
BASKET = 2**23
"""Lots that begin alike."""
LOTS = [[3, 1, 2, 0], [5, 5, 5, 5], [BASKET + 2, BASKET + 1, 4, BASKET],
        [2**31 - 1, 70 * BASKET + 1, 0, 70 * BASKET]]  # fmt: skip


@pytest.mark.parametrize("said", LOTS)
def test_boxes_put_down_together_are_served_by_lot(said):
    data = chain({"d": "AC"}, c=DESK)
    ran = both(
        data, {"d": [H, 2 * H, 3 * H, 4 * H]}, lambda plan: lots(plan, *said), horizon_days=3
    )
    starts = [ran.walk("d", n)[1][2] for n in range(4)]
    assert sorted(range(4), key=starts.__getitem__) == sorted(range(4), key=lambda n: said[n])


def test_a_long_train_is_served_by_lot():
    count = 300
    data = chain({"d": "AC"}, c=DESK)
    ran = both(data, {"d": list(range(1, count + 1))}, horizon_days=1, follow_days=20)
    tie = ran.plan.draws.streams[ran.plan.flows[0].tie]
    starts = [ran.walk("d", n)[1][2] for n in range(count)]
    order = sorted(range(count), key=starts.__getitem__)
    assert order == sorted(range(count), key=lambda n: tie[n])


@pytest.mark.parametrize("holds", [(2, 1), (1, 2)])
def test_equal_lots_of_two_demands_go_by_name(holds):
    data = at_a({"r": {"hours": {"shape": "uniform", "low": 1, "high": 2}},
                 "p": {"facility": "desk", "hours": 2}}, desk={"servers": 1, "hours": {
                     "open": "01:00", "close": "00:00"}})  # fmt: skip
    data["demands"]["e"] = demand("A", "B")

    def script(plan):
        for k, hours in enumerate(holds):
            lots(plan, 5, flow=k)
            say(plan, steps(plan, Step.HOLD, k)[0].time, hours * H)

    ran = both(data, {"d": [3 * H - holds[0] * H], "e": [3 * H - holds[1] * H]}, script)
    assert [ran.walk(name, 0)[1][2] for name in "de"] == [3 * H, 5 * H]


def test_equal_lots_of_a_demand_go_in_order_of_release():
    """The second stands in the queue for the train before the first, and lies before it."""
    hold = {"r": {"hours": {"shape": "uniform", "low": 1, "high": 2}, **RULES}}
    data = chain({"d": "AC"}, a={**quay(), "procedures": hold}, c=DESK)

    def script(plan):
        lots(plan, 5, 5)
        say(plan, steps(plan, Step.HOLD)[0].time, 4 * H, H)

    ran = both(data, {"d": [H, 2 * H]}, script, horizon_days=3)
    assert [ran.walk("d", n)[2][2] for n in (0, 1)] == [DAY + 20 * H, DAY + 21 * H]


def without_yard(plan, name):
    """The plan, with the boxes of a demand put down beside the yards."""
    beside = {k for flow in plan.flows if flow.name == name for k in flow.itineraries}
    return replace(plan, itineraries=tuple(
        replace(one, steps=tuple(replace(step, yard=-1) for step in one.steps))
        if k in beside else one
        for k, one in enumerate(plan.itineraries)
    ))  # fmt: skip


def test_only_some_of_those_who_land_need_the_yard():
    """They come down in their order; those behind a box that waits for room wait as well."""
    data = chain({"d": "AB", "e": "AB"}, b={**storing(5), **quay()})
    at = {"e": [M, 2 * M, 6 * M], "d": [3 * M, 4 * M, 5 * M]}
    plan = without_yard(compiled(data, at=at).plan, "e")
    lots(plan, 7, 1, 4, flow=0)
    lots(plan, 9, 3, 5, flow=1)
    log = reference.run(plan)
    told = difference(plan, log, engine.run(plan))
    assert not told, told
    ran, came = Ran(plan, log), DAY + 10 * H
    assert [ran.walk("d", n)[0][3] for n in range(3)] == [came, came + 5 * H, came + 10 * H]
    assert [ran.walk("e", n)[0][3] for n in range(3)] == [came, came, came + 10 * H]


# --- promises -------------------------------------------------------------------------------
@pytest.mark.parametrize("room", [1, 2])
def test_what_is_promised_to_a_stuck_vessel_is_stuck(room):
    """The other vessel is free, but nothing in the yard is its own."""
    b = place(facilities={"track": {"servers": 1}}, yard={"capacity_feu": room})
    at_b = {"calls": {"B": {"facility": "track"}}}
    ship = fleet(["bc"], vessels=2, longest=240, waits_at="anchorage", **at_b)
    data = network(
        {"A": None, "B": b, "C": None}, {"ab": rail("A", "B", 10), "bc": sea("B", "C", 10)},
        {"s": {**DAILY, "legs": ["ab"], **at_b}, "t": ship}, {"d": demand("A", "C")},
        {"c": corridor({"ab": "s", "bc": "t"})},
    )  # fmt: skip
    ran = both(data, {"d": [0] * (room + 1)}, horizon_days=3)
    assert ran.log.deadlock == "deadlock: B.yard → B.track → B.yard"


def test_promises_of_several_instants_are_taken_back_one_by_one():
    """A yard for two, full of what a vessel at anchor waits with; another brings three."""
    b = place(facilities={"berth": {"servers": 1, "load_minutes_per_feu": 10}},
              yard={"capacity_feu": 2})  # fmt: skip
    ship = fleet(least=3, vessels=2, waits_at="anchorage", calls={"B": {"facility": "berth"}})
    data = network({"A": None, "B": b}, {"ab": sea("A", "B", 10)}, {"s": ship},
                   {"west": demand("A", "B"), "east": demand("B", "A")})  # fmt: skip
    data["places"]["B"]["procedures"] = {"p": {
        "hours": 48, "includes_waiting": True, "when": {"visit": ["destination"]}}}  # fmt: skip
    ran = both(data, {"west": [2 * H] * 3, "east": [H, 2 * H]})
    assert sorted(ran.walk("west", n)[0][3] for n in range(3))[:2] == [
        12 * H + 10 * M, 12 * H + 20 * M
    ]  # fmt: skip
    assert set(ran.boarded("east")) == {2}, "the trip back of the vessel that brought them"


def shallow(service, at, start="2025-01-01", **sea_keys):
    """A — sea, ten hours — B, at a depth that follows the sea's level; 14 t a box."""
    vessel = {"slots_feu": 10, "deadweight_t": 140, "full_draught_m": 5, "tonnes_per_cm": 14}
    data = network({"A": place(sea="caspian", depth_m=5), "B": None}, {"ab": sea("A", "B", 10)},
                   {"s": {**service, "vessel": vessel}},
                   {"west": demand("A", "B"), "east": demand("B", "A")})  # fmt: skip
    level = {"name": "Caspian", "reference_level_m": -28, "level_m": -28, **sea_keys}
    return both({**data, "seas": {"caspian": level}}, at, start=start)


def test_a_vessel_that_can_take_less_than_it_has_takes_no_more():
    ran = shallow(fleet(least=11, longest=240), {"west": [H] * 9 + [2 * DAY + H] * 3},
                  trend_m_per_year=-3.65)  # fmt: skip
    assert ran.plan.lines[0].capacity[:3].tolist() == [10, 9, 8]


def test_the_wait_counts_from_the_first_of_those_who_are_promised_together():
    """There is no depth in January: who came on its last day is promised in February."""
    ran = shallow(fleet(least=9, longest=30), {"west": [H, 5 * H, 26 * H]}, start="2025-01-31",
                  seasonal_m=[-1] + 11 * [0], trend_m_per_year=0)  # fmt: skip
    assert ran.plan.lines[0].capacity[:2].tolist() == [0, 10]
    assert ran.trip("s:forward", 0)[0] == ("LOAD", 0, 0, 31 * H, 0, 3)
