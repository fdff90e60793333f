"""Run a scenario from Python: read it, run it, write it."""

from __future__ import annotations

import datetime as dt
import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from simulator.engines import ENGINES, default_engine
from simulator.errors import InputError, Problem, near_miss
from simulator.loading.scenario import Resolved, load_scenario
from simulator.results.read import read
from simulator.results.tables import Results
from simulator.results.write import RUN, append_log, beside, check_target, write
from simulator.study.replicate import (
    Outcome,
    Progress,
    Task,
    run_record,
    run_scenario,
    task_of,
)  # fmt: skip
from simulator.study.sections import reported


@dataclass(frozen=True)
class Job:
    """A scenario that has been read and can run."""

    resolved: Resolved
    task: Task
    seconds: float
    """Spent on reading."""
    sets: tuple[str, ...] = ()
    """`PATH=VALUE` texts that changed the scenario."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Scenario keys that were given beside its file."""

    def run(self, workers: int = 1, progress: Progress | None = None) -> Outcome:
        """Run all replications; their tables stay in memory."""
        return run_scenario(self.task, workers, progress)

    def run_into(
        self,
        directory: Path,
        workers: int = 1,
        progress: Progress | None = None,
        *,
        force: bool = False,
    ) -> Outcome:
        """Run all replications and write the run directory.

        The large tables wait in a folder beside it, not in memory: afterwards they are in the
        directory alone.
        """
        with beside(directory) as folder:
            task = replace(self.task, folder=str(folder.absolute()))
            outcome = run_scenario(task, workers, progress)
            self.save(outcome, directory, workers, force=force)
        return replace(outcome, results=replace(outcome.results, pieces={}))

    def save(self, outcome: Outcome, directory: Path, workers: int = 1, *, force: bool) -> None:
        """Write the run directory, its log with wall times and host."""
        started = time.perf_counter()
        record = run_record(self.resolved, self.task.engine, self.task.extra, self.task.only)
        record |= {"sets": list(self.sets), "options": dict(self.options)}
        log = [_host(workers), {"event": "read", "seconds": round(self.seconds, 3)}]
        write(outcome.results, directory, run=record, log=[*log, *outcome.seconds], force=force)
        spent = round(time.perf_counter() - started, 3)
        append_log(directory, {"event": "write", "seconds": spent})


def prepare(
    scenario: str | Path,
    data: Sequence[Path | str] = (),
    sets: Sequence[str] = (),
    overrides: Mapping[str, Any] | None = None,
    *,
    corridors: Sequence[str] = (),
    engine: str | None = None,
    events: bool = False,
) -> Job:
    """Read a scenario and find what to report of it; parameters as for `run`.

    Raises
    ------
    InputError
        With everything that is wrong with the input.
    """
    engine = engine or default_engine()
    check_engine(engine)
    started = time.perf_counter()
    resolved = load_scenario(scenario, data, sets, overrides)
    only, extra = reported(resolved, corridors)
    task = task_of(resolved, engine=engine, extra=extra, only=only, events=events)
    seconds = time.perf_counter() - started
    given = {key: value for key, value in (overrides or {}).items() if value is not None}
    return Job(resolved, task, seconds, tuple(sets), given)


def run(
    scenario: str | Path,
    *,
    data: Sequence[Path | str] = (),
    sets: Sequence[str] = (),
    seed: int | None = None,
    replications: int | None = None,
    corridors: Sequence[str] = (),
    engine: str | None = None,
    workers: int = 1,
    events: bool = False,
    out: Path | str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Results:
    """Run a scenario and give its tables.

    Parameters
    ----------
    scenario : name of a scenario of the catalogue, or path of a file.
    data : folders of data files; theirs shadow shipped ones of the same name.
    sets : `PATH=VALUE` texts that change the data or the scenario.
    seed, replications : instead of the scenario's.
    corridors : `NAME` or `NAME:FROM..TO`; report only these, and these sections of them.
    engine : one of `simulator.engines.ENGINES`; by default the compiled one where Numba is there.
    workers : processes; a script that asks for more than one must start its work under
        `if __name__ == "__main__":`. The tables do not depend on it.
    events : keep the log of everything that happened.
    out : also write a run directory there; `force` replaces a run that it holds.
    progress : called with replications done and to do.

    Returns
    -------
    `summary`, `stages`, `months`, `facilities` and `replications` are pandas frames, with the
    columns of the CSV files; `departures`, `facility_days`, `containers` are pyarrow tables.

    Raises
    ------
    InputError
        With everything that is wrong with the input, or if `out` must not be written.
    """
    overrides = {"seed": seed, "replications": replications}
    job = prepare(
        scenario, data, sets, overrides, corridors=corridors, engine=engine, events=events
    )
    if out is not None:
        check_directory(Path(out), force=force)
    outcome = job.run(workers, progress)
    if out is not None:
        job.save(outcome, Path(out), workers, force=force)
    return outcome.results


def check_engine(name: str) -> None:
    """Refuse an engine that there is not, before anything is read."""
    if name not in ENGINES:
        hint = near_miss(name, ENGINES) or f"known: {', '.join(ENGINES)}"
        raise InputError(Problem("--engine", f"there is no engine '{name}'", hint))


def check_directory(directory: Path, *, force: bool) -> None:
    """Refuse a run directory that cannot or must not be written, before a long run."""
    check_target(directory, force)
    if (directory / RUN).is_file():
        read(directory)  # says so if run.json, which names what --force removes, is damaged
    above = next(p for p in (directory, *directory.absolute().parents) if p.exists())
    if not above.is_dir():
        raise InputError(Problem(str(above), "is a file, not a folder", "give another --out"))
    if not os.access(above, os.W_OK | os.X_OK):
        raise InputError(Problem(str(above), "must not be written to", "give another --out"))


def _host(workers: int) -> dict[str, Any]:
    return {
        "event": "host",
        "host": platform.node(),
        "system": platform.platform(),
        "cpus": os.cpu_count(),
        "workers": workers,
        "written": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }
