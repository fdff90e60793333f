"""Hand-worked journeys by lorry, and what happens at facilities: every row of the log."""

import pytest
from worlds import DAY, H, demand, network, place, road, run

LORRIES = {"s": {"kind": "on_demand", "legs": ["ab"]}}


def gate(servers=1, hours=2, **facility):
    """A — road — B with a desk at A."""
    rules = {"facility": "desk", "hours": hours, "includes_waiting": False}
    desk = {"servers": servers, **facility}
    a = place(facilities={"desk": desk}, procedures={"p": {**rules, "when": {"visit": ["origin"]}}})
    return network({"A": a, "B": None}, {"ab": road("A", "B", 3)}, LORRIES,
                   {"d": demand("A", "B")})  # fmt: skip


def test_a_lorry_leaves_at_once_with_one_container():
    data = network({"A": None, "B": None}, {"ab": road("A", "B", 3)}, LORRIES,
                   {"d": demand("A", "B")})  # fmt: skip
    ran = run(data, at={"d": [H, H, 5 * H]})
    for ordinal, t in enumerate([H, H, 5 * H]):
        assert ran.walk("d", ordinal) == [("BOARD", t, t, t + 3 * H, 0, ran.boarded("d")[ordinal])]
    assert sorted(ran.boarded("d")) == [0, 1, 2]
    assert ran.trip("s:forward", 2) == [
        ("LOAD", 5 * H, 5 * H, 5 * H, 0, 1),
        ("DEPART", 5 * H, 5 * H, 5 * H, 0, 0),
        ("RUN", 5 * H, 5 * H, 8 * H, 3 * H, 0),
        ("UNLOAD", 8 * H, 8 * H, 8 * H, 0, 1),
    ]
    assert ran.delivered("d") == [4 * H, 4 * H, 8 * H]


def test_a_hold_needs_no_server():
    a = place(procedures={"rest": {"hours": 7, "includes_waiting": True}})
    data = network({"A": a, "B": None}, {"ab": road("A", "B", 3)}, LORRIES,
                   {"d": demand("A", "B")})  # fmt: skip
    ran = run(data, at={"d": [0, 0]})
    for n in (0, 1):
        assert ran.walk("d", n)[0] == ("HOLD", 0, 0, 7 * H, 7 * H, -1)
        assert ran.delivered("d")[n] == 10 * H


def test_one_server_serves_one_after_another():
    ran = run(gate(), at={"d": [H, 2 * H, 9 * H]})
    assert [ran.walk("d", n)[0] for n in range(3)] == [
        ("USE", H, H, 3 * H, 2 * H, -1),
        ("USE", 2 * H, 3 * H, 5 * H, 2 * H, -1),
        ("USE", 9 * H, 9 * H, 11 * H, 2 * H, -1),
    ]


def test_a_server_freed_in_an_instant_serves_in_that_instant():
    ran = run(gate(), at={"d": [H, 3 * H]})
    assert ran.walk("d", 1)[0] == ("USE", 3 * H, 3 * H, 5 * H, 2 * H, -1)


def test_a_service_of_no_length_takes_no_time_but_keeps_order():
    ran = run(gate(hours=0), at={"d": [H, H, H]})
    for n in range(3):
        assert ran.walk("d", n)[0] == ("USE", H, H, H, 0, -1)


def test_ties_go_by_the_travellers_own_draw():
    ran = run(gate(), at={"d": [H, H, H]})
    ties = ran.plan.draws.streams[ran.plan.flows[0].tie]
    starts = {n: ran.walk("d", n)[0][2] for n in range(3)}
    by_luck = sorted(range(3), key=lambda n: ties[n])
    assert [starts[n] for n in by_luck] == [H, 3 * H, 5 * H]


def test_a_queue_may_reach_beyond_every_clock():
    ran = run(gate(hours=2**31 / H), at={"d": [H, *range(2 * H, 5 * H, H)]})
    assert ran.walk("d", 0) == [("USE", H, H, -1, 0, -1)]
    for n in (1, 2, 3):
        assert ran.walk("d", n) == [("USE", (n + 1) * H, -1, -1, 0, -1)]


def test_who_comes_together_is_served_in_turn_with_who_comes_later():
    ran = run(gate(servers=2), at={"d": [H, H, H, H, H, 2 * H, 6 * H]})
    ties = ran.plan.draws.streams[ran.plan.flows[0].tie]
    first = sorted(range(5), key=lambda n: ties[n])
    starts = dict(zip(first, [H, H, 3 * H, 3 * H, 5 * H], strict=True)) | {5: 5 * H, 6: 7 * H}
    assert {n: ran.walk("d", n)[0][2] for n in range(7)} == starts


def test_the_end_cuts_a_chain_of_holds_where_it_is():
    rules = {"includes_waiting": True, "when": {"visit": ["origin"]}}
    holds = {name: {**rules, "hours": 30} for name in ("r1", "r2", "r3")}
    data = network({"A": place(procedures=holds), "B": None}, {"ab": road("A", "B", 3)}, LORRIES,
                   {"d": demand("A", "B")})  # fmt: skip
    ran = run(data, at={"d": [H, 20 * H]}, horizon_days=1, follow_days=1)
    assert ran.log.end == 2 * DAY
    assert ran.walk("d", 0) == [
        ("HOLD", H, H, 31 * H, 30 * H, -1),
        ("HOLD", 31 * H, 31 * H, -1, 0, -1),
    ]
    assert ran.walk("d", 1) == [("HOLD", 20 * H, 20 * H, -1, 0, -1)]


def test_a_better_priority_goes_first_but_interrupts_nobody():
    data = gate()
    data["demands"]["urgent"] = demand("A", "B", priority=-1)
    ran = run(data, at={"d": [0, H], "urgent": [H]})
    assert ran.walk("d", 0)[0] == ("USE", 0, 0, 2 * H, 2 * H, -1)
    assert ran.walk("urgent", 0)[0] == ("USE", H, 2 * H, 4 * H, 2 * H, -1)
    assert ran.walk("d", 1)[0] == ("USE", H, 4 * H, 6 * H, 2 * H, -1)


def test_who_needs_several_servers_waits_for_all_and_holds_back_the_rest():
    data = gate(servers=2)
    data["places"]["A"]["procedures"] = {
        "wide": {"facility": "desk", "servers": 2, "hours": 4, "includes_waiting": False,
                 "when": {"goes_to": ["C"]}},
        "narrow": {"facility": "desk", "hours": 2, "includes_waiting": False,
                   "when": {"goes_to": ["B"]}},
    }  # fmt: skip
    data["places"]["C"] = place()
    data["legs"]["ac"] = road("A", "C", 3)
    data["services"]["t"] = {"kind": "on_demand", "legs": ["ac"]}
    data["corridors"]["e"] = {**data["corridors"]["c"], "legs": {"ac": {"service": "t"}}}
    data["demands"]["wide"] = demand("A", "C", corridors=["e"])
    ran = run(data, at={"d": [0, H + 60], "wide": [H]})
    assert ran.walk("d", 0)[0] == ("USE", 0, 0, 2 * H, 2 * H, -1)
    assert ran.walk("wide", 0)[0] == ("USE", H, 2 * H, 6 * H, 4 * H, -1)
    # a server is free all along, but the wide one stands in front
    assert ran.walk("d", 1)[0] == ("USE", H + 60, 6 * H, 8 * H, 2 * H, -1)


@pytest.mark.parametrize(
    ("rule", "end"),
    [("finish", 22), ("suspend", 22 + 10), ("restart", 30 + 4)],
)
def test_a_facility_that_closes_in_mid_service(rule, end):
    """Open 06:00-20:00; a service of four hours from 18:00."""
    ran = run(_desk_hours(4, rule), at={"d": [18 * H]})
    assert ran.walk("d", 0)[0] == ("USE", 18 * H, 18 * H, end * H, 4 * H, -1)


def _desk_hours(hours, rule="suspend"):
    data = gate(hours=hours)
    desk = {"servers": 1, "when_closed": rule, "hours": {"open": "06:00", "close": "20:00"}}
    data["places"]["A"]["facilities"]["desk"] = desk
    return data


def test_nothing_starts_while_closed_and_the_queue_waits_for_opening():
    ran = run(_desk_hours(1), at={"d": [2 * H, 3 * H]})
    assert ran.walk("d", 0)[0] == ("USE", 2 * H, 6 * H, 7 * H, H, -1)
    assert ran.walk("d", 1)[0] == ("USE", 3 * H, 7 * H, 8 * H, H, -1)


def test_who_comes_in_the_instant_of_closing_is_too_late():
    ran = run(_desk_hours(1), at={"d": [20 * H - 1, 20 * H]}, horizon_days=3)
    assert ran.walk("d", 0)[0] == ("USE", 20 * H - 1, 20 * H - 1, 31 * H - 1, H, -1)
    # suspended one second into the service, which ends in the first hour of the next day
    assert ran.walk("d", 1)[0] == ("USE", 20 * H, 31 * H - 1, 32 * H - 1, H, -1)


def test_a_service_that_ends_in_the_instant_of_closing_is_done():
    ran = run(_desk_hours(1, "restart"), at={"d": [19 * H]})
    assert ran.walk("d", 0)[0] == ("USE", 19 * H, 19 * H, 20 * H, H, -1)


def test_who_comes_in_the_instant_of_opening_is_served():
    ran = run(_desk_hours(1), at={"d": [6 * H]})
    assert ran.walk("d", 0)[0] == ("USE", 6 * H, 6 * H, 7 * H, H, -1)


def test_a_service_of_no_length_waits_for_opening_too():
    ran = run(_desk_hours(0), at={"d": [20 * H]}, horizon_days=3)
    assert ran.walk("d", 0)[0] == ("USE", 20 * H, 30 * H, 30 * H, 0, -1)


def test_restart_tries_again_until_an_open_stretch_is_long_enough():
    """Open 06:00-20:00 and closed all of day 1: twelve hours from 10:00 restart on day 2."""
    data = _desk_hours(12, "restart")
    data["places"]["A"]["facilities"]["desk"]["closures"] = {
        "repair": {"start": "2025-01-02", "days": 1}
    }
    ran = run(data, at={"d": [10 * H]})
    assert ran.walk("d", 0)[0] == ("USE", 10 * H, 10 * H, (48 + 6 + 12) * H, 12 * H, -1)


def test_inspection_picks_by_the_containers_own_uniform():
    data = gate()
    data["places"]["A"]["procedures"]["p"]["share"] = 0.3
    ran = run(data, at={"d": [n * DAY for n in range(9)]})
    picks = ran.plan.draws.streams[ran.plan.itineraries[0].steps[0].pick]
    for n in range(9):
        kinds = [row[0] for row in ran.walk("d", n)]
        assert kinds == (["USE", "BOARD"] if picks[n] else ["BOARD"])
    assert 0 < sum(picks[n] for n in range(9)) < 9


def test_other_traffic_competes_for_servers():
    data = gate(hours=2)
    data["places"]["A"]["facilities"]["desk"]["other_traffic"] = {
        "trains": {"per_day": 1, "erlang_k": 1000, "service_hours": 6, "size": 2, "servers": 1}
    }
    ran = run(data, horizon_days=3, at={"d": [DAY // 2]})
    other = ran.flow("other/A.desk.trains")
    rows = ran.steps[ran.steps[:, 0] == other]
    releases = ran.units[ran.units[:, 0] == other]
    assert releases[0, 3] == releases[1, 3], "a convoy arrives together"
    assert rows[0, 5] - rows[0, 4] == 6 * H
    assert sorted(rows[:2, 4].tolist())[1] == sorted(rows[:2, 4].tolist())[0] + 6 * H


def test_a_closed_leg_holds_departures_and_lets_those_under_way_finish():
    data = network(
        {"A": None, "B": None},
        {"ab": road("A", "B", 30, closures={"snow": {"start": "2025-01-02", "end": "2025-01-05"}})},
        LORRIES, {"d": demand("A", "B")},
    )  # fmt: skip
    ran = run(data, at={"d": [DAY - 1, DAY, 2 * DAY, 4 * DAY]})
    assert ran.trip("s:forward", 0)[2] == ("RUN", DAY - 1, DAY - 1, DAY - 1 + 30 * H, 30 * H, 0)
    assert ran.trip("s:forward", 1)[1:3] == [
        ("DEPART", DAY, 4 * DAY, 4 * DAY, 0, 0),
        ("RUN", 4 * DAY, 4 * DAY, 4 * DAY + 30 * H, 30 * H, 0),
    ]
    assert ran.trip("s:forward", 2)[1] == ("DEPART", 2 * DAY, 4 * DAY, 4 * DAY, 0, 0)
    assert ran.trip("s:forward", 3)[1] == ("DEPART", 4 * DAY, 4 * DAY, 4 * DAY, 0, 0)


def test_a_closed_place_shuts_its_facilities_and_departures():
    data = gate(hours=2)
    data["places"]["A"]["closures"] = {"strike": {"start": "2025-01-02", "days": 2}}
    ran = run(data, at={"d": [DAY - H, DAY + H]})
    assert ran.walk("d", 0) == [
        ("USE", DAY - H, DAY - H, 3 * DAY + H, 2 * H, -1),
        ("BOARD", 3 * DAY + H, 3 * DAY + H, 3 * DAY + 4 * H, 0, 0),
    ]
    assert ran.walk("d", 1)[0] == ("USE", DAY + H, 3 * DAY + H, 3 * DAY + 3 * H, 2 * H, -1)


def test_a_closed_service_forms_no_departures():
    data = gate(hours=0)
    data["services"]["s"] = {
        **LORRIES["s"], "closures": {"strike": {"start": "2025-01-02", "days": 2}}
    }  # fmt: skip
    ran = run(data, at={"d": [DAY, 2 * DAY]})
    assert ran.walk("d", 0)[1] == ("BOARD", DAY, 3 * DAY, 3 * DAY + 3 * H, 0, 0)
    assert ran.walk("d", 1)[1] == ("BOARD", 2 * DAY, 3 * DAY, 3 * DAY + 3 * H, 0, 1)


def test_a_container_not_yet_there_has_minus_one_for_what_has_not_happened():
    data = gate(hours=50)
    ran = run(data, at={"d": [9 * DAY, 9 * DAY + H]}, horizon_days=10, follow_days=0.5)
    assert ran.log.end == 10 * DAY + DAY // 2
    assert ran.walk("d", 0) == [("USE", 9 * DAY, 9 * DAY, -1, 0, -1)]
    assert ran.walk("d", 1) == [("USE", 9 * DAY + H, -1, -1, 0, -1)]
    assert ran.delivered("d") == [-1, -1]


def test_the_run_ends_when_the_window_is_over_and_all_its_containers_are_there():
    ran = run(gate(hours=2), at={"d": [10 * DAY - H, 10 * DAY]}, horizon_days=10)
    assert ran.log.end == 10 * DAY + 4 * H
    assert ran.delivered("d") == [10 * DAY + 4 * H, -1]
