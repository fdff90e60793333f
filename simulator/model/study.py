"""Study files: a base scenario, the factors that vary, a method, and what to look at."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from simulator.model.base import Model, Positive, Share, Sourced
from simulator.model.distributions import Distribution
from simulator.model.places import Direction

How = Literal["absolute", "relative", "added"]
Scope = Literal["terminal", "border", "section"]
Column = Literal[
    "feu", "delivered", "days_mean", "days_p05", "days_p50", "days_p95", "days_sd", "usd_mean",
    "usd_p05", "usd_p50", "usd_p95", "freight_usd_mean", "stock_usd_mean",
    "generalised_usd_mean", "co2e_kg_mean", "on_time_share", "km_per_day", "km_per_day_moving",
]  # fmt: skip
"""Columns of summary.csv that exist replication by replication."""
Quantity = Literal["usd_mean", "days_mean", "generalised_usd_mean", "freight_usd_mean"]
Samples = Annotated[int, Field(ge=2, le=1_000_000)]


class Factor(Model):
    """One assumption that varies: which values of the data it changes, and over what."""

    path: str | None = None
    """Path of the value, as `--set` takes it; `*` stands for any id."""
    paths: tuple[str, ...] = ()
    """Several paths that move together, instead of `path`."""
    range: tuple[float, float] | None = None
    """Lowest and highest value, every value between them alike."""
    values: Annotated[tuple[Any, ...], Field(min_length=1)] | None = None
    """The values it takes, each as likely as the others; numbers, texts or anything `--set`
    takes."""
    distribution: Distribution | None = None
    """How likely its values are."""
    how: How = Field(default="absolute", alias="as")
    """`absolute`: the value itself; `relative`: the base's value times this; `added`: the base's
    value plus this. Values that the data keep whole are rounded."""
    label: str | None = None
    """What tables and charts call it; by default its name."""
    why: str | None = None
    """Reason or source of the range."""

    @model_validator(mode="after")
    def _one(self) -> Factor:
        if (self.path is None) == (not self.paths):
            msg = "give either path or paths"
            raise ValueError(msg)
        given = [self.range is not None, self.values is not None, self.distribution is not None]
        if sum(given) != 1:
            msg = "give exactly one of range, values, distribution"
            raise ValueError(msg)
        if self.range is not None and self.range[0] >= self.range[1]:
            msg = f"range {list(self.range)} must run upwards"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _values_fit(self) -> Factor:
        if self.values is None:
            return self
        numbers = [isinstance(v, (int, float)) and not isinstance(v, bool) for v in self.values]
        if self.how != "absolute" and not all(numbers):
            msg = f"values of a factor that is {self.how} must be numbers"
            raise ValueError(msg)
        if len({repr(v) for v in self.values}) < len(self.values):
            msg = "values holds one value twice"
            raise ValueError(msg)
        return self

    @property
    def all_paths(self) -> tuple[str, ...]:
        """The paths, whether given as `path` or as `paths`."""
        return self.paths if self.path is None else (self.path,)


class Output(Model):
    """What to look at: a column of summary.csv, in some of its rows."""

    quantity: Column
    """A column of summary.csv."""
    corridor: str | None = None
    """Corridor id; none: every reported corridor."""
    direction: Direction | None = None
    """None: every direction that has containers."""
    scope: Scope = "terminal"


class _Method(Sourced):
    pass


class OneAtATime(_Method):
    """Each factor at its low and high end, the others as in the base: a tornado."""

    kind: Literal["one_at_a_time"]


class Grid(_Method):
    """Every combination of the factors' values."""

    kind: Literal["grid"]
    levels: Annotated[int, Field(ge=2, le=1000)] = 5
    """Values of a factor that is given as a range or distribution, evenly spaced in probability,
    both ends of a range included."""


class Listed(_Method):
    """Points listed one by one, or scenarios to compare."""

    kind: Literal["list"]
    points: str | tuple[dict[str, float | str], ...] | None = None
    """CSV file beside the study file, one row per point and one column per factor (an empty cell
    leaves the base's value); or the points themselves, `[{factor: value, …}, …]`. Reading the
    study puts the rows of the file in its place."""
    scenarios: tuple[str, ...] = ()
    """Names or files of scenarios that take the base's place, one point each."""

    @model_validator(mode="after")
    def _one(self) -> Listed:
        if (not self.points) == (not self.scenarios):
            msg = "give either points or scenarios"
            raise ValueError(msg)
        return self


class LatinHypercube(_Method):
    """Points spread evenly over all factors at once (McKay et al. 1979)."""

    kind: Literal["latin_hypercube"]
    samples: Samples


class Morris(_Method):
    """Elementary effects along trajectories (Morris 1991): screens many factors cheaply."""

    kind: Literal["morris"]
    trajectories: Annotated[int, Field(ge=2, le=100_000)] = 10
    levels: Annotated[int, Field(ge=2, le=100, multiple_of=2)] = 4


class Sobol(_Method):
    """Variance-based indices (Sobol 2001; Saltelli et al. 2010)."""

    kind: Literal["sobol"]
    samples: Samples
    """Base samples, a power of 2; (factors + 2) × samples points, with second order
    (2 × factors + 2) × samples."""
    second_order: bool = True

    @model_validator(mode="after")
    def _power(self) -> Sobol:
        if self.samples & (self.samples - 1):
            msg = f"samples must be a power of 2 (64, 128, 256, …), found {self.samples}"
            raise ValueError(msg)
        return self


class Pawn(_Method):
    """Moment-independent indices from conditional distributions (Pianosi and Wagener 2018)."""

    kind: Literal["pawn"]
    samples: Samples
    slices: Annotated[int, Field(ge=2, le=1000)] = 10


class Delta(_Method):
    """Borgonovo's moment-independent delta (Plischke et al. 2013)."""

    kind: Literal["delta"]
    samples: Samples


class BreakEven(_Method):
    """The value of a factor at which two corridors are equal."""

    kind: Literal["break_even"]
    factor: str
    """Name of the factor that is moved."""
    a: str
    """Corridor id."""
    b: str
    """Corridor id."""
    direction: Direction
    quantity: Quantity = "usd_mean"
    scope: Scope = "terminal"
    tolerance: Annotated[float, Field(gt=0, lt=1)] = 0.01
    """Stop when the value is known to this share of the factor's range."""


class Frontier(_Method):
    """Which corridor wins where, over two factors."""

    kind: Literal["frontier"]
    x: str
    """Name of a factor."""
    y: str
    """Name of another factor."""
    corridors: Annotated[tuple[str, ...], Field(min_length=2)]
    direction: Direction
    quantity: Quantity = "usd_mean"
    resolution: Annotated[int, Field(ge=2, le=200)] = 9
    """Values of each factor."""


class Capacity(_Method):
    """The demand at which corridors saturate, and what saturates first."""

    kind: Literal["capacity"]
    corridors: Annotated[tuple[str, ...], Field(min_length=1)]
    direction: Direction
    demands: Annotated[tuple[str, ...], Field(min_length=1)]
    """Demand ids, `*` for any; all are scaled together."""
    from_: Positive = Field(default=1.0, alias="from")
    """Lowest scale of the demand."""
    to: Positive
    """Highest scale."""
    steps: Annotated[int, Field(ge=2, le=1000)] = 8
    delay_days: Positive
    """Saturated: mean days are this much above those at the lowest demand (or the queue grows
    without end)."""

    @model_validator(mode="after")
    def _order(self) -> Capacity:
        if self.from_ >= self.to:
            msg = f"from {self.from_:g} must lie below to {self.to:g}"
            raise ValueError(msg)
        return self


class RouteChoice(_Method):
    """Shares of corridors by a logit on generalised cost, fed back until they settle."""

    kind: Literal["route_choice"]
    markets: Annotated[tuple[str, ...], Field(min_length=1)]
    directions: tuple[Direction, ...] = ()
    """None: every direction that has demand."""
    scale_per_usd: Positive
    """Logit scale: utility per USD of generalised cost; its source stands under `sources`."""
    tolerance: Share = 0.005
    """Settled: no share would move by more than this."""
    most_iterations: Annotated[int, Field(ge=1, le=1000)] = 40
    scenarios: tuple[str, ...] = ()
    """Names or files of scenarios, each settled by itself; none: the base."""


class Discovery(_Method):
    """The box of assumptions in which a corridor wins (PRIM; Friedman and Fisher 1999)."""

    kind: Literal["discovery"]
    samples: Samples
    winner: str
    """Corridor id."""
    rivals: Annotated[tuple[str, ...], Field(min_length=1)]
    """Corridor ids that it must beat, all of them."""
    direction: Direction
    quantity: Quantity = "usd_mean"
    min_mass: Annotated[float, Field(gt=0, lt=1)] = 0.05
    """Smallest share of the points that a box may hold."""


Method = Annotated[
    OneAtATime
    | Grid
    | Listed
    | LatinHypercube
    | Morris
    | Sobol
    | Pawn
    | Delta
    | BreakEven
    | Frontier
    | Capacity
    | RouteChoice
    | Discovery,
    Field(discriminator="kind"),
]


class Study(Model):
    """A study: many runs of one base scenario, each with other values of its factors."""

    name: str | None = None
    """Defaults to the file's name."""
    title: str | None = None
    note: str | None = None
    """A remark for readers."""
    base: str = "baseline"
    """Name of a scenario, or its file (from the study file's folder)."""
    scenario: dict[str, Any] = Field(default_factory=dict)
    """Scenario keys laid over the base, as `--set` does."""
    report: tuple[str, ...] = ()
    """Corridors to report, `NAME` or `NAME:FROM..TO`, as `--corridor` does; none: all."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    """Of every point, so that points differ by their factors alone."""
    replications: Annotated[int, Field(ge=1, le=100_000)] = 2
    """Of every point."""
    factors: dict[str, Factor] = Field(default_factory=dict)
    method: Method
    outputs: tuple[Output, ...] = (Output(quantity="usd_mean"), Output(quantity="days_mean"))
