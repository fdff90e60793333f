"""The run log itself, with names instead of numbers: events.parquet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from simulator.plan.tables import Ints, Move, Plan, Step, UnitStep, VehicleStep
from simulator.results.dense import Units
from simulator.results.departures import days_array

NAMES = ("traveller", "kind", "step", "what", "where", "arrive_days", "start_days", "end_days",
         "served_days", "trip", "feu")  # fmt: skip


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


def _unit_columns(plan: Plan, units: Units) -> list[pa.Array]:
    rows, way = units.steps, units.itinerary_of_step.astype(np.int64)
    ways = [i.steps for i in plan.itineraries]
    flows = [f"{f.name}/{plan.replication}/" for f in plan.flows]
    names = [f"{flows[f]}{n}" for f, n in units.units[:, :2].tolist()]
    kinds = pa.array(["container" if f.ours else "traffic" for f in plan.flows], pa.string())
    return [
        pa.array(names, pa.string()).take(pa.array(units.unit_of_step)),
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


def events(plan: Plan, units: Units, trips: Ints) -> pa.Table:
    """All rows of the log: travellers by flow and ordinal, then vehicles by line and trip."""
    parts = [_unit_columns(plan, units)]
    if len(trips):
        parts.append(_vehicle_columns(plan, trips))
    columns = [pa.concat_arrays(pair) for pair in zip(*parts, strict=True)]
    number = pa.repeat(pa.scalar(plan.replication, pa.int64()), len(columns[0]))
    return pa.Table.from_arrays([number, *columns], names=["replication", *NAMES])
