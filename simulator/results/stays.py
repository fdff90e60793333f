"""Who was at each facility and yard, and when: read from the rows of units and trips."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulator.plan.runlog import Cells
from simulator.plan.tables import Fleet, Ints, Move, Plan, Step
from simulator.results.dense import AT_FACILITY, Mask, Trips, UnitRows


@dataclass(frozen=True)
class Stays:
    """Travellers at one pool: arrays of one length, in ticks; none is open.

    pool : number of the facility, or, beyond the last facility, of the yard. servers : held by
    each, one number for all or an array.
    """

    pool: int
    arrive: Cells
    start: Cells
    end: Cells
    servers: int | Ints = 1


def unit_stays(plan: Plan, itinerary: int, rows: UnitRows, end: int) -> Iterator[Stays]:
    """Stays of an itinerary's units at facilities and in yards; `end` is that of the log."""
    yield from facilities_used(plan, itinerary, rows, end)
    yield from _yard_stays(plan, itinerary, rows, end)


def facilities_used(plan: Plan, itinerary: int, rows: UnitRows, end: int) -> Iterator[Stays]:
    """Stays of an itinerary's units at facilities alone."""
    for k, step in enumerate(plan.itineraries[itinerary].steps):
        if step.kind is Step.USE:
            columns = (rows.arrive[:, k], rows.start[:, k], rows.end[:, k])
            yield facility_stays(step.target, *columns, step.servers, end)


def facility_stays(
    pool: int, arrive: Cells, start: Cells, over: Cells, servers: int, end: int
) -> Stays:
    """Stays from columns of log rows: -1 where somebody has not come, or goes on to the end."""
    came = arrive >= 0
    if not came.all():
        arrive, start, over = arrive[came], start[came], over[came]
    return Stays(
        pool, arrive, np.where(start < 0, end, start), np.where(over < 0, end, over), servers
    )


def _yard_stays(plan: Plan, itinerary: int, rows: UnitRows, end: int) -> Iterator[Stays]:
    first, yard, since = len(plan.facilities), -1, rows.units[:0, 4]
    for k, step in enumerate(plan.itineraries[itinerary].steps):
        if step.kind is Step.ENTER:
            yield from _stood(first, yard, since, rows.arrive[:, k], end)
            yard, since = step.target, rows.start[:, k]
        elif step.kind is Step.BOARD:
            yield from _stood(first, yard, since, rows.start[:, k], end)
            yard, since = step.yard, rows.end[:, k]
    yield from _stood(first, yard, since, rows.units[:, 4], end)


def _stood(first: int, yard: int, since: Cells, until: Cells, end: int) -> Iterator[Stays]:
    """Stays in a yard, if it is one."""
    if yard >= 0:
        yield facility_stays(first + yard, since, since, until, 1, end)


@dataclass(frozen=True)
class _Vehicles:
    """Rows of vehicles at facilities.

    stays : int64 (5, rows): facility, arrive, start, end (-1 while open), servers. trip, kind : of
    each row.
    """

    stays: Ints
    trip: Ints
    kind: Ints

    def take(self, chosen: Mask) -> _Vehicles:
        return _Vehicles(self.stays[:, chosen], self.trip[chosen], self.kind[chosen])


def vehicle_stays(plan: Plan, trips: Trips, end: int) -> Iterator[Stays]:
    """Stays of all vehicles at facilities."""
    for number, line in enumerate(plan.lines):
        if line.fleet < 0:
            yield from _closed(_vehicles(plan, number, trips).stays, end)
    for fleet in plan.fleets:
        both = [_vehicles(plan, number, trips) for number in fleet.lines]
        found = _Vehicles(
            np.concatenate([v.stays for v in both], axis=1),
            np.concatenate([v.trip for v in both]), np.concatenate([v.kind for v in both]),
        )  # fmt: skip
        berthed = found.kind != Move.USE
        mine = found.take(berthed)
        stays = _anchored(mine) if fleet.at_anchorage else _joined(fleet, mine)
        yield from _closed(np.concatenate([stays, found.stays[:, ~berthed]], axis=1), end)


def _closed(stays: Ints, end: int) -> Iterator[Stays]:
    """Stays by facility."""
    for pool in np.unique(stays[0]).tolist():
        _, arrive, start, over, servers = stays[:, stays[0] == pool]
        some = facility_stays(pool, arrive, start, over, 1, end)
        yield Stays(pool, some.arrive, some.start, some.end, servers)


def _vehicles(plan: Plan, number: int, trips: Trips) -> _Vehicles:
    """USE, LOAD and UNLOAD rows of a line at facilities."""
    line, (numbers, rows) = plan.lines[number], trips.of(number).there()
    gate = next((k for k, s in enumerate(line.steps) if s.kind is Move.DEPART), -1)
    found = [_Vehicles(np.empty((5, 0), np.int64), np.empty(0, np.int64), np.empty(0, np.int64))]
    for k, step in enumerate(line.steps):
        if step.kind not in AT_FACILITY or step.target < 0:
            continue
        over, came = rows.end[:, k], rows.arrive[:, k] >= 0
        if step.kind is Move.LOAD and line.fleet >= 0 and gate >= 0:  # it waits for the gate there
            over = np.where(over >= 0, rows.end[:, gate], over)
        servers = step.servers if step.kind is Move.USE else 1
        same = np.ones(int(came.sum()), dtype=np.int64)
        columns = (rows.arrive[came, k], rows.start[came, k], over[came])
        stays = np.stack([same * step.target, *columns, same * servers])
        found.append(_Vehicles(stays, numbers[came], same * step.kind))
    return _Vehicles(
        np.concatenate([v.stays for v in found], axis=1),
        np.concatenate([v.trip for v in found]), np.concatenate([v.kind for v in found]),
    )  # fmt: skip


def _joined(fleet: Fleet, mine: _Vehicles) -> Ints:
    """Stays of a fleet that keeps its berth: UNLOAD and the next trip's LOAD are one."""
    vessel = mine.trip % fleet.vessels
    order = np.lexsort((mine.kind == Move.LOAD, mine.stays[1], vessel))
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
