"""Histories as they come, put together: units in chunks, trips by line and number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.plan.runlog import HEAD, STEP, Cells, Width, arrivals, parted, width_of
from simulator.plan.tables import Ints, Move, Plan

AT_FACILITY = (Move.USE, Move.LOAD, Move.UNLOAD)
"""What a vehicle does at a facility."""
CHUNK = 16_384
"""Units of a flow that are reduced together."""
FIRST_ROOM = 256
ARRIVE, END, START, SERVED, FEU = range(5)
"""Matrices of a line."""
MATRICES = 5

Mask = npt.NDArray[np.bool_]


def column(step: int, name: str) -> int:
    """Where a history has a number of a step."""
    return len(HEAD) + len(STEP) * step + STEP.index(name)


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

    @classmethod
    def of(cls, itinerary: int, histories: Cells) -> UnitRows:
        """Read the histories of an itinerary's units, by ordinal."""
        histories = histories[np.argsort(histories[:, 1])]
        units = np.empty((len(histories), 5), dtype=np.int64)
        units[:, [0, 1, 3, 4]], units[:, 2] = histories[:, : len(HEAD)], itinerary
        served, trip, start, end = np.ascontiguousarray(parted(histories))
        arrive = arrivals(histories[:, 2], end)
        np.maximum(end, -1, out=end)
        return cls(units, *(m.T for m in (arrive, start, end, served, trip)))


class Chunk:
    """Units of one flow with consecutive ordinals, from when the first comes."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._blocks: dict[int, list[Cells]] = {}
        self._whole: dict[int, Cells] = {}
        self.delivered = 0

    def put(self, itinerary: int, histories: Cells) -> None:
        """Take histories."""
        self._blocks.setdefault(itinerary, []).append(histories)
        self.delivered += int((histories[:, 3] >= 0).sum())

    @property
    def complete(self) -> bool:
        """Whether all its units are delivered."""
        return self.delivered == self.size

    def of(self, itinerary: int) -> Cells | None:
        """Histories of an itinerary, once all have come; None if there are none."""
        blocks = self._blocks.pop(itinerary, None)
        if blocks is not None:
            self._whole[itinerary] = np.concatenate(blocks)
        return self._whole.get(itinerary)


@dataclass
class Matrix:
    """Matrices (`ARRIVE` …, steps, trips) that grow; -1 for nothing."""

    steps: int
    width: Width
    cells: Cells = field(init=False)

    def __post_init__(self) -> None:
        self.cells = np.full((MATRICES, self.steps, FIRST_ROOM), -1, dtype=self.width)

    def put(self, histories: Cells) -> None:
        """Write trips into their columns; the last column stays free."""
        number = histories[:, 1]
        room = self.cells.shape[2]
        if number.max() >= room - 1:
            self._grow(max(int(number.max()) + 2, 2 * room))
        served, feu, start, end = parted(histories)
        never = end == -1
        arrive = arrivals(histories[:, 2], end)
        self.cells[ARRIVE][:, number], self.cells[END][:, number] = arrive, np.maximum(end, -1)
        for k, values in ((START, start), (SERVED, served), (FEU, feu)):
            self.cells[k][:, number] = np.where(never, -1, values)

    def at(self, column: int, row: int, number: Cells) -> Cells:
        """Numbers of a step of some trips, -1 for a trip that has not come (number -1: none)."""
        cells = self.cells[column, row]
        found: Cells = cells[np.minimum(number, len(cells) - 1)]
        return found

    def _grow(self, room: int) -> None:
        cells = np.full((MATRICES, self.steps, room), -1, dtype=self.width)
        cells[:, :, : self.cells.shape[2]] = self.cells
        self.cells = cells


@dataclass(frozen=True)
class TripRows:
    """Trips of one line, by number: (trips and more, steps), -1 where a step did not happen.

    The last row is all -1, so that number -1, of a trip that is not there, gives -1.
    """

    arrive: Cells
    end: Cells
    start: Cells
    served: Cells
    feu: Cells

    def there(self) -> tuple[Ints, TripRows]:
        """Numbers of the trips that took place, and their rows alone as int64."""
        numbers = np.flatnonzero((self.arrive >= 0).any(axis=1))
        return numbers, TripRows(*(m[numbers].astype(np.int64) for m in vars(self).values()))


class Trips:
    """All trips of a log, line by line."""

    def __init__(self, plan: Plan) -> None:
        width = width_of(plan)
        self.lines = [Matrix(len(line.steps), width) for line in plan.lines]

    def put(self, line: int, histories: Cells) -> None:
        """Take the histories of trips."""
        self.lines[line].put(histories)

    def of(self, line: int) -> TripRows:
        """Rows of one line."""
        return TripRows(*(matrix.T for matrix in self.lines[line].cells))


def by_chunk(histories: Cells, size: int) -> Iterator[tuple[int, Cells]]:
    """Histories of one flow by the number of the chunk, of so many units, that they belong to."""
    number = histories[:, 1] // size
    low, high = int(number.min()), int(number.max())
    if low == high:
        yield low, histories
        return
    for n in np.unique(number).tolist():
        yield n, histories[number == n]
