"""What the loops that count containers for studies are given, and where they write: see `loops`.

`tally_loops` adds up, container by container, what was taken and paid in the sections passed. It
knows no journey: a `Way` says, by number, between which moments lie its stages, stays and sections.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.plan.runlog import Cells
from simulator.plan.tables import Ints

NUMBER, RELEASE, DELIVERY, FIRST_STEP = 1, 2, 3, 4
STEP_WIDTH, TRIP, END = 4, 1, 3
"""Columns of a history, and of a step in it: as `runlog.HEAD` and `runlog.STEP`."""
NEVER, RELEASED, DELIVERED, CAME = range(4)
"""Moments of every container, by number: the first does not happen. Then come, for each of its
steps, when it came to it (from `CAME` on), then when each step ended, then moments of its trips."""
NO_TRIP = -2


def width_of(way: Way) -> int:
    """Columns of the rows that `narrow` writes."""
    return FIRST_STEP + way.steps + len(way.boards)


class Way(NamedTuple):
    """A journey as the loops read it. B trips boarded, S sections, C costs by the day; int64.

    A moment is a number as above; a lapse of time is between two of them, 0 if one is missing.
    """

    which: int
    """Number of the journey among those of its flow, from 1 on."""
    steps: int
    """Of a unit that are looked at."""
    limits: Ints
    """First tick of the window, first after it, ticks within which one must be through: (3,)."""
    months: Ints
    """First tick of each month of the window but the first."""
    boards: Ints
    """Of each trip boarded: unit step; line; moment without which it is not over (`NEVER`: none);
    first moment, first of `cells`, stop; first and stop in `aboard`: (B, 8)."""
    cells: Ints
    """Where the cells of a trip have its moments."""
    aboard: Ints
    """Lapses of stages aboard, trip after trip; whether all of it is movement: (·, 3)."""
    aboard_in: Ints
    """Whether a stage aboard counts in a section, or in a cost by the day: 0 or 1, (·, S + C)."""
    own: Ints
    """Lapses of all other stages: (·, 2)."""
    own_in: Ints
    """As `aboard_in`."""
    rate: float
    """Cents of hire for a tick."""
    stays: Ints
    """Of each cost by the day: the lapse that counts (beside the stages), first tier and stop, of
    which there is at least one: (C, 4)."""
    tiers: Ints
    """Ticks of a stay after which a tier's days begin."""
    usd: npt.NDArray[np.float64]
    """Of a tier's day."""
    sections: Ints
    """Of each section the moments at which it begins and ends, and its fixed cents: (S, 3)."""
    pays: Ints
    """Whether a section pays a cost by the day: 0 or 1, (S, C)."""


class Desk(NamedTuple):
    """Where a way's numbers stand while a container is looked at; int64."""

    trip: Ints
    """Number of the trip boarded: (B,). What is of trips below stays while the trip is the same."""
    ticks: Ints
    """Of each moment, negative if it has not happened."""
    aboard: Ints
    """Cents of hire by section and ticks by cost, of each trip boarded: (B, S + C)."""
    moving: Ints
    """Ticks of movement by section, of each trip boarded: (B, S)."""
    sums: Ints
    """Cents by section and ticks by cost: (S + C,)."""


class Found(NamedTuple):
    """What was found, by ordinal."""

    which: npt.NDArray[np.int32]
    """The unit's `Way.which`, 0 where none has been counted."""
    month: npt.NDArray[np.int32]
    """Of its release, from that of the window's first tick on."""
    took: Cells
    """Ticks, -1 for one inside: (sections, units)."""
    moving: Cells
    cents: Ints


def loops() -> ModuleType:
    """Give the loops: `put`, `narrow` and `count`. Imports Numba, where it is there."""
    from simulator.engines import tally_loops

    return tally_loops


def sources() -> int:
    """Fingerprint of the loops and of this file: Numba looks at the file of the entry only."""
    digest = hashlib.blake2b(digest_size=7)
    for file in sorted(Path(__file__).parent.glob("tally*.py")):
        digest.update(file.read_bytes())
    return int.from_bytes(digest.digest(), "big")
