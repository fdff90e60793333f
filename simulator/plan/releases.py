"""When the units of a flow are released."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.plan.curves import Floats
from simulator.plan.tables import Flow, Ints, Plan
from simulator.units import TICKS_PER_DAY


def release_ticks(plan: Plan, flow: Flow) -> Iterator[Ints]:
    """Ticks at which the flow's groups are released, block by block, rising.

    Gaps of mean 1 are added up and mapped through the inverse of the expected count
    (`flow.clock`), so that another volume stretches the same luck instead of drawing anew.
    The first group comes one gap after the start.
    """
    stream = plan.draws.streams[flow.gap]
    clock = flow.clock.astype(np.float64)
    carry, block = 0, 0
    while len(clock) > 1 and clock[-1] > 0:
        sums = carry + np.cumsum(stream.fill(block))
        inside = sums[sums <= flow.clock[-1]]
        if len(inside):
            yield ticks_by(inside.astype(np.float64), clock)
        if len(inside) < len(sums):
            return
        carry, block = int(sums[-1]), block + 1


def ticks_by(sums: Floats, clock: Floats) -> Ints:
    """Ticks by which so much is expected: on a straight line within each day.

    Written out, not `np.interp`, since the compiled engine does the same to the bit.
    """
    day = np.searchsorted(clock, sums, side="right") - 1
    grows = np.diff(clock, append=clock[-1])
    slope = np.divide(TICKS_PER_DAY, grows, out=np.zeros_like(clock), where=grows > 0)
    ticks = slope[day] * (sums - clock[day]) + (day * TICKS_PER_DAY).astype(np.float64)
    return np.floor(ticks).astype(np.int64)
