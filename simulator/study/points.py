"""Points of a study, their outcomes, and what a method has to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.loading.adjust import Setting
from simulator.model.study import Output

Floats = npt.NDArray[np.float64]
Value = float | str
__all__ = ["BASE", "Design", "Floats", "Outcomes", "Point", "PointResult", "Setting", "Value"]
BASE = "base"
"""Path of a setting that puts another scenario, by name, in the base's place."""


@dataclass(frozen=True)
class Point:
    """One combination of values: what is run, with all replications."""

    number: int
    """0, 1, 2… in the order proposed; never depends on timing."""
    values: Mapping[str, Value]
    """Factor name → value in the unit of the study file, as shown in points.csv."""
    settings: tuple[Setting, ...] = ()
    """What to change; a later setting of one path comes after an earlier one."""
    stage: str = ""
    """The method's own word: `base`, `bisection 3`, `iteration 7`…"""


@dataclass(frozen=True)
class PointResult:
    """What one point gave; tables are empty where it failed."""

    summary: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Rows of summary.csv."""
    replications: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Rows of replications.parquet."""
    facilities: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Rows of facilities.csv; kept only if the design asks for them."""
    rounded: Mapping[str, float] = field(default_factory=dict)
    """Data path → whole number used, where the point's value was rounded."""
    error: str | None = None


class Outcomes:
    """What has been computed so far, in the order of the points' numbers."""

    def __init__(self, replications: int, done: Iterable[tuple[Point, PointResult]] = ()) -> None:
        self.count = replications
        """Replications of every point."""
        self.points: list[Point] = []
        self.results: list[PointResult] = []
        for point, result in done:
            self.add(point, result)

    def add(self, point: Point, result: PointResult) -> None:
        """Put the next point, whose number must be `len(points)`."""
        if point.number != len(self.points):
            msg = f"point {point.number} cannot follow {len(self.points)} points"
            raise ValueError(msg)
        self.points.append(point)
        self.results.append(result)

    def values(self, output: Output) -> Floats:
        """Give an output of every point: [points, replications], NaN where failed or blank.

        `corridor` and `direction` of the output must be given.
        """
        found = np.full((len(self.points), self.count), np.nan)
        for at, result in enumerate(self.results):
            frame = result.replications
            if result.error is not None or output.quantity not in frame.columns:
                continue
            rows = frame[
                (frame["corridor"] == output.corridor)
                & (frame["direction"] == output.direction)
                & (frame["scope"] == output.scope)
            ]
            found[at, rows["replication"].to_numpy(int)] = rows[output.quantity].to_numpy(float)
        return found

    def rows(self, point: int) -> pd.DataFrame:
        """Rows of summary.csv of one point: over its replications, with `warnings`."""
        return self.results[point].summary

    def replications(self, point: int) -> pd.DataFrame:
        """Rows of one point replication by replication."""
        return self.results[point].replications

    def facilities(self, point: int) -> pd.DataFrame:
        """Rows of facilities.csv of one point; empty unless `keeps_facilities`."""
        return self.results[point].facilities

    def failed(self, point: int) -> str | None:
        """Error of a point that failed, else None."""
        return self.results[point].error


class Design(Protocol):
    """A method: which points to run, and what they say."""

    keeps_facilities: bool

    def propose(self, done: Outcomes) -> list[Point]:
        """Next batch of points, numbered on from those done; [] when finished.

        A function of the study and of the outcomes alone: an interrupted study replays it over
        what is on disk.
        """
        ...

    def tables(self, done: Outcomes) -> dict[str, pd.DataFrame]:
        """File stem → table: sensitivity, breakeven, capacity, shares, frontier and so on."""
        ...

    def words(self, done: Outcomes) -> list[str]:
        """The findings in sentences, made from the numbers."""
        ...

    def total(self) -> int | None:
        """Points in all if known, else an upper bound; None where there is none."""
        ...
