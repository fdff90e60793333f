"""Hand-worked full yards: trains held, vessels that exchange boxes, quotas, deadlocks."""

from test_fleets import fleet
from worlds import DAY, H, corridor, demand, network, place, rail, road, run, sea

HOURLY = {"kind": "timetable", "legs": ["ab"], "capacity_feu": 9, "timetable": {"every_hours": 1}}


def storing(capacity, hours, **keys):
    """A place whose yard holds a container for some hours at its journey's end."""
    hold = {"hours": hours, "includes_waiting": True, "when": {"visit": ["destination"]}}
    return place(yard={"capacity_feu": capacity, **keys}, procedures={"wait": hold})


def test_a_full_yard_holds_the_train_until_the_last_box():
    data = network({"A": None, "B": storing(1, 5)}, {"ab": rail("A", "B", 10)}, {"s": HOURLY},
                   {"d": demand("A", "B")})  # fmt: skip
    ran = run(data, at={"d": [0, 0, 0, H]})
    # room goes by the tick at which a box stands in front of the yard: the third box of train 0
    # comes to stand there at 15:00, that of train 1 at 11:00
    assert ran.trip("s:forward", 0)[3] == ("UNLOAD", 10 * H, 10 * H, 25 * H, 0, 3)
    assert ran.trip("s:forward", 1)[3] == ("UNLOAD", 11 * H, 11 * H, 20 * H, 0, 1)
    assert sorted(ran.delivered("d")) == [15 * H, 20 * H, 25 * H, 30 * H]
    assert ran.delivered("d")[3] == 25 * H


def test_a_full_yard_keeps_containers_outside_at_their_origin():
    a = place(yard={"capacity_feu": 1}, procedures={"pack": {
        "hours": 2, "includes_waiting": True, "when": {"visit": ["origin"]}}})  # fmt: skip
    lorries = {"s": {"kind": "on_demand", "legs": ["ab"]}}
    data = network({"A": a, "B": None}, {"ab": road("A", "B")}, lorries, {"d": demand("A", "B")})
    ran = run(data, at={"d": [0, H]})
    assert ran.walk("d", 0) == [
        ("ENTER", 0, 0, 0, 0, -1), ("HOLD", 0, 0, 2 * H, 2 * H, -1),
        ("BOARD", 2 * H, 2 * H, 3 * H, 0, 0),
    ]  # fmt: skip
    assert ran.walk("d", 1) == [
        ("ENTER", H, 2 * H, 2 * H, 0, -1), ("HOLD", 2 * H, 2 * H, 4 * H, 2 * H, -1),
        ("BOARD", 4 * H, 4 * H, 5 * H, 0, 1),
    ]  # fmt: skip


def test_a_quota_holds_back_its_own_direction_only():
    b = storing(3, 5, quota_feu={"westbound": 1})
    legs = {"ab": rail("A", "B", 10), "cb": rail("C", "B", 10)}
    data = network(
        {"A": None, "B": b, "C": None}, legs, {"s": HOURLY, "t": {**HOURLY, "legs": ["cb"]}},
        {"west": demand("A", "B"), "east": demand("C", "B", corridors=["e"])},
        {"c": corridor({"ab": "s"}), "e": corridor({"cb": "t"}, direction="eastbound")},
    )  # fmt: skip
    ran = run(data, at={"west": [0, 0], "east": [H, H, H]})
    assert sorted(ran.delivered("west")) == [15 * H, 20 * H]
    # two of the three find room at once; at 15:00 it is the second westbound box's turn
    assert sorted(ran.delivered("east")) == [16 * H, 16 * H, 21 * H]


def two_ports(capacity, west, east, lift=10, hold=0, least=1, **ship):
    b = place(
        facilities={"berth": {"servers": 1, "load_minutes_per_feu": lift,
                              "unload_minutes_per_feu": lift}},
        yard={"capacity_feu": capacity},
        procedures={"wait": {"hours": hold, "includes_waiting": True,
                             "when": {"visit": ["destination"]}}},
    )  # fmt: skip
    data = network(
        {"A": None, "B": b}, {"ab": sea("A", "B", 10)},
        {"s": fleet(least=least, calls={"B": {"facility": "berth"}}, **ship)},
        {"west": demand("A", "B"), "east": demand("B", "A")},
    )  # fmt: skip
    return run(data, at={"west": west, "east": east})


def test_discharge_and_loading_alternate_where_the_yard_is_full():
    """One box stands in a yard for one; the vessel brings two and takes it instead."""
    ran = two_ports(1, [2 * H, 2 * H], [H], least=2)
    at, m = 12 * H, 60
    assert ran.walk("east", 0) == [
        ("ENTER", H, H, H, 0, -1),
        ("BOARD", H, at + 20 * m, at + 30 * m + 34 * H, 600, 1),
    ], "the vessel waits a day for its least load"
    assert sorted(ran.delivered("west")) == [at + 20 * m, at + 30 * m]
    assert ran.trip("s:forward", 0)[3] == ("UNLOAD", at, at, at + 30 * m, 0, 2)
    assert ran.trip("s:backward", 1)[0][5] == 1
    assert ran.boarded("east") == [1], "aboard the trip that takes it away"


def test_the_alternation_goes_box_by_box():
    """Three in the yard for three, three come, each stays a day: out, in, out, in …"""
    ran = two_ports(3, [2 * H] * 3, [H] * 3, hold=24, least=3)
    at, m = 12 * H, 60
    lifted = sorted(ran.walk("east", n)[1][2] for n in range(3))
    landed = sorted(ran.walk("west", n)[0][3] for n in range(3))
    assert lifted == [at + 20 * m, at + 40 * m, at + 60 * m]
    assert landed == [at + 20 * m, at + 40 * m, at + 60 * m]
    assert ran.trip("s:forward", 0)[3] == ("UNLOAD", at, at, at + 60 * m, 0, 3)
    assert ran.trip("s:backward", 1)[0] == ("LOAD", at + 60 * m, at + 60 * m, at + 60 * m, 0, 3)


def test_a_full_vessel_cannot_exchange_more_than_it_holds():
    ran = two_ports(1, [2 * H, 2 * H], [H, H, H], hold=5, least=2, slots=2)
    at, m = 12 * H, 60
    # one is exchanged; the next cannot land before the first has left after its five hours
    assert sorted(ran.walk("west", n)[0][3] for n in (0, 1))[0] == at + 20 * m


def looping(capacity=1, vessels=1, **middle):
    """Three ports in a ring; every vessel brings two boxes that must go on with the next one."""
    yards = {p: place(yard={"capacity_feu": capacity}, **middle) for p in "ABC"}
    legs = {"ab": sea("A", "B", 10), "bc": sea("B", "C", 10), "ca": sea("C", "A", 10)}
    ship = {"vessels": vessels, "least": 2, "slots": 2, "longest": 24}
    services = {f"f{leg}": fleet([leg], **ship) for leg in legs}
    rings = {"c": ("ab", "bc"), "d": ("bc", "ca"), "e": ("ca", "ab")}
    return network(
        yards, legs, services,
        {"a": demand("A", "C"), "b": demand("B", "A", corridors=["d"]),
         "c": demand("C", "B", corridors=["e"])},
        {k: corridor({leg: f"f{leg}" for leg in v}) for k, v in rings.items()},
    )  # fmt: skip


ALL_AT_ONCE = {"a": [H, H], "b": [H, H], "c": [H, H]}


def test_a_ring_of_full_yards_is_a_deadlock():
    ran = run(looping(), at=ALL_AT_ONCE)
    assert ran.log.deadlock == "deadlock: A.yard → fab → B.yard → fbc → C.yard → fca → A.yard"
    assert ran.log.end == 11 * H
    assert len(ran.units) == 6, "the data are kept"
    assert sorted(ran.units[:, 4].tolist()) == [-1] * 6
    for name in "abc":
        assert ("BOARD", H, H, 11 * H, 0, 0) in [ran.walk(name, n)[1] for n in (0, 1)]
    assert ran.trip("fab:forward", 0)[3] == ("UNLOAD", 11 * H, 11 * H, -1, 0, 0)


def test_room_for_one_more_box_breaks_the_ring():
    ran = run(looping(capacity=2), at=ALL_AT_ONCE)
    assert ran.log.deadlock == ""
    assert all(tick > 0 for tick in ran.units[:, 4])


def test_another_vessel_breaks_the_ring():
    ran = run(looping(vessels=2), at=ALL_AT_ONCE)
    assert ran.log.deadlock == ""
    assert all(tick > 0 for tick in ran.units[:, 4])


def test_a_deadlock_that_a_container_closes_is_found_when_it_closes():
    """The boxes in the yards are in the customs' hands for five hours after their landing."""
    hold = {"papers": {"hours": 5, "includes_waiting": True, "when": {"visit": ["transfer"]}}}
    ran = run(looping(procedures=hold), at=ALL_AT_ONCE)
    assert ran.log.deadlock == "deadlock: A.yard → fab → B.yard → fbc → C.yard → fca → A.yard"
    assert ran.log.end == 16 * H


def meeting(tracks=1, **call):
    """B's one track serves the train in, which is held by the yard, and the train out."""
    b = place(facilities={"track": {"servers": tracks}, "other": {"servers": 1}},
              yard={"capacity_feu": 1})  # fmt: skip
    at_b = {"calls": {"B": {"facility": "track", **call}}}
    return network(
        {"A": None, "B": b, "C": None}, {"ab": rail("A", "B", 10), "bc": rail("B", "C", 10)},
        {"s": {**HOURLY, **at_b}, "t": {**HOURLY, "legs": ["bc"], **at_b}},
        {"d": demand("A", "C")},
    )  # fmt: skip


def test_a_train_in_and_a_train_out_at_one_track_deadlock():
    ran = run(meeting(), at={"d": [600, 600]}, horizon_days=3)
    assert ran.log.deadlock == "deadlock: B.yard → B.track → B.yard"
    # the first box lands at 11:00, in time for the train of that instant
    assert ran.log.end == 11 * H


def test_a_second_track_lets_them_pass():
    ran = run(meeting(tracks=2), at={"d": [600, 600]}, horizon_days=3)
    assert ran.log.deadlock == ""
    assert sorted(ran.delivered("d")) == [21 * H, 22 * H]


def test_and_so_does_another_place_to_load():
    ran = run(meeting(load_facility="other"), at={"d": [600, 600]}, horizon_days=3)
    assert ran.log.deadlock == ""
    assert min(ran.delivered("d")) > 0


def test_a_vessel_at_work_is_no_part_of_a_deadlock():
    """While one vessel exchanges a box, another that is blocked must not cry deadlock."""
    ran = two_ports(1, [2 * H, 2 * H, 2 * H, 2 * H], [H, H, H], lift=30, hold=1, least=1,
                    vessels=3, slots=2)  # fmt: skip
    assert ran.log.deadlock == ""
    assert min(ran.delivered("west") + ran.delivered("east")) > 0


def test_other_directions_that_still_move_do_not_hide_a_deadlock():
    """The westbound quota is stuck for ever while eastbound lorries come and go."""
    data = meeting()
    data["places"]["B"] = place(
        facilities={"track": {"servers": 1}},
        yard={"capacity_feu": 9, "quota_feu": {"westbound": 1}},
    )  # fmt: skip
    data["places"]["D"] = place()
    data["legs"]["bd"] = road("B", "D", 1)
    data["services"]["u"] = {"kind": "fill_and_go", "legs": ["bd"], "capacity_feu": 2}
    data["corridors"]["e"] = corridor({"bd": "u"}, direction="eastbound")
    data["demands"]["east"] = demand("B", "D", corridors=["e"])
    ran = run(data, at={"d": [600, 600], "east": [k * 3 * H for k in range(20)]}, horizon_days=3)
    assert ran.log.deadlock == "deadlock: B.yard → B.track → B.yard"
    assert ran.log.end == 11 * H


def test_a_closed_track_is_no_deadlock_before_it_opens():
    data = meeting(tracks=2)
    data["places"]["B"]["facilities"]["track"]["closures"] = {
        "works": {"start": "2025-01-02", "end": "2025-01-05"}
    }
    ran = run(data, at={"d": [DAY - 10 * H, DAY - 10 * H]})
    assert ran.log.deadlock == ""
    assert min(ran.delivered("d")) > 4 * DAY
