"""Where the time of each container went, stage by stage, in exact ticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from simulator.plan.journeys import Journey, Source, Stage, Visit
from simulator.plan.tables import Ints, Move, Plan
from simulator.results.dense import TripRows, UnitRows


@dataclass(frozen=True)
class JourneyTimes:
    """Times of the units on one journey, in ticks.

    units : rows as UNIT_COLUMNS. wait, service, move : int64 (units, stages), 0 for a stage that
    was skipped or is not complete; over the stages of a delivered unit they add up to
    delivery - release. arrival, discharge, departure : int64 (units, visits), -1 where it has
    not happened (departure: also where the container stays aboard, and at the last visit).
    """

    journey: Journey
    units: Ints
    wait: Ints
    service: Ints
    move: Ints
    arrival: Ints
    discharge: Ints
    departure: Ints

    @property
    def release(self) -> Ints:
        """Tick of release."""
        return self.units[:, 3]

    @property
    def delivery(self) -> Ints:
        """Tick of delivery, -1 while inside."""
        return self.units[:, 4]

    @property
    def spent(self) -> Ints:
        """Wait, service and move together: int64 (units, stages)."""
        return self.wait + self.service + self.move


@dataclass
class _Reader:
    """Looks up log rows of a journey's units and of the trips they boarded."""

    plan: Plan
    rows: UnitRows
    trips: Sequence[TripRows]
    boarded: dict[tuple[int, int], Ints] = field(default_factory=dict)

    def trip(self, step: int, line: int) -> Ints:
        """Row of the trip that each unit boarded in `step`."""
        key = (step, line)
        if key not in self.boarded:
            self.boarded[key] = self.trips[line].index(self.rows.trip[:, step])
        return self.boarded[key]

    def stage(self, stage: Stage) -> tuple[Ints, Ints, Ints]:
        """Wait, service and move of one stage."""
        if stage.source is Source.UNIT:
            return self._own(stage)
        trips = self.trips[stage.line]
        at = self.trip(stage.step, stage.line)
        arrive, end = trips.arrive[at, stage.row], trips.end[at, stage.row]
        served = np.maximum(trips.served[at, stage.row], 0)
        if stage.source is Source.BOARD:
            own = np.maximum(self.rows.served[:, stage.step], 0)
            return _split(self.rows.arrive[:, stage.step], end, own)
        if stage.source is Source.LAND:
            return _split(arrive, self.rows.end[:, stage.step], served + stage.lift)
        wait, service, move = _split(arrive, end, served)
        if self.plan.lines[stage.line].steps[stage.row].kind is Move.RUN:
            return move, move, wait + service
        return wait, service, move

    def _own(self, stage: Stage) -> tuple[Ints, Ints, Ints]:
        rows, k = self.rows, stage.step
        return _split(rows.arrive[:, k], rows.end[:, k], rows.served[:, k])

    def row_end(self, step: int, line: int, row: int) -> Ints:
        """End of a row of the trip boarded in `step`, -1 if not yet."""
        ends: Ints = self.trips[line].end[self.trip(step, line), row]
        return ends


def _split(arrive: Ints, end: Ints, served: Ints) -> tuple[Ints, Ints, Ints]:
    """Wait, service and a zero for the move; all zero where it is not complete."""
    done = (arrive >= 0) & (end >= 0)
    nothing = np.zeros(len(end), dtype=np.int64)
    return np.where(done, end - arrive - served, 0), np.where(done, served, 0), nothing


def _columns(columns: list[Ints], rows: int) -> Ints:
    """Columns side by side: int64 (rows, columns), each contiguous."""
    out = np.zeros((len(columns), rows), dtype=np.int64)
    for k, column in enumerate(columns):
        out[k] = column
    return out.T


def _arrival(reader: _Reader, visit: Visit) -> Ints:
    if visit.arrival_step < 0:
        return reader.rows.units[:, 3]
    return reader.row_end(visit.arrival_step, visit.arrival_line, visit.arrival_row)


def _departure(reader: _Reader, visit: Visit) -> Ints:
    if visit.departure_step < 0:
        return np.full(len(reader.rows.units), -1, dtype=np.int64)
    return reader.row_end(visit.departure_step, visit.departure_line, visit.departure_row)


def journey_times(
    plan: Plan, journey: Journey, rows: UnitRows, trips: Sequence[TripRows]
) -> JourneyTimes:
    """Measure all units on a journey, from dense rows of its itinerary and of all lines."""
    reader, n = _Reader(plan, rows, trips), len(rows.units)
    wait, service, move = [], [], []
    for stage in journey.stages:
        waited, served, moved = reader.stage(stage)
        wait.append(waited)
        service.append(served)
        move.append(moved)
    arrival = [_arrival(reader, visit) for visit in journey.visits]
    discharge = [
        rows.end[:, visit.discharge_step] if visit.discharge_step >= 0 else arrived
        for visit, arrived in zip(journey.visits, arrival, strict=True)
    ]
    discharge[-1] = rows.units[:, 4]
    departure = [_departure(reader, visit) for visit in journey.visits]
    return JourneyTimes(
        journey, rows.units, *(_columns(c, n) for c in (wait, service, move)),
        *(_columns(c, n) for c in (arrival, discharge, departure)),
    )  # fmt: skip
