"""What happened in a run: a row of whole numbers for each traveller, and their canonical order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.plan.pages import PIECE, piece, zeros
from simulator.plan.tables import Ints, Plan

Cells = npt.NDArray[np.signedinteger]
"""Ticks and small numbers: int32 where a run is short enough, else int64."""
Width = type[np.int32] | type[np.int64]

HEAD = ("of", "number", "begin", "over")
STEP = ("served", "trip", "start", "end")
"""A history: who it is, then these columns for each step of its itinerary or line.

of, number : flow and ordinal of a unit; line and trip of a vehicle (a fleet's trip number is
round · vessels + vessel). begin, over : ticks of release and delivery, of a trip's beginning and
end; `over` is -1 for whoever is still under way when the run stops.
served : ticks of service in the step, so that waiting is end - arrive - served; for BOARD its own
lifts on (its time aboard is the vehicle's), for LOAD and UNLOAD the standing time before the first
lift (the lifts come on top). trip : that which a unit boards in BOARD, -1 in other steps; for a
vehicle the number of lifts. start : service began, or it was lifted aboard, or room was given, or
the vehicle had the facility; -1 if it has not yet. end : the step was over (put down, for BOARD);
`OPEN` for the step that somebody is in when the run stops, -1 for one that did not take place.
A step begins where the one before it ends. The other columns of a step that did not take place
mean nothing.
"""
OPEN = -2

UNIT_COLUMNS = ("flow", "ordinal", "itinerary", "release", "delivery")
STEP_COLUMNS = ("flow", "ordinal", "step", "arrive", "start", "end", "served", "trip")
TRIP_COLUMNS = ("line", "trip", "step", "arrive", "start", "end", "served", "feu")
"""Columns of `RunLog.arrays`: a row for each unit, and for each step that took place."""


def width_of(plan: Plan) -> Width:
    """Type that holds every tick of a run."""
    return np.int32 if plan.last_tick < 2**31 else np.int64


def arrivals(begin: Cells, end: Cells) -> Cells:
    """When each came to each step: shape (steps, travellers), -1 for a step that was not."""
    came = np.empty_like(end)
    if len(came):
        came[0] = begin
        np.maximum.accumulate(np.maximum(end[:-1], begin), axis=0, out=came[1:])
        came[end == -1] = -1
    return came


@dataclass
class Histories:
    """Histories that arrive in blocks: kept, or handed on to `sink` where there is one.

    What a sink keeps it has to copy: the engine writes the next block into the same memory.

    blocks : (itinerary or line, rows of `HEAD` and of `STEP` for each of its steps).
    """

    blocks: list[tuple[int, Cells]] = field(default_factory=list)
    sink: Callable[[int, Cells], None] | None = None
    _room: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64), repr=False)
    """For the next blocks."""

    def put(self, way: int, block: Cells) -> None:
        """Take a block, shape (travellers, 4 + 4 · steps), whose memory may be used again."""
        if self.sink is None:
            self.blocks.append((way, self._copied(block)))
        else:
            self.sink(way, block)

    def _copied(self, block: Cells) -> Cells:
        """Lay blocks side by side in pieces of memory."""
        count = -(-block.nbytes // self._room.itemsize)
        if len(self._room) < count:
            self._room = piece() if count <= PIECE else zeros(count)
        kept = self._room[:count].view(block.dtype)[: block.size].reshape(block.shape)
        self._room = self._room[count:]
        kept[:] = block
        return kept

    def add(self, rows: Mapping[int, list[list[int]]], width: Width) -> None:
        """Take rows by itinerary or line (the lists are emptied afterwards)."""
        for way, some in rows.items():
            if some:
                self.put(way, np.array(some, dtype=width))
                some.clear()

    def heads(self) -> Ints:
        """`HEAD` of each, and its itinerary or line, in order: int64, shape (travellers, 5)."""
        parts = [
            np.column_stack([block[:, :4], np.full(len(block), way)]).astype(np.int64)
            for way, block in self.blocks
        ]
        return _ordered(parts, 5, 2)

    def steps(self) -> Ints:
        """Rows as `STEP_COLUMNS` (with `TRIP_COLUMNS` alike), in order: int64, shape (rows, 8)."""
        return _ordered([_rows(block.astype(np.int64)) for _, block in self.blocks], 8, 3)


def _rows(block: Ints) -> Ints:
    served, trip, start, end = parted(block)
    came = arrivals(block[:, 2], end)
    step, who = np.nonzero(came >= 0)
    at = step, who
    over = np.maximum(end[at], -1)
    columns = (block[who, 0], block[who, 1], step, came[at], start[at], over, served[at], trip[at])
    return np.column_stack(columns)


def parted(block: Cells) -> Cells:
    """Columns of `STEP` in a block: shape (4, steps, travellers)."""
    cells = block[:, len(HEAD) :]
    steps = cells.shape[1] // len(STEP)
    found: Cells = cells.reshape(len(block), steps, len(STEP)).transpose(2, 1, 0)
    return found


def _ordered(parts: Iterable[Ints], columns: int, keys: int) -> Ints:
    """Rows of all parts, ordered by their first columns."""
    rows = np.concatenate([np.empty((0, columns), dtype=np.int64), *parts])
    return rows[np.lexsort(tuple(rows[:, k] for k in range(keys - 1, -1, -1)))]


@dataclass
class RunLog:
    """The record of one replication; equal, value for value, whatever engine made it.

    An engine hands over the histories of units that were delivered and of trips that are over,
    in blocks as it goes, and at the end those of whoever is still under way.
    """

    units: Histories = field(default_factory=Histories)
    trips: Histories = field(default_factory=Histories)
    end: int = 0
    """Tick at which the run stopped (until then: up to which the rows have come)."""
    deadlock: str = ""
    """The circle of travellers that wait for each other, or empty."""

    def arrays(self) -> tuple[Ints, Ints, Ints]:
        """Units, steps and trips in canonical order."""
        units = self.units.heads()[:, [0, 1, 4, 2, 3]]
        return units, self.units.steps(), self.trips.steps()
