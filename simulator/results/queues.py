"""Queue lengths over time, exactly: levels of a step function, cut into bins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.plan.tables import Ints
from simulator.results.statistics import NAN, Floats


@dataclass(frozen=True)
class Levels:
    """A step function over consecutive bins: `level` holds for `ticks` in `bin`."""

    bin: Ints
    ticks: Ints
    level: Ints
    bins: int

    def mean(self) -> Floats:
        """Time-weighted mean of each bin."""
        area = np.bincount(self.bin, self.ticks * self.level, self.bins)
        time = np.bincount(self.bin, self.ticks, self.bins)
        out = np.full(self.bins, NAN)
        np.divide(area, time, out=out, where=time > 0)
        return out

    def p95(self) -> Floats:
        """Smallest level that is not exceeded for 95 % of each bin."""
        order = np.lexsort((self.level, self.bin))
        reached = np.cumsum(self.ticks[order])
        time = np.bincount(self.bin, self.ticks, self.bins).astype(np.int64)
        target = np.cumsum(time) - time - (-95 * time // 100)
        found = np.searchsorted(reached, target, side="left")
        out = np.full(self.bins, NAN)
        some = time > 0
        out[some] = self.level[order][found[some]]
        return out

    def histogram(self) -> Ints:
        """Ticks spent at each level from 0."""
        return np.bincount(self.level, self.ticks).astype(np.int64)


def mean_level(starts: Ints, ends: Ints, edges: Ints) -> Floats:
    """How many of the intervals [start, end) hold, mean over the time of each bin; no sorting."""
    begun, ended = _since(starts, edges), _since(ends, edges)
    change = begun[0] - ended[0]
    length = np.diff(edges)
    area = (np.cumsum(change) - change) * length + begun[1] - ended[1]
    out = np.full(len(length), NAN)
    np.divide(area, length, out=out, where=length > 0)
    return out


def _since(ticks: Ints, edges: Ints) -> tuple[Floats, Floats]:
    """How many fall into each bin, and the time left of the bin for all of them."""
    bins = len(edges) - 1
    ends = np.append(edges[1:], edges[-1])
    at = np.clip(ticks, edges[0], edges[-1])
    which = np.searchsorted(edges, at, side="right") - 1
    count: Floats = np.bincount(which, minlength=bins + 1)[:bins].astype(np.float64)
    left: Floats = np.bincount(which, ends[which] - at, bins + 1)[:bins].astype(np.float64)
    return count, left


def levels(pool: Ints, starts: Ints, ends: Ints, edges: Ints, pools: int) -> Levels:
    """How many of the intervals [start, end) hold at each instant of the bins between edges.

    For many pools at once: bin b of pool p has number p · bins + b. `pool` says whose each interval
    is.
    """
    low, bins = int(edges[0]), len(edges) - 1
    span = int(edges[-1]) - low + 1
    base = pool.astype(np.int64) * span - low
    marks = np.arange(pools)[:, None] * span + (edges - low)
    at = np.concatenate([
        _coded(base + np.clip(starts, low, edges[-1]), 2), _coded(marks.ravel(), 1),
        _coded(base + np.clip(ends, low, edges[-1]), 0),
    ])  # fmt: skip
    at.sort()
    tick = at >> 2
    length = np.diff(tick)
    level = np.cumsum((at & 3) - 1)[:-1]
    which, when = np.divmod(tick[:-1], span)
    kept = np.flatnonzero((length > 0) & (when < span - 1))
    within = np.searchsorted(edges, when[kept] + low, side="right") - 1
    return Levels(which[kept] * bins + within, length[kept], level[kept], pools * bins)


def _coded(ticks: Ints, change: int) -> Ints:
    """Ticks with what happens (1 more than the change of the level), to be sorted together."""
    return ticks << 2 | change


def binned_p95(cell: Ints, wait: Ints, count: Ints) -> Floats:
    """P95 of the waits in each cell.

    `count` : how many there are in it; those not listed in `cell` and `wait` waited 0.
    """
    order = np.lexsort((wait, cell))
    listed = np.bincount(cell, minlength=len(count))
    place = -(-95 * count // 100) - (count - listed)  # among those listed, from 1
    out = np.where(count > 0, 0.0, NAN)
    some = place > 0
    out[some] = wait[order][(np.cumsum(listed) - listed + place - 1)[some]]
    return out
