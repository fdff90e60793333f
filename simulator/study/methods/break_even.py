"""The value of a factor at which two corridors are equal.

The factor's range is scanned first, so that more than one crossing is seen; each bracket is then
halved until it is narrower than the tolerance, and points are put at the ends of the confidence
set, so that these do not rest on far interpolation.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from simulator.errors import InputError, Problem
from simulator.loading.scenario import Resolved
from simulator.model.study import BreakEven, Output, Study
from simulator.results.statistics import interval, mean_of
from simulator.study.factors import ends, neutral, point
from simulator.study.methods import naming, reading
from simulator.study.methods.columns import BREAKEVEN
from simulator.study.methods.crossings import Curve, Root, curve, roots, significant
from simulator.study.points import Floats, Outcomes, Point

SCAN = 5
"""Values of the first scan, both ends included."""
END_ROUNDS = 2
"""Rounds of points at the ends of the confidence set."""


class BreakEvenDesign:
    """Batches: the scan, bisections of every bracket, then the ends of the confidence sets."""

    keeps_facilities = False

    def __init__(self, study: Study, method: BreakEven, base: Resolved) -> None:
        self.study, self.method, self.base = study, method, base
        self.factor = study.factors[method.factor]
        if self.factor.values is not None:
            message = "a break-even needs a factor with a range or distribution, not values"
            raise InputError(Problem(f"factors.{method.factor}", message))
        self.low, self.high = (float(end) for end in ends(self.factor))
        self.narrow = method.tolerance * (self.high - self.low)

    def total(self) -> int:
        """Scan, bisections of one crossing, and the ends of its set: more if there are several."""
        halvings = math.ceil(math.log2(1 / (self.method.tolerance * (SCAN - 1))))
        return SCAN + max(0, halvings) + 2 * END_ROUNDS

    def propose(self, done: Outcomes) -> list[Point]:
        """Scan, halve, look at the ends, stop."""
        if not done.points:
            return self._points(done, list(np.linspace(self.low, self.high, SCAN)), "scan")
        found = roots(self.curve(done))
        if halves := self._halves(found, done):
            return self._points(done, halves, "bisection")
        if sum(p.stage.startswith("end ") for p in done.points) < 2 * END_ROUNDS * len(found):
            return self._points(done, self._ends(found, done), "end")
        return []

    def _halves(self, found: list[Root], done: Outcomes) -> list[float]:
        """Middles of wide brackets; one that was run and has no figure is not run again."""
        run = {p.values[self.method.factor] for p in done.points}
        middles = [(r.left + r.right) / 2 for r in found if r.right - r.left > self.narrow]
        return [m for m in middles if m not in run]

    def _ends(self, found: list[Root], done: Outcomes) -> list[float]:
        """Ends of the confidence sets that no point lies near."""
        x = self.curve(done).x
        wanted = [v for r in found for v in (r.low, r.high) if not math.isnan(v)]
        return [v for v in wanted if np.abs(x - v).min() > self.narrow]

    def _points(self, done: Outcomes, values: list[float], what: str) -> list[Point]:
        step = 1 + max((_step(p) for p in done.points if p.stage.startswith(what)), default=0)
        first = len(done.points)
        return [
            point(self.study, first + n, {self.method.factor: float(v)}, f"{what} {step}")
            for n, v in enumerate(values)
        ]

    def differences(self, done: Outcomes) -> Floats:
        """A less B: [points, replications]."""
        a, b = (done.values(self._output(c)) for c in (self.method.a, self.method.b))
        return a - b

    def _output(self, corridor: str) -> Output:
        m = self.method
        return Output(quantity=m.quantity, corridor=corridor, direction=m.direction, scope=m.scope)

    def curve(self, done: Outcomes) -> Curve:
        """A less B over the values that have figures."""
        x = np.array([float(p.values[self.method.factor]) for p in done.points])
        return curve(x, self.differences(done))

    def tables(self, done: Outcomes) -> dict[str, pd.DataFrame]:
        """One row per crossing, or one that says that there is none."""
        return {"breakeven": pd.DataFrame(self._rows(done), columns=list(BREAKEVEN))}

    def _rows(self, done: Outcomes) -> Iterator[dict[str, Any]]:
        c = self.curve(done)
        common = self._common(c, done)
        found = roots(c)
        for root in found:
            below, above = (self.method.a, self.method.b)[:: 1 if root.rises else -1]
            yield common | {
                "result": "switch", "value": root.value, "ci_low": root.low, "ci_high": root.high,
                "cheaper_below": below, "cheaper_above": above,
            }  # fmt: skip
        if not found:
            winner = self._winner(c)
            yield common | {
                "result": "none" if winner else "unknown", "cheaper_below": winner,
                "cheaper_above": winner,
            }  # fmt: skip

    def _common(self, c: Curve, done: Outcomes) -> dict[str, Any]:
        m, nothing = self.method, np.full(1, np.nan)
        x = [float(p.values[m.factor]) for p in done.points]
        by_value = dict(zip(x, self.differences(done), strict=True))
        first, last = (by_value[float(c.x[k])] if len(c.x) else nothing for k in (0, -1))
        base = neutral(self.factor, self.base)
        cells: dict[str, Any] = {
            "factor": m.factor, "label": reading.label(self.study, m.factor), "a": m.a, "b": m.b,
            "quantity": m.quantity, "direction": m.direction, "scope": m.scope,
            "value": np.nan, "ci_low": np.nan, "ci_high": np.nan,
            "low": float(c.x[0]) if len(c.x) else self.low,
            "high": float(c.x[-1]) if len(c.x) else self.high, "base": base,
            "monotone": c.monotone, "replications": done.count, "points": len(done.points),
            "note": "; ".join(self._notes(c, done)),
        }  # fmt: skip
        for side, values in (("low", first), ("high", last)):
            ci = interval(values)
            cells |= {
                f"difference_{side}": mean_of(values), f"difference_{side}_ci_low": ci[0],
                f"difference_{side}_ci_high": ci[1],
            }  # fmt: skip
        return cells

    def _winner(self, c: Curve) -> str:
        if not c.mean.any():  # no figures, or no difference
            return ""
        return self.method.a if c.mean[0] < 0 else self.method.b

    def _notes(self, c: Curve, done: Outcomes) -> list[str]:
        notes = []
        bad = reading.failures(done, self.differences(done))
        if bad:
            notes.append(
                f"{len(bad)} of {len(done.points)} points failed or lack a figure of one corridor "
                f"({naming.points_words(self.study, done, bad)})"
            )
        if len(roots(c)) > 1:
            notes.append(f"{len(roots(c))} crossings")
        elif not c.monotone:
            notes.append("the difference turns within the range")
        if done.count < 2:
            notes.append("one replication gives no interval")
        return notes

    def words(self, done: Outcomes) -> list[str]:
        """Where the two are equal, or who wins throughout."""
        c, m = self.curve(done), self.method
        what = reading.QUANTITIES.get(m.quantity, m.quantity)
        found = roots(c)
        if not len(c.x):
            said = [f"No point has a figure of both {m.a} and {m.b}: nothing can be said."]
        elif found:
            said = [self._switch(root, what) for root in found]
        else:
            said = [self._no_switch(c, what)]
        if notes := self._notes(c, done):
            text = "; ".join(notes)
            said.append(f"{text[0].upper()}{text[1:]}.")
        return said

    def _switch(self, root: Root, what: str) -> str:
        m = self.method
        below, above = (m.a, m.b)[:: 1 if root.rises else -1]
        at = naming.value_words(self.factor, root.value)
        if math.isnan(root.low) and math.isnan(root.high):
            sure = "no interval within the range"
        else:
            sure = f"95 % from {_end(root.low, 'below')} to {_end(root.high, 'above')}"
        return (
            f"{m.a} and {m.b} have the same {what} ({m.direction}) where "
            f"{reading.label(self.study, m.factor)} is {at} ({sure}): below it {below} is lower, "
            f"above it {above}."
        )

    def _no_switch(self, c: Curve, what: str) -> str:
        m, winner = self.method, self._winner(c)
        loser = m.b if winner == m.a else m.a
        sides = [self._side(c, k) for k in (0, -1)]
        return (
            f"No switch in this range: {winner} has the lower {what} ({m.direction}) than {loser} "
            f"wherever {reading.label(self.study, m.factor)} lies, {' and '.join(sides)}."
        )

    def _side(self, c: Curve, k: int) -> str:
        """How far one is below the other at an end of the range."""
        at = f"at {naming.value_words(self.factor, float(c.x[k]))}"
        low, high = float(c.low[k]), float(c.high[k])
        ahead = f"by {reading.size(abs(float(c.mean[k])), self.method.quantity)} {at}"
        return ahead if significant(low, high) else f"{ahead} (no clear difference)"


def _step(p: Point) -> int:
    return int(p.stage.rsplit(" ", maxsplit=1)[-1])


def _end(value: float, side: str) -> str:
    return f"{side} the range" if math.isnan(value) else naming.number(value)
