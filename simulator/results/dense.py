"""From sorted log rows to dense matrices: units by step, trips by step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.plan.tables import Ints, Move, Plan

AT_FACILITY = (Move.USE, Move.LOAD, Move.UNLOAD)
"""What a vehicle does at a facility."""
_FLOW_SHIFT = 2**40
"""Ordinals are below this: a flow and an ordinal make one sortable number."""


@dataclass(frozen=True)
class UnitRows:
    """Units of one itinerary.

    units : rows as UNIT_COLUMNS. The rest : int64 (units, steps), -1 where a step did not happen.
    """

    units: Ints
    arrive: Ints
    start: Ints
    end: Ints
    served: Ints
    trip: Ints


@dataclass(frozen=True)
class TripRows:
    """Trips of one line: int64 (trips + 1, steps).

    The last row is all -1, so that index -1, of a trip that is not there, gives -1.
    """

    numbers: Ints
    arrive: Ints
    start: Ints
    end: Ints
    served: Ints
    feu: Ints

    def index(self, trips: Ints) -> Ints:
        """Row of each trip number, -1 for none."""
        if not len(self.numbers):
            return np.full(len(trips), -1, dtype=np.int64)
        found = np.minimum(np.searchsorted(self.numbers, trips), len(self.numbers) - 1)
        return np.where(self.numbers[found] == trips, found, -1).astype(np.int64)


def _matrix(shape: tuple[int, int], row: Ints, column: Ints, values: Ints) -> Ints:
    """Scatter values into a matrix of -1 whose columns lie together in memory."""
    out = np.full((shape[1], shape[0]), -1, dtype=np.int64)
    out[column, row] = values
    return out.T


class Units:
    """All units of a log, to be taken itinerary by itinerary."""

    def __init__(self, plan: Plan, units: Ints, steps: Ints) -> None:
        self.plan = plan
        self.units = units
        self.steps = steps
        key = units[:, 0] * _FLOW_SHIFT + units[:, 1]
        self.unit_of_step = np.searchsorted(key, steps[:, 0] * _FLOW_SHIFT + steps[:, 1])
        """Row of `units` for each row of `steps`."""
        kind = np.int16 if len(plan.itineraries) < 2**15 else np.int32
        self.itinerary_of_step = units[self.unit_of_step, 2].astype(kind)
        self._order = np.argsort(self.itinerary_of_step, kind="stable")
        self._bounds = np.searchsorted(
            self.itinerary_of_step[self._order], np.arange(len(plan.itineraries) + 1)
        )

    def rows(self, itinerary: int) -> UnitRows:
        """Dense matrices of one itinerary's units, in order of flow and ordinal."""
        chosen = np.flatnonzero(self.units[:, 2] == itinerary)
        mine = self._order[self._bounds[itinerary] : self._bounds[itinerary + 1]]
        block = self.steps[mine]
        row = np.searchsorted(chosen, self.unit_of_step[mine])
        shape = (len(chosen), len(self.plan.itineraries[itinerary].steps))
        return UnitRows(
            self.units[chosen],
            *(_matrix(shape, row, block[:, 2], block[:, k]) for k in range(3, 8)),
        )


def trip_rows(plan: Plan, trips: Ints) -> list[TripRows]:
    """Dense matrices of every line's trips (a trip may lack its first or last rows)."""
    bounds = np.searchsorted(trips[:, 0], np.arange(len(plan.lines) + 1))
    out = []
    for n, line in enumerate(plan.lines):
        block = trips[bounds[n] : bounds[n + 1]]
        numbers, row = np.unique(block[:, 1], return_inverse=True)
        shape = (len(numbers) + 1, len(line.steps))
        out.append(
            TripRows(numbers, *(_matrix(shape, row, block[:, 2], block[:, k]) for k in range(3, 8)))
        )
    return out
