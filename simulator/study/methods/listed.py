"""A grid of all combinations, or a list of points or scenarios: each against the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from simulator.model.study import Grid, Listed, Output, Study
from simulator.results.statistics import interval, mean_of
from simulator.results.words import listing
from simulator.study.factors import levels, point
from simulator.study.methods import naming, reading
from simulator.study.methods.columns import COMPARISON
from simulator.study.methods.fixed import FixedDesign
from simulator.study.points import BASE, Floats, Outcomes, Point, Setting

MOST_WORDS = 6
"""Points that the sentence about an output compares one by one."""


class Comparison(FixedDesign):
    """Compares every point with point 0."""

    def tables(self, done: Outcomes) -> dict[str, pd.DataFrame]:
        """One row per point and output."""
        rows = [
            row
            for output in reading.expanded(self.study, done)
            for row in _rows(self.study, output, done)
        ]
        return {"comparison": pd.DataFrame(rows, columns=list(COMPARISON))}

    def words(self, done: Outcomes) -> list[str]:
        """Lowest and highest point of each output; few points one by one."""
        said = []
        for output in reading.expanded(self.study, done):
            values = done.values(output)
            found = reading.means(values)
            if np.isnan(found).all():
                said.append(f"No point has a figure for the {reading.called(output)}.")
            elif len(found) <= MOST_WORDS:
                said.append(self._one_by_one(output, done))
            else:
                said.append(self._extremes(output, done))
        if bad := reading.failures(done):
            kept = ", kept with their errors"
            said.append(naming.failed_words(self.study, done, bad, kept))
        return said

    def _one_by_one(self, output: Output, done: Outcomes) -> str:
        values, quantity = done.values(output), output.quantity
        found = reading.means(values)
        parts = []
        for number, made in enumerate(done.points):
            at = naming.where(self.study, made)
            if np.isnan(found[number]):
                parts.append(f"no figure {at}")
                continue
            change = reading.change(*reading.paired(values[0], values[number]), quantity)
            against = f", {change}" if number and not np.isnan(found[0]) else ""
            parts.append(f"{reading.amount(found[number], quantity)} {at}{against}")
        text = reading.called(output)
        return f"{text[0].upper()}{text[1:]}: {'; '.join(parts)}."

    def _extremes(self, output: Output, done: Outcomes) -> str:
        values, quantity = done.values(output), output.quantity
        found = reading.means(values)
        low, high = int(np.nanargmin(found)), int(np.nanargmax(found))
        head = f"The {reading.called(output)} is"
        if found[low] == found[high]:
            return f"{head} {reading.amount(found[low], quantity)} at every point."
        parts = []
        for word, n in (("lowest", low), ("highest", high)):
            twins = _twins(values, n)
            at = f"{_place(self.study, done, n, twins)}{_alike(values, n, twins)}"
            parts.append(f"{word} {reading.amount(found[n], quantity)} {at}")
        change = reading.change(*reading.paired(values[low], values[high]), quantity)
        return f"{head} {parts[0]}, and {parts[1]}; between the two: {change}."


def _twins(values: Floats, number: int) -> set[int]:
    """Numbers of the points with the very results of one, that one among them."""
    same = (np.array_equal(values[number], row, equal_nan=True) for row in values)
    return {n for n, is_same in enumerate(same) if is_same}


def _place(study: Study, done: Outcomes, number: int, twins: Set[int]) -> str:
    """A point by the factors that matter; how many other points have its very results.

    A factor does not matter if all points that differ from the point in such factors alone are
    its twins: `at feeders 8, whatever the tariffs (points 5, 6 and 7)`.
    """
    made = done.points[number]
    free = _free(made, done.points, twins)
    covered = {p.number for p in done.points if _differs(made, p) <= free}
    if len(covered) < 2:
        return f"{naming.where(study, made)}{_equal(len(twins) - 1)}"
    kept = {name: value for name, value in made.values.items() if name not in free}
    labels = listing([reading.label(study, name) for name in made.values if name in free])
    numbers = listing([str(n) for n in sorted(covered)])
    if len(covered) > naming.MOST_POINTS:
        numbers = f"{min(covered)} and {len(covered) - 1} more"
    at = f"at {naming.values_words(study.factors, kept)}, whatever the {labels} (points {numbers})"
    return f"{at}{_equal(len(twins - covered))}"


def _free(made: Point, points: Sequence[Point], twins: Set[int]) -> set[str]:
    """Factors that change nothing at a point, all together: one after another where that holds."""
    free: set[str] = set()
    for name in made.values:
        more = {*free, name}
        near = {p.number for p in points if _differs(made, p) <= more}
        if len(near) > 1 and near <= twins and len(more) < len(made.values):
            free = more
    return free


def _differs(one: Point, other: Point) -> set[str]:
    """Factors in which two points differ; of points that vary other factors, all and one more."""
    if one.values.keys() != other.values.keys():
        return {*one.values, ""}
    return {name for name, value in one.values.items() if other.values[name] != value}


def _equal(count: int) -> str:
    if not count:
        return ""
    return f", the same at {count} other {'point' if count == 1 else 'points'}"


def _alike(values: Floats, number: int, twins: Set[int]) -> str:
    """Say how many others cannot be told from a point: their paired difference may be zero."""
    intervals = [
        reading.paired(values[number], row)[1:]
        for n, row in enumerate(values)
        if n not in twins and not np.isnan(row).all()
    ]
    alike = sum(low <= 0 <= high for low, high in intervals)
    if not alike:
        return ""
    return f", not distinguishable from {alike} other {'point' if alike == 1 else 'points'}"


class GridDesign(Comparison):
    """The base, then every combination of the factors' values, the last factor moving fastest."""

    def __init__(self, study: Study, method: Grid) -> None:
        super().__init__(study)
        self.method = method

    def plan(self) -> list[Point]:
        """Make the base and every combination."""
        names = list(self.study.factors)
        each = [levels(self.study.factors[name], self.method.levels) for name in names]
        points = [Point(0, {}, stage="base")]
        for values in product(*each):
            chosen = dict(zip(names, values, strict=True))
            points.append(point(self.study, len(points), chosen, "grid"))
        return points


class ListDesign(Comparison):
    """The base and the points listed; or the scenarios listed, against the first of them."""

    def __init__(self, study: Study, method: Listed) -> None:
        super().__init__(study)
        self.method = method

    def plan(self) -> list[Point]:
        """Make one point per row or scenario."""
        if self.method.scenarios:
            return [
                Point(n, {}, (Setting(BASE, "set", name),), name)
                for n, name in enumerate(self.method.scenarios)
            ]
        points = [Point(0, {}, stage="base")]
        for row in self.method.points or ():
            assert not isinstance(row, str)  # reading the study puts the file's rows there
            points.append(point(self.study, len(points), row, "listed"))
        return points


def _rows(study: Study, output: Output, done: Outcomes) -> Iterator[dict[str, Any]]:
    values = done.values(output)
    for number, at in enumerate(done.points):
        low, high = interval(values[number])
        difference, d_low, d_high = reading.paired(values[0], values[number])
        row = reading.row_of(
            done.rows(number), output.corridor or "", output.direction or "", output.scope
        )
        error = done.failed(number)
        yield {
            "point": number, "name": naming.name_of(study, at), **reading.output_cells(output),
            "value": mean_of(values[number]), "ci_low": low, "ci_high": high,
            "difference": difference, "difference_ci_low": d_low, "difference_ci_high": d_high,
            "warnings": error or ("" if row is None else str(row["warnings"])),
        }  # fmt: skip
