"""Where the time of each container went, stage by stage, in exact ticks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.plan.journeys import Journey, Source, Stage, Visit
from simulator.plan.runlog import Cells
from simulator.plan.tables import Ints, Move, Plan
from simulator.results.dense import ARRIVE, END, SERVED, Trips, UnitRows


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
    trips: Trips

    def of_trip(self, column: int, step: int, line: int, row: int) -> Cells:
        """What the log has of a row of the trip that each unit boarded in `step`, -1 if nothing."""
        return self.trips.lines[line].at(column, row, self.rows.trip[:, step])

    def stage(self, stage: Stage, wait: Ints, service: Ints, move: Ints) -> None:
        """Write wait, service and move of one stage; they are 0 before."""
        rows, k = self.rows, stage.step
        if stage.source is Source.UNIT:
            _split(rows.arrive[:, k], rows.end[:, k], rows.served[:, k], wait, service)
            return
        at = (k, stage.line, stage.row)
        if stage.source is Source.BOARD:
            own = np.maximum(rows.served[:, k], 0)
            _split(rows.arrive[:, k], self.of_trip(END, *at), own, wait, service)
            return
        arrive, served = self.of_trip(ARRIVE, *at), np.maximum(self.of_trip(SERVED, *at), 0)
        if stage.source is Source.LAND:
            _split(arrive, rows.end[:, k], served + stage.lift, wait, service)
            return
        _split(arrive, self.of_trip(END, *at), served, wait, service)
        if self.plan.lines[stage.line].steps[stage.row].kind is Move.RUN:
            np.add(wait, service, out=move)
            wait[:] = service[:] = 0


def _split(arrive: Cells, end: Cells, served: Cells, wait: Ints, service: Ints) -> None:
    """Write wait and service of what is complete."""
    np.subtract(end, arrive, out=wait)
    wait -= served
    service[:] = served
    not_done = (arrive < 0) | (end < 0)
    if not_done.any():
        wait[not_done] = service[not_done] = 0


def _columns(columns: list[Cells], rows: int) -> Ints:
    """Columns side by side: int64 (rows, columns), each contiguous."""
    out = np.zeros((len(columns), rows), dtype=np.int64)
    for k, column in enumerate(columns):
        out[k] = column
    return out.T


def _arrival(reader: _Reader, visit: Visit) -> Cells:
    if visit.arrival_step < 0:
        return reader.rows.units[:, 3]
    return reader.of_trip(END, visit.arrival_step, visit.arrival_line, visit.arrival_row)


def _departure(reader: _Reader, visit: Visit) -> Cells:
    if visit.departure_step < 0:
        return np.full(len(reader.rows.units), -1, dtype=np.int64)
    return reader.of_trip(END, visit.departure_step, visit.departure_line, visit.departure_row)


def journey_times(plan: Plan, journey: Journey, rows: UnitRows, trips: Trips) -> JourneyTimes:
    """Measure units on a journey, from dense rows of its itinerary and of all lines."""
    reader, n = _Reader(plan, rows, trips), len(rows.units)
    wait, service, move = np.zeros((3, len(journey.stages), n), dtype=np.int64)
    for k, stage in enumerate(journey.stages):
        reader.stage(stage, wait[k], service[k], move[k])
    arrival = [_arrival(reader, visit) for visit in journey.visits]
    discharge = [
        rows.end[:, visit.discharge_step] if visit.discharge_step >= 0 else arrived
        for visit, arrived in zip(journey.visits, arrival, strict=True)
    ]
    discharge[-1] = rows.units[:, 4]
    departure = [_departure(reader, visit) for visit in journey.visits]
    return JourneyTimes(
        journey, rows.units, wait.T, service.T, move.T,
        *(_columns(c, n) for c in (arrival, discharge, departure)),
    )  # fmt: skip
