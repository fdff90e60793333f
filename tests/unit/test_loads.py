"""Expected offered loads, worked by hand."""

import pytest
from worlds import compiled, corridor, demand, network, place, rail, road, sea


def loads(data, **settings):
    return {x.name: x for x in compiled(data, horizon_days=100, **settings).book().loads}


def desk(per_day=3.0, **keys):
    a = place(
        facilities={"desk": {"servers": 2, **keys}},
        procedures={"p": {"facility": "desk", "hours": 4, "includes_waiting": False, "share": 0.5,
                          "when": {"visit": ["origin"]}}},
    )  # fmt: skip
    return network({"A": a, "B": None}, {"ab": road("A", "B")},
                   {"s": {"kind": "on_demand", "legs": ["ab"]}},
                   {"d": demand("A", "B", per_day)})  # fmt: skip


def test_a_facility():
    assert loads(desk())["A.desk"].load == pytest.approx(3 * 0.5 * 4 / 48)


def test_other_traffic_counts():
    data = desk(other_traffic={"x": {"per_day": 2, "size": 3, "service_hours": 1, "servers": 2}})
    assert loads(data)["A.desk"].load == pytest.approx((6 + 12) / 48)


def test_closed_time_counts_against_it():
    got = loads(desk(hours={"open": "06:00", "close": "18:00"}))["A.desk"]
    assert got.closed_share == pytest.approx(0.5)
    assert got.load == pytest.approx(2 * 6 / 48)


def test_two_corridors_share_by_weight():
    data = desk()
    data["legs"]["ac"] = road("A", "B")
    data["services"]["t"] = {"kind": "on_demand", "legs": ["ac"]}
    data["corridors"]["e"] = corridor({"ac": "t"})
    data["demands"]["d"]["shares"] = {"c": 1, "e": 2}
    assert loads(data)["A.desk"].load == pytest.approx(3 * 0.5 * 4 / 48)
    assert loads(data, corridors=("c",))["A.desk"].load == pytest.approx(0.5 * 4 / 48)


def trains(per_day, **service):
    made = {"kind": "timetable", "legs": ["ab"], "capacity_feu": 4,
            "timetable": {"every_hours": 12}, **service}  # fmt: skip
    data = network({"A": None, "B": None}, {"ab": rail("A", "B", paths_per_day=4)}, {"s": made},
                   {"d": demand("A", "B", per_day)})  # fmt: skip
    return loads(data)


def test_a_timetable():
    assert trains(6)["s"].load == pytest.approx(6 / 8)
    assert trains(6)["ab.paths.forward"].load == pytest.approx(2 / 4)


def test_fill_and_go_is_never_short_of_trains_but_paths_may_be():
    made = {"kind": "fill_and_go", "legs": ["ab"], "capacity_feu": 2}
    data = network({"A": None, "B": None}, {"ab": rail("A", "B", paths_per_day=4)}, {"s": made},
                   {"d": demand("A", "B", 10)})  # fmt: skip
    got = loads(data)
    assert got["s"].load == 0
    assert got["ab.paths.forward"].load == pytest.approx(5 / 4)


def test_a_fleet():
    """Two vessels of ten, five hours each way, 6 minutes a lift at both ends of one leg."""
    berth = {"servers": 1, "load_minutes_per_feu": 6, "unload_minutes_per_feu": 6}
    port = place(facilities={"q": berth})
    made = {"kind": "fleet", "legs": ["ab"], "vessels": 2, "vessel": {"slots_feu": 10},
            "longest_wait_hours": 1,
            "calls": {"A": {"facility": "q"}, "B": {"facility": "q"}}}  # fmt: skip
    data = network({"A": port, "B": port}, {"ab": sea("A", "B", 5)}, {"s": made},
                   {"d": demand("A", "B", 20)})  # fmt: skip
    got = loads(data)
    cycle_hours = 2 * (1 + 5 + 1)
    assert got["s"].load == pytest.approx(20 * cycle_hours / (2 * 10 * 24))
    assert got["A.q"].load == pytest.approx(20 * 0.1 / 24)
