"""One row for each train, sailing and convoy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from simulator.plan.tables import Ints, Line, Move, Plan
from simulator.results.dense import TripRows
from simulator.units import TICKS_PER_DAY


def days_array(ticks: Ints) -> pa.Array:
    """Ticks as days, null for -1."""
    return pa.array(ticks / TICKS_PER_DAY, mask=ticks < 0)


def _rows(line: Line, kind: Move) -> list[int]:
    return [k for k, step in enumerate(line.steps) if step.kind is kind]


def _first(matrix: Ints, rows: list[int]) -> Ints:
    """First of these columns that is there (>= 0), else -1."""
    out = np.full(len(matrix), -1, dtype=np.int64)
    for k in reversed(rows):
        out = np.where(matrix[:, k] >= 0, matrix[:, k], out)
    return out


def _ends(line: Line, rows: TripRows) -> tuple[Ints, Ints, Ints, Ints]:
    """Stop and tick of departure and of arrival of each trip.

    A trip may start at a later stop, and ends early where nobody needs it any further; one that
    is under way is bound for the last stop.
    """
    arrive, end = rows.arrive[:-1], rows.end[:-1]
    count = len(arrive)
    first, last = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    left, came = np.full(count, -1, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    for stop, row in enumerate(line.run_step):
        if row >= 0:
            ran = arrive[:, row] >= 0
            begins = ran & (left < 0)
            first[begins], left[begins] = stop - 1, arrive[begins, row]
            last[ran], came[ran] = stop, end[ran, row]
    final = len(line.stops) - 1
    under_way = ((arrive >= 0) & (end < 0)).any(axis=1) & (last < final)
    last[under_way | (last == 0)], came[under_way] = final, -1
    waits = left < 0
    first[waits] = _waiting_at(line, arrive)[waits]
    return first, left, last, came


def _waiting_at(line: Line, arrive: Ints) -> Ints:
    """Stop at which each trip first loads."""
    out = np.zeros(len(arrive), dtype=np.int64)
    for stop in reversed(line.loads):
        out[arrive[:, line.first_step[stop]] >= 0] = stop
    return out


def _sum(matrix: Ints, mask: npt.NDArray[np.bool_]) -> Ints:
    out: Ints = np.where(mask, matrix, 0).sum(axis=1)
    return out


def _line_columns(plan: Plan, n: int, rows: TripRows) -> list[pa.Array]:
    line, count = plan.lines[n], len(rows.numbers)
    formed = _first(rows.arrive[:-1], list(range(len(line.steps))))
    loads, gates = _rows(line, Move.LOAD), _rows(line, Move.DEPART)
    feu = rows.feu[:-1][:, loads]
    arrive, end = rows.arrive[:-1][:, gates], rows.end[:-1][:, gates]
    day = np.minimum(formed // TICKS_PER_DAY, len(line.capacity) - 1)
    vessels = plan.fleets[line.fleet].vessels if line.fleet >= 0 else 0
    vessel = rows.numbers % vessels if vessels else rows.numbers
    first, left, last, came = _ends(line, rows)
    stops = pa.array(line.stops, pa.string())
    return [
        pa.repeat(line.service, count), stops.take(pa.array(first)),
        stops.take(pa.array(last)), pa.array(rows.numbers),
        pa.array(vessel, mask=np.full(count, not vessels)), days_array(formed),
        days_array(left), days_array(came),
        pa.array(_sum(feu, feu >= 0)), pa.array(line.capacity[np.maximum(day, 0)]),
        pa.array(_sum(end - arrive, (arrive >= 0) & (end >= 0)) / TICKS_PER_DAY),
    ]  # fmt: skip


NAMES = ("service", "origin", "destination", "trip", "vessel", "formed_days", "departure_days",
         "arrival_days", "feu", "capacity_feu", "waited_days")  # fmt: skip


def departures(plan: Plan, trips: Sequence[TripRows]) -> dict[str, pa.Array]:
    """Columns of departures.parquet of one replication, by line and trip."""
    lines = [_line_columns(plan, n, rows) for n, rows in enumerate(trips)]
    lines = [columns for columns in lines if len(columns[0])]
    if not lines:
        return {}
    joined = {
        name: pa.concat_arrays([columns[k] for columns in lines]) for k, name in enumerate(NAMES)
    }
    total = len(joined["trip"])
    return {"replication": pa.repeat(pa.scalar(plan.replication, pa.int64()), total), **joined}
