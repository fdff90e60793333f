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


def mean_level(starts: Ints, ends: Ints, edges: Ints, weights: Ints | None = None) -> Floats:
    """How many of the intervals [start, end) hold, mean over the time of each bin; no sorting."""
    begun, ended = _since(starts, edges, weights), _since(ends, edges, weights)
    change = begun[0] - ended[0]
    length = np.diff(edges)
    area = (np.cumsum(change) - change) * length + begun[1] - ended[1]
    out = np.full(len(length), NAN)
    np.divide(area, length, out=out, where=length > 0)
    return out


def _since(ticks: Ints, edges: Ints, weights: Ints | None) -> tuple[Floats, Floats]:
    """Weight that falls into each bin, and that weight times what is left of the bin."""
    bins = len(edges) - 1
    ends = np.append(edges[1:], edges[-1])
    at = np.clip(ticks, edges[0], edges[-1])
    which = np.searchsorted(edges, at, side="right") - 1
    weight = np.ones(len(ticks)) if weights is None else weights.astype(np.float64)
    count: Floats = np.bincount(which, weight, bins + 1)[:bins].astype(np.float64)
    left: Floats = np.bincount(which, weight * (ends[which] - at), bins + 1)[:bins].astype(float)
    return count, left


def levels(starts: Ints, ends: Ints, edges: Ints) -> Levels:
    """How many of the intervals [start, end) hold at each instant of the bins between edges."""
    low, high = edges[0], edges[-1]
    one = np.ones(len(starts), dtype=np.int64)
    ticks = np.concatenate([np.clip(starts, low, high), np.clip(ends, low, high), edges])
    change = np.concatenate([one, -one, np.zeros(len(edges), dtype=np.int64)])
    order = np.argsort(ticks, kind="stable")
    at = ticks[order]
    length = np.diff(at)
    level = np.cumsum(change[order])[:-1]
    kept = length > 0
    which = np.searchsorted(edges, at[:-1][kept], side="right") - 1
    return Levels(which, length[kept], level[kept], len(edges) - 1)


def binned_waits(arrive: Ints, wait: Ints, edges: Ints) -> tuple[Ints, Floats, Floats]:
    """Arrivals, mean wait and P95 of the wait (ticks) of those that come in each bin."""
    bins = len(edges) - 1
    inside = (arrive >= edges[0]) & (arrive < edges[-1])
    which = np.searchsorted(edges, arrive[inside], side="right") - 1
    waits = wait[inside]
    order = np.lexsort((waits, which))
    count = np.bincount(which, minlength=bins).astype(np.int64)
    total = np.bincount(which, waits, bins)
    mean = np.divide(total, count, out=np.full(bins, NAN), where=count > 0)
    last = np.cumsum(count) - count - (-95 * count // 100) - 1
    p95 = np.full(bins, NAN)
    some = count > 0
    p95[some] = waits[order][last[some]]
    return count, mean, p95
