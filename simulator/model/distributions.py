"""Distributions of durations and sizes, parametrised the way sources print them.

A number stands for a constant. Means, spreads and percentiles are in the unit of the key that
holds the distribution; `cv` and weights are pure numbers. Sampling (inversion of one uniform)
lives in `simulator.plan.inversion`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from simulator.model.base import Model, NotNegative, Positive


class Constant(Model):
    """Always the same value."""

    shape: Literal["constant"] = "constant"
    value: NotNegative


class Uniform(Model):
    """Every value between `low` and `high` alike."""

    shape: Literal["uniform"]
    low: NotNegative
    high: NotNegative

    @model_validator(mode="after")
    def _order(self) -> Uniform:
        if self.low > self.high:
            msg = f"low {self.low:g} is above high {self.high:g}"
            raise ValueError(msg)
        return self


class _LowModeHigh(Model):
    low: NotNegative
    mode: NotNegative
    high: NotNegative

    @model_validator(mode="after")
    def _order(self) -> _LowModeHigh:
        if not self.low <= self.mode <= self.high or self.low == self.high:
            msg = f"needs low <= mode <= high and low < high, found {self.low:g}, "
            raise ValueError(msg + f"{self.mode:g}, {self.high:g}")
        return self


class Triangular(_LowModeHigh):
    """Triangle from `low` over `mode` to `high`."""

    shape: Literal["triangular"]


class Pert(_LowModeHigh):
    """Beta-PERT: mean (low + 4 mode + high) / 6 (Malcolm et al. 1959)."""

    shape: Literal["pert"]


class _MeanSpread(Model):
    mean: Positive
    sd: Positive | None = None
    cv: Positive | None = None
    """Standard deviation over mean."""

    @model_validator(mode="after")
    def _one_spread(self) -> _MeanSpread:
        if (self.sd is None) == (self.cv is None):
            msg = "give the spread once: either sd or cv"
            raise ValueError(msg)
        return self

    @property
    def spread_cv(self) -> float:
        """The coefficient of variation, however it was given."""
        return self.cv if self.cv is not None else (self.sd or 0.0) / self.mean


class Normal(_MeanSpread):
    """Normal, cut off below `minimum` (the stated mean and spread are those before the cut)."""

    shape: Literal["normal"]
    minimum: NotNegative = 0.0


class Gamma(_MeanSpread):
    """Gamma by mean and spread."""

    shape: Literal["gamma"]


class Weibull(_MeanSpread):
    """Weibull by mean and spread (the shape parameter is solved for)."""

    shape: Literal["weibull"]

    @model_validator(mode="after")
    def _solvable(self) -> Weibull:
        if not 0.02 <= self.spread_cv <= 15:
            msg = f"a Weibull needs a cv between 0.02 and 15, found {self.spread_cv:g}"
            raise ValueError(msg)
        return self


class Lognormal(Model):
    """Lognormal by its mean (or median) and one of sd, cv, p95."""

    shape: Literal["lognormal"]
    mean: Positive | None = None
    median: Positive | None = None
    sd: Positive | None = None
    cv: Positive | None = None
    p95: Positive | None = None

    @model_validator(mode="after")
    def _two(self) -> Lognormal:
        if (self.mean is None) == (self.median is None):
            msg = "give the centre once: either mean or median"
            raise ValueError(msg)
        if sum(v is not None for v in (self.sd, self.cv, self.p95)) != 1:
            msg = "give the spread once: one of sd, cv, p95"
            raise ValueError(msg)
        if self.sd is not None and self.mean is None:
            msg = "sd goes with mean; with median give cv or p95"
            raise ValueError(msg)
        if self.p95 is not None:
            self._check_p95(self.p95)
        return self

    def _check_p95(self, p95: float) -> None:
        centre = self.mean if self.mean is not None else self.median or 0.0
        # a lognormal's P95 is at most exp(1.6449²/2) = 3.868 times its mean
        if p95 <= centre or (self.mean is not None and p95 > 3.86 * centre):
            limit = f" and at most 3.86 times the mean ({3.86 * centre:g})" if self.mean else ""
            msg = f"p95 {p95:g} must lie above {centre:g}{limit}"
            raise ValueError(msg)


class Erlang(Model):
    """Sum of `k` exponentials: gamma with a whole shape."""

    shape: Literal["erlang"]
    mean: Positive
    k: Annotated[int, Field(ge=1, le=1000)]


class Exponential(Model):
    """Memoryless."""

    shape: Literal["exponential"]
    mean: Positive


class Empirical(Model):
    """Observed values, each as likely as its weight (alike without weights)."""

    shape: Literal["empirical"]
    values: Annotated[tuple[NotNegative, ...], Field(min_length=1)]
    weights: tuple[NotNegative, ...] | None = None

    @model_validator(mode="after")
    def _match(self) -> Empirical:
        if self.weights is not None and len(self.weights) != len(self.values):
            msg = f"{len(self.weights)} weights for {len(self.values)} values"
            raise ValueError(msg)
        if self.weights is not None and sum(self.weights) <= 0:
            msg = "weights add up to nothing"
            raise ValueError(msg)
        return self


class Part(Model):
    """One component of a mixture."""

    weight: Positive
    of: Distribution


class Mixture(Model):
    """A part is chosen by weight, then drawn from."""

    shape: Literal["mixture"]
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]


class Shifted(Model):
    """A fixed minimum plus a random excess."""

    shape: Literal["shifted"]
    minimum: NotNegative
    excess: Distribution


SCALE_KEYS = frozenset(
    {"value", "low", "mode", "high", "mean", "median", "sd", "p95", "minimum", "values"}
)
"""Keys of a distribution that carry its unit: what scaling the distribution multiplies."""


def _number_is_constant(value: Any) -> Any:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return {"shape": "constant", "value": value}
    return value


Distribution = Annotated[
    Constant
    | Uniform
    | Triangular
    | Pert
    | Normal
    | Lognormal
    | Gamma
    | Erlang
    | Exponential
    | Weibull
    | Empirical
    | Mixture
    | Shifted,
    Field(discriminator="shape"),
    BeforeValidator(_number_is_constant),
]
for _shape in (Part, Mixture, Shifted):
    _shape.model_rebuild()
