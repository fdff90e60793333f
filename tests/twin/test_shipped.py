"""Both engines give the same log on every shipped scenario, cut short.

Cut short, a scenario starts ten days before its first dated closure, so that both engines meet it.
`TWIN_DAYS=365` runs them whole.
"""

import datetime as dt
import os
from pathlib import Path

import pytest
from difference import difference

from simulator.engines import compiled, reference
from simulator.loading.catalogue import load_catalogue
from simulator.loading.scenario import load_scenario
from simulator.plan.compile import compile_plan

DAYS = int(os.environ.get("TWIN_DAYS", "0"))
CUT = {"horizon_days": 30, "warmup_days": 0, "follow_days": 10}
SCENARIOS = sorted(p.stem for p in (Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


def overrides(scenario):
    if DAYS:
        return {"horizon_days": DAYS}
    shut = min((c.start for c in scenario.closures.values()), default=None)
    return CUT if shut is None else {**CUT, "start": (shut - dt.timedelta(10)).isoformat()}


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_same_log(name, catalogue):
    own = load_scenario(name, catalogue=catalogue).scenario
    read = load_scenario(name, overrides=overrides(own), catalogue=catalogue)
    for replication in range(read.scenario.replications if DAYS else 1):
        made = compile_plan(read.network, read.scenario, read.corridors, replication)
        told = difference(made.plan, reference.run(made.plan), compiled.run(made.plan))
        assert not told, told
