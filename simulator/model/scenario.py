"""Scenarios, and the network that they run on."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import Field, model_validator

from simulator.model.base import Model, NotNegative, Positive, Sourced
from simulator.model.movement import Leg, Service
from simulator.model.places import DatedClosure, Place, Sea, Weather
from simulator.model.trade import Cargo, Corridor, Demand, Economy, Market, Target


class Network(Model):
    """Everything that a scenario can use: the catalogue after its changes."""

    economy: Economy
    markets: dict[str, Market] = Field(default_factory=dict)
    places: dict[str, Place] = Field(default_factory=dict)
    seas: dict[str, Sea] = Field(default_factory=dict)
    weather: dict[str, Weather] = Field(default_factory=dict)
    legs: dict[str, Leg] = Field(default_factory=dict)
    services: dict[str, Service] = Field(default_factory=dict)
    demands: dict[str, Demand] = Field(default_factory=dict)
    corridors: dict[str, Corridor] = Field(default_factory=dict)
    checks: dict[str, Target] = Field(default_factory=dict)


class Change(Model):
    """One change to the data, by path; `*` in a path stands for any id."""

    path: str
    set: Any = None
    scale: Positive | None = None
    add: float | None = None
    why: str | None = None
    """Reason or source of the change."""

    @model_validator(mode="after")
    def _one(self) -> Change:
        if len(self.model_fields_set & {"set", "scale", "add"}) != 1:
            msg = "give exactly one of set, scale, add"
            raise ValueError(msg)
        return self


class ScenarioClosure(DatedClosure):
    """A dated closure of a place, facility, leg or service, named by its path."""

    target: str
    """`places.X`, `places.X.facilities.Y`, `legs.X` or `services.X`."""


class DemandChange(Model):
    """Another volume for demands that match."""

    feu_per_year: NotNegative | None = None
    scale: NotNegative | None = None

    @model_validator(mode="after")
    def _one(self) -> DemandChange:
        if (self.feu_per_year is None) == (self.scale is None):
            msg = "give either feu_per_year or scale"
            raise ValueError(msg)
        return self


class Precision(Model):
    """Replicate until the 95 % half-width is small enough."""

    half_width: Annotated[float, Field(gt=0, lt=1)]
    """Relative to the mean, of mean days and mean USD."""
    most_replications: Annotated[int, Field(ge=2, le=100_000)] = 200
    corridors: tuple[str, ...] = ()
    """Whose terminal rows must meet it; none: all reported."""


class CargoChange(Model):
    """Cargo keys that the scenario replaces."""

    value_usd_per_feu: NotNegative | None = None
    tonnes_per_feu: Annotated[float, Field(gt=0, le=30)] | None = None
    value_of_time_usd_per_day: NotNegative | None = None
    reliability_ratio: NotNegative | None = None
    stock_share_per_year: Annotated[float, Field(ge=0, le=1)] | None = None


class Scenario(Sourced):
    """What to run: corridors, demand, cargo, changes, horizon, replications, seed."""

    name: str | None = None
    """Defaults to the file's name."""
    title: str | None = None
    extends: str | None = None
    """Another scenario that this one starts from."""
    corridors: tuple[str, ...] = ()
    """Corridor ids; neither these nor markets: every open or disrupted corridor."""
    markets: tuple[str, ...] = ()
    start: dt.date = dt.date(2025, 1, 1)
    """First day simulated (the warm-up begins here), UTC."""
    horizon_days: Annotated[float, Field(gt=0, le=36_525)] = 365.0
    """Length of the window after the warm-up."""
    warmup_days: Annotated[float, Field(ge=0, le=3_653)] = 60.0
    follow_days: Annotated[float, Field(gt=0, le=3_653)] | None = None
    """How long a container is followed; default the larger of 120 and the longest dated
    closure + 60."""
    replications: Annotated[int, Field(ge=1, le=100_000)] = 2
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    demand: dict[str, DemandChange] = Field(default_factory=dict)
    """Demand id (or pattern with *) → another volume."""
    shares: dict[str, dict[str, NotNegative]] = Field(default_factory=dict)
    """Demand id → corridor id → share."""
    cargo: CargoChange = CargoChange()
    promised_days: dict[str, Positive] = Field(default_factory=dict)
    """Corridor id (or `corridor/direction`) → days promised from terminal to terminal."""
    changes: tuple[Change, ...] = ()
    closures: dict[str, ScenarioClosure] = Field(default_factory=dict)
    precision: Precision | None = None


def cargo_of(economy: Economy, scenario: Scenario, demand: Demand) -> Cargo:
    """Cargo of a demand: the economy's, with the scenario's then the demand's own keys."""
    given = {k: v for k, v in scenario.cargo.model_dump().items() if v is not None}
    return economy.cargo.model_copy(update={**given, **demand.cargo})
