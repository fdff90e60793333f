"""Log rows as they come, put into dense matrices: units by step, trips by step.

Units are numbered from 0 within their flow and trips within their line, so a row finds its place
without sorting. Ticks are kept as 32-bit integers where the run is short enough (68 years).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.plan.tables import Ints, Move, Plan

AT_FACILITY = (Move.USE, Move.LOAD, Move.UNLOAD)
"""What a vehicle does at a facility."""
CHUNK = 16_384
"""Units of a flow that are reduced together."""
FIRST_ROOM = 256
ARRIVE, START, END, SERVED, LAST = range(5)
"""Columns of the log that are kept; the last is a unit's trip, or the lifts of a trip."""

Cells = npt.NDArray[np.signedinteger]
Width = type[np.int32] | type[np.int64]
Mask = npt.NDArray[np.bool_]


def width_of(plan: Plan) -> Width:
    """Type that holds every tick of a run."""
    return np.int32 if plan.last_tick < 2**31 else np.int64


@dataclass(frozen=True)
class UnitRows:
    """Units of one itinerary.

    units : rows as UNIT_COLUMNS, int64. The rest : (units, steps), -1 where a step did not happen.
    """

    units: Ints
    arrive: Cells
    start: Cells
    end: Cells
    served: Cells
    trip: Cells


@dataclass
class Matrix:
    """Matrices (column of the log, steps, travellers) that grow; -1 for nothing."""

    steps: int
    width: Width
    cells: Cells = field(init=False)

    def __post_init__(self) -> None:
        self.cells = np.full((5, self.steps, FIRST_ROOM), -1, dtype=self.width)

    @property
    def room(self) -> int:
        """Travellers that it has room for."""
        return int(self.cells.shape[2])

    def put(self, rows: Cells, traveller: Cells) -> None:
        """Scatter log rows; `traveller` is the column of each."""
        highest = int(traveller.max())
        if highest >= self.room:
            self.grow(max(highest + 1, 2 * self.room))
        flat = self.cells.reshape(5, -1)
        at = rows[:, 2] * self.room + traveller
        for k in range(5):
            flat[k][at] = rows[:, 3 + k]

    def grow(self, room: int) -> None:
        """Make room for so many travellers."""
        cells = np.full((5, self.steps, room), -1, dtype=self.width)
        cells[:, :, : self.room] = self.cells
        self.cells = cells


class Chunk:
    """Units of one flow with consecutive ordinals, from when the first row comes."""

    def __init__(self, flow: int, first: int, steps: int, width: Width) -> None:
        self.flow, self.first = flow, first
        self.matrix = Matrix(steps, width)
        self.about = np.full((3, FIRST_ROOM), -1, dtype=width)
        """Itinerary, release and delivery of each unit."""
        self.delivered = 0

    def put_steps(self, rows: Cells) -> None:
        """Take rows of steps."""
        self.matrix.put(rows, rows[:, 1] - self.first)

    def put_units(self, rows: Cells) -> None:
        """Take rows of units."""
        at = rows[:, 1] - self.first
        while at.max() >= self.about.shape[1]:
            self.about = np.concatenate([self.about, np.full_like(self.about, -1)], axis=1)
        self.about[:, at] = rows[:, 2:].T
        self.delivered += int((rows[:, 4] >= 0).sum())

    @property
    def complete(self) -> bool:
        """Whether all its units are delivered."""
        return self.delivered == CHUNK

    def of(self, itinerary: int) -> Ints:
        """Columns of the units on an itinerary."""
        return np.flatnonzero(self.about[0] == itinerary)

    def released(self, mine: Ints) -> Cells:
        """Ticks at which units were released."""
        found: Cells = self.about[1, mine]
        return found

    def rows(self, mine: Ints, steps: int) -> UnitRows:
        """Dense matrices of units on an itinerary of so many steps; `mine` are their columns."""
        units = np.empty((len(mine), 5), dtype=np.int64)
        units[:, 0], units[:, 1] = self.flow, self.first + mine
        units[:, 2:] = self.about[:, mine].T
        if len(mine) and mine[-1] >= self.matrix.room:  # the last ones took no step
            self.matrix.grow(int(mine[-1]) + 1)
        return UnitRows(units, *(m.T for m in self.matrix.cells[:, :steps, mine]))


@dataclass(frozen=True)
class TripRows:
    """Trips of one line, by number: (trips and more, steps), -1 where a step did not happen.

    The last row is all -1, so that number -1, of a trip that is not there, gives -1.
    """

    arrive: Cells
    start: Cells
    end: Cells
    served: Cells
    feu: Cells

    def there(self) -> tuple[Ints, TripRows]:
        """Numbers of the trips that took place, and their rows alone as int64."""
        numbers = np.flatnonzero((self.arrive >= 0).any(axis=1))
        return numbers, TripRows(*(m[numbers].astype(np.int64) for m in vars(self).values()))


class Trips:
    """All trips of a log, line by line."""

    def __init__(self, plan: Plan) -> None:
        self.lines = [Matrix(len(line.steps), width_of(plan)) for line in plan.lines]

    def put(self, rows: Cells) -> None:
        """Take rows of trips."""
        for line, mine in parted(rows):
            matrix = self.lines[line]
            matrix.put(mine, mine[:, 1])
            if int(mine[:, 1].max()) == matrix.room - 1:
                matrix.grow(matrix.room + 1)

    def of(self, line: int) -> TripRows:
        """Rows of one line."""
        return TripRows(*(matrix.T for matrix in self.lines[line].cells))


def parted(rows: Cells) -> Iterator[tuple[int, Cells]]:
    """Rows by their first column (rising), each in the order in which they came."""
    if not len(rows):
        return
    key = rows[:, 0].astype(np.int16 if rows[:, 0].max() < 2**15 else np.int64)
    order = np.argsort(key, kind="stable")
    bounds = np.flatnonzero(np.diff(key[order])) + 1
    for mine in np.split(order, bounds):
        yield int(key[mine[0]]), rows[mine]
