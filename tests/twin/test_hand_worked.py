"""Both engines give the same log on every network that the engine tests work out by hand."""

import importlib
import inspect

import pytest
import worlds
from difference import difference

from simulator.engines import compiled, reference

NAMES = ("test_road_and_use", "test_timetable_and_fill", "test_fleets", "test_yards")


def _worked_by_hand():
    for name in NAMES:
        for test, function in inspect.getmembers(importlib.import_module(name), inspect.isfunction):
            alone = not inspect.signature(function).parameters
            if test.startswith("test_") and alone and not hasattr(function, "pytestmark"):
                yield pytest.param(function, id=f"{name}::{test}")


def both(plan):
    """The reference engine's log, if the compiled one gives the same."""
    log = reference_run(plan)
    told = difference(plan, log, compiled.run(plan))
    assert not told, told
    return log


reference_run = reference.run


@pytest.mark.parametrize("function", list(_worked_by_hand()))
def test_the_same_log(function, monkeypatch):
    monkeypatch.setattr(reference, "run", both)
    monkeypatch.setattr(worlds.run, "__defaults__", (None, both))
    function()
