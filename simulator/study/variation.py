"""From a point to its result: the base varied, its replications run and reduced."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from simulator.errors import CorridorsimError, InputError, Mark, Problem
from simulator.loading.variation import Base, Varied
from simulator.plan.compile import Compiler
from simulator.results.replication import Replication
from simulator.results.tables import figures
from simulator.study.pieces import encode
from simulator.study.points import BASE, Point, PointResult
from simulator.study.replicate import Task, compiled, one_replication, task_of
from simulator.study.sections import reported

MOST_KEPT = 32
"""Plans kept for the next point, one for each replication: some megabytes each."""
Lines = list[dict[str, Any]]
"""Lines of log.jsonl."""


@dataclass(frozen=True)
class Part:
    """One replication of a point, or why there is none."""

    number: int
    replication: Replication | None
    rounded: Mapping[str, float]
    error: str | None = None


@dataclass
class Work:
    """What every point of a study shares: sent once to each process, whatever the points."""

    bases: dict[str, Base]
    report: tuple[str, ...]
    engine: str
    replications: int
    facilities: bool = False
    """Whether results keep the rows of facilities.csv."""

    def task(self, point: Point) -> tuple[Task, Mapping[str, float]]:
        """Make the task of a point, and say which values were rounded.

        Raises
        ------
        InputError
            If the data do not stand these settings.
        """
        varied = self._varied(point)
        only, extra = reported(varied.resolved, self.report)
        task = task_of(
            varied.resolved,
            engine=self.engine,
            only=only,
            extra=extra,
            containers=False,
            places=self.facilities,
        )
        return task, varied.rounded

    def _varied(self, point: Point) -> Varied:
        mark = Mark(f"point {point.number}")
        names = [str(s.value) for s in point.settings if s.path == BASE]
        name = names[-1] if names else ""
        if name not in self.bases:
            raise InputError(Problem(BASE, f"the study names no scenario '{name}'", mark=mark))
        settings = [s for s in point.settings if s.path != BASE]
        return self.bases[name].vary(settings, mark)

    def piece(self, point: Point) -> tuple[bytes, Lines]:
        """Run all replications of a point; a point that fails gives a piece with its error."""
        parts, lines = [], []
        for number in range(self.replications):
            part, more = self.part(point, number)
            parts.append(part)
            lines += more
            if part.error is not None:
                break
        return self.joined(point, parts), lines

    def part(self, point: Point, number: int) -> tuple[Part, Lines]:
        """Run one replication of a point."""
        try:
            task, rounded = self._task_once(point)
            replication, lines = one_replication(task, number, partial(self._plan, point))
        except (CorridorsimError, MemoryError) as error:
            words = str(error) or "not enough memory"
            return Part(number, None, {}, words), []
        except Exception as error:  # a point must not end the study, whatever is wrong with it
            words = f"{type(error).__name__}: {error}"
            line = {"event": "error", "point": point.number, "traceback": traceback.format_exc()}
            return Part(number, None, {}, words), [line]
        return Part(number, replication, rounded), [{"point": point.number} | x for x in lines]

    def _plan(self, point: Point, task: Task, number: int) -> Compiler:
        """Plan of a replication; that of the last point does if nothing but money differs."""
        moving = tuple((s.path, s.how, s.value) for s in point.settings if not is_money(s.path))
        last: tuple[Any, dict[int, Compiler]] = getattr(self, "_last", ((), {}))
        if last[0] != moving or number not in last[1]:
            kept = last[1] if last[0] == moving and len(last[1]) < MOST_KEPT else {}
            kept[number] = compiled(task, number)
            self._last = last = moving, kept
        return last[1][number].repriced(task.network, task.scenario)

    def _task_once(self, point: Point) -> tuple[Task, Mapping[str, float]]:
        """The task of a point, kept for its other replications."""
        kept: tuple[Point, tuple[Task, Mapping[str, float]]] | None = getattr(self, "_kept", None)
        if kept is None or kept[0] != point:
            kept = point, self.task(point)
            self._kept = kept
        return kept[1]

    def joined(self, point: Point, parts: Sequence[Part]) -> bytes:
        """Make the piece of a point from its replications."""
        failed = [p for p in sorted(parts, key=lambda p: p.number) if p.error is not None]
        if failed:
            return encode(point, PointResult(error=failed[0].error))
        run = figures([p.replication for p in parts if p.replication is not None])
        found = PointResult(run.summary, run.replications, run.facilities, parts[0].rounded)
        return encode(point, found)

    def __getstate__(self) -> dict[str, Any]:
        """Leave what is kept for the next point behind: it can be made again."""
        return {k: v for k, v in self.__dict__.items() if k not in ("_kept", "_last")}


def is_money(path: str) -> bool:
    """Whether a value can change what a container pays, but not where it is at any time."""
    names = [part for part in path.split(".") if part not in ("forward", "backward")]
    return "usd" in names[-1].split("_")
