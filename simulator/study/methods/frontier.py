"""Which corridor wins over two factors, on a grid that is refined near the switch.

A coarse lattice is run first. Each cell whose corners name different winners, or a winner that is
not certain, is halved, until the grid's own resolution is reached; where all corners of a cell
agree, the grid inside it is filled without a run. A pocket smaller than a coarse cell is missed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from simulator.errors import InputError, Problem
from simulator.loading.scenario import Resolved
from simulator.model.study import Frontier, Output, Study
from simulator.results.statistics import mean_of
from simulator.results.words import listing
from simulator.study.factors import levels, neutral, point
from simulator.study.methods import naming, reading
from simulator.study.methods.columns import FRONTIER
from simulator.study.methods.crossings import significant
from simulator.study.points import Floats, Outcomes, Point, Value

COARSE = 4
"""Cells along each side of the first lattice, about."""
Node = tuple[int, int]
Cell = tuple[int, int, int, int]
"""Left, right, lower and upper position of its corners on the grid."""


@dataclass(frozen=True)
class Contest:
    """Who wins at one point, and by how much."""

    winner: str
    runner_up: str
    margin: float
    low: float
    high: float
    missing: tuple[str, ...]
    """Corridors without a figure."""

    @property
    def uncertain(self) -> bool:
        """Whether the runner-up may be the winner; never where there is no other."""
        return bool(self.runner_up) and not significant(self.low, self.high)


class FrontierDesign:
    """Batches: the base and the coarse lattice, then the nodes of halved cells."""

    keeps_facilities = False

    def __init__(self, study: Study, method: Frontier, base: Resolved) -> None:
        self.study, self.method = study, method
        self.xs, self.ys = (self._levels(name) for name in (method.x, method.y))
        self.base = {f: neutral(study.factors[f], base) for f in (method.x, method.y)}

    def _levels(self, name: str) -> list[Value]:
        found = levels(self.study.factors[name], self.method.resolution)
        if any(isinstance(v, str) for v in found):
            raise InputError(Problem(f"factors.{name}", "a frontier needs a factor of numbers"))
        return sorted(found)

    def total(self) -> int:
        """All nodes and the base: an upper bound."""
        return len(self.xs) * len(self.ys) + 1

    def propose(self, done: Outcomes) -> list[Point]:
        """Base and lattice, then what the mixed cells ask for."""
        points = [] if done.points else [Point(0, {}, stage="base")]
        contests = self._by_node(done)
        wanted = sorted(self._wanted(contests) - set(contests))
        first = len(done.points) + len(points)
        return points + [
            point(self.study, first + n, self._values(node), "lattice" if points else "refined")
            for n, node in enumerate(wanted)
        ]

    def _values(self, node: Node) -> dict[str, Value]:
        return {self.method.x: self.xs[node[0]], self.method.y: self.ys[node[1]]}

    def _nodes(self, done: Outcomes) -> dict[Node, int]:
        """Grid position of each point done → its number."""
        return {
            (self.xs.index(p.values[self.method.x]), self.ys.index(p.values[self.method.y])): n
            for n, p in enumerate(done.points)
            if p.values
        }

    def _wanted(self, contests: dict[Node, Contest]) -> set[Node]:
        """Corners of all cells that are looked at so far."""
        return {node for cell in self._cells(contests) for node in _corners(cell)}

    def _cells(self, contests: dict[Node, Contest]) -> Iterator[Cell]:
        """The coarse cells, and the halves of every one that is mixed, down to the grid."""
        waiting = [
            (a, b, c, d)
            for a, b in pairwise(_coarse(len(self.xs)))
            for c, d in pairwise(_coarse(len(self.ys)))
        ]
        while waiting:
            cell = waiting.pop()
            yield cell
            if _mixed(cell, contests):
                waiting += _halves(cell)

    def contests(self, done: Outcomes) -> list[Contest]:
        """Who wins, point by point."""
        values = {c: done.values(self._output(c)) for c in self.method.corridors}
        return [
            _contest({c: rows[n] for c, rows in values.items()}) for n in range(len(done.points))
        ]

    def _by_node(self, done: Outcomes) -> dict[Node, Contest]:
        found = self.contests(done)
        return {node: found[n] for node, n in self._nodes(done).items()}

    def _output(self, corridor: str) -> Output:
        m = self.method
        return Output(quantity=m.quantity, corridor=corridor, direction=m.direction)

    def tables(self, done: Outcomes) -> dict[str, pd.DataFrame]:
        """Every node of the grid, run or filled, and the base case."""
        rows = [*self._grid_rows(done)]
        if done.points:
            rows.append({
                "x": self.base[self.method.x], "y": self.base[self.method.y], "source": "base",
                "point": 0, **_cells(self.contests(done)[0]),
            })  # fmt: skip
        return {"frontier": pd.DataFrame(rows, columns=list(FRONTIER))}

    def _grid_rows(self, done: Outcomes) -> Iterator[dict[str, Any]]:
        nodes, contests = self._nodes(done), self._by_node(done)
        filled = self._filled(contests)
        for i, x in enumerate(self.xs):
            for j, y in enumerate(self.ys):
                if (i, j) in nodes:
                    yield {
                        "x": x, "y": y, "source": "run", "point": nodes[i, j],
                        **_cells(contests[i, j]),
                    }  # fmt: skip
                elif (i, j) in filled:
                    yield {
                        "x": x, "y": y, "source": "filled", "winner": filled[i, j],
                        "uncertain": False,
                    }  # fmt: skip

    def _filled(self, contests: dict[Node, Contest]) -> dict[Node, str]:
        """Nodes inside cells whose corners agree → their winner."""
        found: dict[Node, str] = {}
        for cell in self._cells(contests):
            corners = _corners(cell)
            if set(corners) <= set(contests) and not _mixed(cell, contests):
                left, right, lower, upper = cell
                inside = [(i, j) for i in range(left, right + 1) for j in range(lower, upper + 1)]
                found |= dict.fromkeys(inside, contests[corners[0]].winner)
        return found

    def words(self, done: Outcomes) -> list[str]:
        """How much of the map each corridor wins, who wins in the base, what is uncertain."""
        table = self.tables(done)["frontier"]
        grid, m = table[table["source"] != "base"], self.method
        what = reading.QUANTITIES.get(m.quantity, m.quantity)
        shares = grid["winner"].value_counts(normalize=True)
        parts = [
            f"{name or 'none'} on {100 * share:.0f} %"
            for name, share in shares.sort_index()
            .sort_values(ascending=False, kind="stable")
            .items()
        ]
        names = f"{reading.label(self.study, m.x)} and {reading.label(self.study, m.y)}"
        said = [f"Over {names}, the lowest {what} ({m.direction}) has {listing(parts)}."]
        unsure = int((grid["uncertain"].eq(True)).sum())
        said.append(
            f"{unsure} of {len(grid)} nodes are uncertain: the interval of the margin holds zero."
        )
        said.append(self._base_words(self.contests(done)[0]))
        said += self._boundary(grid)
        if bad := reading.failures(done):
            said.append(naming.failed_words(self.study, done, bad))
        return said

    def _base_words(self, contest: Contest) -> str:
        quantity = self.method.quantity
        if not contest.runner_up:
            return f"In the base only {contest.winner or 'no corridor'} has a figure."
        lead = reading.size(contest.margin, quantity)
        sure = reading.size_between(contest.low, contest.high, quantity)
        if contest.low <= 0 <= contest.high:
            return (
                f"In the base there is no clear difference between {contest.winner} and "
                f"{contest.runner_up}: the first leads by {lead} ({sure})."
            )
        return f"In the base {contest.winner} leads {contest.runner_up} by {lead} ({sure})."

    def _boundary(self, grid: pd.DataFrame) -> list[str]:
        """Where the winner changes along x, at the lowest, middle and highest y."""
        said = []
        for j in sorted({0, len(self.ys) // 2, len(self.ys) - 1}):
            line = grid[grid["y"] == self.ys[j]]
            pairs = list(pairwise(zip(line["x"], line["winner"], strict=True)))
            turns = [
                f"from {a} to {b} between {naming.number(x0)} and {naming.number(x1)}"
                for (x0, a), (x1, b) in pairs
                if a != b
            ]
            at = f"{reading.label(self.study, self.method.y)} {naming.number(float(self.ys[j]))}"
            change = "; ".join(turns) or "nowhere"
            said.append(
                f"At {at} the winner changes along {reading.label(self.study, self.method.x)}: "
                f"{change}."
            )
        return said


def _contest(values: Mapping[str, Floats]) -> Contest:
    """Who wins, from each corridor's replications."""
    means = {c: mean_of(rows) for c, rows in values.items()}
    missing = tuple(c for c, mean in means.items() if math.isnan(mean))
    order = sorted(set(means) - set(missing), key=lambda c: (means[c], c))
    if len(order) < 2:
        return Contest(order[0] if order else "", "", np.nan, np.nan, np.nan, missing)
    first, second = order[:2]
    return Contest(first, second, *reading.paired(values[first], values[second]), missing)


def _coarse(count: int) -> list[int]:
    """About COARSE + 1 positions on a side of `count` nodes, both ends among them."""
    return sorted({round(k) for k in np.linspace(0, count - 1, min(COARSE + 1, count))})


def _corners(cell: Cell) -> list[Node]:
    left, right, lower, upper = cell
    return [(left, lower), (right, lower), (left, upper), (right, upper)]


def _mixed(cell: Cell, contests: dict[Node, Contest]) -> bool:
    """Whether corners that are known differ, or one of them is uncertain."""
    known = [contests[node] for node in _corners(cell) if node in contests]
    return len({c.winner for c in known}) > 1 or any(c.uncertain for c in known)


def _halves(cell: Cell) -> list[Cell]:
    """The parts of a cell cut in the middle of each side that can be cut."""
    left, right, lower, upper = cell
    if right - left < 2 and upper - lower < 2:
        return []
    across = [left, right] if right - left < 2 else [left, (left + right) // 2, right]
    along = [lower, upper] if upper - lower < 2 else [lower, (lower + upper) // 2, upper]
    return [(a, b, c, d) for a, b in pairwise(across) for c, d in pairwise(along)]


def _cells(contest: Contest) -> dict[str, Any]:
    return {
        "winner": contest.winner, "runner_up": contest.runner_up, "margin": contest.margin,
        "ci_low": contest.low, "ci_high": contest.high, "uncertain": contest.uncertain,
        "no_figure": " ".join(contest.missing),
    }  # fmt: skip
