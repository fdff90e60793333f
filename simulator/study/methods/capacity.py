"""The demand at which a corridor saturates, and what saturates first.

Demand is scaled in steps, then the scale between the last step that holds and the first that does
not is halved a few times. A corridor counts as saturated where the expected offered load of
something it uses reaches 1 (`unstable` in the warnings), where over 5 % of its containers do not
arrive, or where mean days are `delay_days` above those at the lowest demand.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from simulator.errors import InputError, Problem
from simulator.loading.names import fits
from simulator.loading.scenario import Resolved
from simulator.model.study import Capacity, Output, Study
from simulator.results.statistics import interval, mean_of
from simulator.study.methods import naming, reading
from simulator.study.methods.columns import CAPACITY
from simulator.study.methods.loads import LoadsAt
from simulator.study.points import Floats, Outcomes, Point, Setting

TELLING = 4
"""A wait that has grown by less than this part of the limit is not what holds boxes up."""
HALVINGS = 4
"""After the steps: the answer is then known to a sixteenth of a step."""


@dataclass(frozen=True)
class State:
    """A corridor at one scale of the demand."""

    scale: float
    point: int
    days: Floats
    """Mean days of each replication."""
    delay: tuple[float, float, float]
    """Above the lowest demand: mean and 95 % t-interval over pairs."""
    warnings: str
    reason: str
    """Why it counts as saturated; empty where it does not."""


class CapacityDesign:
    """Batches: the steps, then halvings of each corridor's bracket."""

    keeps_facilities = True

    def __init__(
        self, study: Study, method: Capacity, base: Resolved, loads: LoadsAt | None = None
    ) -> None:
        self.study, self.method, self.base = study, method, base
        self.demands = [
            d for d in base.network.demands if any(fits(d, text) for text in method.demands)
        ]
        if not self.demands:
            message = f"no demand is called {' or '.join(method.demands)}"
            raise InputError(Problem("method.demands", message))
        self.loads = loads or LoadsAt(base, self.demands, study.replications)

    def total(self) -> int:
        """Steps, and the halvings of every corridor: an upper bound."""
        return self.method.steps + HALVINGS * len(self.method.corridors)

    def propose(self, done: Outcomes) -> list[Point]:
        """The steps; then the middle of every bracket that is still wide."""
        m = self.method
        if not done.points:
            scales = np.linspace(m.from_, m.to, m.steps)
            return [self._point(n, float(s), "step") for n, s in enumerate(scales)]
        step = (m.to - m.from_) / (m.steps - 1)
        middles: dict[float, None] = {}
        for corridor in m.corridors:
            bracket = self._bracket(self.states(done, corridor))
            if bracket is not None and bracket[1] - bracket[0] > 1.5 * step / 2**HALVINGS:
                middles[sum(bracket) / 2] = None
        run = {float(p.values["demand"]) for p in done.points}
        new = [s for s in middles if s not in run]
        return [self._point(len(done.points) + n, s, "halving") for n, s in enumerate(new)]

    def _point(self, number: int, scale: float, stage: str) -> Point:
        settings = [Setting(f"demands.{d}.feu_per_year", "scale", scale) for d in self.demands]
        return Point(number, {"demand": scale}, tuple(settings), f"{stage}: demand x {scale:.6g}")

    def states(self, done: Outcomes, corridor: str) -> list[State]:
        """A corridor at every scale that was run and did not fail, in rising order."""
        output = Output(quantity="days_mean", corridor=corridor, direction=self.method.direction)
        values = done.values(output)
        order = sorted(
            range(len(done.points)), key=lambda n: float(done.points[n].values["demand"])
        )
        return [
            self._state(done, n, values[n], values[order[0]], corridor)
            for n in order
            if done.failed(n) is None
        ]  # fmt: skip

    def _state(
        self, done: Outcomes, number: int, days: Floats, lowest: Floats, corridor: str
    ) -> State:
        row = reading.row_of(done.rows(number), corridor, self.method.direction, "terminal")
        warnings = "" if row is None else str(row["warnings"])
        delay = reading.paired(lowest, days)
        reason = ""
        if "unstable: " in warnings:
            reason = "unstable"
        elif row is not None and row["feu"] > 0 and math.isnan(mean_of(days)):
            reason = "closed" if "closed: " in warnings else "undelivered"
        elif delay[0] > self.method.delay_days:
            reason = "delay"
        return State(
            float(done.points[number].values["demand"]), number, days, delay, warnings, reason
        )

    def _bracket(self, states: list[State]) -> tuple[float, float] | None:
        """Last scale that holds and first that does not; None where there are not both."""
        for before, after in pairwise(states):
            if not before.reason and after.reason:
                return before.scale, after.scale
        return None

    def tables(self, done: Outcomes) -> dict[str, pd.DataFrame]:
        """The curve of every corridor."""
        rows = [row for c in self.method.corridors for row in self._rows(done, c)]
        return {"capacity": pd.DataFrame(rows, columns=list(CAPACITY))}

    def _rows(self, done: Outcomes, corridor: str) -> Iterator[dict[str, Any]]:
        states = self.states(done, corridor)
        first = next((s.scale for s in states if s.reason), None)
        lowest = states[0].point if states else 0
        for s in states:
            name, load = self.loads.busiest(s.scale, corridor, self.method.direction)
            place, growth = self._longest(done, lowest, s.point, corridor)
            low, high = interval(s.days)
            yield {
                "corridor": corridor, "direction": self.method.direction, "scale": s.scale,
                "feu_per_year": self.loads.feu_per_year(s.scale, corridor, self.method.direction),
                "days_mean": mean_of(s.days), "ci_low": low, "ci_high": high,
                "delay_days": s.delay[0], "delay_ci_low": s.delay[1], "delay_ci_high": s.delay[2],
                "busiest": name, "offered_load": load, "longest_wait": place,
                "wait_growth_days": growth, "saturated": bool(s.reason), "reason": s.reason,
                "first": s.scale == first, "point": s.point, "warnings": s.warnings,
            }  # fmt: skip

    def _longest(
        self, done: Outcomes, lowest: int, number: int, corridor: str
    ) -> tuple[str, float]:
        """Facility of the corridor whose mean wait has grown most since the lowest demand."""
        used = self.loads.used(corridor, self.method.direction)
        waits = [_waits(done.facilities(n)) for n in (lowest, number)]
        growth = {
            name: wait - waits[0].get(name, 0.0)
            for name, wait in waits[1].items()
            if name in used and not math.isnan(wait)
        }
        worst = max(growth, key=lambda name: (growth[name], name), default="")
        return (worst, growth[worst]) if worst and growth[worst] > 0 else ("", np.nan)

    def words(self, done: Outcomes) -> list[str]:
        """Where each corridor saturates, and at what."""
        said = [self._finding(done, corridor) for corridor in self.method.corridors]
        if bad := reading.failures(done):
            said.append(naming.failed_words(self.study, done, bad, " and are left out"))
        return said

    def _finding(self, done: Outcomes, corridor: str) -> str:
        rows = list(self._rows(done, corridor))
        m = self.method
        if not rows:
            return f"{corridor}: no point has a figure."
        first = next((n for n, row in enumerate(rows) if row["first"]), None)
        if first is None:
            last = rows[-1]
            return (
                f"{corridor} ({m.direction}) does not saturate up to {naming.number(m.to)} times "
                f"the demand ({last['feu_per_year']:,.0f} FEU a year): {_delay(last)}; the busiest "
                f"is {last['busiest']} with an offered load of {last['offered_load']:.2f}."
            )
        if first == 0:
            return (
                f"{corridor} ({m.direction}) is saturated at the lowest demand already "
                f"({_why(rows[0], m.delay_days)})."
            )
        return self._saturates(corridor, rows[first - 1], rows[first])

    def _saturates(self, corridor: str, before: dict[str, Any], after: dict[str, Any]) -> str:
        m, delay = self.method, _delay(before)
        return (
            f"{corridor} ({m.direction}) saturates between {before['scale']:.3g} and "
            f"{after['scale']:.3g} times the demand ({before['feu_per_year']:,.0f} to "
            f"{after['feu_per_year']:,.0f} FEU a year): {_why(after, m.delay_days)}. Just below, "
            f"{delay}."
        )


def _delay(row: dict[str, Any]) -> str:
    """Mean days against the lowest demand, for a sentence."""
    ends = row["delay_days"], row["delay_ci_low"], row["delay_ci_high"]
    return f"mean days against the lowest demand: {reading.change(*ends, 'days_mean')}"


def _waits(frame: pd.DataFrame) -> dict[str, float]:
    """`place.facility` → mean wait in days."""
    if not len(frame):
        return {}
    names = frame["place"] + "." + frame["facility"]
    return dict(zip(names, frame["wait_days_mean"].astype(float), strict=True))


def _why(row: dict[str, Any], delay_days: float) -> str:
    """What saturates, for a sentence."""
    load = f"{row['busiest']}, with an offered load of {row['offered_load']:.2f}"
    if row["reason"] == "unstable":
        return f"the first to give way is {load}"
    if row["reason"] == "delay":
        wait = (
            f"; the wait at {row['longest_wait']} has grown most, by "
            f"{reading.figure(row['wait_growth_days'])} days"
            if row["wait_growth_days"] > delay_days / TELLING
            else ""
        )
        return f"mean days pass the limit of {delay_days:g} more; the busiest is {load}{wait}"
    if row["reason"] == "closed":
        return f"the first to give way is {load}, which it would bear without its closures"
    return f"over 5 % of the FEU are not delivered; the busiest is {load}"
