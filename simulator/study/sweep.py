"""A study from its file to its tables: read, run where it was left, write."""

from __future__ import annotations

import datetime as dt
import os
import platform
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.engines import default_engine, make_ready
from simulator.errors import InputError, Problem
from simulator.loading.study import LoadedStudy, load_study
from simulator.model.study import Study
from simulator.study.api import check_engine
from simulator.study.cluster import Cluster
from simulator.study.methods import design_of
from simulator.study.points import Design, Outcomes, Point
from simulator.study.pool import Executor, Here, Item, Pool
from simulator.study.record import differences, record
from simulator.study.runner import Progress, run_points
from simulator.study.sections import reported
from simulator.study.store import Memory, Store
from simulator.study.variation import Work
from simulator.study.write import StudyResults, results_of, taken_names, write, write_record

TIMED_AGAIN_SECONDS = 5.0
"""A run shorter than this is timed a second time, as the first one also warms up."""


@dataclass(frozen=True)
class Estimate:
    """What a study would take."""

    points: int | None
    """At most; None where the method cannot tell."""
    replications: int
    seconds_per_run: float
    seconds_to_start: float
    """Until a process runs at that speed: its start, reading, and what only a first run does."""

    @property
    def runs(self) -> int | None:
        """Simulations in all."""
        return None if self.points is None else self.points * self.replications


@dataclass(frozen=True)
class StudyJob:
    """A study that has been read and can run."""

    loaded: LoadedStudy
    design: Design
    work: Work
    record: dict[str, Any]

    @property
    def study(self) -> Study:
        """The study file's content."""
        return self.loaded.study

    def estimate(self, workers: int = 1) -> Estimate:
        """Time one run of the first point, and the start of one of the processes.

        Raises
        ------
        InputError
            If the first point fails.
        """
        make_ready(self.work.engine, tally=True)
        first = self.design.propose(Outcomes(self.work.replications))[0]
        cold = spent = self._timed(first)
        if cold <= TIMED_AGAIN_SECONDS:
            spent = self._timed(first)
        if workers > 1:
            cold = self._timed_in_a_process(first)
        starting = max(0.0, cold - spent)
        return Estimate(self.design.total(), self.work.replications, spent, starting)

    def _timed(self, point: Point) -> float:
        started = time.perf_counter()
        part, _ = self.work.part(point, 0)
        if part.error is not None:
            raise InputError(Problem("", part.error))
        return time.perf_counter() - started

    def _timed_in_a_process(self, point: Point) -> float:
        """Seconds of a run in a process that has to start for it."""
        started = time.perf_counter()
        with Pool(self.work, 1) as pool:
            list(pool.run([Item(point, 0)]))
        return time.perf_counter() - started

    def run(
        self,
        out: Path | None = None,
        *,
        workers: int = 1,
        scheduler: str | None = None,
        restart: bool = False,
        progress: Progress | None = None,
    ) -> StudyResults:
        """Run what is missing, and write the tables; parameters as for `study`."""
        if out is None:
            with self._executor(workers, scheduler) as executor:
                return self._found(Memory(), executor, progress)
        with Store(out) as store:
            kept = self._begun(store, restart)
            store.log([_host(workers, scheduler)])
            with self._executor(workers, scheduler) as executor:
                found = self._found(store, executor, progress, kept)
            write(store, found)
            return found

    def _found(
        self, store: Store | Memory, executor: Executor, progress: Progress | None,
        kept: dict[str, Any] | None = None,
    ) -> StudyResults:  # fmt: skip
        outcomes = run_points(self.design, self.work, store, executor, progress)
        return results_of(self.design, outcomes, list(self.study.factors), kept or self.record)

    def _executor(self, workers: int, scheduler: str | None) -> AbstractContextManager[Executor]:
        if scheduler is not None:
            return Cluster(self.work, scheduler)
        if workers == 1:
            return nullcontext(Here(self.work))
        return Pool(self.work, workers)

    def _begun(self, store: Store, restart: bool) -> dict[str, Any]:
        """Start a study in a directory, or see that the one there is the same; gives its record."""
        if restart:
            store.clear()
        old = store.document()
        if old is None:
            write_record(store, self.record)
            return self.record
        own = next(iter(self.loaded.files), "")
        found = differences(old, self.record, own)
        if found:
            message = f"holds points of another study: {'; '.join(found[:8])}"
            more = f"; and {len(found) - 8} more" if len(found) > 8 else ""
            hint = "give another --out, or start anew with --restart"
            raise InputError(Problem(str(store.directory), message + more, hint))
        return {key: old[key] for key in self.record if key in old}


def prepare_study(
    source: str | Path | dict[str, Any],
    data: Sequence[Path | str] = (),
    engine: str | None = None,
) -> StudyJob:
    """Read a study and make its method.

    Parameters
    ----------
    source : name of a shipped study, path of a study file, or the content of one.
    data : folders of data files; theirs shadow shipped ones of the same name.
    engine : one of `simulator.engines.ENGINES`.

    Raises
    ------
    InputError
        With everything that is wrong with the input.
    """
    engine = engine or default_engine()
    check_engine(engine)
    loaded = load_study(source, data)
    _check_names(loaded)
    base = loaded.base.resolved
    reported(base, loaded.study.report)
    design = design_of(loaded.study, base, lambda name: loaded.bases[name].resolved)
    work = Work(
        loaded.bases, loaded.study.report, engine, loaded.study.replications,
        design.keeps_facilities,
    )  # fmt: skip
    return StudyJob(loaded, design, work, record(loaded, engine))


def study(
    source: str | Path | dict[str, Any],
    *,
    data: Sequence[Path | str] = (),
    engine: str | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    out: Path | str | None = None,
    restart: bool = False,
    progress: Progress | None = None,
) -> StudyResults:
    """Run a study and give its tables.

    Parameters
    ----------
    source : name of a shipped study, path of a study file, or the content of one as a dict.
    data : folders of data files; theirs shadow shipped ones of the same name.
    engine : one of `simulator.engines.ENGINES`; by default the compiled one where Numba is there.
    workers : processes; a script that asks for more than one must start its work under
        `if __name__ == "__main__":`. The tables do not depend on it.
    scheduler : address of a Dask scheduler to run on instead (`corridorsim[cluster]`).
    out : study directory; points found there are not run again. Without it nothing is kept.
    restart : forget what `out` holds of a study.
    progress : called with a `simulator.study.runner.State` after every point.

    Returns
    -------
    `points`, `results` and `tables[...]` are pandas frames, with the columns of the files;
    `words` are the findings in sentences; `failed` holds the points that failed.

    Raises
    ------
    InputError
        With everything that is wrong with the input, or if `out` holds something else.
    """
    job = prepare_study(source, data, engine)
    folder = None if out is None else Path(out)
    return job.run(folder, workers=workers, scheduler=scheduler, restart=restart, progress=progress)


def _check_names(loaded: LoadedStudy) -> None:
    """Refuse factors whose column of points.csv would be another one's."""
    for name in loaded.study.factors:
        if name in taken_names():
            mark = loaded.marks.mark(("factors", name))
            message = f"'{name}' is a column of points.csv"
            raise InputError(Problem(f"factors.{name}", message, "give it another name", mark))


def _host(workers: int, scheduler: str | None) -> dict[str, Any]:
    return {
        "event": "start",
        "host": platform.node(),
        "system": platform.platform(),
        "cpus": os.cpu_count(),
        "workers": workers,
        "scheduler": scheduler,
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }
