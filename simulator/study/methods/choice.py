"""Who may choose between which corridors, and the logit by which they do.

Demand from a corridor's first place to its last may take any corridor of the market that has the
same two ends and takes part in the scenario. Demand between other places stays where the data
put it, and fills the same trains, ships and borders. What a running corridor would carry that the
scenario leaves out (a closed one) chooses among the others; a corridor to which the scenario's data
give no box is not offered.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.loading.scenario import Resolved
from simulator.loading.selection import RUNNING
from simulator.plan.routes import corridor_route

LEAST_FOLLOWED = 120.0
"""Days for which a container is followed unless the scenario says otherwise."""
SPREAD = 3.29
"""P95 less P5 of a normal distribution, in standard deviations."""


SATURATED = "saturated: cost from quantiles over the horizon"


@dataclass(frozen=True)
class Choice:
    """A market, direction and pair of ends between which several corridors compete."""

    market: str
    direction: str
    origin: str
    destination: str
    corridors: tuple[str, ...]
    demands: tuple[str, ...]
    """Ids of those that may choose."""
    feu_per_year: float
    in_data: Mapping[str, float]
    """Corridor → share that the data give it."""
    followed_days: float = LEAST_FOLLOWED
    """What a container that has not arrived has taken at least."""


@dataclass(frozen=True)
class Cost:
    """Generalised cost of a corridor; NaN where there is none."""

    usd: float
    closed: bool = False
    note: str = ""


def choices(
    resolved: Resolved, markets: Sequence[str], directions: Sequence[str]
) -> Iterator[Choice]:
    """Every choice that a scenario offers in these markets (and directions, if any are given)."""
    network = resolved.network
    ends: dict[tuple[str, str, str, str], list[str]] = {}
    for name in resolved.corridors:
        corridor = network.corridors[name]
        places = corridor_route(network, name, True).places
        for forward in (True, False):
            a, b = (places[0], places[-1])[:: 1 if forward else -1]
            key = (corridor.market, str(corridor.heading(forward)), a, b)
            if corridor.market in markets and (not directions or key[1] in directions):
                ends.setdefault(key, []).append(name)
    for key, corridors in ends.items():
        choice = _choice(resolved, key, tuple(corridors))
        if choice is not None:
            yield choice


def _choice(
    resolved: Resolved, key: tuple[str, str, str, str], corridors: tuple[str, ...]
) -> Choice | None:
    """The choice between two ends; None without demand or with one corridor only."""
    network, (_, _, origin, destination) = resolved.network, key
    mine = {
        name: demand
        for name, demand in network.demands.items()
        if (demand.start, demand.end) == (origin, destination)
        and any(_moves(resolved, key[0], c) for c, share in demand.shares.items() if share > 0)
    }
    feu = dict.fromkeys(corridors, 0.0)
    for demand in mine.values():
        whole = sum(demand.shares.values())
        for c in set(demand.shares) & set(feu):
            feu[c] += demand.feu_per_year * demand.shares[c] / whole
    total = sum(demand.feu_per_year for demand in mine.values())
    offered = tuple(c for c in corridors if feu[c] > 0)
    if len(offered) < 2:
        return None
    shares = {c: feu[c] / total for c in offered}
    return Choice(*key, offered, tuple(mine), total, shares, _followed(resolved))


def _followed(resolved: Resolved) -> float:
    """Days for which a container is followed at least."""
    return resolved.scenario.follow_days or LEAST_FOLLOWED


def _moves(resolved: Resolved, market: str, name: str) -> bool:
    """Whether a corridor's demand exists: it takes part, or it runs but for this scenario."""
    corridor = resolved.network.corridors[name]
    runs = name in resolved.corridors or corridor.status in RUNNING
    return corridor.market == market and runs


def logit(costs: Mapping[str, float], scale_per_usd: float) -> dict[str, float]:
    """Shares exp(-θ c) / Σ exp(-θ c) (McFadden 1974); 0 where the cost is NaN.

    Parameters
    ----------
    costs : USD per FEU.
    scale_per_usd : θ, utility per USD.
    """
    known = [c for c in costs.values() if not math.isnan(c)]
    if not known:
        return dict.fromkeys(costs, 0.0)
    cheapest = min(known)
    weights = {
        name: 0.0 if math.isnan(c) else math.exp(-scale_per_usd * (c - cheapest))
        for name, c in costs.items()
    }
    total = sum(weights.values())
    return {name: w / total for name, w in weights.items()}


def cost_of(row: pd.Series | None, last: float, followed_days: float) -> Cost:
    """Generalised cost from a corridor's row of summary.csv.

    Means are blank where a corridor is saturated. Its queue then grows over the horizon only, so
    the cost is taken from quantiles: usd_p50 + v (days_p50 + r (days_p95 - days_p05) / 3.29). A
    quantile that falls among containers that have not arrived is at least `followed_days`, and
    unknown dollars are those of P5, or of the iteration before.

    Parameters
    ----------
    row : None where the corridor is not reported.
    last : cost of the iteration before, kept where nothing moved.
    followed_days : days for which a container is followed.
    """
    if row is None:
        return Cost(np.nan, note="not in this scenario")
    warnings = str(row["warnings"])
    if "closed: " in warnings:
        return Cost(np.nan, closed=True, note="closed")
    if row["feu"] == 0:
        return Cost(last, note="no container: the last known cost")
    mean = float(row["generalised_usd_mean"])
    if not math.isnan(mean):
        return Cost(mean)
    p05, p50, p95 = (
        _known(row[f"days_{p}"], followed_days) for p in ("p05", "p50", "p95")
    )  # fmt: skip
    days = p50 + row["reliability_ratio"] * (p95 - p05) / SPREAD
    time = float(row["value_of_time_usd_per_day"] * days)
    usd = _known(row["usd_p50"], _known(row["usd_p05"], np.nan))
    if math.isnan(usd):  # nothing arrived
        return Cost(max(time, 0.0 if math.isnan(last) else last), note=SATURATED)
    return Cost(usd + time, note=SATURATED)


def _known(value: float, otherwise: float) -> float:
    return otherwise if math.isnan(value) else float(value)
