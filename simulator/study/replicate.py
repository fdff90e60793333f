"""Run a scenario: its replications, in this process or in several, reduced to tables."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any, Never

import simulator
from simulator.engines import engine_named, make_ready
from simulator.loading.scenario import Resolved
from simulator.model.scenario import Network, Precision, Scenario
from simulator.plan.compile import Compiler, compile_plan
from simulator.plan.routes import corridor_route
from simulator.results.replication import Reducer, Replication, Wanted
from simulator.results.tables import Results, combine
from simulator.study.precision import half_width, next_count
from simulator.study.workers import Workers, check_start

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
    """Keep the large tables: by container, by departure, by facility and day."""
    events: bool = False
    folder: str = ""
    """Where the large tables wait as files until they are written; empty: in memory."""
    places: bool = True
    """Keep the figures of facilities and stages."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process as JSON: generic model classes cannot be pickled."""
        rest = (self.corridors, self.engine, self.extra, self.only, self.containers, self.events,
                self.folder, self.places)  # fmt: skip
        models = (self.network.model_dump_json(), self.scenario.model_dump_json(exclude_unset=True))
        return _task_from_json, (*models, *rest)


def _task_from_json(network: str, scenario: str, *rest: Any) -> Task:
    return Task(Network.model_validate_json(network), Scenario.model_validate_json(scenario), *rest)


@dataclass(frozen=True)
class Outcome:
    """A finished run: its tables, and what the log says about time."""

    results: Results
    seconds: list[dict[str, Any]] = field(default_factory=list)
    """Lines of log.jsonl: plan, engine and results of each replication."""


def compiled(task: Task, number: int) -> Compiler:
    """Compile one replication of a task."""
    return compile_plan(task.network, task.scenario, task.corridors, number)


def one_replication(
    task: Task, number: int, plan_of: Callable[[Task, int], Compiler] = compiled
) -> tuple[Replication, list[dict[str, Any]]]:
    """Compile (or take what `plan_of` has), run and reduce; the log is reduced as it comes."""
    started = time.perf_counter()
    made = plan_of(task, number)
    folder = Path(task.folder) if task.folder else None
    wanted = Wanted(task.containers, task.events, folder, task.places)
    work = Reducer(made.plan, made.book(task.extra, task.only, not wanted.watches), wanted)
    planned = time.perf_counter()
    engine_named(task.engine)(made.plan, work.log)
    reduced = work.result()
    spent = time.perf_counter() - planned
    return reduced, [
        _line("plan", number, planned - started),
        {"event": "engine", "engine": task.engine} | _line("engine", number, spent - work.seconds),
        _line("results", number, work.seconds),
    ]


def _line(event: str, replication: int, seconds: float) -> dict[str, Any]:
    return {"event": event, "replication": replication, "seconds": round(seconds, 3)}


def run_scenario(task: Task, workers: int = 1, progress: Progress | None = None) -> Outcome:
    """Run the replications of a scenario, and more until its `precision` is met.

    Parameters
    ----------
    task : what to run.
    workers : processes; the tables do not depend on their number.
    progress : called before the first and after every replication.
    """
    done: list[Replication] = []
    lines: list[dict[str, Any]] = []
    total = task.scenario.replications
    while len(done) < total:
        if progress:
            progress(len(done), total)
        for reduced, times in _replications(task, range(len(done), total), workers):
            done.append(reduced)
            lines += times
            if progress:
                progress(len(done), total)
        total = _wanted(task.scenario.precision, done)
    return Outcome(combine(done), lines)


def _wanted(precision: Precision | None, done: list[Replication]) -> int:
    """Replications to have in all: more while the scenario's precision is not met."""
    if precision is None or len(done) >= precision.most_replications:
        return len(done)
    enough = half_width(combine(done).summary, precision) <= precision.half_width
    return len(done) if enough else next_count(len(done), precision)


def _replications(
    task: Task, numbers: range, workers: int
) -> Iterator[tuple[Replication, list[dict[str, Any]]]]:
    """Run replications, in any order if in several processes, and yield them in theirs."""
    job = partial(one_replication, task)
    size = min(workers, len(numbers))
    if size <= 1:
        yield from map(job, numbers)
        return
    make_ready(task.engine)
    early = {}
    following = 0
    with Workers(job, size, _lost) as pool:
        for position, found in pool.run(numbers):
            early[position] = found
            while following in early:
                yield early.pop(following)
                following += 1


def _lost(number: int, code: int | None) -> Never:
    check_start(code)
    msg = "a worker process was ended, often for want of memory; use fewer --workers"
    raise MemoryError(msg)


def task_of(resolved: Resolved, **options: Any) -> Task:
    """Make the task of a resolved scenario; options are the fields of `Task`."""
    return Task(resolved.network, resolved.scenario, resolved.corridors, **options)


def versions() -> dict[str, str]:
    """Versions of everything that can move a bit of the results."""
    names = ("numpy", "scipy", "pandas", "pyarrow", "pydantic", "simpy", "numba", "PyYAML")
    found = {name: metadata.version(name) for name in names}
    return {"corridorsim": simulator.__version__, "python": platform.python_version(), **found}


def run_record(
    resolved: Resolved,
    engine: str,
    extra: tuple[ExtraSection, ...] = (),
    only: tuple[str, ...] = (),
) -> dict[str, Any]:
    """What run.json says about the input of a run; `extra` and `only` as in `Task`."""
    reported = only or resolved.corridors
    return {
        "scenario": resolved.scenario.model_dump(mode="json", exclude_defaults=True)
        | {"name": resolved.scenario.name, "start": resolved.scenario.start.isoformat()},
        "corridors": list(resolved.corridors),
        "reported": list(reported),
        "sections": [list(section) for section in extra],
        "places": _places(resolved, reported),
        "names": names_of(resolved.network, reported),
        "statuses": {c: resolved.network.corridors[c].status for c in reported},
        "changes": [{"path": c.path, "old": c.old, "new": c.new} for c in resolved.changes],
        "engine": engine,
        "versions": versions(),
        "inputs": resolved.files,
    }


def names_of(network: Network, corridors: Iterable[str]) -> dict[str, dict[str, str]]:
    """Names of corridors and their markets by id, for who reads the results without the data."""
    mine = {key: network.corridors[key] for key in corridors}
    markets = dict.fromkeys(corridor.market for corridor in mine.values())
    return {
        "corridors": {key: corridor.name for key, corridor in mine.items()},
        "markets": {key: network.markets[key].name for key in markets},
    }


def _places(resolved: Resolved, corridors: tuple[str, ...]) -> dict[str, str]:
    """Place id → name, along the corridors."""
    network = resolved.network
    return {
        place: network.places[place].name
        for corridor in corridors
        for place in corridor_route(network, corridor, True).places
    }
