"""Engines: each takes a plan and returns the run log; they agree to the last bit."""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec
from typing import Protocol

from simulator.errors import InputError, Problem
from simulator.plan.runlog import RunLog
from simulator.plan.tables import Plan
from simulator.units import TICKS_PER_DAY


class Engine(Protocol):
    """Runs a plan into a log, a new one if none is given."""

    def __call__(self, plan: Plan, log: RunLog | None = None) -> RunLog:
        """Run one replication."""


ENGINES = ("compiled", "simpy")
MISSING = "Numba is not installed: using the SimPy engine (the same results, far slower)\n"


@cache
def default_engine() -> str:
    """The compiled engine, or SimPy's where Numba is missing, which is said once on stderr."""
    if find_spec("numba") is not None:
        return "compiled"
    sys.stderr.write(MISSING)
    return "simpy"


def engine_named(name: str) -> Engine:
    """Give an engine by the name that `--engine` takes.

    Raises
    ------
    InputError
        If there is no engine of this name, or the compiled one lacks Numba.
    """
    if name == "simpy":
        from simulator.engines.reference import run as reference

        return reference
    if name == "compiled":
        if find_spec("numba") is None:
            message = "the compiled engine needs Numba, which is not installed"
            raise InputError(Problem("--engine", message, "pip install numba, or --engine simpy"))
        return _compiled
    known = ", ".join(ENGINES)
    raise InputError(Problem("--engine", f"there is no engine named {name}", f"known: {known}"))


def _compiled(plan: Plan, log: RunLog | None = None) -> RunLog:
    from simulator.engines.compiled import LAST_TICK, run

    if plan.last_tick > LAST_TICK:
        days, most = plan.last_tick // TICKS_PER_DAY, LAST_TICK // TICKS_PER_DAY
        message = (
            f"a run of {days:,} days is longer than the compiled engine's clock, {most:,} days"
        )
        raise InputError(Problem("--engine", message, "shorten it, or give --engine simpy"))
    return run(plan, log)


def make_ready(name: str, *, tally: bool = False) -> None:
    """Compile what an engine needs, so that worker processes find it on disk.

    tally : and what counts containers for studies.
    """
    if name == "compiled":
        from simulator.engines.compiled import ready

        ready()
    if tally:
        from simulator.engines.tally_loops import ready as ready_to_count

        ready_to_count()
