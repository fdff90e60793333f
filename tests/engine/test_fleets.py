"""Hand-worked rotations of vessels."""

import pytest
from worlds import DAY, H, corridor, demand, network, place, run, sea


def fleet(legs=("ab",), vessels=1, slots=10, least=1, longest=24, **keys):
    return {
        "kind": "fleet", "legs": list(legs), "vessels": vessels, "vessel": {"slots_feu": slots},
        "least_load_feu": least, "longest_wait_hours": longest, **keys,
    }  # fmt: skip


def ports(service, a=None, b=None, leg=None):
    """A — sea, ten hours — B, with demand both ways."""
    return network(
        {"A": a, "B": b}, {"ab": leg or sea("A", "B", 10)}, {"s": service},
        {"west": demand("A", "B"), "east": demand("B", "A")},
    )  # fmt: skip


def berth(**keys):
    return place(facilities={"berth": {"servers": 1, **keys}})


BOTH = {"calls": {"A": {"facility": "berth"}, "B": {"facility": "berth"}}}


def test_a_vessel_sails_from_its_least_load_on():
    ran = run(ports(fleet(least=2, longest=48)), at={"west": [H, 5 * H]})
    assert ran.walk("west", 0) == [("BOARD", H, H, 15 * H, 0, 0)]
    assert ran.walk("west", 1) == [("BOARD", 5 * H, 5 * H, 15 * H, 0, 0)]
    assert ran.trip("s:forward", 0) == [
        ("LOAD", 0, 0, 5 * H, 0, 2),
        ("DEPART", 5 * H, 5 * H, 5 * H, 0, 0),
        ("RUN", 5 * H, 5 * H, 15 * H, 10 * H, 0),
        ("UNLOAD", 15 * H, 15 * H, 15 * H, 0, 2),
    ]


def test_it_sails_with_all_that_is_there():
    ran = run(ports(fleet(least=2, longest=48)), at={"west": [5 * H] * 5})
    assert ran.trip("s:forward", 0)[0] == ("LOAD", 0, 0, 5 * H, 0, 5)


def test_it_must_sail_at_its_longest_wait_from_the_first_container():
    ran = run(ports(fleet(least=5)), at={"west": [3 * H, 26 * H, 27 * H, 27 * H + 1]})
    assert ran.trip("s:forward", 0)[0] == ("LOAD", 0, 0, 27 * H, 0, 3)
    assert ran.boarded("west")[:3] == [0, 0, 0], "who comes in its last instant is aboard"


def test_the_wait_counts_from_ready_where_the_container_came_first():
    ran = run(ports(fleet(least=5)), at={"west": [3 * H, 30 * H]})
    # at B at 37:00, where nothing waits; the one at A came at 30:00
    assert ran.trip("s:backward", 1) == [
        ("LOAD", 37 * H, 37 * H, 61 * H, 0, 0),
        ("DEPART", 61 * H, 61 * H, 61 * H, 0, 0),
        ("RUN", 61 * H, 61 * H, 71 * H, 10 * H, 0),
        ("UNLOAD", 71 * H, 71 * H, 71 * H, 0, 0),
    ]
    assert ran.trip("s:forward", 2)[0] == ("LOAD", 71 * H, 71 * H, 95 * H, 0, 1)


def test_it_sails_empty_when_containers_wait_only_at_the_other_end():
    ran = run(ports(fleet(least=1)), at={"east": [3 * H]})
    assert ran.trip("s:forward", 0)[0] == ("LOAD", 0, 0, 27 * H, 0, 0)
    assert ran.walk("east", 0) == [("BOARD", 3 * H, 37 * H, 47 * H, 0, 1)]


def test_it_stays_where_nobody_waits_anywhere():
    ran = run(ports(fleet(least=1)), at={})
    assert ran.trip("s:forward", 0) == [("LOAD", 0, 0, -1, 0, 0)]


def test_a_least_load_of_nothing_never_waits():
    ran = run(ports(fleet(least=0)), at={"west": [H]}, horizon_days=2)
    assert ran.trip("s:forward", 0)[0] == ("LOAD", 0, 0, 0, 0, 0)
    assert ran.trip("s:backward", 1)[0] == ("LOAD", 10 * H, 10 * H, 10 * H, 0, 0)
    assert ran.walk("west", 0) == [("BOARD", H, 20 * H, 30 * H, 0, 2)]


def test_a_full_vessel_leaves_the_rest_behind():
    ran = run(ports(fleet(slots=2, least=1)), at={"west": [H, H, H]})
    trips = ran.boarded("west")
    assert sorted(trips) == [0, 0, 2]
    left = trips.index(2)
    # the wait for it makes the vessel come back empty: ready at B at 11:00
    assert ran.walk("west", left) == [("BOARD", H, 45 * H, 55 * H, 0, 2)]


def test_vessels_load_in_order_of_readiness_and_start_at_alternate_ends():
    ran = run(ports(fleet(vessels=3, slots=1)), at={"west": [H, H], "east": [H]})
    assert ran.trip("s:forward", 0)[0][:4] == ("LOAD", 0, 0, H)
    assert ran.trip("s:forward", 2)[0][:4] == ("LOAD", 0, 0, H)
    assert ran.trip("s:backward", 1)[0][:4] == ("LOAD", 0, 0, H)
    assert ran.numbers("s:backward") == [1, 3, 5], "number = round · vessels + vessel"


def test_discharge_frees_each_box_at_its_own_tick():
    b = berth(unload_minutes_per_feu=30, turnaround_hours=2)
    ran = run(ports(fleet(least=3, **BOTH), berth(), b), at={"west": [0, 0, 0]})
    at = 10 * H
    assert ran.trip("s:forward", 0)[3] == ("UNLOAD", at, at, at + 2 * H + 90 * 60, 2 * H, 3)
    ends = sorted(ran.delivered("west"))
    assert ends == [at + 2 * H + k * 1800 for k in (1, 2, 3)]


def test_discharge_never_waits_for_cargo_and_the_next_load_needs_no_second_turnaround():
    port = berth(unload_minutes_per_feu=30, load_minutes_per_feu=15, turnaround_hours=2)
    ran = run(ports(fleet(**BOTH), port, port), at={"west": [0], "east": [20 * H]})
    out = 2 * H + 900
    assert ran.trip("s:forward", 0)[0] == ("LOAD", 0, 0, out, 2 * H, 1)
    done = out + 10 * H + 2 * H + 1800
    assert ran.trip("s:forward", 0)[3][3] == done
    assert ran.trip("s:backward", 1)[0] == ("LOAD", done, done, 20 * H + 900, 0, 1)


def two_fleets(waits_at):
    """Two services with one berth between them at A; `s` never gets cargo."""
    legs = {"ab": sea("A", "B", 10), "ac": sea("A", "C", 10)}
    a = berth()
    keys = {"waits_at": waits_at, "calls": {"A": {"facility": "berth"}}}
    return network(
        {"A": a, "B": None, "C": None}, legs,
        {"s": fleet(**keys), "t": fleet(["ac"], longest=30, **keys)},
        {"west": demand("A", "C", corridors=["e"]), "none": demand("A", "B")},
        {"c": corridor({"ab": "s"}), "e": corridor({"ac": "t"})},
    )  # fmt: skip


def test_at_anchorage_a_vessel_waits_without_a_berth():
    ran = run(two_fleets("anchorage"), at={"west": [5 * H]})
    assert ran.walk("west", 0) == [("BOARD", 5 * H, 5 * H, 15 * H, 0, 0)]
    assert ran.trip("t:forward", 0)[0] == ("LOAD", 0, 5 * H, 5 * H, 0, 1)


def test_at_the_berth_it_keeps_others_out():
    ran = run(two_fleets("berth"), at={"west": [5 * H]})
    first = ran.trip("s:forward", 0)[0][2] == 0
    waiting, other = ("t", "s") if first else ("s", "t")
    assert ran.trip(f"{other}:forward", 0)[0][2] == 0
    assert ran.trip(f"{waiting}:forward", 0)[0][2] == (-1 if first else 5 * H)


def test_at_anchorage_it_comes_in_when_its_load_is_there():
    a = berth(load_minutes_per_feu=60)
    service = fleet(least=2, waits_at="anchorage", calls={"A": {"facility": "berth"}})
    ran = run(ports(service, a), at={"west": [H, 5 * H]})
    assert ran.trip("s:forward", 0)[:2] == [
        ("LOAD", 0, 5 * H, 7 * H, 0, 2),
        ("DEPART", 7 * H, 7 * H, 7 * H, 0, 0),
    ]
    assert [ran.walk("west", n)[0][2] for n in (0, 1)] == [6 * H, 7 * H]


def test_and_leaves_the_berth_to_wait():
    b = berth(unload_minutes_per_feu=60)
    service = fleet(waits_at="anchorage", calls={"B": {"facility": "berth"}})
    data = ports(service, None, b)
    data["services"]["t"] = fleet(["cb"], calls={"B": {"facility": "berth"}})
    data["legs"]["cb"] = sea("C", "B", 20)
    data["places"]["C"] = place()
    data["corridors"]["e"] = corridor({"cb": "t"})
    data["demands"]["far"] = demand("C", "B", corridors=["e"])
    ran = run(data, at={"west": [0], "far": [0]})
    assert ran.trip("s:forward", 0)[3] == ("UNLOAD", 10 * H, 10 * H, 11 * H, 0, 1)
    assert ran.trip("t:forward", 0)[3] == ("UNLOAD", 20 * H, 20 * H, 21 * H, 0, 1)


SHUT = {"closures": {"storm": {"start": "2025-01-02", "end": "2025-01-04"}}}


def test_departure_needs_the_home_port_open():
    ran = run(ports(fleet(**BOTH), berth(**SHUT), berth()), at={"west": [DAY + H]})
    # the lift waits for the berth too
    assert ran.trip("s:forward", 0)[:2] == [
        ("LOAD", 0, 0, DAY + H, 0, 1),
        ("DEPART", DAY + H, 3 * DAY, 3 * DAY, 0, 0),
    ]


@pytest.mark.parametrize(("both", "leaves"), [(False, DAY + H), (True, 3 * DAY)])
def test_departure_may_need_the_destination_open(both, leaves):
    service = fleet(needs_both_open=both, **BOTH)
    ran = run(ports(service, berth(), berth(**SHUT)), at={"west": [DAY + H]})
    assert ran.trip("s:forward", 0)[1] == ("DEPART", DAY + H, leaves, leaves, 0, 0)


def test_needs_both_open_heeds_a_closed_place_without_a_berth():
    service = fleet(needs_both_open=True)
    ran = run(ports(service, None, place(**SHUT)), at={"west": [DAY + H]})
    assert ran.trip("s:forward", 0)[1] == ("DEPART", DAY + H, 3 * DAY, 3 * DAY, 0, 0)


def test_a_vessel_whose_port_shuts_on_the_way_waits_outside():
    ran = run(ports(fleet(**BOTH), berth(), berth(**SHUT)), at={"west": [DAY - H]})
    arrive = DAY + 9 * H
    assert ran.trip("s:forward", 0)[2:] == [
        ("RUN", DAY - H, DAY - H, arrive, 10 * H, 0),
        ("UNLOAD", arrive, 3 * DAY, 3 * DAY, 0, 1),
    ]


def test_a_storm_that_breaks_in_mid_discharge_suspends_it():
    b = berth(unload_minutes_per_feu=60, **SHUT)
    ran = run(ports(fleet(least=3, **BOTH), berth(), b), at={"west": [DAY - 10 * H - 5400] * 3})
    begin = DAY - 5400
    assert ran.trip("s:forward", 0)[3] == ("UNLOAD", begin, begin, 3 * DAY + 5400, 0, 3)
    assert sorted(ran.delivered("west")) == [DAY - 1800, 3 * DAY + 1800, 3 * DAY + 5400]


def test_no_lift_starts_at_a_berth_that_has_shut():
    """The first lift ends in the instant of closing; a container comes to a shut berth."""
    b = berth(unload_minutes_per_feu=60, load_minutes_per_feu=60, **SHUT)
    ran = run(ports(fleet(least=2, **BOTH), berth(), b), at={"west": [DAY - 11 * H] * 2})
    assert sorted(ran.delivered("west")) == [DAY, 3 * DAY + H]
    a = berth(load_minutes_per_feu=60, **SHUT)
    ran = run(ports(fleet(**BOTH), a, berth()), at={"west": [DAY + 5 * H]})
    assert ran.walk("west", 0)[0][:3] == ("BOARD", DAY + 5 * H, 3 * DAY + H)


def test_one_storm_shuts_all_ports_that_name_it():
    stormy = {"weather": ["caspian"]}
    data = ports(fleet(vessels=2, **BOTH), berth(**stormy), berth(**stormy))
    data["weather"] = {"caspian": {"name": "Storms", "open_days": 2, "shut_days": 1}}
    ran = run(data, at={"west": [2 * DAY + H], "east": [2 * DAY + H]})
    for line in ("s:forward", "s:backward"):
        number = ran.numbers(line)[0]
        assert ran.trip(line, number)[1][1:4] == (2 * DAY + H, 3 * DAY, 3 * DAY)


def test_capacity_follows_the_draught_of_the_day():
    """A sea that falls a metre a year, a vessel that loses 10 t a centimetre."""
    vessel = {"slots_feu": 10, "deadweight_t": 140, "full_draught_m": 5, "tonnes_per_cm": 14}
    shallow = {"sea": "caspian", "depth_m": 5}
    service = {**fleet(least=1, longest=0), "vessel": vessel}
    data = ports(service, place(**shallow))
    data["seas"] = {"caspian": {
        "name": "Caspian", "reference_level_m": -28, "level_m": -28, "trend_m_per_year": -3.65,
    }}  # fmt: skip
    ran = run(data, at={"west": [0] * 12 + [4 * DAY] * 12})
    # 14 t a box: ten fit on day 0, one fewer for each centimetre, a centimetre a day
    assert ran.plan.lines[0].capacity[:4].tolist() == [10, 9, 8, 7]
    loads = [ran.trip("s:forward", n)[0] for n in ran.numbers("s:forward")]
    for row in (r for r in loads if r[3] >= 0):
        assert row[5] <= ran.plan.lines[0].capacity[row[3] // DAY]
    assert loads[0] == ("LOAD", 0, 0, 0, 0, 10)


def test_a_full_vessel_sails_even_below_its_least_load():
    service = fleet(slots=2, least=5, longest=240)
    ran = run(ports(service), at={"west": [0, H]})
    assert ran.trip("s:forward", 0)[0] == ("LOAD", 0, 0, H, 0, 2)


def test_a_vessel_follows_a_chain_of_legs():
    data = network(
        {"A": None, "B": None, "C": None}, {"ab": sea("A", "B", 5), "bc": sea("B", "C", 6)},
        {"s": fleet(["ab", "bc"])}, {"west": demand("A", "C"), "east": demand("C", "A")},
    )  # fmt: skip
    ran = run(data, at={"west": [0], "east": [H]})
    assert ran.walk("west", 0) == [("BOARD", 0, 0, 11 * H, 0, 0)]
    assert ran.walk("east", 0) == [("BOARD", H, 11 * H, 22 * H, 0, 1)]
