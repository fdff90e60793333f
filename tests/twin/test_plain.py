"""Rounds of an instant at plain facilities, worked out so that each rule of them matters."""

import pytest
from difference import difference
from worlds import H, Ran, Scripted, compiled, corridor, demand, network, place, rail, road

from simulator.engines import compiled as engine
from simulator.engines import reference
from simulator.plan.tables import Step

RULES = {"includes_waiting": False, "when": {"visit": ["origin"]}}
LORRIES = {"s": {"kind": "on_demand", "legs": ["ab"]}}


def at_a(procedures, **facilities):
    """A — road — B; procedures at A, at facilities with so many servers (or keys)."""
    keys = {k: v if isinstance(v, dict) else {"servers": v} for k, v in facilities.items()}
    made = {k: {**RULES, **p} for k, p in procedures.items()}
    return network({"A": place(facilities=keys, procedures=made), "B": None},
                   {"ab": road("A", "B", 3)}, LORRIES, {"d": demand("A", "B")})  # fmt: skip


def both(data, at, script=lambda plan: None, **settings):
    plan = compiled(data, at=at, **settings).plan
    script(plan)
    log = reference.run(plan)
    told = difference(plan, log, engine.run(plan))
    assert not told, told
    return Ran(plan, log)


def say(plan, stream, *values):
    plan.draws.streams[stream] = Scripted(1, 0, "said", None, values=tuple(values))


def lots(plan, *values, flow=0):
    say(plan, plan.flows[flow].tie, *values)


def steps(plan, kind=Step.USE, itinerary=0):
    return [s for s in plan.itineraries[itinerary].steps if s.kind == kind]


SOME = {"shape": "uniform", "low": 1, "high": 2}


def test_who_waits_behind_a_service_of_no_length_gets_its_server():
    data = at_a({"p": {"facility": "desk", "hours": SOME}}, desk=2)

    def script(plan):
        say(plan, steps(plan)[0].time, 2 * H, 4 * H, 0, H)

    ran = both(data, {"d": [H, H, 2 * H, int(2.5 * H)]}, script)
    two = sorted(ran.walk("d", n)[0][3] for n in (0, 1))
    assert two == [3 * H, 5 * H]
    assert ran.walk("d", 2)[0][2:4] == (3 * H, 3 * H)
    assert ran.walk("d", 3)[0][2:4] == (3 * H, 4 * H)


@pytest.mark.parametrize("first", [1, 2])
def test_who_comes_later_in_an_instant_may_be_served_before(first):
    """Both come at 1:00, one of them through a service of no length: the better lot goes first."""
    data = at_a({"q": {"facility": "gate", "hours": 0, "share": 0.5},
                 "p": {"facility": "desk", "hours": 2}}, gate=1, desk=1)  # fmt: skip

    def script(plan):
        say(plan, steps(plan)[0].pick, *(int(k == first) for k in range(3)))
        lots(plan, 0, *(3 - int(k == first) for k in (1, 2)))

    ran = both(data, {"d": [0, H, H]}, script)
    starts = [ran.walk("d", n)[-2][2] for n in range(3)]
    assert starts[first] == 2 * H
    assert starts[3 - first] == 4 * H


@pytest.mark.parametrize("lot", [0, 9])
def test_who_comes_of_two_flows_in_an_instant(lot):
    data = at_a({"p": {"facility": "desk", "hours": 2}}, desk=1)
    data["demands"]["e"] = demand("A", "B")

    def script(plan):
        lots(plan, 5, flow=0)
        lots(plan, lot, flow=1)

    ran = both(data, {"d": [H], "e": [H]}, script)
    assert (ran.walk("e", 0)[0][2] == H) == (lot == 0)


def test_a_service_of_no_length_takes_its_turn_in_the_instant():
    """It is over in the second round of 3:00; who comes to the gate in the first goes first."""
    data = at_a({"p": {"facility": "desk", "hours": SOME, "share": 0.5},
                 "q": {"facility": "gate", "hours": 2}}, gate=1, desk=1)  # fmt: skip

    def script(plan):
        say(plan, steps(plan)[0].pick, 1, 1, 1, 0)
        say(plan, steps(plan)[0].time, 2 * H, 0, H, 0)
        lots(plan, 8, 0, 7, 1)
        say(plan, steps(plan)[1].time, 0, H, H, H)

    ran = both(data, {"d": [H, 2 * H, int(2.5 * H), 3 * H]}, script)
    assert ran.walk("d", 3)[0][2] == 3 * H


@pytest.mark.parametrize("lot", [0, 9])
def test_two_whose_holds_end_together(lot):
    data = at_a({"r": {"hours": 1}, "p": {"facility": "desk", "hours": 2}}, desk=1)
    ran = both(data, {"d": [H, H]}, lambda plan: lots(plan, 5, lot))
    assert sorted(ran.walk("d", n)[1][2] for n in (0, 1)) == [2 * H, 4 * H]


def test_one_facility_that_shuts_before_one_that_does_not():
    hours = {"servers": 1, "hours": {"open": "00:00", "close": "23:00"}}
    data = at_a({"p": {"facility": "desk", "hours": 2}, "q": {"facility": "gate", "hours": 1}},
                desk=hours, gate=1)  # fmt: skip
    ran = both(data, {"d": [H, 2 * H]})
    assert [ran.walk("d", n)[0][2] for n in (0, 1)] == [H, 3 * H]


@pytest.mark.parametrize("lot", [0, 9])
def test_boxes_put_down_together_queue_by_lot(lot):
    """Two boxes that boarded one after the other are landed in one instant."""
    rules = {"includes_waiting": False, "when": {"visit": ["destination"]}}
    b = place(facilities={"desk": {"servers": 1}},
              procedures={"p": {**rules, "facility": "desk", "hours": 2}})  # fmt: skip
    train = {"kind": "timetable", "legs": ["ab"], "capacity_feu": 9,
             "timetable": {"every_hours": 6}}  # fmt: skip
    data = network({"A": None, "B": b}, {"ab": rail("A", "B", 3)}, {"s": train},
                   {"d": demand("A", "B")})  # fmt: skip
    ran = both(data, {"d": [H, 2 * H]}, lambda plan: lots(plan, 5, lot))
    assert (ran.walk("d", 1)[1][2] == 9 * H) == (lot == 0)


def test_a_better_priority_passes_those_who_have_waited():
    data = at_a({"p": {"facility": "desk", "hours": 2}}, desk=1)
    data["demands"]["urgent"] = demand("A", "B", priority=-1)
    ran = both(data, {"d": [H, H + 60, H + 120], "urgent": [2 * H]})
    assert ran.walk("urgent", 0)[0][2] == 3 * H
    assert sorted(ran.walk("d", n)[0][2] for n in range(3)) == [H, 5 * H, 7 * H]


@pytest.mark.parametrize("ticks", [2**31, 2**32, 2**40])
def test_a_service_without_end_and_a_hold_behind_it(ticks):
    data = at_a({"p": {"facility": "desk", "hours": ticks / H}, "r": {"hours": 1}}, desk=1)
    ran = both(data, {"d": [H, 2 * H, 3 * H, 4 * H]})
    assert [ran.walk("d", n)[-1][2] for n in range(4)] == [H, -1, -1, -1]


def test_an_urgent_box_goes_before_a_lorry():
    desk = {"facility": "desk", "includes_waiting": False}
    data = at_a({"box": {"facility": "desk", "hours": 2},
                 "lorry": {**desk, "hours": 1, "per": "vehicle", "at": "departure"}},
                desk=1)  # fmt: skip
    data["places"]["A"]["procedures"]["lorry"].pop("when")
    data["demands"]["d"]["priority"] = -1
    ran = both(data, {"d": [H, 2 * H, int(3.5 * H)]})
    assert ran.walk("d", 2)[0][2] == 5 * H


@pytest.mark.parametrize("way", ["lorry", "train"])
def test_a_deadlock_that_an_opening_makes(way):
    """The track shuts with a train out before it; the train on it is stuck from 11:36 on.

    Nothing is settled at 14:00 but for the track, which opens then; a box comes at 14:30.
    """
    b = place(yard={"capacity_feu": 1}, facilities={"track": {
        "servers": 1, "unload_minutes_per_feu": 30, "when_closed": "finish",
        "hours": {"open": "14:00", "close": "11:20"},
    }})  # fmt: skip
    at_b = {"calls": {"B": {"facility": "track"}}}
    daily = {"kind": "timetable", "capacity_feu": 9}

    def every_day(legs, hour, **keys):
        times = {"every_hours": 24, "offset_hours": hour}
        return {**daily, "legs": legs, "timetable": times, **keys}

    d = place(facilities={"gate": {"servers": 1}},
              procedures={"p": {**RULES, "facility": "gate", "hours": 2}})  # fmt: skip
    last = {"kind": "on_demand", "legs": ["de"]} if way == "lorry" else every_day(["de"], 20)
    data = network(
        {"A": None, "B": b, "C": None, "D": d if way == "lorry" else None, "E": None},
        {"ab": rail("A", "B", 10), "bc": rail("B", "C", 10),
         "de": road("D", "E") if way == "lorry" else rail("D", "E")},
        {"s": every_day(["ab"], 0.5, **at_b), "t": every_day(["bc"], 11.25, **at_b), "u": last},
        {"d": demand("A", "C"), "x": demand("D", "E", corridors=["e"])},
        {"c": corridor({"ab": "s", "bc": "t"}), "e": corridor({"de": "u"})},
    )  # fmt: skip
    ran = both(data, {"d": [600, 600], "x": [int(14.5 * H)]}, horizon_days=3)
    assert ran.log.deadlock == "deadlock: B.yard → B.track → B.yard"
    assert ran.log.end == 14 * H


@pytest.mark.parametrize("far", ["d", "z"])
@pytest.mark.parametrize("lot", [0, 9])
def test_who_comes_by_a_way_of_no_length_in_the_same_instant(lot, far):
    """Two of three come to B's desk at 1:00; one of them by a lorry that takes no time."""
    rules = {"includes_waiting": False, "when": {"visit": ["origin", "transfer"]}}
    b = place(facilities={"desk": {"servers": 1}},
              procedures={"p": {**rules, "facility": "desk", "hours": 2}})  # fmt: skip
    road_only = {leg: {"kind": "on_demand", "legs": [leg]} for leg in ("ab", "bc")}
    data = network(
        {"A": None, "B": b, "C": None}, {"ab": road("A", "B", 0), "bc": road("B", "C", 1)},
        road_only, {far: demand("A", "C"), "e": demand("B", "C")},
        {"c": corridor({"ab": "ab", "bc": "bc"})},
    )  # fmt: skip

    def script(plan):
        names = [f.name for f in plan.flows]
        lots(plan, lot, flow=names.index(far))
        lots(plan, 5, 5, flow=names.index("e"))

    ran = both(data, {far: [H], "e": [0, H]}, script)
    assert (ran.walk("e", 1)[0][2] == 4 * H) == (lot == 0)
    assert (ran.walk("e", 1)[0][2] == 2 * H) == (lot == 9)


def test_a_service_that_takes_two_of_three_servers():
    data = at_a({"p": {"facility": "desk", "hours": 2, "servers": 2}}, desk=3)
    ran = both(data, {"d": [H, 2 * H]})
    assert [ran.walk("d", n)[0][2] for n in (0, 1)] == [H, 3 * H]
