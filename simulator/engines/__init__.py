"""Engines: each takes a plan and returns the run log; they agree to the last bit."""

from __future__ import annotations

from collections.abc import Callable

from simulator.errors import InputError, Problem
from simulator.plan.runlog import RunLog
from simulator.plan.tables import Plan

Engine = Callable[[Plan], RunLog]
ENGINES = ("simpy",)


def engine_named(name: str) -> Engine:
    """Give an engine by the name that `--engine` takes.

    Raises
    ------
    InputError
        If there is no engine of this name.
    """
    if name == "simpy":
        from simulator.engines.reference import run

        return run
    known = ", ".join(ENGINES)
    raise InputError(Problem("--engine", f"there is no engine named {name}", f"known: {known}"))
