"""Run a study's points batch after batch: what is there is taken, what is missing is run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from simulator.study.points import Design, Outcomes, Point, PointResult
from simulator.study.pool import Executor, Item
from simulator.study.store import Memory, Store
from simulator.study.variation import Part, Work


@dataclass(frozen=True)
class State:
    """How far a study is."""

    done: int
    """Points finished, those found on disk included."""
    found: int
    """Of these, found on disk."""
    failed: int
    total: int | None
    """Points in all, or at most; None if unknown."""


Progress = Callable[[State], None]
Evaluate = Callable[[Point], PointResult]


def run_points(
    design: Design,
    work: Work,
    store: Store | Memory,
    executor: Executor,
    progress: Progress | None = None,
) -> Outcomes:
    """Run all points that a design proposes, and give what came of them.

    The outcomes are read back from the pieces, so they are the same whether a point was run now
    or before an interruption.
    """
    return _Run(design, work, store, executor, progress).outcomes()


def outcomes_of(design: Design, replications: int, evaluate: Evaluate) -> Outcomes:
    """Run a design on a function in the simulation's place: for models whose answer is known."""
    outcomes = Outcomes(replications)
    while batch := design.propose(outcomes):
        for point in batch:
            outcomes.add(point, evaluate(point))
    return outcomes


class _Run:
    def __init__(
        self,
        design: Design,
        work: Work,
        store: Store | Memory,
        executor: Executor,
        progress: Progress | None,
    ) -> None:
        self.design, self.work, self.store, self.executor = design, work, store, executor
        self.progress = progress
        self.done = self.found = self.failed = 0

    def outcomes(self) -> Outcomes:
        outcomes = Outcomes(self.work.replications)
        while batch := self.design.propose(outcomes):
            results = self._known(batch)
            missing = [p for p in batch if p.number not in results]
            for point, piece in self._pieces(missing):
                self.store.put(point.number, piece)
                results[point.number] = self._read(point)
                self._tell(results[point.number])
            for point in batch:
                outcomes.add(point, results[point.number])
        return outcomes

    def _known(self, batch: Sequence[Point]) -> dict[int, PointResult]:
        results = {}
        for point in batch:
            result = self.store.get(point)
            if result is not None:
                results[point.number] = result
                self.found += 1
                self._tell(result)
        return results

    def _read(self, point: Point) -> PointResult:
        result = self.store.get(point)
        assert result is not None  # it has just been put there
        return result

    def _tell(self, result: PointResult) -> None:
        self.done += 1
        self.failed += result.error is not None
        if self.progress:
            total = self.design.total()
            self.progress(State(self.done, self.found, self.failed, total))

    def _pieces(self, missing: Sequence[Point]) -> Iterator[tuple[Point, bytes]]:
        """Pieces as they come; few points are split, so that no process stays idle."""
        split = len(missing) < self.executor.width and self.work.replications > 1
        items = [
            Item(point, number)
            for point in missing
            for number in (range(self.work.replications) if split else (None,))
        ]
        parts: dict[int, list[Part]] = {}
        for done in self.executor.run(items):
            self.store.log(done.lines)
            point = done.item.point
            if isinstance(done.found, bytes):
                yield point, done.found
                continue
            mine = parts.setdefault(point.number, [])
            mine.append(done.found)
            if len(mine) == self.work.replications:
                yield point, self.work.joined(point, parts.pop(point.number))
