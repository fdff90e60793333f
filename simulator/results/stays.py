"""Who was at each facility and yard, and when: read from the log."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.plan.tables import Fleet, Ints, Move, Plan, Step
from simulator.results.dense import AT_FACILITY, UnitRows, Units

Mask = npt.NDArray[np.bool_]
_TRIP_SHIFT = 2**40


@dataclass(frozen=True)
class Stays:
    """Travellers at facilities: int64 arrays of one length, in ticks; open ones end with the log.

    Sorted by facility; `of` gives one facility's.
    """

    facility: Ints
    arrive: Ints
    start: Ints
    end: Ints
    servers: Ints

    def of(self, facility: int) -> Stays:
        """Those at one facility."""
        low, high = np.searchsorted(self.facility, [facility, facility + 1])
        return Stays(*(column[low:high] for column in vars(self).values()))


def _closed(rows: list[Ints], end: int) -> Stays:
    """Columns (facility, arrive, start, end, servers) with -1 replaced by the end of the log."""
    facility, arrive, start, over, servers = np.concatenate(rows, axis=1)
    start = np.where(start < 0, end, start)
    over = np.where(over < 0, end, over)
    order = np.argsort(facility, kind="stable")
    return Stays(*(column[order] for column in (facility, arrive, start, over, servers)))


def _unit_stays(plan: Plan, units: Units) -> Ints:
    """USE rows of containers and of other traffic: int64 (5, rows)."""
    width = max((len(i.steps) for i in plan.itineraries), default=0)
    target = np.full((len(plan.itineraries), width), -1, dtype=np.int64)
    servers = np.ones_like(target)
    for n, itinerary in enumerate(plan.itineraries):
        for k, step in enumerate(itinerary.steps):
            if step.kind is Step.USE:
                target[n, k], servers[n, k] = step.target, step.servers
    where = (units.itinerary_of_step, units.steps[:, 2])
    facility = target[where]
    kept = (facility >= 0) & (units.steps[:, 3] >= 0)
    rows = units.steps[kept]
    return np.stack([facility[kept], rows[:, 3], rows[:, 4], rows[:, 5], servers[where][kept]])


@dataclass(frozen=True)
class _Vehicles:
    """Rows of vehicles at facilities: `stays` int64 (5, rows), `rows` of the trips, their kinds."""

    stays: Ints
    rows: Ints
    kind: Ints

    def take(self, chosen: Mask) -> _Vehicles:
        return _Vehicles(self.stays[:, chosen], self.rows[chosen], self.kind[chosen])


def _vehicle_stays(plan: Plan, trips: Ints) -> _Vehicles:
    """USE, LOAD and UNLOAD rows at facilities."""
    width = max((len(line.steps) for line in plan.lines), default=0)
    target = np.full((len(plan.lines), width), -1, dtype=np.int64)
    servers, kind = np.ones_like(target), np.full_like(target, -1)
    for n, line in enumerate(plan.lines):
        for k, step in enumerate(line.steps):
            kind[n, k] = step.kind
            if step.kind in AT_FACILITY:
                target[n, k] = step.target
                servers[n, k] = step.servers if step.kind is Move.USE else 1
    where = (trips[:, 0], trips[:, 2])
    kept = (target[where] >= 0) & (trips[:, 3] >= 0)
    rows = trips[kept]
    where = (rows[:, 0], rows[:, 2])
    stays = np.stack([target[where], rows[:, 3], rows[:, 4], rows[:, 5], servers[where]])
    return _Vehicles(stays, rows, kind[where])


def _cast_off(plan: Plan, fleet: Fleet, mine: _Vehicles, trips: Ints) -> None:
    """Let a vessel's LOAD last until it has departed: it waits for the gate at its berth."""
    key = trips[:, 0] * _TRIP_SHIFT + trips[:, 1]
    for number in fleet.lines:
        gates = [k for k, s in enumerate(plan.lines[number].steps) if s.kind is Move.DEPART]
        loads = np.flatnonzero((mine.kind == Move.LOAD) & (mine.rows[:, 0] == number))
        loads = loads[mine.stays[3, loads] >= 0]
        if not gates or not len(loads):
            continue
        chosen = (trips[:, 0] == number) & (trips[:, 2] == gates[0])
        keys, left = key[chosen], trips[chosen, 5]
        wanted = number * _TRIP_SHIFT + mine.rows[loads, 1]
        mine.stays[3, loads] = -1
        known = np.isin(wanted, keys)
        mine.stays[3, loads[known]] = left[np.searchsorted(keys, wanted[known])]


def _joined(fleet: Fleet, mine: _Vehicles) -> Ints:
    """Stays of a fleet that keeps its berth: UNLOAD and the next trip's LOAD are one."""
    vessel = mine.rows[:, 1] % fleet.vessels
    order = np.lexsort((mine.kind == Move.LOAD, mine.rows[:, 3], vessel))
    stays, kind, vessel = mine.stays[:, order], mine.kind[order], vessel[order]
    follows = np.zeros(len(kind), dtype=bool)
    follows[1:] = (
        (kind[1:] == Move.LOAD) & (kind[:-1] == Move.UNLOAD)
        & (vessel[1:] == vessel[:-1]) & (stays[0, 1:] == stays[0, :-1])
    )  # fmt: skip
    first = np.flatnonzero(follows) - 1
    stays[3, first] = stays[3, first + 1]
    return stays[:, ~follows]


def _anchored(mine: _Vehicles) -> Ints:
    """Stays of a fleet that waits for cargo at anchorage: that wait is not one for the berth."""
    stays, load = mine.stays.copy(), mine.kind == Move.LOAD
    stays[1, load] = stays[2, load]
    return stays[:, stays[1] >= 0]


def facility_stays(plan: Plan, units: Units, trips: Ints, end: int) -> Stays:
    """Everyone who came to a facility."""
    vehicles = _vehicle_stays(plan, trips)
    parts = [_unit_stays(plan, units)]
    left = np.ones(len(vehicles.rows), dtype=bool)
    for fleet in plan.fleets:
        berthed = np.isin(vehicles.rows[:, 0], fleet.lines) & (vehicles.kind != Move.USE)
        mine = vehicles.take(berthed)
        _cast_off(plan, fleet, mine, trips)
        parts.append(_anchored(mine) if fleet.at_anchorage else _joined(fleet, mine))
        left &= ~berthed
    parts.append(vehicles.stays[:, left])
    return _closed(parts, end)


def yard_stays(plan: Plan, itinerary: int, rows: UnitRows, end: int) -> list[Ints]:
    """Collect times in yards of an itinerary's units: int64 (5, rows) each, yard first."""
    out, yard, since = [], -1, np.empty(0, dtype=np.int64)

    def leave(at: Ints) -> None:
        if yard >= 0:
            kept = since >= 0
            full = np.full(int(kept.sum()), yard, dtype=np.int64)
            stood, left = since[kept], np.where(at < 0, end, at)[kept]
            out.append(np.stack([full, stood, stood, left, np.ones_like(full)]))

    for k, step in enumerate(plan.itineraries[itinerary].steps):
        if step.kind is Step.ENTER:
            leave(rows.arrive[:, k])
            yard, since = step.target, rows.start[:, k]
        elif step.kind is Step.BOARD:
            leave(rows.start[:, k])
            yard, since = step.yard, rows.end[:, k]
    leave(rows.units[:, 4])
    return out


def all_yard_stays(parts: list[Ints]) -> Stays:
    """Everyone who stood in a yard."""
    return _closed([np.empty((5, 0), dtype=np.int64), *parts], 0)
