"""Both engines give the same log on every shipped scenario, cut short.

`TWIN_DAYS=365` runs them whole.
"""

import os
from pathlib import Path

import pytest
from difference import difference

from simulator.engines import compiled, reference
from simulator.loading.scenario import load_scenario
from simulator.plan.compile import compile_plan

DAYS = int(os.environ.get("TWIN_DAYS", "0"))
CUT = {"horizon_days": DAYS} if DAYS else {
    "horizon_days": 30, "warmup_days": 5, "follow_days": 20,
}  # fmt: skip
SCENARIOS = sorted(p.stem for p in (Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_same_log(name):
    read = load_scenario(name, overrides=CUT)
    for replication in range(read.scenario.replications if DAYS else 1):
        made = compile_plan(read.network, read.scenario, read.corridors, replication)
        told = difference(made.plan, reference.run(made.plan), compiled.run(made.plan))
        assert not told, told
