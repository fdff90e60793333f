"""Markets, corridors, demand, cargo and the economy around them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from simulator.model.base import Directional, Model, NotNegative, Positive, Share, Sourced, Year
from simulator.model.movement import CorridorLeg
from simulator.model.places import Direction, Mode

Status = Literal["open", "disrupted", "building", "planned", "proposed"]
OPPOSITE: dict[str, Direction] = {
    "westbound": "eastbound", "eastbound": "westbound",
    "northbound": "southbound", "southbound": "northbound",
}  # fmt: skip


class Market(Model):
    """An origin and a destination between which corridors compete."""

    name: str
    note: str | None = None


class Scope(Model):
    """A part of a corridor by its two ends, in forward order."""

    start: str
    end: str


class Costs(Sourced):
    """What a shipper pays beside the freight."""

    equipment_usd_per_day: NotNegative = 0.0
    """Container hire."""
    empty_return_usd: Directional[NotNegative] = Directional(forward=0.0, backward=0.0)
    """Bringing one empty box back."""
    empty_return_share: Directional[Share] = Directional(forward=0.0, backward=0.0)
    """Share of loaded boxes that must come back empty."""
    insurance_share_of_value: Directional[Share] = Directional(forward=0.0, backward=0.0)
    """Cargo insurance and security over the whole corridor."""
    price_year: Year


class Corridor(Sourced):
    """One way of serving a market: an ordered chain of legs."""

    name: str
    market: str
    status: Status = "open"
    opens: dt.date | None = None
    """Planned or actual opening."""
    direction: Direction
    """Name of the forward direction (the order of the legs)."""
    legs: Annotated[dict[str, CorridorLeg], Field(min_length=1)]
    """In order; each joins the next."""
    border: Scope | None = None
    """The broad-gauge or named border-to-border part."""
    costs: Costs
    distrust: str | None = None
    """What a careful reader should doubt about it."""

    def heading(self, forward: bool) -> Direction:
        """Name of a direction."""
        return self.direction if forward else OPPOSITE[self.direction]


class Arrivals(Sourced):
    """How releases are spread over time."""

    process: Literal["poisson", "fixed", "erlang"] = "poisson"
    erlang_k: Annotated[int, Field(ge=1, le=1000)] = 1
    group: Annotated[int, Field(ge=1, le=100_000)] = 1
    """Containers released together."""
    monthly: Annotated[tuple[NotNegative, ...], Field(min_length=12, max_length=12)] = (1.0,) * 12
    """January to December, relative."""
    weekly: Annotated[tuple[NotNegative, ...], Field(min_length=7, max_length=7)] = (1.0,) * 7
    """Monday to Sunday, relative."""

    @model_validator(mode="after")
    def _some(self) -> Arrivals:
        if sum(self.monthly) <= 0 or sum(self.weekly) <= 0:
            msg = "a profile that is zero throughout releases nothing"
            raise ValueError(msg)
        return self


class Cargo(Sourced):
    """What is in the box, and what time is worth to its owner."""

    value_usd_per_feu: NotNegative
    tonnes_per_feu: Annotated[float, Field(gt=0, le=30)]
    value_of_time_usd_per_day: NotNegative
    """v of the generalised cost, per FEU-day."""
    reliability_ratio: NotNegative
    """r: a day of standard deviation is worth r days."""
    stock_share_per_year: Share
    """Yearly cost of capital tied up, as a share of value: shown beside, never added."""
    price_year: Year


class Demand(Sourced):
    """Containers that want to move along one or more corridors."""

    name: str
    start: str
    """Place where they join."""
    end: str
    """Place where they leave."""
    shares: Annotated[dict[str, NotNegative], Field(min_length=1)]
    """Corridor id → share, as a weight: 0.6 and 0.4, 60 and 40, or 3 and 2 say the same."""
    feu_per_year: NotNegative
    arrivals: Arrivals = Arrivals()
    priority: int = 0
    """Lower is served first."""
    cargo: dict[str, float] = Field(default_factory=dict)
    """Keys of the scenario's cargo that differ here."""
    promised_days: Positive | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> Demand:
        if sum(self.shares.values()) <= 0:
            msg = "shares add up to nothing"
            raise ValueError(msg)
        return self


class Economy(Sourced):
    """Prices and factors that hold everywhere."""

    price_year: Year
    """Year of every output in USD."""
    price_index: dict[int, Positive]
    """Year → index; money of a year that is missing here stays as printed and is marked."""
    co2e_kg_per_tkm: dict[Mode, NotNegative]
    co2e_kg_per_lift: NotNegative = 0.0
    container_tare_t: NotNegative = 0.0
    """Weight of the empty box, carried as well."""
    cargo: Cargo


class Target(Sourced):
    """A published figure to hold a result against (`check`)."""

    corridor: str
    direction: Direction
    start: str
    end: str
    quantity: Literal["days", "freight_usd", "usd"]
    low: NotNegative
    high: NotNegative
    year: Year | None = None
    facts: Annotated[tuple[str, ...], Field(min_length=1)]
    sets_a_parameter: bool = False
    """True where the figure was used to set the model: agreement proves nothing."""
    note: str | None = None

    @model_validator(mode="after")
    def _order(self) -> Target:
        if self.low > self.high:
            msg = f"low {self.low:g} is above high {self.high:g}"
            raise ValueError(msg)
        return self
