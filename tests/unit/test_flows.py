"""Journeys as steps, visits and stages."""

import itertools

import pytest
from worlds import compiled, corridor, demand, network, place, rail, sea

from simulator.model.trade import Arrivals
from simulator.plan.flows import clock
from simulator.plan.journeys import Source
from simulator.plan.tables import Step


@pytest.fixture(scope="module")
def made():
    """A — B — C ~ D: change at C, passing at B; yard at C, border on the train at B."""
    b = place(procedures={"border": {"per": "vehicle", "hours": 2, "includes_waiting": True}})
    c = place(
        yard={"capacity_feu": 5}, facilities={"q": {"servers": 1, "unload_minutes_per_feu": 7}},
        procedures={
            "papers": {"hours": 1, "includes_waiting": True, "when": {"visit": ["transfer"]}},
            "look": {"hours": 1, "includes_waiting": True, "share": 0.1,
                     "when": {"direction": ["eastbound"]}},
        },
    )  # fmt: skip
    legs = {"ab": rail("A", "B", km=100), "bc": rail("B", "C", km=200), "cd": sea("C", "D", km=50)}
    services = {
        "s": {"kind": "fill_and_go", "capacity_feu": 2, "legs": ["ab", "bc"],
              "calls": {"C": {"facility": "q"}}},
        "t": {"kind": "fill_and_go", "capacity_feu": 2, "legs": ["cd"]},
    }  # fmt: skip
    data = network(
        {"A": None, "B": b, "C": c, "D": None}, legs, services,
        {"west": demand("A", "D"), "east": demand("D", "A"), "mine": demand("C", "D", priority=3)},
        {"c": corridor({"ab": "s", "bc": "s", "cd": "t"})},
    )  # fmt: skip
    return compiled(data)


def kinds(made, name):
    itinerary = next(i for i in made.plan.itineraries if i.name == f"{name}@c")
    return [s.kind for s in itinerary.steps]


def test_steps_of_a_container(made):
    assert kinds(made, "west") == [Step.BOARD, Step.HOLD, Step.BOARD, Step.END]
    assert kinds(made, "east") == [Step.BOARD, Step.HOLD, Step.HOLD, Step.BOARD, Step.END]
    assert kinds(made, "mine") == [Step.ENTER, Step.BOARD, Step.END]


def test_stages_in_order_of_the_way(made):
    west = next(j for j in made.book().journeys if j.demand == "west")
    assert [(s.place, s.leg, s.name, s.source) for s in west.stages] == [
        ("A", "", "departure", Source.BOARD), ("A", "", "gate", Source.VEHICLE),
        ("A", "ab", "run", Source.VEHICLE), ("B", "", "border", Source.VEHICLE),
        ("B", "", "gate", Source.VEHICLE), ("B", "bc", "run", Source.VEHICLE),
        ("C", "", "discharge", Source.LAND), ("C", "", "papers", Source.UNIT),
        ("C", "", "departure", Source.BOARD), ("C", "", "gate", Source.VEHICLE),
        ("C", "cd", "run", Source.VEHICLE), ("D", "", "discharge", Source.LAND),
    ]  # fmt: skip
    assert [s.lift for s in west.stages if s.source == Source.LAND] == [420, 0]


def test_visits_know_how_they_are_found(made):
    west = next(j for j in made.book().journeys if j.demand == "west")
    assert [(v.place, v.km, v.discharge_step, v.departure_step) for v in west.visits] == [
        ("A", 0, -1, 0), ("B", 100, -1, -1), ("C", 300, 0, 2), ("D", 350, 2, -1),
    ]  # fmt: skip
    for visit in west.visits[1:]:
        line = made.plan.lines[visit.arrival_line]
        assert line.stops[line.run_step.index(visit.arrival_row)] == visit.place


def test_priorities_and_directions(made):
    flows = {f.name: f for f in made.plan.flows}
    assert flows["mine"].priority == 3
    headings = {i.name: made.plan.directions[i.direction] for i in made.plan.itineraries}
    assert headings == {"west@c": "westbound", "east@c": "eastbound", "mine@c": "westbound"}


def test_a_clock_counts_expected_groups():
    import datetime as dt

    even = clock(Arrivals(group=2), 6.0, dt.date(2025, 1, 1), 3 * 86_400)
    assert even.tolist() == [0, 3 * 10**9, 6 * 10**9, 9 * 10**9, 12 * 10**9]
    weekly = clock(Arrivals(weekly=(1, 1, 1, 1, 1, 0, 0)), 5.0, dt.date(2025, 1, 1), 6 * 86_400)
    per_day = [round((b - a) / 10**9, 6) for a, b in itertools.pairwise(weekly)]
    assert per_day == [7, 7, 7, 0, 0, 7, 7]
