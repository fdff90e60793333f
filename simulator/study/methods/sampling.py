"""Samples over all factors at once, and their analysis, both by SALib.

SALib samples the unit cube; inversion makes a factor's value of each coordinate. Where points
failed or have no figure, a method whose sample has a structure gives no index; one that takes
any sample rests on the points that have one as long as 90 % do, and says so.
"""

from __future__ import annotations

import warnings
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from simulator.model.study import Output, Study
from simulator.study.factors import at, point
from simulator.study.methods import reading
from simulator.study.methods.columns import SENSITIVITY
from simulator.study.methods.fixed import FixedDesign
from simulator.study.points import Floats, Outcomes, Point

MOST_WORDS = 3
"""Factors named in the sentence about an output."""
LEAST_KNOWN = 0.9
"""Share of the points that must have a figure where points may be missing."""
SEEDS = 2**32 - 1
"""SALib seeds the generator of NumPy's old interface, which takes 32 bits."""

Found = tuple[Output, list[dict[str, Any]]]
"""An output and its rows of sensitivity.csv."""


@dataclass(frozen=True)
class Index:
    """One index of one factor (or pair of factors) on an output."""

    name: str
    factor: str
    value: float
    half_width: float = np.nan
    other: str = ""
    low: float = np.nan
    """Ends of the interval, where it is not symmetric."""
    high: float = np.nan

    def cells(self) -> dict[str, Any]:
        """Its columns of sensitivity.csv."""
        low = self.value - self.half_width if np.isnan(self.low) else self.low
        high = self.value + self.half_width if np.isnan(self.high) else self.high
        return {
            "factor": self.factor, "index": self.name, "other_factor": self.other,
            "value": self.value, "ci_low": low, "ci_high": high,
        }  # fmt: skip


class SampledDesign(FixedDesign):
    """A sample of the unit cube and indices from it."""

    structured = False
    """Whether the indices need every point of the sample."""
    names: tuple[str, ...] = ()
    """Indices that the method gives for each factor."""
    headline = ""
    """Index by which factors are ranked in words."""

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self.factors = list(study.factors)
        self._kept: dict[int, list[Found]] = {}
        self.seed = 1 + study.seed % SEEDS  # never 0, which SALib takes for no seed
        self.problem = {
            "num_vars": len(self.factors), "names": list(self.factors),
            "bounds": [[0.0, 1.0]] * len(self.factors),
        }  # fmt: skip

    @abstractmethod
    def sample(self) -> Floats:
        """Points of the unit cube, [points, factors]."""

    @abstractmethod
    def analyse(self, x: Floats, y: Floats) -> list[Index]:
        """Indices of an output `y` [points] over the sample `x` [points, factors]."""

    @abstractmethod
    def say(self, index: Index, quantity: str) -> str:
        """One factor's headline index for a sentence."""

    @cached_property
    def unit(self) -> Floats:
        """The sample; made once."""
        with salib_alone():
            return np.asarray(self.sample(), float)

    def plan(self) -> list[Point]:
        """Make a point of every row of the sample."""
        columns = [at(self.study.factors[f], self.unit[:, k]) for k, f in enumerate(self.factors)]
        return [
            point(self.study, n, dict(zip(self.factors, values, strict=True)), "sample")
            for n, values in enumerate(zip(*columns, strict=True))
        ]

    def tables(self, done: Outcomes) -> dict[str, pd.DataFrame]:
        """Indices of every output."""
        rows = [row for _, found in self._found(done) for row in found]
        return {"sensitivity": pd.DataFrame(rows, columns=list(SENSITIVITY))}

    def _found(self, done: Outcomes) -> list[Found]:
        """Every output with its rows; estimated once for each number of points."""
        count = len(done.points)
        if count not in self._kept:
            outputs = reading.expanded(self.study, done)
            self._kept = {count: [(o, self._rows(o, done)) for o in outputs]}
        return self._kept[count]

    def _rows(self, output: Output, done: Outcomes) -> list[dict[str, Any]]:
        y = reading.means(done.values(output))
        indices, note = self._indices(y)
        known = int((~np.isnan(y)).sum())
        common = {"points": known, "missing": len(y) - known, "note": note}
        return [
            {
                **reading.output_cells(output), "label": self._label(index),
                **index.cells(), "low_input": np.nan, "high_input": np.nan, **common,
            }
            for index in indices
        ]  # fmt: skip

    def _label(self, index: Index) -> str:
        return reading.label(self.study, index.factor) if index.factor else ""

    def _indices(self, y: Floats) -> tuple[list[Index], str]:
        """Indices, and what to know of them; blank ones where they are declined."""
        x, known = self.unit[: len(y)], ~np.isnan(y)
        if reason := self._declined(y, known):
            return [Index(n, f, np.nan) for n in self.names for f in self.factors], reason
        gone = int((~known).sum())
        note = f"rests on the {known.sum()} of {len(y)} points that have a figure" if gone else ""
        with salib_alone():
            return self.analyse(x[known], y[known]), note

    def _declined(self, y: Floats, known: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> str:
        if len(y) < len(self.points):
            return f"only {len(y)} of {len(self.points)} points are done"
        gone = int((~known).sum())
        if gone and (self.structured or known.mean() < LEAST_KNOWN):
            return f"no index: {gone} of {len(y)} points failed or have no figure"
        if np.ptp(y[known]) == 0:
            return "no index: the output is the same in every point"
        return ""

    def words(self, done: Outcomes) -> list[str]:
        """The factors that matter most to each output, or why there is no index."""
        said = []
        for output, rows in self._found(done):
            name, note = reading.called(output), rows[0]["note"] if rows else ""
            if not rows or all(np.isnan(row["value"]) for row in rows):
                said.append(f"{name[0].upper()}{name[1:]}: {note or 'nothing to analyse'}.")
                continue
            said.append(f"What moves the {name}: {self._leaders(rows, output.quantity)}.")
            if note:
                said[-1] += f" This {note}."
        return said

    def _leaders(self, rows: list[dict[str, Any]], quantity: str) -> str:
        mine = [row for row in rows if row["index"] == self.headline]
        mine.sort(key=lambda row: -abs(row["value"]))
        return "; ".join(
            f"{row['label']} {self.say(_index(row), quantity)}" for row in mine[:MOST_WORDS]
        )


def _index(row: Mapping[str, Any]) -> Index:
    return Index(row["index"], row["factor"], row["value"], low=row["ci_low"], high=row["ci_high"])


@contextmanager
def salib_alone() -> Iterator[None]:
    """Keep to itself what SALib does to the process: NumPy's old generator, warning filters."""
    state = np.random.get_state()  # noqa: NPY002 - SALib seeds it
    format_warning = warnings.formatwarning
    try:
        with warnings.catch_warnings(record=True):  # it sets filters of its own
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002
        warnings.formatwarning = format_warning
