"""One row for each train, sailing and convoy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from simulator.plan.tables import Ints, Line, Move, Plan
from simulator.results.dense import TripRows
from simulator.units import TICKS_PER_DAY

_TEXT, _WHOLE, _DAYS = pa.string(), pa.int64(), pa.float64()
SCHEMA = pa.schema(
    [
        ("replication", _WHOLE), ("service", _TEXT), ("origin", _TEXT), ("destination", _TEXT),
        ("trip", _WHOLE), ("vessel", _WHOLE), ("formed_days", _DAYS), ("departure_days", _DAYS),
        ("arrival_days", _DAYS), ("feu", _WHOLE), ("capacity_feu", _WHOLE),
        ("waited_days", _DAYS),
    ]
)  # fmt: skip


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
    arrive, end = rows.arrive, rows.end
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


def departures(plan: Plan, n: int, numbers: Ints, rows: TripRows) -> pa.Table:
    """Rows of departures.parquet of a line: its trips by number, and their log rows."""
    line, count = plan.lines[n], len(numbers)
    formed = _first(rows.arrive, list(range(len(line.steps))))
    loads, gates = _rows(line, Move.LOAD), _rows(line, Move.DEPART)
    feu = rows.feu[:, loads]
    arrive, end = rows.arrive[:, gates], rows.end[:, gates]
    day = np.minimum(formed // TICKS_PER_DAY, len(line.capacity) - 1)
    vessels = plan.fleets[line.fleet].vessels if line.fleet >= 0 else 0
    vessel = numbers % vessels if vessels else numbers
    first, left, last, came = _ends(line, rows)
    stops = pa.array(line.stops, pa.string())
    columns = [
        pa.repeat(pa.scalar(plan.replication, pa.int64()), count),
        pa.repeat(line.service, count), stops.take(pa.array(first)),
        stops.take(pa.array(last)), pa.array(numbers),
        pa.array(vessel, mask=np.full(count, not vessels)), days_array(formed),
        days_array(left), days_array(came),
        pa.array(_sum(feu, feu >= 0)), pa.array(line.capacity[np.maximum(day, 0)]),
        pa.array(_sum(end - arrive, (arrive >= 0) & (end >= 0)) / TICKS_PER_DAY),
    ]  # fmt: skip

    return pa.Table.from_arrays(columns, schema=SCHEMA)
