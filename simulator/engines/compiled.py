"""The compiled engine: the reference engine's rules in one Numba kernel over one array.

Python lays the plan out, provides draws and memory when the kernel asks for them, and carries the
rows of the log away. It knows nothing of SimPy; that both give the same log is tested.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from simulator.engines import compiled_layout as at
from simulator.engines import compiled_rows
from simulator.engines.compiled_circle import is_free, next_blocker
from simulator.engines.compiled_jit import ON, prepare
from simulator.engines.compiled_kernel import advance
from simulator.engines.compiled_pack import Packed
from simulator.engines.compiled_supply import Supply
from simulator.engines.deadlock import circle
from simulator.plan.pages import zeros
from simulator.plan.runlog import Histories, RunLog
from simulator.plan.tables import Plan

NAME = "compiled"
LAST_TICK = (1 << 3 * at.WHEEL_BITS) - 1
"""How far its clock reaches."""
FIRST_CELLS = 1 << 24 if ON else 1 << 20
"""Memory at first: enough for a year of the shipped baseline; what is not used costs nothing."""
CARRIED_AT_ONCE = 1 << 20
"""Cells of rows that are carried away by owner before all are."""


def run(plan: Plan, log: RunLog | None = None) -> RunLog:
    """Run one replication into a log; it is that of `reference.run`, value for value."""
    return Run(plan, log).to_the_end()


def ready() -> None:
    """Compile, or read from disk, once for the processes that follow."""
    if ON:
        prepare(advance, 1)
        compiled_rows.ready()


class Run:
    """A run under way: the memory, and what the kernel may ask for."""

    def __init__(self, plan: Plan, log: RunLog | None = None) -> None:
        self.plan = plan
        self.packed = Packed(plan)
        self.log = RunLog() if log is None else log
        log_of = [(self.packed.lines, self.log.trips), (self.packed.itineraries, self.log.units)]
        self.owners = {a: histories for addresses, histories in log_of for a in addresses}
        """Where the rows of each line and itinerary go, by address; units last."""
        self.carried = 0
        self.supply = Supply(plan, self.packed)
        self.m = self._memory(self.packed.cells, self.packed.top)
        for vessel in self.packed.vessels:
            self.supply.fill_rounds(self, vessel)

    def _memory(self, cells: list[int], top: int) -> Any:
        cells[at.TOP], cells[at.SIZE] = top, top + FIRST_CELLS
        if not ON:
            return cells + [0] * (top + FIRST_CELLS - len(cells))
        m = zeros(top + FIRST_CELLS)
        self.address = m.ctypes.data
        m[: len(cells)] = cells
        return m

    def to_the_end(self) -> RunLog:
        """Advance until the run is over."""
        serve: dict[int, Callable[[int], None]] = {
            at.NEED_RELEASES: partial(self.supply.fill_releases, self),
            at.NEED_TRIPS: partial(self.supply.fill_trips, self),
            at.NEED_ROUNDS: partial(self.supply.fill_rounds, self),
            at.MORE: self._grow, at.FLUSH: self._flush,
        }  # fmt: skip
        while (code := int(advance(self.handle()))) != at.OVER:
            serve[code](int(self.m[at.SUBJECT]))
        self._carry_all()
        if self.m[at.DEADLOCK]:
            self.log.deadlock = "deadlock: " + " → ".join(self._first_circle())
        return self.log

    def handle(self) -> Any:
        """The memory as the kernel takes it."""
        return self.address if ON else self.m

    # --- memory -----------------------------------------------------------------------------
    def _grow(self, _: int = 0, cells: int = 0) -> None:
        """Double the memory, or more where more is needed."""
        size = len(self.m)
        more = max(size, cells)
        if ON:
            made, used = zeros(size + more), int(self.m[at.TOP])
            made[:used] = self.m[:used]
            self.m, self.address = made, made.ctypes.data
        else:
            self.m.extend([0] * more)
        self.m[at.SIZE] = size + more

    # --- the log ----------------------------------------------------------------------------
    def _flush(self, _: int = 0) -> None:
        """Carry rows that are full away, and now and then all, so that nothing waits for long."""
        while full := int(self.m[at.FULL]):
            self.m[at.FULL] = self.m[full + at.ALSO_FULL]
            self.carried += int(self.m[full + at.ROWS_END] - self.m[full + at.ROWS_AT])
            self._carry(self.owners[full], full)
        if self.carried > CARRIED_AT_ONCE:
            self._carry_all()

    def _carry_all(self) -> None:
        self.carried = 0
        for address, histories in self.owners.items():
            self._carry(histories, address)

    def _carry(self, histories: Histories, owner: int) -> None:
        """Hand on the rows of an itinerary or line."""
        self.log.end = int(self.m[at.NOW])
        begin, end = int(self.m[owner + at.ROWS_AT]), int(self.m[owner + at.ROWS_NEXT])
        if begin < end:
            cells = np.asarray(self.m[begin:end], dtype="<i8").view("<i4")
            width = 2 * int(self.m[owner + at.ROWS_WIDTH])
            histories.put(int(self.m[owner + at.OWNER_INDEX]), cells.reshape(-1, width))
            self.m[owner + at.ROWS_NEXT] = begin

    # --- deadlock ---------------------------------------------------------------------------
    def _first_circle(self) -> list[str]:
        """Names around the first circle, found as the reference engine does."""
        found, vehicle = [], int(self.m[at.BLOCKED])
        while vehicle:
            found.append(circle(Seen(self, vehicle)))
            vehicle = int(self.m[vehicle + at.BLOCKED_NEXT])
        return min(names for names in found if names)


class Seen:
    """A traveller or a resource, as `deadlock.circle` looks at it."""

    def __init__(self, run: Run, address: int) -> None:
        self.run, self.address = run, address
        if address in run.packed.labels:
            self.label = run.packed.labels[address]
            self.rank = int(run.m[address + at.R_RANK])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Seen) and other.address == self.address

    def __hash__(self) -> int:
        return hash(self.address)

    @property
    def waits(self) -> Seen:
        """The resource or the vehicle without which it cannot go on."""
        return Seen(self.run, int(self.run.m[self.address + at.WAITS]))

    def blockers(self) -> list[Seen] | None:
        """Who would have to move before it can; `None` if it can go on by itself."""
        cells = self.run.handle()
        if is_free(cells, self.address):
            return None
        holders, holder = [], int(next_blocker(cells, self.address, 0))
        while holder:
            holders.append(Seen(self.run, holder))
            holder = int(next_blocker(cells, self.address, holder))
        return holders
