"""Hand-worked departures: timetables, fill-and-go, stops on the way, path grids."""

from worlds import DAY, H, corridor, demand, network, place, rail, road, run

DAILY = {"kind": "timetable", "legs": ["ab"], "capacity_feu": 2, "timetable": {"every_hours": 24}}


def one_train(service, leg=None, **places):
    return network({"A": None, "B": None, **places}, {"ab": leg or rail("A", "B", 5)},
                   {"s": service}, {"d": demand("A", "B")})  # fmt: skip


def filling(capacity=3, **keys):
    return {"kind": "fill_and_go", "legs": ["ab"], "capacity_feu": capacity, **keys}


def test_a_train_takes_who_is_there_in_its_instant_and_leaves_the_rest():
    ran = run(one_train(DAILY), at={"d": [H, 2 * H, 3 * H, DAY, DAY + 1]})
    assert ran.boarded("d") == [1, 1, 2, 2, 3]
    assert ran.walk("d", 2) == [("BOARD", 3 * H, 2 * DAY, 2 * DAY + 5 * H, 0, 2)]
    assert ran.walk("d", 3) == [("BOARD", DAY, 2 * DAY, 2 * DAY + 5 * H, 0, 2)]
    assert ran.trip("s:forward", 1) == [
        ("LOAD", DAY, DAY, DAY, 0, 2),
        ("DEPART", DAY, DAY, DAY, 0, 0),
        ("RUN", DAY, DAY, DAY + 5 * H, 5 * H, 0),
        ("UNLOAD", DAY + 5 * H, DAY + 5 * H, DAY + 5 * H, 0, 2),
    ]
    assert ran.numbers("s:forward") == [1, 2, 3], "an empty slot is not run"


def test_who_comes_in_the_instant_of_a_departure_is_on_it():
    ran = run(one_train(DAILY), at={"d": [0, DAY, DAY]})
    assert ran.boarded("d") == [0, 1, 1]


def test_and_so_is_who_comes_through_a_yard_and_a_desk_in_that_instant():
    a = place(
        facilities={"desk": {"servers": 1}},
        procedures={"p": {"facility": "desk", "hours": 0, "includes_waiting": False,
                          "when": {"visit": ["origin"]}}},
        yard={"capacity_feu": 9},
    )  # fmt: skip
    ran = run(one_train(DAILY, A=a), at={"d": [DAY, DAY]})
    assert ran.boarded("d") == [1, 1]
    assert ran.walk("d", 0)[:2] == [("ENTER", DAY, DAY, DAY, 0, -1), ("USE", DAY, DAY, DAY, 0, -1)]


def test_a_connection_in_the_instant_of_landing_is_made():
    data = network(
        {"A": None, "B": place(yard={"capacity_feu": 1}), "C": None},
        {"ab": rail("A", "B", 24), "bc": rail("B", "C", 1)},
        {"s": DAILY, "t": {**DAILY, "legs": ["bc"]}},
        {"d": demand("A", "C")},
    )
    ran = run(data, at={"d": [0]})
    assert ran.walk("d", 0) == [("BOARD", 0, 0, DAY, 0, 0), ("BOARD", DAY, DAY, DAY + H, 0, 1)]


def test_weekdays_and_clock_count_from_the_start_date():
    weekly = {**DAILY, "timetable": {"days": ["wed", "fri"], "at": "06:30"}}
    # 1 January 2025 is a Wednesday
    ran = run(one_train(weekly), at={"d": [0, DAY, 3 * DAY]})
    starts = [ran.walk("d", n)[0][2] for n in range(3)]
    assert starts == [6.5 * H, 2 * DAY + 6.5 * H, 7 * DAY + 6.5 * H]
    assert ran.boarded("d") == [0, 1, 2]


def test_a_slot_in_a_closure_of_the_service_is_lost():
    shut = {**DAILY, "closures": {"strike": {"start": "2025-01-02", "end": "2025-01-04"}}}
    ran = run(one_train(shut), at={"d": [H]})
    assert ran.walk("d", 0)[0] == ("BOARD", H, 3 * DAY, 3 * DAY + 5 * H, 0, 3)


def test_a_train_loads_at_its_track_lift_by_lift():
    a = place(facilities={"track": {"servers": 1, "load_minutes_per_feu": 10,
                                    "turnaround_hours": 1}})  # fmt: skip
    b = place(facilities={"track": {"servers": 1, "unload_minutes_per_feu": 5}})
    service = {**DAILY, "calls": {"A": {"facility": "track"}, "B": {"facility": "track"}}}
    ran = run(one_train(service, A=a, B=b), at={"d": [0, 0]})
    out, there = 4800, 4800 + 5 * H
    assert ran.trip("s:forward", 0) == [
        ("LOAD", 0, 0, out, H, 2),
        ("DEPART", out, out, out, 0, 0),
        ("RUN", out, out, there, 5 * H, 0),
        ("UNLOAD", there, there, there + 600, 0, 2),
    ]
    rows = sorted(ran.walk("d", n)[0] for n in (0, 1))
    assert rows == [
        ("BOARD", 0, H + 600, there + 300, 600, 0),
        ("BOARD", 0, H + 1200, there + 600, 600, 0),
    ]


def test_trains_queue_for_a_track():
    a = place(facilities={"track": {"servers": 1, "load_minutes_per_feu": 30}})
    service = filling(2, calls={"A": {"facility": "track"}})
    ran = run(one_train(service, A=a), at={"d": [0, 0, H, H]})
    assert ran.trip("s:forward", 0)[0] == ("LOAD", 0, 0, H, 0, 2)
    assert ran.trip("s:forward", 1)[0] == ("LOAD", H, H, 2 * H, 0, 2)
    ran = run(one_train(service, A=a), at={"d": [0, 0, 60, 60]})
    assert ran.trip("s:forward", 1)[0] == ("LOAD", 60, H, 2 * H, 0, 2)


def test_fill_and_go_leaves_when_full():
    ran = run(one_train(filling(3)), at={"d": [0, H, 2 * H, 2 * H, 3 * H, 4 * H]})
    assert sorted(ran.boarded("d")) == [0, 0, 0, 1, 1, 1]
    assert ran.trip("s:forward", 0)[0] == ("LOAD", 2 * H, 2 * H, 2 * H, 0, 3)
    assert ran.trip("s:forward", 1)[0] == ("LOAD", 4 * H, 4 * H, 4 * H, 0, 3)


def test_fill_and_go_leaves_after_the_longest_wait_of_its_first_container():
    ran = run(one_train(filling(3, longest_wait_hours=6)), at={"d": [H, 3 * H, 7 * H, 20 * H]})
    assert ran.boarded("d") == [0, 0, 0, 1], "full in the instant of its deadline"
    assert ran.walk("d", 3)[0] == ("BOARD", 20 * H, 26 * H, 31 * H, 0, 1)
    ran = run(one_train(filling(3, longest_wait_hours=6)), at={"d": [H, 3 * H, 7 * H + 1]})
    assert ran.boarded("d") == [0, 0, 1]
    assert ran.walk("d", 2)[0] == ("BOARD", 7 * H + 1, 13 * H + 1, 18 * H + 1, 0, 1)


def test_the_wait_of_who_is_left_behind_counts_from_its_own_coming():
    ran = run(one_train(filling(2, longest_wait_hours=6)), at={"d": [H, 2 * H, 2 * H]})
    late = ran.boarded("d").index(1)
    assert ran.walk("d", late)[0] == ("BOARD", 2 * H, 8 * H, 13 * H, 0, 1)


def test_without_a_longest_wait_it_leaves_only_full():
    ran = run(one_train(filling(3)), at={"d": [0, 0]}, horizon_days=30)
    assert ran.delivered("d") == [-1, -1]


def test_a_better_priority_boards_first():
    data = one_train(DAILY)
    data["demands"]["urgent"] = demand("A", "B", priority=-2)
    ran = run(data, at={"d": [H, 2 * H], "urgent": [3 * H]})
    assert ran.boarded("urgent") == [1]
    assert ran.boarded("d") == [1, 2]


def middle_stop(kind=None, **extra):
    """A — B — C on one service that stops at B."""
    legs = {"ab": rail("A", "B", 10), "bc": rail("B", "C", 10)}
    service = {**(kind or DAILY), "legs": ["ab", "bc"], "calls": {"B": {}}, **extra}
    corridors = {"c": corridor({"ab": "s", "bc": "s"})}
    return network(
        {"A": None, "B": None, "C": None}, legs, {"s": service},
        {"long": demand("A", "C"), "first": demand("A", "B"), "second": demand("B", "C")},
        corridors,
    )  # fmt: skip


def test_a_train_with_a_stop_puts_down_and_takes_up_on_its_way():
    ran = run(middle_stop(), at={"long": [DAY], "first": [DAY], "second": [DAY, DAY + 10 * H]})
    at_b, at_c = DAY + 10 * H, DAY + 20 * H
    assert ran.trip("s:forward", 1) == [
        ("LOAD", DAY, DAY, DAY, 0, 2),
        ("DEPART", DAY, DAY, DAY, 0, 0),
        ("RUN", DAY, DAY, at_b, 10 * H, 0),
        ("UNLOAD", at_b, at_b, at_b, 0, 1),
        ("LOAD", at_b, at_b, at_b, 0, 1),
        ("DEPART", at_b, at_b, at_b, 0, 0),
        ("RUN", at_b, at_b, at_c, 10 * H, 0),
        ("UNLOAD", at_c, at_c, at_c, 0, 2),
    ]
    assert ran.walk("long", 0) == [("BOARD", DAY, DAY, at_c, 0, 1)]
    assert ran.walk("first", 0) == [("BOARD", DAY, DAY, at_b, 0, 1)]
    assert ran.walk("second", 0) == [("BOARD", DAY, at_b, at_c, 0, 1)]


def test_who_comes_to_a_middle_stop_in_the_instant_of_the_train_is_on_it():
    ran = run(middle_stop(), at={"first": [DAY], "second": [DAY + 10 * H, DAY + 10 * H + 1]})
    assert ran.boarded("second")[0] == 1
    assert ran.walk("second", 0) == [("BOARD", DAY + 10 * H, DAY + 10 * H, DAY + 20 * H, 0, 1)]


def test_a_train_ends_where_nobody_needs_it_any_more():
    data = middle_stop()
    data["services"]["s"]["calls"] = {"B": {"load": False}}
    del data["demands"]["second"]
    ran = run(data, at={"first": [DAY]})
    assert [row[0] for row in ran.trip("s:forward", 1)] == ["LOAD", "DEPART", "RUN", "UNLOAD"]


def test_a_service_whose_service_changes_makes_a_transfer():
    data = network(
        {"A": None, "B": place(procedures={"papers": {
            "hours": 3, "includes_waiting": True, "when": {"visit": ["transfer"]}}}), "C": None},
        {"ab": rail("A", "B", 10), "bc": road("B", "C", 1)},
        {"s": DAILY, "t": {"kind": "on_demand", "legs": ["bc"]}},
        {"d": demand("A", "C")},
    )  # fmt: skip
    ran = run(data, at={"d": [0]})
    assert ran.walk("d", 0) == [
        ("BOARD", 0, 0, 10 * H, 0, 0),
        ("HOLD", 10 * H, 10 * H, 13 * H, 3 * H, -1),
        ("BOARD", 13 * H, 13 * H, 14 * H, 0, 0),
    ]


def test_a_train_goes_through_its_own_procedures():
    procedures = {
        "brakes": {"per": "vehicle", "at": "departure", "hours": 1, "includes_waiting": True},
        "customs": {"per": "vehicle", "at": "arrival", "facility": "lane", "hours": 2,
                    "includes_waiting": False},
    }  # fmt: skip
    a = place(procedures={"brakes": procedures["brakes"]})
    b = place(procedures={"customs": procedures["customs"]}, facilities={"lane": {"servers": 1}})
    ran = run(one_train({**DAILY, "timetable": {"every_hours": 1}}, A=a, B=b),
              at={"d": [0, H]})  # fmt: skip
    assert ran.trip("s:forward", 0) == [
        ("LOAD", 0, 0, 0, 0, 1), ("HOLD", 0, 0, H, H, 0), ("DEPART", H, H, H, 0, 0),
        ("RUN", H, H, 6 * H, 5 * H, 0), ("USE", 6 * H, 6 * H, 8 * H, 2 * H, 0),
        ("UNLOAD", 8 * H, 8 * H, 8 * H, 0, 1),
    ]  # fmt: skip
    assert ran.trip("s:forward", 1)[4] == ("USE", 7 * H, 8 * H, 10 * H, 2 * H, 0)


def on_grid(paths, hours=5, service=None, **leg):
    return one_train(service or filling(1), rail("A", "B", hours, paths_per_day=paths, **leg))


def test_trains_wait_for_their_path_one_each():
    ran = run(on_grid(4), at={"d": [0, 60, 60, 12 * H]})
    departs = sorted(ran.trip("s:forward", k)[1] for k in range(4))
    assert departs == [
        ("DEPART", 0, 0, 0, 0, 0),
        ("DEPART", 60, 6 * H, 6 * H, 0, 0),
        ("DEPART", 60, 12 * H, 12 * H, 0, 0),
        ("DEPART", 12 * H, 18 * H, 18 * H, 0, 0),
    ]


def test_a_fraction_of_a_path_a_day():
    """At 2.5 a day paths leave at 0, 34560, 69120, 103680 …"""
    ran = run(on_grid(2.5), at={"d": [1, 2, 3, 4, 5]})
    starts = [ran.trip("s:forward", k)[1][2] for k in range(5)]
    assert starts == [86_400 * 2 * k // 5 for k in range(1, 6)]


def test_no_train_overtakes_on_a_grid():
    """The draws by trip differ; arrivals keep the order of departures."""
    ran = run(on_grid(24, {"shape": "uniform", "low": 1, "high": 30}),
              at={"d": [k * H for k in range(60)]})  # fmt: skip
    runs = [ran.trip("s:forward", k)[2] for k in range(60)]
    ends = [row[3] for row in runs]
    assert ends == sorted(ends)
    held = 0
    for k, row in enumerate(runs):
        drawn = row[1] + row[4]
        assert row[3] == max(drawn, ends[k - 1] if k else 0)
        held += row[3] > drawn
    assert held > 5


def test_paths_in_a_closure_of_the_leg_are_lost():
    shut = {"closures": {"works": {"start": "2025-01-02", "end": "2025-01-04"}}}
    ran = run(on_grid(4, **shut), at={"d": [DAY - 6 * H, DAY - 1, DAY, DAY + H]})
    starts = [ran.trip("s:forward", k)[1][2] for k in range(4)]
    assert starts == [DAY - 6 * H, 3 * DAY, 3 * DAY + 6 * H, 3 * DAY + 12 * H]


def test_a_train_whose_own_service_is_closed_holds_no_other_back():
    """Two services share a line of 4 paths a day; one stops for a week with a train waiting."""
    legs = {"ab": rail("A", "B", 5, paths_per_day=4)}
    shut = {"closures": {"strike": {"start": "2025-01-02", "days": 7}}}
    data = network(
        {"A": None, "B": None}, legs, {"s": {**filling(1), **shut}, "t": filling(1)},
        {"d": demand("A", "B"), "e": demand("A", "B", corridors=["other"])},
        {"c": corridor({"ab": "s"}), "other": corridor({"ab": "t"})},
    )  # fmt: skip
    ran = run(data, at={"d": [DAY - H], "e": [DAY + H, DAY + 2 * H]})
    assert ran.trip("s:forward", 0)[1] == ("DEPART", DAY - H, 8 * DAY, 8 * DAY, 0, 0)
    assert ran.trip("t:forward", 0)[1][2] == DAY + 6 * H
    assert ran.trip("t:forward", 1)[1][2] == DAY + 12 * H


def test_each_direction_has_its_own_grid():
    data = on_grid({"forward": 1, "backward": 2})
    data["demands"]["back"] = demand("B", "A")
    ran = run(data, at={"d": [1], "back": [1]})
    assert ran.trip("s:forward", 0)[1][2] == DAY
    assert ran.trip("s:backward", 0)[1][2] == DAY // 2
