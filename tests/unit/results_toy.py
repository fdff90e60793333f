"""Two journeys, three places and one vessel, small enough to work by hand."""

from dataclasses import replace

import numpy as np

from simulator.plan.draws import Draws
from simulator.plan.journeys import (
    Book,
    FixedCost,
    Journey,
    Load,
    Section,
    Source,
    Stage,
    StayCost,
    Visit,
)  # fmt: skip
from simulator.plan.runlog import OPEN, Histories, RunLog
from simulator.plan.tables import (
    Calendar,
    Facility,
    Fleet,
    Flow,
    Grid,
    Itinerary,
    Line,
    LineKind,
    Move,
    Plan,
    Step,
    UnitStep,
    VehicleStep,
    Yard,
)  # fmt: skip
from simulator.results.replication import reduce

H, D = 3_600, 86_400


def _line(name, service, stops, leg, berths, fleet, grid=-1):
    steps = (
        VehicleStep(Move.LOAD, stop=0, target=berths[0], lift=H),
        VehicleStep(Move.DEPART, target=grid, calendar=0),
        VehicleStep(Move.RUN),
        VehicleStep(Move.UNLOAD, stop=1, target=berths[1], lift=H),
    )
    kind = LineKind.FLEET if fleet >= 0 else LineKind.TIMETABLE
    return Line(name, service, True, kind, stops, (leg,), steps, (0, -1), (-1, 3), (-1, 2),
                np.array([40, 30]), -1, 0, slots=(0,), slot_cycle=D, fleet=fleet)  # fmt: skip


def toy_plan():
    none = np.array([], dtype=np.int64)
    names = ("east", "short", "other")
    flows = [Flow(n, n != "other", (k,), 0, 0, 1, 0, 0, none) for k, n in enumerate(names)]
    return Plan(
        seed=7, replication=0, window_start=0, window_end=10 * D, follow=5 * D,
        calendars=(Calendar(none, none), Calendar(np.array([0]), np.array([2 * H]))),
        facilities=(Facility("A", "customs", 1, 1), Facility("B", "berth", 1),
                    Facility("C", "berth", 1)),
        yards=(Yard("B", 10, (-1,) * 4),), grids=(Grid("ab", True, 4, 1),),
        lines=(_line("train", "train", ("A", "B"), "ab", (-1, -1), -1, 0),
               _line("ship>", "ship", ("B", "C"), "bc", (1, 2), 0),
               _line("ship<", "ship", ("C", "B"), "bc", (2, 1), 0)),
        fleets=(Fleet("ship", (1, 2), 1, False),), flows=tuple(flows),
        itineraries=(
            Itinerary("east", (UnitStep(Step.USE, 0), UnitStep(Step.BOARD, 0, stop=0, alight=1,
                      yard=0), UnitStep(Step.HOLD), UnitStep(Step.BOARD, 1, stop=0, alight=1),
                      UnitStep(Step.END)), 1),
            Itinerary("short", (UnitStep(Step.BOARD, 1, stop=0, alight=1),
                      UnitStep(Step.END)), 1),
            Itinerary("other", (UnitStep(Step.USE, 0), UnitStep(Step.END)), 1),
        ),
        draws=Draws(7, 0),
    )  # fmt: skip


def _sea_stages(visit, step):
    return (
        Stage(visit, "B", "", "departure", "", 0, Source.BOARD, step, 0, 1),
        Stage(visit, "B", "", "gate", "", 0, Source.VEHICLE, step, 1, 1),
        Stage(visit, "B", "bc", "run", "sea", 400, Source.VEHICLE, step, 2, 1),
        Stage(visit + 1, "C", "", "discharge", "", 0, Source.LAND, step, 3, 1, H),
    )


def _journey(itinerary, demand, visits, stages, fixed, storage, co2e):
    return Journey(
        itinerary, "m", "cor", True, "westbound", demand, visits, stages, fixed, storage,
        2.4, co2e, 36_500.0, 20.0, 0.1, 20.0, 0.5, None,
    )  # fmt: skip


def toy_book():
    stages = (
        Stage(0, "A", "", "customs", "", 0, Source.UNIT, 0),
        Stage(0, "A", "", "departure", "", 0, Source.BOARD, 1, 0, 0),
        Stage(0, "A", "", "path", "", 0, Source.VEHICLE, 1, 1, 0),
        Stage(0, "A", "ab", "run", "rail", 800, Source.VEHICLE, 1, 2, 0),
        Stage(1, "B", "", "discharge", "", 0, Source.LAND, 1, 3, 0, H),
        Stage(1, "B", "", "papers", "", 0, Source.UNIT, 2),
        *_sea_stages(1, 3),
    )
    visits = (
        Visit("A", 0, departure_row=0, departure_step=1, departure_line=0),
        Visit("B", 800, 1, 2, 0, 1, departure_row=0, departure_step=3, departure_line=1),
        Visit("C", 1200, 3, 2, 1, 3),
    )
    sea = [("B", "", "handling", 80), ("B", "bc", "sea", 300)]
    fixed = (
        FixedCost(0, "A", "", "handling", 100), FixedCost(0, "A", "ab", "rail", 500.55),
        FixedCost(0, "A", "ab", "subsidy", -20), *(FixedCost(1, *c) for c in sea),
        FixedCost(2, "C", "", "handling", 50),
    )  # fmt: skip
    short = (*(FixedCost(0, *c) for c in sea), FixedCost(1, "C", "", "handling", 50))
    tiers = ((0.0, 5.0), (1.0, 20.0))
    journeys = (
        _journey(0, "east", visits, stages, fixed, (StayCost(1, "B", tiers),),
                 ((0, "ab", 60.0), (1, "bc", 40.0))),
        _journey(1, "short", (
            Visit("B", 0, departure_row=0, departure_step=0, departure_line=1),
            Visit("C", 400, 0, 2, 1, 0)), _sea_stages(0, 0), short, (), ((0, "bc", 40.0),)),
    )  # fmt: skip
    at = ("m", "cor", True, "westbound")
    sections = (Section(*at, "terminal", "A", "C", 4.0), Section(*at, "border", "B", "C"),
                Section(*at, "section", "A", "B"))  # fmt: skip
    return Book("toy", "2025-01-31", 2024, journeys, sections, (Load("A.customs", 0.4, 0.0),),
                {"A": "Aa"}, 10.0, ("cor",))  # fmt: skip


UNITS = [(0, 0, 0, 0, 96), (0, 1, 0, 24, -1), (1, 0, 1, 20, 97), (2, 0, 2, 0, 2)]
STEPS = [
    (0, 0, 0, 0, 2, 5, 3, -1), (0, 0, 1, 5, 9, 40, 1, 0), (0, 0, 2, 40, 40, 46, 6, -1),
    (0, 0, 3, 46, 50, 96, 1, 0), (0, 1, 0, 24, -1, -1, 0, -1), (1, 0, 0, 20, 49, 97, 1, 0),
    (2, 0, 0, 0, 0, 2, 2, -1),
]  # fmt: skip
TRIPS = [
    (0, 0, 0, 5, 5, 10, 0, 1), (0, 0, 1, 10, 12, 12, 0, 0), (0, 0, 2, 12, 12, 36, 24, 0),
    (0, 0, 3, 36, 38, 40, 1, 1), (1, 0, 0, 30, 31, 60, 1, 2), (1, 0, 1, 60, 64, 64, 0, 0),
    (1, 0, 2, 64, 64, 94, 30, 0), (1, 0, 3, 94, 94, 97, 1, 2), (2, 1, 0, 97, 97, 100, 1, 0),
    (2, 1, 1, 100, 104, 104, 0, 0), (2, 1, 2, 104, 104, 134, 30, 0), (2, 1, 3, 134, 134, 135, 1, 0),
    (1, 2, 0, 135, 135, -1, 0, 0),
]  # fmt: skip


def _in_ticks(rows, first, last):
    return [
        tuple(v * H if first <= k <= last and v > 0 else v for k, v in enumerate(r)) for r in rows
    ]


def toy_log():
    plan = toy_plan()
    steps, trips = _in_ticks(STEPS, 3, 6), _in_ticks(TRIPS, 3, 6)
    units, voyages = Histories(), Histories()
    for flow, ordinal, way, release, delivery in _in_ticks(UNITS, 3, 4)[::-1]:
        mine = [row for row in steps if row[:2] == (flow, ordinal)]
        blank = len(plan.itineraries[way].steps) - 1
        units.put(way, _history((flow, ordinal, release, delivery), mine, blank))
    for line, trip in sorted({row[:2] for row in trips}, reverse=True):
        mine = [row for row in trips if row[:2] == (line, trip)]
        over = -1 if mine[-1][5] < 0 else mine[-1][5]
        head = (line, trip, mine[0][3], over)
        voyages.put(line, _history(head, mine, len(plan.lines[line].steps)))
    return RunLog(units, voyages, end=240 * H)


def _history(head, rows, steps):
    """One traveller as an engine hands it over: shape (1, 4 + 4 · steps)."""
    cells = [[-1] * 4 for _ in range(steps)]
    for _, _, step, _, start, end, served, trip in rows:
        cells[step] = [served, trip, start, OPEN if end < 0 else end]
    return np.array([[*head, *(v for cell in cells for v in cell)]], dtype=np.int32)


def without_inside(log):
    """Leave out the container that never gets beyond A."""
    log.units.blocks = [(way, b) for way, b in log.units.blocks if b[0, 1] == 0]
    return log


def row_of(frame, **where):
    for name, value in where.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def two_replications(plan, book, log):
    later = RunLog(*(Histories([(way, b.copy()) for way, b in h.blocks])
                     for h in (log.units, log.trips)), log.end)  # fmt: skip
    for _, block in later.units.blocks:
        block[block[:, 0] == 0, 2] -= 24 * H  # released a day earlier: 5 days
    second = replace(plan, replication=1, window_start=-24 * H)
    return [reduce(second, book, later), reduce(plan, book, log)]
