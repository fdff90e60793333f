"""When the units of a flow are released."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.plan.tables import Flow, Ints, Plan
from simulator.units import TICKS_PER_DAY


def release_ticks(plan: Plan, flow: Flow) -> Iterator[Ints]:
    """Ticks at which the flow's groups are released, block by block, rising.

    Gaps of mean 1 are added up and mapped through the inverse of the expected count
    (`flow.clock`), so that another volume stretches the same luck instead of drawing anew.
    The first group comes one gap after the start.
    """
    stream = plan.draws.streams[flow.gap]
    day_ticks = np.arange(len(flow.clock), dtype=np.float64) * TICKS_PER_DAY
    clock = flow.clock.astype(np.float64)
    carry, block = 0, 0
    while len(clock) > 1 and clock[-1] > 0:
        sums = carry + np.cumsum(stream.fill(block))
        inside = sums[sums <= flow.clock[-1]]
        if len(inside):
            yield np.floor(np.interp(inside, clock, day_ticks)).astype(np.int64)
        if len(inside) < len(sums):
            return
        carry, block = int(sums[-1]), block + 1
