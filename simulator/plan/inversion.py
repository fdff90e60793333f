"""Uniforms into draws by inversion: one uniform, one draw, monotone.

Formulas: Law, *Simulation Modeling and Analysis* (5th ed.), ch. 8; the Weibull shape is solved
from the coefficient of variation, the lognormal from whichever pair a source prints.

Where the quantile is smooth and costs a special function, it is read from a table, within 1e-7
of SciPy's (see `curves`). Tables are kept by shape; mean and unit only scale them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy import special

from simulator.model import distributions as d
from simulator.plan.curves import Curve, Floats, Ladder, Scalable, Straight, Triangle, curve

Inverse = Callable[[Floats], Floats]
Z95 = float(special.ndtri(0.95))
KEPT_SHAPES = 256
_kept = lru_cache(maxsize=KEPT_SHAPES)


def inverse(dist: d.Distribution) -> Inverse:
    """Give the quantile function of a distribution, in the unit of its key."""
    return _MAKERS[type(dist)](dist)


def _constant(c: d.Constant) -> Inverse:
    return lambda u: np.full_like(u, c.value)


def _uniform(c: d.Uniform) -> Inverse:
    return Straight(c.low, c.high - c.low)


def _triangular(c: d.Triangular) -> Inverse:
    return Triangle(c.low, c.mode, c.high)


@_kept
def _beta(a: float, b: float) -> Curve:
    return curve(lambda t: special.betaincinv(a, b, t), lambda t: special.betainccinv(a, b, t))


def _pert(c: d.Pert) -> Inverse:
    width = c.high - c.low
    a = 1 + 4 * (c.mode - c.low) / width
    b = 1 + 4 * (c.high - c.mode) / width
    return _beta(a, b).times(width).plus(c.low)


@_kept
def _cut_normal(cv: float, minimum: float) -> Curve:
    """Normal of mean 1 above a minimum."""
    cut = special.ndtr((minimum - 1) / cv)
    return curve(
        lambda t: np.maximum(1 + cv * special.ndtri(cut + (1 - cut) * t), minimum),
        lambda t: np.maximum(1 - cv * special.ndtri((1 - cut) * t), minimum),
    )


def _normal(c: d.Normal) -> Inverse:
    return _cut_normal(c.spread_cv, c.minimum / c.mean).times(c.mean)


def _lognormal_parameters(c: d.Lognormal) -> tuple[float, float]:
    """Mu and sigma of the logarithm."""
    if c.p95 is not None:
        if c.median is not None:
            return math.log(c.median), math.log(c.p95 / c.median) / Z95
        # ln p95 = ln mean - s²/2 + z s: the smaller root is the unimodal, near-mean one
        gap = math.log(c.p95 / (c.mean or 1.0))
        sigma = Z95 - math.sqrt(max(Z95 * Z95 - 2 * gap, 0.0))
    else:
        cv = c.cv if c.cv is not None else (c.sd or 0.0) / (c.mean or 1.0)
        sigma = math.sqrt(math.log1p(cv * cv))
    if c.median is not None:
        return math.log(c.median), sigma
    return math.log(c.mean or 1.0) - sigma * sigma / 2, sigma


@_kept
def _exp_normal(sigma: float) -> Curve:
    """Lognormal of median 1."""
    return curve(
        lambda t: np.exp(sigma * special.ndtri(t)), lambda t: np.exp(-sigma * special.ndtri(t))
    )


def _lognormal(c: d.Lognormal) -> Inverse:
    mu, sigma = _lognormal_parameters(c)
    return _exp_normal(sigma).times(math.exp(mu))


@_kept
def _unit_gamma(shape: float) -> Curve:
    return curve(lambda t: special.gammaincinv(shape, t), lambda t: special.gammainccinv(shape, t))


def _gamma_by(shape: float, average: float) -> Inverse:
    return _unit_gamma(shape).times(average / shape)


@_kept
def _exponential_power(power: float) -> Curve:
    """Power of an exponential of mean 1."""
    return curve(lambda t: (-np.log1p(-t)) ** power, lambda t: (-np.log(t)) ** power)


def _weibull(c: d.Weibull) -> Inverse:
    from scipy import optimize  # takes long to import, and few ask for it

    target = math.log1p(c.spread_cv**2)

    def excess(log_k: float) -> float:
        k = math.exp(log_k)
        return float(special.gammaln(1 + 2 / k) - 2 * special.gammaln(1 + 1 / k)) - target

    k = math.exp(optimize.brentq(excess, math.log(0.1), math.log(200.0)))
    scale = c.mean / math.gamma(1 + 1 / k)
    return _exponential_power(1 / k).times(scale)


def _empirical(c: d.Empirical) -> Inverse:
    order = np.argsort(np.array(c.values), kind="stable")
    values = np.array(c.values)[order]
    weights = np.ones(len(values)) if c.weights is None else np.array(c.weights)[order]
    edges = np.cumsum(weights) / weights.sum()
    return Ladder(edges, values)


def _mixture(c: d.Mixture) -> Inverse:
    parts = [inverse(p.of) for p in c.parts]
    edges = np.cumsum([p.weight for p in c.parts]) / sum(p.weight for p in c.parts)

    def draw(u: Floats) -> Floats:
        which = np.minimum(np.searchsorted(edges, u, side="right"), len(parts) - 1)
        low = np.concatenate([[0.0], edges])[which]
        within = np.clip((u - low) / (edges[which] - low), 2.0**-54, 1 - 2.0**-53)
        return np.select([which == k for k in range(len(parts))], [p(within) for p in parts])

    return draw


def _shifted(c: d.Shifted) -> Inverse:
    excess = inverse(c.excess)
    if isinstance(excess, Scalable):
        return excess.plus(c.minimum)
    return lambda u: c.minimum + excess(u)


_MAKERS: dict[type, Callable[..., Inverse]] = {
    d.Constant: _constant,
    d.Uniform: _uniform,
    d.Triangular: _triangular,
    d.Pert: _pert,
    d.Normal: _normal,
    d.Lognormal: _lognormal,
    d.Gamma: lambda c: _gamma_by(1 / c.spread_cv**2, c.mean),
    d.Erlang: lambda c: _gamma_by(float(c.k), c.mean),
    d.Exponential: lambda c: _exponential_power(1.0).times(c.mean),
    d.Weibull: _weibull,
    d.Empirical: _empirical,
    d.Mixture: _mixture,
    d.Shifted: _shifted,
}
