"""Both engines give the same log, on random small networks.

`TWIN_EXAMPLES=5000` tries as many networks, and others in every run.
"""

import os

from difference import difference
from hypothesis import HealthCheck, given, settings
from networks import SETTINGS, networks
from worlds import compiled as compile_data

from simulator.engines import compiled, reference

EXAMPLES = int(os.environ.get("TWIN_EXAMPLES", "0"))
USUAL = 80 if os.environ.get("NUMBA_DISABLE_JIT") else 300
"""Plain Python is slow."""
RANDOM = settings(
    max_examples=EXAMPLES or USUAL, derandomize=not EXAMPLES, deadline=None, database=None,
    suppress_health_check=list(HealthCheck), print_blob=bool(EXAMPLES),
)  # fmt: skip


@RANDOM
@given(networks())
def test_the_same_log(data):
    plan = compile_data(data, **SETTINGS).plan
    told = difference(plan, reference.run(plan), compiled.run(plan))
    assert not told, told
