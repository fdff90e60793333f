"""Designs whose points are all known before the first one is run."""

from __future__ import annotations

from functools import cached_property

from simulator.model.study import Study
from simulator.study.points import Outcomes, Point


class FixedDesign:
    """Proposes one batch; a method gives `plan`, `tables` and `words`."""

    keeps_facilities = False

    def __init__(self, study: Study) -> None:
        self.study = study

    @cached_property
    def points(self) -> list[Point]:
        """All points, in order."""
        return self.plan()

    def plan(self) -> list[Point]:
        """Make the points."""
        raise NotImplementedError

    def propose(self, done: Outcomes) -> list[Point]:
        """All points that are not done."""
        return self.points[len(done.points) :]

    def total(self) -> int:
        """Points in all."""
        return len(self.points)
