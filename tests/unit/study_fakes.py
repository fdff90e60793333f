"""Designs and work for tests of the machinery of studies: no simulation."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from simulator.study.pieces import encode
from simulator.study.points import Point, PointResult
from simulator.study.variation import Part


@dataclass
class Steps:
    """Two batches; the second one depends on what the first one gave."""

    first: int = 4
    keeps_facilities: bool = False
    asked: list[int] = field(default_factory=list)

    def propose(self, done):
        self.asked.append(len(done.points))
        if not done.points:
            return [Point(n, {"x": float(n)}, stage="first") for n in range(self.first)]
        if len(done.points) == self.first:
            best = max(float(done.rows(n)["usd_mean"].iloc[0]) for n in range(self.first))
            return [Point(self.first, {"x": best}, stage="second")]
        return []

    def total(self):
        return self.first + 1


class NoSecond(Steps):
    """One batch only."""

    def propose(self, done):
        return super().propose(done) if not done.points else []


@dataclass
class Fake:
    """Doubles x; ends its process, or fails, where x says so."""

    replications: int = 2
    engine: str = "simpy"
    deadly: tuple[float, ...] = ()
    failing: tuple[float, ...] = ()
    folder: str = ""
    """Where it leaves a trace of everything that it did."""

    def piece(self, point):
        parts = [self.part(point, n)[0] for n in range(self.replications)]
        return self.joined(point, parts), [{"event": "point", "point": point.number}]

    def part(self, point, number):
        if self.folder:
            with Path(self.folder, "done.txt").open("a") as file:
                file.write(f"{point.number}.{number}\n")
        if point.values["x"] in self.deadly:
            os._exit(3)
        if point.values["x"] in self.failing:
            return Part(number, None, {}, f"x is {point.values['x']}"), []
        return Part(number, 2 * point.values["x"] + number, {}), []

    def joined(self, point, parts):
        errors = [p.error for p in sorted(parts, key=lambda p: p.number) if p.error]
        if errors:
            return encode(point, PointResult(error=errors[0]))
        values = [p.replication for p in sorted(parts, key=lambda p: p.number)]
        keys = {"corridor": "toy", "direction": "westbound", "scope": "terminal"}
        return encode(point, PointResult(
            summary=pd.DataFrame([{**keys, "usd_mean": sum(values) / len(values)}]),
            replications=pd.DataFrame(
                [{**keys, "replication": n, "usd_mean": v} for n, v in enumerate(values)]
            ),
        ))  # fmt: skip
