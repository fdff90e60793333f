"""Where a difference between two corridors is zero, from its replications at a few values.

Replications are paired by common random numbers, so the difference has far less noise than
either corridor. Its 95 % t-interval at each value is interpolated between the values; where that
band holds zero lies the confidence set of the root (the interval inverted, as in Fieller 1954).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulator.results.statistics import interval, mean_of
from simulator.study.points import Floats


@dataclass(frozen=True)
class Curve:
    """A difference over the values of a factor that have a figure, in rising order."""

    x: Floats
    mean: Floats
    low: Floats
    """Lower end of the 95 % t-interval; NaN for fewer than two replications."""
    high: Floats

    @property
    def monotone(self) -> bool:
        """Whether the mean never turns."""
        steps = np.diff(self.mean)
        return bool((steps >= 0).all() or (steps <= 0).all())


@dataclass(frozen=True)
class Root:
    """A zero of the mean difference, the bracket it was found in, and its confidence set."""

    value: float
    left: float
    right: float
    low: float
    """NaN where the set reaches beyond the values looked at, or there is no interval."""
    high: float
    rises: bool
    """Whether the difference is negative below and positive above."""


def curve(x: Floats, differences: Floats) -> Curve:
    """Make the curve of differences [values, replications], without values that lack a figure."""
    order = [int(k) for k in np.argsort(x, kind="stable")]
    rows = [(x[k], mean_of(differences[k]), *interval(differences[k])) for k in order]
    kept = {row[0]: row for row in rows if not np.isnan(row[1])}  # a value run twice counts once
    columns = np.array(list(kept.values()), float).reshape(-1, 4).T
    return Curve(*columns)


def roots(c: Curve) -> list[Root]:
    """All zeros of the mean, by linear interpolation in each bracket, in rising order."""
    return [_root(c, k) for k in _brackets(c.mean)]


def _brackets(mean: Floats) -> Iterator[int]:
    """Positions k with a change of sign between k and k + 1 (zero counts as positive)."""
    for k, (a, b) in enumerate(pairwise(mean)):
        if (a < 0) != (b < 0):
            yield k


def _root(c: Curve, k: int) -> Root:
    value = _zero(c.x, c.mean, k)
    low, high = _set(c, value)
    return Root(value, float(c.x[k]), float(c.x[k + 1]), low, high, bool(c.mean[k] < 0))


def _zero(x: Floats, y: Floats, k: int) -> float:
    """Zero of the line through positions k and k + 1."""
    if y[k] == y[k + 1]:
        return float(x[k])
    return float(x[k] - y[k] * (x[k + 1] - x[k]) / (y[k + 1] - y[k]))


def _set(c: Curve, root: float) -> tuple[float, float]:
    """Ends of the stretch around a root on which the band holds zero."""
    if np.isnan(c.low).any():
        return np.nan, np.nan
    edges = sorted(
        {_zero(c.x, band, k) for band in (c.low, c.high) for k in _brackets(band)}
    )  # fmt: skip
    below = [e for e in edges if e <= root]
    above = [e for e in edges if e >= root]
    return (below[-1] if below else np.nan), (above[0] if above else np.nan)


def significant(low: float, high: float) -> bool:
    """Whether an interval leaves zero out."""
    return low > 0 or high < 0
