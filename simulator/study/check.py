"""The model against published figures that were not used to set it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from simulator.model.scenario import Network
from simulator.model.trade import Target
from simulator.plan.costs import Price
from simulator.plan.routes import corridor_route
from simulator.results.statistics import interval, mean_of
from simulator.study.replicate import ExtraSection

COLUMN = {"days": "days_mean", "freight_usd": "freight_usd_mean", "usd": "usd_mean"}
"""Quantity of a target → column of summary.csv."""


@dataclass(frozen=True)
class Check:
    """One published figure held against the model."""

    id: str
    target: Target
    low: float
    high: float
    """The published range; money brought to the model's price year where the index reaches."""
    mean: float
    """NaN where the model has no figure."""
    ci_low: float
    ci_high: float
    trouble: str = ""
    """Why there is no figure."""
    simulated: bool = True
    """False where the run does not contain the section: then nothing is checked."""
    indexed: bool = False
    """Whether the published money was brought to the price year."""

    @property
    def off(self) -> float:
        """How far outside the range, relative to the nearer end: 0 inside, NaN unknown."""
        if math.isnan(self.mean):
            return math.nan
        if self.mean > self.high:
            return self.mean / self.high - 1 if self.high else math.inf
        return min(self.mean / self.low - 1, 0.0) if self.low else 0.0

    @property
    def holds(self) -> bool:
        """Whether the model lies in the published range."""
        return self.off == 0

    @property
    def undecided(self) -> bool:
        """Whether the 95 % interval of the mean reaches over an end of the published range."""
        if math.isnan(self.mean) or math.isnan(self.ci_low):
            return False
        meets = self.ci_low <= self.high and self.ci_high >= self.low
        return meets and not (self.low <= self.ci_low and self.ci_high <= self.high)

    @property
    def missed(self) -> bool:
        """Whether it counts against the model."""
        return self.simulated and not self.holds and not self.target.sets_a_parameter


def sections(network: Network, corridors: Sequence[str]) -> tuple[ExtraSection, ...]:
    """Sections that targets ask for beside the terminal and border rows."""
    found: dict[ExtraSection, None] = {}
    for target in network.checks.values():
        if target.corridor not in corridors:
            continue
        places = corridor_route(network, target.corridor, True).places
        if target.start not in places or target.end not in places:
            continue
        a, b = sorted((target.start, target.end), key=places.index)
        border = network.corridors[target.corridor].border
        usual = [(places[0], places[-1]), *([(border.start, border.end)] if border else [])]
        if (a, b) not in usual:
            found[target.corridor, a, b] = None
    return tuple(found)


def checks(network: Network, summary: pd.DataFrame, replications: pd.DataFrame) -> list[Check]:
    """Hold every target against a run, in the order of the data.

    Parameters
    ----------
    network : with the targets, and the price index.
    summary, replications : tables of the run (`Results` or `Run`).
    """
    return [
        _check(network, key, target, summary, replications)
        for key, target in network.checks.items()
    ]


def _check(
    network: Network, key: str, target: Target, summary: pd.DataFrame, replications: pd.DataFrame
) -> Check:
    low, high, indexed = _range(network, target)
    row = next(_rows(summary, target), None)
    none = math.nan
    if row is None:
        why = "not in this run"
        return Check(key, target, low, high, none, none, none, why, False, indexed)
    means = [float(r[COLUMN[target.quantity]]) for r in _rows(replications, target)]
    mean = mean_of(means)
    if math.isnan(mean):
        why = str(row["warnings"]) or "no container arrived"
        return Check(key, target, low, high, none, none, none, why, True, indexed)
    ci_low, ci_high = interval(means)
    return Check(key, target, low, high, mean, ci_low, ci_high, indexed=indexed)


def _rows(frame: pd.DataFrame, target: Target) -> Iterator[Mapping[str, Any]]:
    wanted = {
        "corridor": target.corridor, "direction": target.direction, "origin": target.start,
        "destination": target.end,
    }  # fmt: skip
    rows = frame
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    first = rows["scope"].iloc[:1]  # a section may repeat the border's ends
    for record in rows[rows["scope"].isin(first)].to_dict("records"):
        yield {str(k): v for k, v in record.items()}


def _range(network: Network, target: Target) -> tuple[float, float, bool]:
    """Published range in the model's money, and whether that is other money than printed."""
    if target.quantity == "days" or target.year is None:
        return target.low, target.high, False
    price = Price(network)
    low, high = (price(usd, target.year, "target") for usd in (target.low, target.high))
    moved = target.year != network.economy.price_year and not price.unindexed
    return low, high, moved
