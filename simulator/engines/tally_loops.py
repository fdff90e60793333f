"""The loops that count containers for studies: over whole numbers, one container after another.

They are compiled where Numba is there, else (and with `NUMBA_DISABLE_JIT=1`) plain Python: slow,
but not beside the SimPy engine, which is what runs then. All are written into the one function that
Python calls: handing a `Way` and a `Desk` on, some hundred words, takes longer than most of them.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, TypeVar

import numpy as np

from simulator.engines.tally import (
    CAME,
    DELIVERED,
    DELIVERY,
    END,
    FIRST_STEP,
    NEVER,
    NO_TRIP,
    NUMBER,
    RELEASE,
    RELEASED,
    STEP_WIDTH,
    TRIP,
    Desk,
    Found,
    Way,
    sources,
)
from simulator.plan.runlog import Cells
from simulator.plan.tables import Ints
from simulator.units import TICKS_PER_DAY

F = TypeVar("F", bound=Callable[..., Any])

if find_spec("numba") is not None:
    from simulator.engines.compiled_jit import entry, inlined
else:

    def inlined(function: F) -> F:
        """Leave it as it is."""
        return function

    def entry(function: F) -> F:
        """Leave it as it is."""
        return function


# --- trips ----------------------------------------------------------------------------------
@inlined
def _highest(block: Any) -> int:
    """Highest number of a trip."""
    found = -1
    for r in range(len(block)):
        found = max(found, int(block[r, NUMBER]))
    return found


@inlined
def _put(block: Any, cells: Any, first: int, steps: int) -> None:
    """Write when each trip came to its steps and ended them: two cells for each step.

    A cell holds ~tick, so that a cell of zeros, which need no writing, says that nothing happened.
    """
    for r in range(len(block)):
        at = first + 2 * steps * int(block[r, NUMBER])
        came = int(block[r, RELEASE])
        for k in range(steps):
            end = int(block[r, FIRST_STEP + STEP_WIDTH * k + END])
            cells[at + 2 * k] = 0 if end == -1 else ~came
            cells[at + 2 * k + 1] = ~max(end, -1)
            came = max(came, end)


# --- units ----------------------------------------------------------------------------------
@inlined
def _narrow(block: Any, rows: Any, first: int, way: Any) -> None:
    """Write what is needed of units: the head, ends of steps, and trips boarded."""
    for r in range(len(block)):
        for k in range(FIRST_STEP):
            rows[first + r, k] = block[r, k]
        for k in range(way.steps):
            rows[first + r, FIRST_STEP + k] = block[r, FIRST_STEP + STEP_WIDTH * k + END]
        for b in range(len(way.boards)):
            trip = block[r, FIRST_STEP + STEP_WIDTH * way.boards[b, 0] + TRIP]
            rows[first + r, FIRST_STEP + way.steps + b] = trip


@inlined
def _lapse(desk: Any, since: int, until: int) -> int:
    """Ticks between two moments, 0 where either has not happened."""
    first, last = desk.ticks[since], desk.ticks[until]
    return last - first if first >= 0 and last >= 0 else 0


@inlined
def _take_trip(b: int, trip: int, cells: Any, lines: Any, way: Any, desk: Any) -> None:
    """Read the moments of a trip boarded, and add up what happens aboard."""
    line = way.boards[b, 1]
    there = 0 <= trip < lines[line, 1]
    at = lines[line, 0] + 2 * lines[line, 2] * trip
    moment = way.boards[b, 3]
    for k in range(way.boards[b, 4], way.boards[b, 5]):
        desk.ticks[moment] = ~int(cells[at + way.cells[k]]) if there else -1
        moment += 1
    sections, all_sums = len(way.sections), len(desk.sums)
    desk.aboard[b] = 0
    desk.moving[b] = 0
    for i in range(way.boards[b, 6], way.boards[b, 7]):
        spent = _lapse(desk, way.aboard[i, 0], way.aboard[i, 1])
        cents = round(spent * way.rate)
        for k in range(sections):
            desk.aboard[b, k] += way.aboard_in[i, k] * cents
            desk.moving[b, k] += way.aboard_in[i, k] * way.aboard[i, 2] * spent
        for k in range(sections, all_sums):
            desk.aboard[b, k] += way.aboard_in[i, k] * spent


@inlined
def _trips(block: Any, r: int, cells: Any, lines: Any, way: Any, desk: Any) -> bool:
    """Look the trips of a unit up; gives whether all of them are over."""
    over = True
    for b in range(len(way.boards)):
        trip = int(block[r, FIRST_STEP + way.steps + b])
        if trip != desk.trip[b]:
            desk.trip[b] = trip
            _take_trip(b, trip, cells, lines, way, desk)
        last = way.boards[b, 2]
        over &= trip < 0 or last == NEVER or desk.ticks[last] >= 0
    return over


@inlined
def _own_moments(block: Any, r: int, way: Any, desk: Any) -> None:
    """Read what a unit's history says of itself."""
    came = int(block[r, RELEASE])
    desk.ticks[RELEASED], desk.ticks[DELIVERED] = came, int(block[r, DELIVERY])
    for k in range(way.steps):
        end = int(block[r, FIRST_STEP + k])
        desk.ticks[CAME + k] = came
        desk.ticks[CAME + way.steps + k] = end
        came = max(came, end)


@inlined
def _add_up(way: Any, desk: Any) -> None:
    """Add up the cents of hire by section, and the ticks that costs by the day count."""
    sections, all_sums = len(way.sections), len(desk.sums)
    for k in range(all_sums):
        total = 0
        for b in range(len(way.boards)):
            total += desk.aboard[b, k]
        desk.sums[k] = total
    for i in range(len(way.own)):
        spent = _lapse(desk, way.own[i, 0], way.own[i, 1])
        if spent != 0:
            cents = round(spent * way.rate)
            for k in range(sections):
                desk.sums[k] += way.own_in[i, k] * cents
            for k in range(sections, all_sums):
                desk.sums[k] += way.own_in[i, k] * spent


@inlined
def _by_day(stay: int, way: Any, first: int, stop: int) -> int:
    """Cents of a stay by its tiers, each from the days begun in it."""
    cents, later = 0, 0
    for k in range(stop - 1, first - 1, -1):
        begun = -(-max(stay - way.tiers[k], 0) // TICKS_PER_DAY)
        cents += round((begun - later) * way.usd[k] * 100)
        later = begun
    return cents


@inlined
def _pay_stays(way: Any, desk: Any) -> None:
    """Add what the costs by the day come to."""
    sections = len(way.sections)
    for c in range(len(way.stays)):
        first = way.stays[c, 2]
        stay = desk.sums[sections + c] + _lapse(desk, way.stays[c, 0], way.stays[c, 1])
        if stay > way.tiers[first]:
            cents = _by_day(stay, way, first, way.stays[c, 3])
            for k in range(sections):
                desk.sums[k] += cents * way.pays[k, c]


@inlined
def _write(n: int, way: Any, desk: Any, found: Any) -> None:
    """Write what a unit took and paid in each section."""
    release = desk.ticks[RELEASED]
    for k in range(len(way.sections)):
        over = desk.ticks[way.sections[k, 1]]
        done = over >= 0 and over - release <= way.limits[2]
        found.took[k, n] = over - desk.ticks[way.sections[k, 0]] if done else -1
        moving = 0
        for b in range(len(way.boards)):
            moving += desk.moving[b, k]
        found.moving[k, n] = moving
        found.cents[k, n] = desk.sums[k] + way.sections[k, 2]


@inlined
def _month(release: int, month: int, way: Any) -> int:
    """Month of a release, looked for from some month on."""
    while month > 0 and release < way.months[month - 1]:
        month -= 1
    while month < len(way.months) and release >= way.months[month]:
        month += 1
    return month


@inlined
def _count(block: Any, cells: Any, lines: Any, way: Any, desk: Any, found: Any, late: Any) -> int:
    """See `count`."""
    waiting, month = 0, 0
    for b in range(len(way.boards)):
        desk.trip[b] = NO_TRIP
    for r in range(len(block)):
        release = int(block[r, RELEASE])
        if release < way.limits[0] or release >= way.limits[1]:
            continue
        over = _trips(block, r, cells, lines, way, desk)
        if not over and len(late):
            late[waiting] = r
            waiting += 1
            continue
        _own_moments(block, r, way, desk)
        _add_up(way, desk)
        _pay_stays(way, desk)
        month = _month(release, month, way)
        n = int(block[r, NUMBER])
        found.which[n], found.month[n] = way.which, month
        _write(n, way, desk, found)
    return waiting


# --- what Python calls ----------------------------------------------------------------------
def _make(version: int) -> tuple[Callable[..., int], Callable[..., None], Callable[..., int]]:
    """Bind the entries to the text of their sources: stale ones are never read from disk."""

    def put(block: Cells, cells: Cells, lines: Ints, line: int) -> int:
        """Write the moments of trips of a line.

        Parameters
        ----------
        cells : takes two for each step of a trip, ~tick. lines : by line, the first of its cells,
            trips for which there is room, and steps.

        Returns
        -------
        Trips for which there must be room; if there is not, nothing was written.
        """
        most = _highest(block) + 1 if version else 0
        if most <= lines[line, 1]:
            _put(block, cells, lines[line, 0], lines[line, 2])
        return most

    def narrow(block: Cells, rows: Cells, first: int, way: Way) -> None:
        """Write what `count` needs of a block of units into rows from `first` on."""
        _narrow(block, rows, first if version else 0, way)

    def count(
        block: Cells, cells: Cells, lines: Ints, way: Way, desk: Desk, found: Found, late: Ints
    ) -> int:
        """Count units of one journey that were released in the window.

        Parameters
        ----------
        block : rows as `narrow` writes them.
        cells, lines : moments of trips, as for `put`. found : takes what was found. late : takes
            the rows of units whose trips are not over; without room, they are counted all the same.

        Returns
        -------
        How many rows of `late` were written; less than 0 if there must be room in `found` for as
        many units, and nothing was done.
        """
        most = _highest(block) + 1 if version else 0
        if most > len(found.which):
            return -most
        return _count(block, cells, lines, way, desk, found, late)

    return entry(put), entry(narrow), entry(count)


put, narrow, count = _make(sources())


def ready() -> None:
    """Compile, or read from disk, once for the processes that follow: for runs in 32 bits."""
    line, rows = np.zeros(0, dtype=np.int64), np.zeros((0, 0), dtype=np.int64)
    short, block = np.zeros(0, dtype=np.int32), np.zeros((0, FIRST_STEP), dtype=np.int32)
    lines = np.zeros((1, 3), dtype=np.int64)
    way = Way(
        which=1, steps=0, limits=line, months=line, boards=rows, cells=line, aboard=rows,
        aboard_in=rows, own=rows, own_in=rows, rate=0.0, stays=rows, tiers=line,
        usd=np.zeros(0), sections=rows, pays=rows,
    )  # fmt: skip
    desk = Desk(trip=line, ticks=line, aboard=rows, moving=rows, sums=line)
    found = Found(which=short, month=short, took=block[:, :0], moving=block[:, :0], cents=rows)
    put(block, short, lines, 0)
    narrow(block, block, 0, way)
    count(block, short, lines, way, desk, found, line)
