"""Corridors of one market against each other: paired differences, and who leads."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from simulator.charts.about import About, is_forward
from simulator.report.scopes import Row
from simulator.results.statistics import NAN, interval, mean_of


@dataclass(frozen=True)
class Gap:
    """Mean of the paired differences `other` - `leader`, with its 95 % t-interval."""

    leader: str
    other: str
    metric: str
    difference: float
    low: float
    high: float
    pairs: int

    @property
    def certain(self) -> bool:
        """Whether the interval leaves out zero."""
        return not math.isnan(self.low) and (self.low > 0 or self.high < 0)


@dataclass(frozen=True)
class Contest:
    """Rows of one market, way and scope."""

    market: str
    forward: bool
    direction: str
    rows: tuple[Row, ...]
    replications: pd.DataFrame

    def known(self, metric: str) -> list[Row]:
        """Rows that have this figure, the least first."""
        some = [r for r in self.rows if not math.isnan(getattr(r, metric))]
        return sorted(some, key=lambda r: (getattr(r, metric), r.corridor))

    @property
    def size(self) -> int:
        """Replications of the run."""
        return int(self.replications["replication"].nunique())

    @property
    def unknown(self) -> list[Row]:
        """Rows without means."""
        return [r for r in self.rows if math.isnan(r.days_mean) or math.isnan(r.usd_mean)]

    def gap(self, leader: Row, other: Row, metric: str) -> Gap:
        """Paired difference of two corridors."""
        one, two = self._values(leader, metric), self._values(other, metric)
        both = pd.concat([one, two], axis=1, join="inner").dropna()
        values = (both.iloc[:, 1] - both.iloc[:, 0]).to_numpy(float)
        low, high = interval(values)
        mean = mean_of(values) if len(values) else NAN
        return Gap(leader.corridor, other.corridor, metric, mean, low, high, len(values))

    def _values(self, row: Row, metric: str) -> pd.Series:
        frame = self.replications
        mine = (
            (frame["corridor"] == row.corridor)
            & (frame["direction"] == row.direction)
            & (frame["scope"] == row.scope)
            & (frame["origin"] == row.origin)
            & (frame["destination"] == row.destination)
        )
        values: pd.Series = frame[mine].set_index("replication")[metric]
        return values

    def gaps(self, metric: str) -> list[Gap]:
        """Every corridor against the leader in this figure, nearest first."""
        rows = self.known(metric)
        return [self.gap(rows[0], other, metric) for other in rows[1:]]


def markets(summary: pd.DataFrame) -> list[str]:
    """Markets of a summary: those with the most corridors first, then those with the most FEU."""
    whole = summary[summary["scope"] == "terminal"]
    corridors = whole.groupby("market")["corridor"].nunique()
    feu = whole.groupby("market")["feu"].sum()
    names = [str(m) for m in dict.fromkeys(summary["market"])]
    return sorted(names, key=lambda m: (-corridors.get(m, 0), -feu.get(m, 0), m))


def contests(
    summary: pd.DataFrame, replications: pd.DataFrame, about: About, scope: str = "terminal"
) -> Iterator[Contest]:
    """Sort the rows of a scope by market and way, the corridors' main way first."""
    some = summary[summary["scope"] == scope]
    ahead = is_forward(about, some) if len(some) else some["corridor"] == ""
    for market in markets(summary):
        for forward in (True, False):
            rows = some[(some["market"] == market) & (ahead == forward)]
            if len(rows):
                direction = " and ".join(dict.fromkeys(rows["direction"]))
                found = tuple(rows.itertuples(index=False))
                yield Contest(str(market), forward, direction, found, replications)


def ends_of(rows: Sequence[Row], about: About) -> str:
    """Both ends by name, of most rows; says where others differ."""
    spans = [about.ends(r.origin, r.destination) for r in rows]
    most = max(dict.fromkeys(spans), key=spans.count)
    return most if len(set(spans)) == 1 else f"{most}, ends differing by corridor"
