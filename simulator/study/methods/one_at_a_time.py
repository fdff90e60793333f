"""One factor at a time at its two ends, the others as in the base: a tornado."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from simulator.model.study import Output
from simulator.study.factors import ends, point
from simulator.study.methods import naming, reading
from simulator.study.methods.columns import SENSITIVITY
from simulator.study.methods.fixed import FixedDesign
from simulator.study.points import Floats, Outcomes, Point, Value

MOST_WORDS = 3
"""Factors named in the sentence about an output."""


class OneAtATimeDesign(FixedDesign):
    """Point 0 is the base; factor k has points 2k + 1 (low) and 2k + 2 (high)."""

    def plan(self) -> list[Point]:
        """Make the base and both ends of every factor."""
        points = [Point(0, {}, stage="base")]
        for name, factor in self.study.factors.items():
            for value, stage in zip(ends(factor), ("low", "high"), strict=True):
                points.append(point(self.study, len(points), {name: value}, f"{name} {stage}"))
        return points

    def tables(self, done: Outcomes) -> dict[str, pd.DataFrame]:
        """Effects and swings of every factor on every output, widest swing first."""
        rows = [
            row for output in reading.expanded(self.study, done) for row in self._rows(output, done)
        ]
        return {"sensitivity": pd.DataFrame(rows, columns=list(SENSITIVITY))}

    def _rows(self, output: Output, done: Outcomes) -> Iterator[dict[str, Any]]:
        values = done.values(output)
        for k in self._by_swing(values):
            name = list(self.study.factors)[k]
            base, low, high = values[0], values[2 * k + 1], values[2 * k + 2]
            low_input, high_input = ends(self.study.factors[name])
            pairs = (("low_effect", base, low), ("high_effect", base, high), ("swing", low, high))
            missing = int(np.isnan(reading.means(values[[0, 2 * k + 1, 2 * k + 2]])).sum())
            for index, a, b in pairs:
                mean, ci_low, ci_high = reading.paired(a, b)
                yield {
                    **reading.output_cells(output), "factor": name,
                    "label": reading.label(self.study, name), "index": index,
                    "other_factor": "", "value": mean, "ci_low": ci_low, "ci_high": ci_high,
                    "low_input": low_input, "high_input": high_input, "points": 3 - missing,
                    "missing": missing, "note": self._note(done, k, mean),
                }  # fmt: skip

    def _by_swing(self, values: Floats) -> list[int]:
        """Factors by the width of their swing, unknown ones last."""
        found = reading.means(values)
        swings = np.abs(found[2::2] - found[1::2])
        return [int(k) for k in np.argsort(-np.nan_to_num(swings, nan=-1.0), kind="stable")]

    def _note(self, done: Outcomes, k: int, mean: float) -> str:
        for number in (0, 2 * k + 1, 2 * k + 2):
            if (error := done.failed(number)) is not None:
                name = naming.name_of(self.study, done.points[number])
                return f"{name} (point {number}) failed: {error.splitlines()[0]}"
        return "no figure at one of the ends; see warnings in points.csv" if np.isnan(mean) else ""

    def words(self, done: Outcomes) -> list[str]:
        """The widest swings of each output."""
        said = []
        for output in reading.expanded(self.study, done):
            values = done.values(output)
            base = reading.means(values)[0]
            quantity = output.quantity
            head = f"The {reading.called(output)} is {reading.amount(base, quantity)} in the base."
            some = [self._swing(values, k, quantity) for k in self._by_swing(values)[:MOST_WORDS]]
            said.append(f"{head} Widest swings: {'; '.join(some)}.{self._blank(values)}")
        if bad := reading.failures(done):
            blank = "; effects blank for that"
            said.append(naming.failed_words(self.study, done, bad, blank))
        return said

    def _blank(self, values: Floats) -> str:
        """Ends at which the output has no figure, which matters more than any swing."""
        found = np.isnan(reading.means(values))
        gone = [
            f"{reading.label(self.study, name)} {naming.value_words(factor, end)}"
            for k, (name, factor) in enumerate(self.study.factors.items())
            for end, blank in zip(ends(factor), found[2 * k + 1 : 2 * k + 3], strict=True)
            if blank
        ]
        return f" No figure (saturated, closed or failed) at {'; '.join(gone)}." if gone else ""

    def _swing(self, values: Floats, k: int, quantity: str) -> str:
        name = list(self.study.factors)[k]
        change = reading.change(*reading.paired(values[2 * k + 1], values[2 * k + 2]), quantity)
        ends_of: tuple[Value, Value] = ends(self.study.factors[name])
        first, last = (naming.value_words(self.study.factors[name], v) for v in ends_of)
        return f"{reading.label(self.study, name)} from {first} to {last}: {change}"
