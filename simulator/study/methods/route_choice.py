"""Shares of corridors that agree with the costs they cause: stochastic user equilibrium.

Each iteration simulates the shares, turns the generalised costs that come of it into the shares
that a logit would choose (Daganzo and Sheffi 1977), and moves part of the way there: successive
averages (Sheffi 1985, ch. 12) with the self-regulated step of Liu, He and He (2009), 1 / β, where
β grows by 1.8 after a step that left more to do than the one before, and by 0.3 after others.
All iterations use the same random numbers, so the map from shares to costs is a fixed one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from simulator.errors import InputError, Problem
from simulator.loading.scenario import Resolved
from simulator.model.study import RouteChoice, Study
from simulator.results.words import listing
from simulator.study.methods import reading
from simulator.study.methods.choice import SATURATED, Choice, Cost, choices, cost_of, logit
from simulator.study.methods.columns import SHARES
from simulator.study.points import BASE, Outcomes, Point, Setting, Value

SLOWER, STEADY = 1.8, 0.3
"""Growth of β after a step that did harm, and after one that helped."""
EVEN = 0.1
"""Part of the first shares that is spread evenly, so that every corridor shows its cost."""
DIGITS = 9
"""Decimals of the shares that are simulated."""
BUSIEST = 3
"""Facilities named in words."""
ScenarioOf = Callable[[str], Resolved]


@dataclass(frozen=True)
class Step:
    """One choice in one iteration."""

    iteration: int
    point: int
    shares: dict[str, float]
    costs: dict[str, Cost]
    targets: dict[str, float]

    @property
    def residual(self) -> float:
        """How far the shares are from what the logit gives."""
        return max(abs(self.targets[c] - self.shares[c]) for c in self.shares)


class RouteChoiceDesign:
    """Batches: the next iteration of every scenario that has not settled."""

    keeps_facilities = True

    def __init__(
        self, study: Study, method: RouteChoice, base: Resolved, scenario_of: ScenarioOf
    ) -> None:
        self.study, self.method, self.base = study, method, base
        self.scenario_of = scenario_of
        self.names = method.scenarios or (study.base,)

    @cached_property
    def choices(self) -> dict[str, list[Choice]]:
        """Scenario → its choices.

        Raises
        ------
        InputError
            If a scenario offers none.
        """
        found = {}
        for name in self.names:
            resolved = self.scenario_of(name) if self.method.scenarios else self.base
            found[name] = list(choices(resolved, self.method.markets, self.method.directions))
            if not found[name]:
                message = f"in '{name}' no two corridors compete for a demand of these markets"
                raise InputError(Problem("method.markets", message))
        return found

    def total(self) -> int:
        """Upper bound: the most iterations of every scenario."""
        return self.method.most_iterations * len(self.names)

    def propose(self, done: Outcomes) -> list[Point]:
        """Next iteration of each scenario that is neither settled nor stuck."""
        points: list[Point] = []
        for name in self.names:
            mine = self._points_of(done, name)
            if any(done.failed(n) is not None for n in mine) or self._over(done, name):
                continue
            shares = self._next_shares(done, name)
            points.append(self._point(len(done.points) + len(points), name, len(mine), shares))
        return points

    def _points_of(self, done: Outcomes, name: str) -> list[int]:
        return [n for n, p in enumerate(done.points) if p.values["scenario"] == name]

    def _over(self, done: Outcomes, name: str) -> bool:
        paths = self.paths(done, name)
        steps = len(paths[0])
        return steps >= self.method.most_iterations or self._settled(paths)

    def _settled(self, paths: list[list[Step]]) -> bool:
        """Whether no share of any choice would move by more than the tolerance."""
        return all(p and p[-1].residual <= self.method.tolerance for p in paths)

    def _next_shares(self, done: Outcomes, name: str) -> list[dict[str, float]]:
        paths = self.paths(done, name)
        return [
            _after(choice, path) for choice, path in zip(self.choices[name], paths, strict=True)
        ]

    def _point(
        self, number: int, name: str, iteration: int, shares: list[dict[str, float]]
    ) -> Point:
        settings = [Setting(BASE, "set", name)] if self.method.scenarios else []
        for choice, share in zip(self.choices[name], shares, strict=True):
            settings += [Setting(f"demands.{d}.shares", "set", share) for d in choice.demands]
        values: dict[str, Value] = {"scenario": name, "iteration": float(iteration)}
        return Point(number, values, tuple(settings), f"{name}, iteration {iteration}")

    def paths(self, done: Outcomes, name: str) -> list[list[Step]]:
        """Of each choice of a scenario, its iterations so far (failed ones left out)."""
        numbers = [n for n in self._points_of(done, name) if done.failed(n) is None]
        return [_path(c, done, numbers, self.method.scale_per_usd) for c in self.choices[name]]

    def tables(self, done: Outcomes) -> dict[str, pd.DataFrame]:
        """Every iteration of every choice."""
        rows = [row for name in self.names for row in self._rows(done, name)]
        return {"shares": pd.DataFrame(rows, columns=list(SHARES))}

    def _rows(self, done: Outcomes, name: str) -> Iterator[dict[str, Any]]:
        paths = self.paths(done, name)
        settled, last = self._settled(paths), max(len(p) for p in paths) - 1
        for choice, path in zip(self.choices[name], paths, strict=True):
            for step in path:
                for corridor in choice.corridors:
                    cost = step.costs[corridor]
                    yield {
                        "scenario": name, "market": choice.market, "direction": choice.direction,
                        "origin": choice.origin, "destination": choice.destination,
                        "feu_per_year": choice.feu_per_year, "iteration": step.iteration,
                        "corridor": corridor, "share": step.shares[corridor],
                        "generalised_usd": cost.usd, "target": step.targets[corridor],
                        "residual": step.targets[corridor] - step.shares[corridor],
                        "share_in_data": choice.in_data[corridor],
                        "settled": settled and step.iteration == last, "point": step.point,
                        "note": cost.note,
                    }  # fmt: skip

    def words(self, done: Outcomes) -> list[str]:
        """Where the freight ends up, in each scenario, and how well it settled."""
        return [sentence for name in self.names for sentence in self._finding(done, name)]

    def _finding(self, done: Outcomes, name: str) -> Iterator[str]:
        paths = self.paths(done, name)
        for n in self._points_of(done, name):
            if (error := done.failed(n)) is not None:
                yield f"{name}: point {n} failed, so it goes no further: {error.splitlines()[0]}."
        if not paths[0]:
            return
        for choice, path in zip(self.choices[name], paths, strict=True):
            yield f"{name}: {_shares_words(choice, path[-1])}"
        yield f"{name}: {self._state_words(paths)}"
        if busy := _busiest(done.facilities(paths[0][-1].point)):
            yield f"{name}: the busiest facilities then are {listing(busy)}."

    def _state_words(self, paths: list[list[Step]]) -> str:
        steps, left = len(paths[0]), max(p[-1].residual for p in paths)
        if self._settled(paths):
            return (
                f"settled after {steps} iterations; no share would move by more than "
                f"{100 * left:.2f} percentage points."
            )
        saturated = sorted(
            {c for p in paths for c, cost in p[-1].costs.items() if cost.note == SATURATED}
        )
        at_limit = f"; at its limit: {listing(saturated)}" if saturated else ""
        return (
            f"not settled after {steps} iterations: a share would still move by "
            f"{100 * left:.2f} percentage points{at_limit}."
        )


def _first(choice: Choice) -> dict[str, float]:
    """Shares of the data, with a part spread evenly."""
    known = sum(choice.in_data.values())  # below 1 where a corridor that is left out had some
    even = 1 / len(choice.corridors)
    return {
        c: round((1 - EVEN) * (s / known if known else even) + EVEN * even, DIGITS)
        for c, s in choice.in_data.items()
    }


def _path(choice: Choice, done: Outcomes, numbers: list[int], scale: float) -> list[Step]:
    """Iterations of one choice, from what its points gave."""
    path: list[Step] = []
    for iteration, number in enumerate(numbers):
        shares = _after(choice, path)
        costs = _costs(choice, done.rows(number), path)
        targets = logit({c: cost.usd for c, cost in costs.items()}, scale)
        path.append(Step(iteration, number, shares, costs, targets))
    return path


def _costs(choice: Choice, rows: pd.DataFrame, path: list[Step]) -> dict[str, Cost]:
    found = {}
    for c in choice.corridors:
        before = path[-1].costs[c] if path else Cost(np.nan)
        row = reading.row_of(rows, c, choice.direction, "terminal")
        found[c] = before if before.closed else cost_of(row, before.usd, choice.followed_days)
    return found


def _after(choice: Choice, path: list[Step]) -> dict[str, float]:
    """Shares of the iteration that follows a path; a closed corridor loses its share at once."""
    if not path:
        return _first(choice)
    beta = 1.0
    for before, after in pairwise(path):
        beta += SLOWER if after.residual > before.residual else STEADY
    last = path[-1]
    if not any(last.targets.values()):
        return last.shares
    moved = {
        c: 0.0 if last.costs[c].closed else s + (last.targets[c] - s) / beta
        for c, s in last.shares.items()
    }
    total = sum(moved.values())
    return {c: round(s / total, DIGITS) for c, s in moved.items()}


def _shares_words(choice: Choice, step: Step) -> str:
    order = sorted(choice.corridors, key=lambda c: -step.shares[c])
    parts = []
    for c in order:
        share, usd, given = step.shares[c], step.costs[c].usd, choice.in_data[c]
        cost = "closed" if step.costs[c].closed else f"{reading.figure(usd)} USD"
        parts.append(f"{c} {100 * share:.1f} % ({cost}; in the data {100 * given:.1f} %)")
    return (
        f"of {choice.feu_per_year:,.0f} FEU a year that may choose ({choice.market}, "
        f"{choice.direction}), {', '.join(parts)}."
    )


def _busiest(facilities: pd.DataFrame) -> list[str]:
    """The facilities with the highest utilisation, yards left out."""
    if not len(facilities):
        return []
    some = facilities[facilities["facility"] != "yard"]
    top = some.sort_values(["utilisation", "place"], ascending=[False, True], kind="stable")
    return [
        f"{row['place']}.{row['facility']} ({100 * row['utilisation']:.0f} %)"
        for row in top.head(BUSIEST).to_dict("records")
    ]
