"""The box of assumptions in which a corridor wins: patient rule induction (PRIM).

Friedman and Fisher (1999); for scenario discovery Bryant and Lempert (2010). The algorithm is
that of the `prim` package, an optional extra. Of the boxes that it peels one after another, the
one with the greatest product of coverage and density is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError, Problem
from simulator.model.study import Discovery, Output, Study
from simulator.results.words import listing
from simulator.study.factors import at, ends, point
from simulator.study.methods import naming, reading
from simulator.study.methods.columns import DISCOVERY
from simulator.study.methods.fixed import FixedDesign
from simulator.study.methods.sampling import SEEDS, salib_alone
from simulator.study.points import Floats, Outcomes, Point

MOST_BOXES = 3
"""Boxes looked for, each among the points that those before leave over."""
LEAST_COVERAGE = 0.1
"""A box that covers less of what is won is not worth telling."""


@dataclass(frozen=True)
class Box:
    """Limits of some factors, and how well they tell where the corridor wins."""

    limits: dict[str, tuple[float, float, float]]
    """Factor → low, high, p-value."""
    coverage: float
    density: float
    mass: float


class DiscoveryDesign(FixedDesign):
    """A Latin hypercube over all factors, then PRIM on who won."""

    def __init__(self, study: Study, method: Discovery) -> None:
        super().__init__(study)
        self.method = method
        for name, factor in study.factors.items():
            if any(isinstance(end, str) for end in ends(factor)):
                raise InputError(Problem(f"factors.{name}", "a discovery needs factors of numbers"))
        try:
            import prim  # noqa: F401
        except ImportError:
            hint = "pip install 'corridorsim[discovery]'"
            raise InputError(Problem("method.kind", "discovery needs `prim`", hint)) from None

    @cached_property
    def values(self) -> pd.DataFrame:
        """Values of every factor in every point."""
        from SALib.sample import latin  # takes long to import

        names = list(self.study.factors)
        problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
        with salib_alone():
            unit = latin.sample(problem, self.method.samples, seed=1 + self.study.seed % SEEDS)
        columns = {n: at(self.study.factors[n], unit[:, k]) for k, n in enumerate(names)}
        return pd.DataFrame(columns, dtype=float)

    def plan(self) -> list[Point]:
        """Make a point of every row of the sample."""
        rows = self.values.to_dict("records")
        return [
            point(self.study, n, {str(k): float(v) for k, v in row.items()}, "sample")
            for n, row in enumerate(rows)
        ]

    def won(self, done: Outcomes) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Whether the corridor beat every rival, and whether that is known, by point.

        A rival without a figure (saturated or closed) is beaten; a corridor without one has lost.
        """
        mine = self._means(done, self.method.winner)
        rivals = np.array([self._means(done, c) for c in self.method.rivals])
        ran = np.array([done.failed(n) is None for n in range(len(done.points))])
        best = np.where(np.isnan(rivals), np.inf, rivals).min(axis=0)
        known = ran & ~(np.isnan(mine) & np.isinf(best))
        return np.nan_to_num(mine, nan=np.inf) < best, known

    def _means(self, done: Outcomes, corridor: str) -> Floats:
        m = self.method
        output = Output(quantity=m.quantity, corridor=corridor, direction=m.direction)
        return reading.means(done.values(output))

    def boxes(self, done: Outcomes) -> list[Box]:
        """Find boxes among the points that are known."""
        won, known = self.won(done)
        x, y = self.values[: len(known)][known].reset_index(drop=True), won[known]
        if len(x) < 10 or y.all() or not y.any():
            return []
        return list(_boxes(x, y, self.method.min_mass))

    def tables(self, done: Outcomes) -> dict[str, pd.DataFrame]:
        """Limits of every box."""
        rows = [
            row for n, box in enumerate(self.boxes(done), 1) for row in self._rows(n, box, done)
        ]
        return {"discovery": pd.DataFrame(rows, columns=list(DISCOVERY))}

    def _rows(self, number: int, box: Box, done: Outcomes) -> Iterator[dict[str, Any]]:
        known = int(self.won(done)[1].sum())
        for name, (low, high, p) in box.limits.items():
            yield {
                "box": number, "factor": name, "label": reading.label(self.study, name),
                "low": low, "high": high, "lowest": self.values[name].min(),
                "highest": self.values[name].max(), "p_value": p, "coverage": box.coverage,
                "density": box.density, "mass": box.mass, "points": known,
                "missing": len(done.points) - known,
            }  # fmt: skip

    def words(self, done: Outcomes) -> list[str]:
        """How often the corridor wins, and what has to hold for it."""
        won, known = self.won(done)
        m, count = self.method, int(known.sum())
        what = reading.QUANTITIES.get(m.quantity, m.quantity)
        rivals = listing(list(m.rivals))
        said = [
            f"{m.winner} has a lower {what} ({m.direction}) than {rivals} in "
            f"{int(won[known].sum())} of {count} points."
        ]
        said += [self._box_words(n, box) for n, box in enumerate(self.boxes(done), 1)]
        if len(done.points) > count:
            said.append(f"{len(done.points) - count} points failed or have no figure.")
        return said

    def _box_words(self, number: int, box: Box) -> str:
        limits = []
        for name, (low, high, p) in box.limits.items():
            label = reading.label(self.study, name)
            weak = "" if p < 0.05 else " (not significant)"
            limits.append(
                f"{label} between {naming.number(low)} and {naming.number(high)}{weak}"
            )  # fmt: skip
        where = listing(limits) or "no limit on any factor"
        return (
            f"Box {number}: {where}. It holds {100 * box.coverage:.0f} % of the points won, and "
            f"{100 * box.density:.0f} % of the points in it are won."
        )


def _boxes(x: pd.DataFrame, y: npt.NDArray[np.bool_], min_mass: float) -> Iterator[Box]:
    from prim import Prim

    search = Prim(x, y.astype(int), threshold=0.5, threshold_type=">", mass_min=min_mass)
    for _ in range(MOST_BOXES):
        found = search.find_box()
        if found is None:
            return
        path = found.peeling_trajectory
        found.select(int((path["coverage"] * path["density"]).argmax()))
        if found.coverage < LEAST_COVERAGE or not len(found.limits):
            return
        yield Box(
            {str(k): (float(a), float(b), float(p)) for k, a, b, p in found.limits.itertuples()},
            float(found.coverage), float(found.density), float(found.mass),
        )  # fmt: skip
