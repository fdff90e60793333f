"""How many were at each facility and yard over time, added up as the stays come.

Time is cut into days, and once more at the ends of the window. Whatever is a sum (arrivals, waits,
time in the system, time served) is added up by pool and bin in whole numbers, so the order of
the stays cannot matter; of those who waited, arrival and start are kept as well, for quantiles.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from simulator.plan.runlog import Cells, width_of
from simulator.plan.tables import Ints, Plan
from simulator.results.stays import Stays
from simulator.units import TICKS_PER_DAY

AT_ONCE = 262_144
"""Stays that are collected before they are added up."""


class Presence:
    """Sums over stays, by pool (facilities, then yards) and bin of time."""

    def __init__(self, plan: Plan) -> None:
        self.queueing = len(plan.facilities)
        """Pools below this have a queue; the others are yards."""
        self.pools = self.queueing + len(plan.yards)
        self.cuts = [t for t in (plan.window_start, plan.window_end) if t % TICKS_PER_DAY]
        days = plan.last_tick // TICKS_PER_DAY + 1
        self.bins = days + len(self.cuts)
        midnights = np.arange(days + 1, dtype=np.int64) * TICKS_PER_DAY
        self.edges: Ints = np.sort(np.append(midnights, self.cuts)).astype(np.int64)
        shape = (self.pools, self.bins)
        self.arrivals, self.waited = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        self.came, self.left = _Moves(shape), _Moves(shape)
        self.began, self.ended = _Moves(shape), _Moves(shape)
        self._last, self._at_last = -1, np.zeros(self.pools, np.int64)
        """The latest arrival, and how many came at that tick."""
        self._waits: list[tuple[Cells, Cells, Cells]] = []
        self._width = width_of(plan)
        self._held: list[Stays] = []
        self._rows = 0

    def add(self, stays: Iterable[Stays]) -> None:
        """Count stays in."""
        for some in stays:
            if len(some.arrive):
                self._held.append(some)
                self._rows += len(some.arrive)
        if self._rows >= AT_ONCE:
            self._add_up()

    def _add_up(self) -> None:
        held, self._held, self._rows = self._held, [], 0
        if not held:
            return
        counts = [len(s.arrive) for s in held]
        pool = np.repeat(np.array([s.pool for s in held]), counts)
        arrive, start, end = (
            np.concatenate([getattr(s, name) for s in held]) for name in ("arrive", "start", "end")
        )
        servers = np.concatenate(
            [np.broadcast_to(s.servers, n) for s, n in zip(held, counts, strict=True)]
        )
        base = pool * self.bins
        first, begun, over = (base + self._bin(ticks) for ticks in (arrive, start, end))
        self.came.add(first, arrive)
        self.left.add(over, end)
        self.began.add(begun, start, servers)
        self.ended.add(over, end, servers)
        wait = start - arrive
        waited = np.flatnonzero(wait)
        _count(self.arrivals, first)
        self._note_last(pool, arrive)
        _count(self.waited, first[waited], wait[waited])
        kept = waited[pool[waited] < self.queueing]
        who = pool[kept].astype(np.int32)
        self._waits.append((who, arrive[kept].astype(self._width), start[kept].astype(self._width)))

    def _bin(self, ticks: Ints) -> Ints:
        out: Ints = ticks // TICKS_PER_DAY
        for cut in self.cuts:
            out += ticks >= cut
        return out

    def _note_last(self, pool: Ints, arrive: Ints) -> None:
        last = int(arrive.max())
        if last > self._last:
            self._last, self._at_last = last, np.zeros(self.pools, np.int64)
        if last == self._last:
            self._at_last += np.bincount(pool[arrive == last], minlength=self.pools)

    def arrivals_before(self, end: int) -> Ints:
        """Arrivals in each pool and bin, without those in the instant in which the log ends."""
        self._add_up()
        out = self.arrivals.copy()
        if self._last == end:
            out[:, self._bin(np.array([end]))[0]] -= self._at_last
        return out

    def waits(self) -> tuple[Cells, Cells, Cells]:
        """Pool, arrival and start of all that waited for a server, by pool."""
        self._add_up()
        none = np.empty(0, dtype=self._width)
        held = [(np.empty(0, dtype=np.int32), none, none), *self._waits]
        pool, arrive, start = (np.concatenate(columns) for columns in zip(*held, strict=True))
        self._waits = [(pool, arrive, start)]
        order = np.argsort(pool, kind="stable")
        return pool[order], arrive[order], start[order]

    def in_system(self, end: int) -> Ints:
        """Traveller-ticks in each pool and bin: int64; `end` is that of the log."""
        return self._area(self.came, self.left, end)

    def busy(self, end: int) -> Ints:
        """Server-ticks in use in each pool and bin: int64."""
        return self._area(self.began, self.ended, end)

    def _area(self, ins: _Moves, outs: _Moves, end: int) -> Ints:
        self._add_up()
        over = np.minimum(self.edges[1:], end)
        length = np.maximum(over - self.edges[:-1], 0)
        change = ins.count - outs.count
        level = np.cumsum(change, axis=1) - change
        area: Ints = level * length + change * over - (ins.ticks - outs.ticks)
        return area


class _Moves:
    """How many came into a pool or left it in each bin, and the sum of their ticks."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self.count, self.ticks = np.zeros(shape, np.int64), np.zeros(shape, np.int64)

    def add(self, cell: Ints, ticks: Ints, weight: Ints | None = None) -> None:
        _count(self.count, cell, weight)
        _count(self.ticks, cell, ticks if weight is None else ticks * weight)


def _count(table: Ints, cell: Ints, weight: Ints | None = None) -> None:
    """Add weights (or ones) to the cells of a table; exact, since sums stay below 2⁵³."""
    found = np.bincount(cell, weight, table.size).reshape(table.shape)
    table += found.astype(np.int64) if weight is not None else found
