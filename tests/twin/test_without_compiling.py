"""The kernel as plain Python gives the same logs, and so do stops for memory and for the log."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from difference import difference
from hypothesis import given, settings
from networks import SETTINGS, networks
from test_random import RANDOM
from worlds import compiled as compile_data

from simulator.engines import compiled, compiled_pack, compiled_supply, reference


def test_as_plain_python():
    here = Path(__file__).parent
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
         str(here / "test_random.py"),
         str(here / "test_hand_worked.py")],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True, check=False,
        cwd=here.parents[1],
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-3000:]


@pytest.fixture(scope="module")
def tight():
    """Little memory, few rows, few draws at a time: the kernel stops often."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "FIRST_CELLS", 300)
        patch.setattr(compiled_supply, "UNITS_AT_ONCE", 3)
        patch.setattr(compiled_supply, "FIRST_UNITS", 1)
        patch.setattr(compiled_supply, "FIRST_TRIPS", 1)
        patch.setattr(compiled_supply, "TRIPS_AT_ONCE", 2)
        patch.setattr(compiled_supply, "ROUNDS_AT_ONCE", 2)
        patch.setattr(compiled, "CARRIED_AT_ONCE", 100)
        for name in ("UNIT_CELLS", "TRIP_CELLS", "FEWEST_ROWS"):
            patch.setattr(compiled_pack, name, 1)
        yield


@settings(RANDOM, max_examples=150)
@given(data=networks())
def test_stops_change_nothing(tight, data):
    plan = compile_data(data, **SETTINGS).plan
    told = difference(plan, reference.run(plan), compiled.run(plan))
    assert not told, told
