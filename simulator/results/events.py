"""The run log itself, with names instead of numbers: events.parquet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from simulator.plan.runlog import RunLog
from simulator.plan.tables import Ints, Move, Plan, Step, UnitStep, VehicleStep
from simulator.results.departures import days_array

_FLOW_SHIFT = 2**40
"""Ordinals are below this: a flow and an ordinal make one sortable number."""

_TEXT, _WHOLE, _DAYS = pa.string(), pa.int64(), pa.float64()
SCHEMA = pa.schema(
    [
        ("replication", _WHOLE), ("traveller", _TEXT), ("kind", _TEXT), ("step", _WHOLE),
        ("what", _TEXT), ("where", _TEXT), ("arrive_days", _DAYS), ("start_days", _DAYS),
        ("end_days", _DAYS), ("served_days", _DAYS), ("trip", _WHOLE), ("feu", _WHOLE),
    ]
)  # fmt: skip


def _unit_where(plan: Plan, step: UnitStep) -> str:
    if step.kind is Step.USE:
        return f"{plan.facilities[step.target].place}.{plan.facilities[step.target].name}"
    if step.kind is Step.ENTER and step.target >= 0:
        return f"{plan.yards[step.target].place}.yard"
    return plan.lines[step.target].name if step.kind is Step.BOARD else ""


def _vehicle_where(plan: Plan, step: VehicleStep) -> str:
    if step.target < 0:
        return ""
    if step.kind in (Move.DEPART, Move.RUN):
        return plan.grids[step.target].leg
    return f"{plan.facilities[step.target].place}.{plan.facilities[step.target].name}"


def _look_up(tables: Sequence[Sequence[str]], first: Ints, second: Ints) -> pa.Array:
    """Text of (traveller's way, step) for each row."""
    flat = pa.array([text for table in tables for text in table], pa.string())
    offset = np.cumsum([0, *(len(table) for table in tables)])
    return flat.take(pa.array(offset[first] + second))


def _optional(numbers: Ints) -> pa.Array:
    return pa.array(numbers, mask=numbers < 0)


def _unit_columns(plan: Plan, units: Ints, rows: Ints) -> list[pa.Array]:
    key = units[:, 0] * _FLOW_SHIFT + units[:, 1]
    unit = np.searchsorted(key, rows[:, 0] * _FLOW_SHIFT + rows[:, 1])
    way = units[unit, 2]
    ways = [i.steps for i in plan.itineraries]
    flows = [f"{f.name}/{plan.replication}/" for f in plan.flows]
    names = [f"{flows[f]}{n}" for f, n in units[:, :2].tolist()]
    kinds = pa.array(["container" if f.ours else "traffic" for f in plan.flows], pa.string())
    return [
        pa.array(names, pa.string()).take(pa.array(unit)),
        kinds.take(pa.array(rows[:, 0])),
        pa.array(rows[:, 2]),
        _look_up([[s.kind.name.lower() for s in w] for w in ways], way, rows[:, 2]),
        _look_up([[_unit_where(plan, s) for s in w] for w in ways], way, rows[:, 2]),
        *(days_array(rows[:, k]) for k in range(3, 7)),
        _optional(rows[:, 7]),
        _optional(np.full(len(rows), -1, dtype=np.int64)),
    ]


def _vehicle_columns(plan: Plan, trips: Ints) -> list[pa.Array]:
    ways = [line.steps for line in plan.lines]
    names = [f"{plan.lines[n].name}/{t}" for n, t in trips[:, :2].tolist()]
    lifts = np.isin(
        np.concatenate([np.array([int(s.kind) for s in w]) for w in ways])[
            np.cumsum([0, *(len(w) for w in ways)])[trips[:, 0]] + trips[:, 2]
        ],
        (Move.LOAD, Move.UNLOAD),
    )
    return [
        pa.array(names, pa.string()),
        pa.repeat("vehicle", len(trips)),
        pa.array(trips[:, 2]),
        _look_up([[s.kind.name.lower() for s in w] for w in ways], trips[:, 0], trips[:, 2]),
        _look_up([[_vehicle_where(plan, s) for s in w] for w in ways], trips[:, 0], trips[:, 2]),
        *(days_array(trips[:, k]) for k in range(3, 7)),
        pa.array(trips[:, 1]),
        _optional(np.where(lifts, trips[:, 7], -1)),
    ]


def events(plan: Plan, log: RunLog) -> pa.Table:
    """All rows of a log: travellers by flow and ordinal, then vehicles by line and trip."""
    units, steps, trips = log.arrays()
    parts = [_unit_columns(plan, units, steps)]
    if len(trips):
        parts.append(_vehicle_columns(plan, trips))
    columns = [pa.concat_arrays(pair) for pair in zip(*parts, strict=True)]
    number = pa.repeat(pa.scalar(plan.replication, pa.int64()), len(columns[0]))
    return pa.Table.from_arrays([number, *columns], schema=SCHEMA)
