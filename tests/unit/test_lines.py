"""Services as lines: rows, running times, slots, grids, capacities by day."""

import datetime as dt

import pytest
from worlds import DAY, H, compiled, demand, network, place, rail, sea

from simulator.model.movement import Leg, Timetable
from simulator.plan import lines
from simulator.plan.tables import Move

WEDNESDAY = dt.date(2025, 1, 1)


@pytest.mark.parametrize(
    ("keys", "slots", "cycle"),
    [
        ({"every_hours": 6, "offset_hours": 1}, (H,), 6 * H),
        ({"days": ["wed"], "at": "05:30"}, (int(5.5 * H),), 7 * DAY),
        ({"days": ["mon", "tue", "thu"]}, (DAY, 5 * DAY, 6 * DAY), 7 * DAY),
        ({"days": ["wed", "tue"], "at": "24:00"}, (DAY, 7 * DAY), 7 * DAY),
        ({"every_hours": 168 / 9}, (0,), 67_200),
    ],
)
def test_slots_of_a_timetable(keys, slots, cycle):
    assert lines.timetable_slots(Timetable(**keys), WEDNESDAY) == (slots, cycle)


def leg(**keys):
    return Leg(**{"start": "A", "end": "B", "mode": "rail", "gauge": 1520, "km": 1200, **keys})


def test_running_time_by_hours_or_by_speed_in_each_direction():
    by_hours = leg(move_hours={"forward": 3, "backward": 5})
    assert [lines.run_time(by_hours, f).value for f in (True, False)] == [3, 5]
    by_speed = leg(speed_km_per_day={"forward": 600, "backward": 1200})
    assert [lines.run_time(by_speed, f).value for f in (True, False)] == [48, 24]
    spread = lines.run_time(leg(speed_km_per_day=600, move_cv=0.2), True)
    assert (spread.shape, spread.mean, spread.cv) == ("gamma", 48, 0.2)


@pytest.mark.parametrize(
    ("paths", "ratio"), [(12, (12, 1)), (2.5, (5, 2)), (1 / 3, (1, 3)), (0.7, (7, 10))]
)
def test_grids_are_exact_fractions(paths, ratio):
    grid = lines.path_grid("x", leg(move_hours=1, paths_per_day=paths), True)
    assert (grid.p, grid.q) == ratio


def test_no_grid_where_no_paths_are_given():
    one_way = leg(move_hours=1, paths_per_day={"forward": 3, "backward": None})
    assert lines.path_grid("x", one_way, True) is not None
    assert lines.path_grid("x", one_way, False) is None


def vehicle_procedure(**keys):
    return {"per": "vehicle", "hours": 1, "includes_waiting": True, **keys}


def border():
    """A (AZ) — B (AZ) — C (GE) — D (GE): exit at B, entry at C, on one train."""
    a = place("AZ")
    b = place("AZ", procedures={"exit": vehicle_procedure(when={"goes_to": ["GE"]})})
    c = place("GE", procedures={
        "entry": vehicle_procedure(when={"came_from": ["AZ"]}),
        "couple": vehicle_procedure(at="departure", when={"direction": ["eastbound"]}),
    })  # fmt: skip
    legs = {"ab": rail("A", "B"), "bc": rail("B", "C"), "cd": rail("C", "D")}
    services = {"s": {"kind": "fill_and_go", "capacity_feu": 1, "legs": list(legs)}}
    return compiled(network({"A": a, "B": b, "C": c, "D": place("GE")}, legs, services, {
        "west": demand("A", "D"), "east": demand("D", "A"),
    })).plan  # fmt: skip


def test_a_train_goes_through_the_border_where_the_countries_say_so():
    plan = border()
    backward, forward = plan.lines
    assert (backward.name, forward.name) == ("s:backward", "s:forward")
    assert [name for name in forward.labels if name] == ["exit", "entry"]
    assert [name for name in backward.labels if name] == ["couple"]
    kinds = [s.kind for s in forward.steps]
    assert kinds == [Move.LOAD, Move.DEPART, Move.RUN, Move.HOLD, Move.DEPART, Move.RUN,
                     Move.HOLD, Move.DEPART, Move.RUN, Move.UNLOAD]  # fmt: skip


def test_rows_of_stops_and_runs_are_where_the_line_says():
    for line in border().lines:
        assert line.steps[line.first_step[0]].kind == Move.LOAD
        assert line.steps[line.unload_step[-1]].kind == Move.UNLOAD
        assert line.run_step[0] == line.unload_step[0] == line.first_step[-1] == -1
        assert all(line.steps[row].kind == Move.RUN for row in line.run_step[1:])
        assert line.loads == (0,)


def test_lines_that_nobody_boards_are_left_out_but_for_fleets():
    services = {"s": {"kind": "fill_and_go", "capacity_feu": 1, "legs": ["ab"]}}
    data = network({"A": None, "B": None}, {"ab": rail("A", "B")}, services,
                   {"d": demand("A", "B")})  # fmt: skip
    assert [line.name for line in compiled(data).plan.lines] == ["s:forward"]
    ship = {"kind": "fleet", "legs": ["ab"], "vessels": 2, "vessel": {"slots_feu": 3},
            "longest_wait_hours": {"forward": 5, "backward": 7}}  # fmt: skip
    data = network({"A": None, "B": None}, {"ab": sea("A", "B")}, {"s": ship},
                   {"d": demand("A", "B")})  # fmt: skip
    plan = compiled(data).plan
    assert [(line.name, line.longest_wait) for line in plan.lines] == [
        ("s:backward", 7 * H), ("s:forward", 5 * H),
    ]  # fmt: skip
    assert plan.fleets[0].lines == (1, 0), "forward first"


def test_the_shallower_end_binds_and_the_season_counts():
    vessel = {"slots_feu": 100, "deadweight_t": 1400, "full_draught_m": 5, "tonnes_per_cm": 14,
              "under_keel_m": 0.5}  # fmt: skip
    ship = {"kind": "fleet", "legs": ["ab"], "vessels": 1, "vessel": vessel,
            "longest_wait_hours": 5}  # fmt: skip
    season = [0.0, -0.1, *[0.0] * 10]
    data = network(
        {"A": place(sea="x", depth_m=5), "B": place(depth_m=5.2)}, {"ab": sea("A", "B")},
        {"s": ship}, {"d": demand("A", "B")},
        seas={"x": {"name": "X", "reference_level_m": -28, "level_m": -28, "seasonal_m": season}},
    )  # fmt: skip
    capacity = compiled(data, horizon_days=60).plan.lines[0].capacity
    # 14 t a box; half a metre under keel costs 50 boxes, ten centimetres in February ten more
    assert capacity[0] == 50
    assert capacity[30] == 50
    assert capacity[31] == 40
    assert capacity[59] == 50
