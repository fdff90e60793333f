"""Run a scenario: its replications, in this process or in several, reduced to tables."""

from __future__ import annotations

import multiprocessing
import platform
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any

import simulator
from simulator.engines import engine_named
from simulator.loading.scenario import Resolved
from simulator.model.scenario import Network, Scenario
from simulator.plan.compile import compile_plan
from simulator.results.replication import Replication, reduce
from simulator.results.tables import Results, combine

Progress = Callable[[int, int], None]
"""Called with replications done and to do."""
ExtraSection = tuple[str, str, str]
"""(corridor, place, place): a section to report."""


@dataclass(frozen=True)
class Task:
    """What every replication of a run shares; picklable."""

    network: Network
    scenario: Scenario
    corridors: tuple[str, ...]
    engine: str
    extra: tuple[ExtraSection, ...] = ()
    only: tuple[str, ...] = ()
    containers: bool = True
    events: bool = False

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process as JSON: generic model classes cannot be pickled."""
        rest = (self.corridors, self.engine, self.extra, self.only, self.containers, self.events)
        models = (self.network.model_dump_json(), self.scenario.model_dump_json())
        return _task_from_json, (*models, *rest)


def _task_from_json(network: str, scenario: str, *rest: Any) -> Task:
    return Task(Network.model_validate_json(network), Scenario.model_validate_json(scenario), *rest)


@dataclass(frozen=True)
class Outcome:
    """A finished run: its tables, and what the log says about time."""

    results: Results
    seconds: list[dict[str, Any]] = field(default_factory=list)
    """One entry per replication, for log.jsonl."""


def one_replication(task: Task, number: int) -> tuple[Replication, dict[str, Any]]:
    """Compile, run and reduce one replication."""
    started = time.perf_counter()
    compiled = compile_plan(task.network, task.scenario, task.corridors, number)
    book = compiled.book(task.extra, task.only)
    planned = time.perf_counter()
    log = engine_named(task.engine)(compiled.plan)
    ran = time.perf_counter()
    reduced = reduce(compiled.plan, book, log, containers=task.containers, keep_events=task.events)
    line = {
        "event": "engine",
        "engine": task.engine,
        "replication": number,
        "seconds": round(ran - planned, 3),
        "plan_seconds": round(planned - started, 3),
        "results_seconds": round(time.perf_counter() - ran, 3),
    }
    return reduced, line


def run_scenario(task: Task, workers: int = 1, progress: Progress | None = None) -> Outcome:
    """Run all replications of a scenario.

    Parameters
    ----------
    task : what to run.
    workers : processes; the tables do not depend on their number.
    progress : called before the first and after every replication.
    """
    total = task.scenario.replications
    done: list[Replication] = []
    lines: list[dict[str, Any]] = []
    if progress:
        progress(0, total)
    for reduced, line in _replications(task, range(total), workers):
        done.append(reduced)
        lines.append(line)
        if progress:
            progress(len(done), total)
    return Outcome(combine(done), lines)


def _replications(
    task: Task, numbers: range, workers: int
) -> Iterator[tuple[Replication, dict[str, Any]]]:
    if min(workers, len(numbers)) <= 1:
        for number in numbers:
            yield one_replication(task, number)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(numbers)), mp_context=context) as pool:
        try:
            yield from pool.map(one_replication, [task] * len(numbers), numbers)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def task_of(resolved: Resolved, **options: Any) -> Task:
    """Make the task of a resolved scenario; options are the fields of `Task`."""
    return Task(resolved.network, resolved.scenario, resolved.corridors, **options)


def versions() -> dict[str, str]:
    """Versions of everything that can move a bit of the results."""
    names = ("numpy", "scipy", "pandas", "pyarrow", "pydantic", "simpy", "PyYAML")
    found = {name: metadata.version(name) for name in names}
    return {"corridorsim": simulator.__version__, "python": platform.python_version(), **found}


def run_record(resolved: Resolved, engine: str) -> dict[str, Any]:
    """What run.json says about the input of a run."""
    return {
        "scenario": resolved.scenario.model_dump(mode="json", exclude_defaults=True)
        | {"name": resolved.scenario.name, "start": resolved.scenario.start.isoformat()},
        "corridors": list(resolved.corridors),
        "changes": [{"path": c.path, "old": c.old, "new": c.new} for c in resolved.changes],
        "engine": engine,
        "versions": versions(),
        "inputs": resolved.files,
    }
