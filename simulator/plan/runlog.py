"""What happened in a run: rows of integers in blocks, and their canonical order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from simulator.plan.tables import Ints

UNIT_COLUMNS = ("flow", "ordinal", "itinerary", "release", "delivery")
"""One row per unit released: `delivery` is -1 while it is inside."""
STEP_COLUMNS = ("flow", "ordinal", "step", "arrive", "start", "end", "served", "trip")
"""One row per step of a unit that took place (picked steps only; END is not logged).

arrive : it came to the step. start : service began, or it was lifted aboard, or room was given.
end : it was over (put down, for BOARD). served : ticks of service in it, so waiting is
end - arrive - served (for BOARD: its own lifts on; its time aboard is the vehicle's).
trip : number of the trip it boarded, -1 otherwise. Open steps at the end of the run have
-1 for what has not happened.
"""
TRIP_COLUMNS = ("line", "trip", "step", "arrive", "start", "end", "served", "feu")
"""One row per step of a vehicle: as above; for LOAD and UNLOAD, `feu` is the number of lifts and
`served` the standing time before the first (the lifts come on top); `start` is when it had
the facility. A fleet's trip number is round · vessels + vessel. The rows of one trip join:
each `arrive` is the previous `end`."""


@dataclass
class Table:
    """Rows that arrive in blocks: kept, or handed on to `sink` where there is one."""

    columns: tuple[str, ...]
    blocks: list[Ints] = field(default_factory=list)
    sink: Callable[[Ints], None] | None = None

    def put(self, block: Ints) -> None:
        """Take a block: int64, shape (rows, columns)."""
        if self.sink is None:
            self.blocks.append(block)
        else:
            self.sink(block)

    def add(self, rows: list[tuple[int, ...]]) -> None:
        """Take rows (the list is emptied afterwards)."""
        if rows:
            self.put(np.array(rows, dtype=np.int64))
            rows.clear()

    def sorted(self, keys: int) -> Ints:
        """All rows, ordered by the first `keys` columns: int64, shape (rows, columns)."""
        if not self.blocks:
            return np.empty((0, len(self.columns)), dtype=np.int64)
        rows = np.concatenate(self.blocks)
        return rows[np.lexsort(tuple(rows[:, k] for k in range(keys - 1, -1, -1)))]


@dataclass
class RunLog:
    """The record of one replication; equal, value for value, whatever engine made it.

    An engine hands over blocks as it goes: steps, then trips, then units, so that the row of a
    delivered unit comes after the rows of all its steps.
    """

    units: Table = field(default_factory=lambda: Table(UNIT_COLUMNS))
    steps: Table = field(default_factory=lambda: Table(STEP_COLUMNS))
    trips: Table = field(default_factory=lambda: Table(TRIP_COLUMNS))
    end: int = 0
    """Tick at which the run stopped (until then: up to which the rows have come)."""
    deadlock: str = ""
    """The circle of travellers that wait for each other, or empty."""

    def arrays(self) -> tuple[Ints, Ints, Ints]:
        """Units, steps and trips in canonical order."""
        return self.units.sorted(2), self.steps.sorted(3), self.trips.sorted(3)
