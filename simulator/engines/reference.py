"""The reference engine: the rules as readable SimPy processes. The only user of SimPy.

A run is a floor (clock and settling), resources, travellers and a log. `travellers` says what
containers and vehicles do, `resources` and `departures` what they wait for.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from simulator.engines.deadlock import circle
from simulator.engines.departures import LINE_KINDS, Departures, FleetDepartures
from simulator.engines.resources import STOP, Floor, Opening, Paths, Pool, Room
from simulator.engines.travellers import Unit, Vehicle, steps_to_walk
from simulator.engines.vessels import Vessel
from simulator.plan.releases import release_ticks
from simulator.plan.runlog import OPEN, STEP, RunLog, width_of
from simulator.plan.tables import Plan

NAME = "simpy"
BLOCK_ROWS = 8_192


def run(plan: Plan, log: RunLog | None = None) -> RunLog:
    """Run one replication into a log.

    Ends when every container released in the window is delivered, or has been followed as long
    as the plan asks, or when travellers wait for each other for ever (`log.deadlock` says how).
    """
    return Run(plan, log).to_the_end()


class Run:
    """State of a replication under way."""

    def __init__(self, plan: Plan, log: RunLog | None = None) -> None:
        self.plan = plan
        self.log = RunLog() if log is None else log
        self.floor = Floor()
        self.env = self.floor.env
        self.streams = plan.draws.streams
        self.openings = [Opening(c) for c in plan.calendars] + [Opening(None)]
        self.journeys = [steps_to_walk(self.streams, i) for i in plan.itineraries]
        self.directions = [i.direction for i in plan.itineraries]
        self.flow_ties = [self.streams[f.tie] for f in plan.flows]
        self.priorities = [f.priority for f in plan.flows]
        self.unit_rows: dict[int, list[list[int]]] = {k: [] for k in range(len(plan.itineraries))}
        self.trip_rows: dict[int, list[list[int]]] = {k: [] for k in range(len(plan.lines))}
        self.rows = 0
        self.no_steps = [[-1] * len(STEP) * (len(i.steps) - 1) for i in plan.itineraries]
        """What nobody has done yet, by itinerary."""
        self.live: dict[Unit, None] = {}
        self.vehicles: dict[Vehicle, None] = {}
        self.blocked: dict[Vehicle, None] = self.floor.blocked
        self.floor.when_blocked = self._look_for_circle
        self.outstanding = 0
        self.over = simpy.Event(self.env)
        self._build()

    def _build(self) -> None:
        """Make resources in index order: facilities, yards, paths, lines, fleets."""
        plan, floor = self.plan, self.floor
        ranks = iter(range(1_000_000))
        self.pools = [
            Pool(floor, next(ranks), f, self.openings[f.calendar]) for f in plan.facilities
        ]
        self.rooms = [Room(floor, next(ranks), y) for y in plan.yards]
        self.paths = [Paths(floor, next(ranks), g) for g in plan.grids]
        self.boards: list[Departures | FleetDepartures] = [None] * len(plan.lines)  # type: ignore[list-item]
        for k, line in enumerate(plan.lines):
            if line.fleet < 0:
                make = LINE_KINDS[line.kind]
                opening = self.openings[line.closed]
                self.boards[k] = make(floor, next(ranks), line, opening, self._starter(k))
        self.fleets = []
        for fleet in plan.fleets:
            first, second = (plan.lines[k] for k in fleet.lines)
            board = FleetDepartures(floor, next(ranks), fleet.service, (first, second))
            self.fleets.append(board)
            for k in fleet.lines:
                self.boards[k] = board

    def _starter(self, line: int) -> Any:
        def start(number: int, stop: int, units: list[Unit]) -> None:
            vehicle = Vehicle(self, line, number, stop, units)
            self.env.process(self._single_trip(vehicle))

        return start

    def _single_trip(self, vehicle: Vehicle) -> Generator[simpy.Event, Any, None]:
        self.vehicles[vehicle] = None
        yield from vehicle.trip()
        del self.vehicles[vehicle]

    def to_the_end(self) -> RunLog:
        """Start every flow and fleet, and run until all is known that was asked."""
        for k in range(len(self.plan.flows)):
            self.env.process(self._release(k))
        for k, fleet in enumerate(self.plan.fleets):
            for v in range(fleet.vessels):
                vessel = Vessel(self, k, v)
                self.vehicles[vessel] = None
                self.env.process(vessel.rotate())
        self.floor.at(self.plan.window_end, self._check_over)
        self.floor.at(self.plan.last_tick, self._finish)
        self.env.run(until=self.over)
        self._close_log()
        return self.log

    def _release(self, index: int) -> Generator[simpy.Event, Any, None]:
        flow, env = self.plan.flows[index], self.env
        choices = self.streams[flow.choice]
        ordinal = 0
        for block in release_ticks(self.plan, flow):
            for tick in block.tolist():
                if tick > env.now:
                    yield env.timeout(tick - env.now)
                for _ in range(flow.group):
                    self._release_one(index, ordinal, flow.itineraries[choices[ordinal]])
                    ordinal += 1

    def _release_one(self, flow: int, ordinal: int, itinerary: int) -> None:
        unit = Unit(self, flow, ordinal, itinerary)
        self.live[unit] = None
        if self._counts(unit):
            self.outstanding += 1
        self.env.process(unit.journey())

    def _counts(self, unit: Unit) -> bool:
        in_window = self.plan.window_start <= unit.release < self.plan.window_end
        return in_window and self.plan.flows[unit.flow].ours

    def join(self, line: int, stop: int, unit: Unit) -> Departures | FleetDepartures:
        """Queue a container for a line's departures; give what it waits for."""
        board = self.boards[line]
        if isinstance(board, FleetDepartures):
            board.join(board.lines.index(self.plan.lines[line]), unit)
        else:
            board.join(stop, unit)
        return board

    def _log_unit(self, unit: Unit, delivery: int) -> None:
        head = [unit.flow, unit.ordinal, unit.release, delivery]
        self._log(self.unit_rows[unit.itinerary], head + unit.history)

    def log_trip(self, vehicle: Vehicle, over: int) -> None:
        """Record a trip that has just ended (or is under way, with -1)."""
        head = [vehicle.line_index, vehicle.number, vehicle.begun, over]
        self._log(self.trip_rows[vehicle.line_index], head + vehicle.history)

    def _log(self, rows: list[list[int]], row: list[int]) -> None:
        rows.append(row)
        self.rows += 1
        if self.rows >= BLOCK_ROWS:
            self._hand_over()

    def _hand_over(self) -> None:
        self.log.end = self.env.now
        self.rows = 0
        width = width_of(self.plan)
        self.log.trips.add(self.trip_rows, width)
        self.log.units.add(self.unit_rows, width)

    def delivered(self, unit: Unit) -> None:
        """A unit has left the model."""
        self._log_unit(unit, self.env.now)
        del self.live[unit]
        if self._counts(unit):
            self.outstanding -= 1
            self._check_over()

    def _check_over(self, _: Any = None) -> None:
        if self.outstanding == 0 and self.env.now >= self.plan.window_end:
            self.floor.at(0, self._finish, STOP)

    def _finish(self, _: Any = None) -> None:
        if not self.over.triggered:
            self.over._ok, self.over._value = True, None
            self.env.schedule(self.over, STOP)

    def _look_for_circle(self) -> None:
        """Whenever an instant is quiet and a full yard holds a vehicle, look for a circle."""
        found = [names for names in map(circle, self.blocked) if names]
        if found and not self.log.deadlock:
            self.log.deadlock = "deadlock: " + " → ".join(min(found))
            self._finish()

    def _close_log(self) -> None:
        """Add what is still open, and hand over the last rows."""
        for unit in self.live:
            if unit.row >= 0:
                unit.note(0, OPEN)
            self._log_unit(unit, -1)
        for vehicle in self.vehicles:
            vehicle.note(0, len(vehicle.hold), OPEN)
            self.log_trip(vehicle, -1)
        self._hand_over()
