"""Means of distributions: for judging inputs and for offered loads."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from simulator.model import distributions as d

_Z95 = 1.6448536269514722


def mean_of(dist: Any) -> float:
    """Mean of a distribution, in its own unit."""
    rule = _RULES.get(type(dist))
    return float(rule(dist) if rule is not None else dist.mean)


def _empirical(dist: d.Empirical) -> float:
    weights = dist.weights or (1.0,) * len(dist.values)
    return math.fsum(v * w for v, w in zip(dist.values, weights, strict=True)) / sum(weights)


def _mixture(dist: d.Mixture) -> float:
    total = sum(part.weight for part in dist.parts)
    return math.fsum(mean_of(part.of) * part.weight for part in dist.parts) / total


def _normal(dist: d.Normal) -> float:
    """Mean of a normal cut off below its minimum."""
    sd = dist.spread_cv * dist.mean
    cut = (dist.minimum - dist.mean) / sd
    density = math.exp(-cut * cut / 2) / math.sqrt(2 * math.pi)
    return dist.mean + sd * density / (math.erfc(cut / math.sqrt(2)) / 2)


def _lognormal(dist: d.Lognormal) -> float:
    if dist.mean is not None:
        return dist.mean
    median = dist.median or 0.0
    if dist.cv is not None:
        return median * math.sqrt(1 + dist.cv**2)
    sigma = math.log((dist.p95 or median) / median) / _Z95
    return median * math.exp(sigma**2 / 2)


_RULES: dict[type, Callable[[Any], float]] = {
    d.Constant: lambda x: x.value,
    d.Uniform: lambda x: (x.low + x.high) / 2,
    d.Triangular: lambda x: (x.low + x.mode + x.high) / 3,
    d.Pert: lambda x: (x.low + 4 * x.mode + x.high) / 6,
    d.Normal: _normal,
    d.Lognormal: _lognormal,
    d.Empirical: _empirical,
    d.Mixture: _mixture,
    d.Shifted: lambda x: x.minimum + mean_of(x.excess),
}
"""Shapes whose mean is not simply their key `mean`."""
