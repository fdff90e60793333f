"""Means over replications, and pooled quantiles with the undelivered ranked last."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Numbers = TypeVar("Numbers", Floats, Ints)
NAN = math.nan


def mean(values: Floats) -> float:
    """Mean; NaN of nothing."""
    return float(values.mean()) if len(values) else NAN


def mean_of(values: Iterable[float]) -> float:
    """Unweighted mean of the replications that have a value."""
    found = np.array(list(values), dtype=np.float64)
    return mean(found[~np.isnan(found)])


def interval(values: Iterable[float]) -> tuple[float, float]:
    """95 % t-interval of the mean of replication means; NaN for fewer than two."""
    kept = np.array([v for v in values if not math.isnan(v)])
    if len(kept) < 2:
        return NAN, NAN
    half = float(special.stdtrit(len(kept) - 1, 0.975)) * float(kept.std(ddof=1))
    half /= math.sqrt(len(kept))
    return float(kept.mean()) - half, float(kept.mean()) + half


def rank(percent: int, count: int) -> int:
    """Rank (from 1) of a quantile among `count` values: ceil(percent · count / 100)."""
    return max(1, -(-percent * count // 100))


def quantile(values: Floats | Ints, percent: int, count: int) -> float:
    """Smallest value whose rank reaches percent · count (the inverted distribution function).

    Of whole numbers it is found several times faster.

    `values` are those that are known; the other `count` - len(values) rank last. NaN where the
    rank falls among them.
    """
    k = rank(percent, count)
    if k > len(values):
        return NAN
    return float(np.partition(values, k - 1)[k - 1])


def spread(values: Floats) -> float:
    """Sample standard deviation; NaN for fewer than two."""
    return float(values.std(ddof=1)) if len(values) > 1 else NAN


def joined(parts: Sequence[Numbers]) -> Numbers:
    """Values of all parts, one part after another."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(list(parts)) if parts else np.empty(0, dtype=np.int64)
