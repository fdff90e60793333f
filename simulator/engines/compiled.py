"""The compiled engine: the reference engine's rules in one Numba kernel over one array.

Python lays the plan out, provides draws and memory when the kernel asks for them, and carries the
rows of the log away. It knows nothing of SimPy; that both give the same log is tested.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import numpy as np

from simulator.engines import compiled_layout as at
from simulator.engines.compiled_circle import is_free, next_blocker
from simulator.engines.compiled_draws import Source, ahead
from simulator.engines.compiled_jit import ON
from simulator.engines.compiled_kernel import advance
from simulator.engines.compiled_pack import Packed, whole_lines
from simulator.engines.deadlock import circle
from simulator.plan.draws import trip_luck
from simulator.plan.releases import release_ticks
from simulator.plan.runlog import Histories, RunLog
from simulator.plan.tables import Flow, Ints, Line, Plan

NAME = "compiled"
LAST_TICK = (1 << 3 * at.WHEEL_BITS) - 1
"""How far its clock reaches."""
FIRST_CELLS = 1 << 22
FIRST_UNITS, UNITS_AT_ONCE = 512, 4_096
FIRST_TRIPS, TRIPS_AT_ONCE = 32, 2_048
ROUNDS_AT_ONCE = 64
CARRIED_AT_ONCE = 1 << 20
"""Cells of rows that are carried away by owner before all are."""


def run(plan: Plan, log: RunLog | None = None) -> RunLog:
    """Run one replication into a log; it is that of `reference.run`, value for value."""
    return Run(plan, log).to_the_end()


def ready() -> None:
    """Compile, or read from disk, once for the processes that follow."""
    if ON:
        cast(Any, advance).compile("(int64,)")


def _cells(count: int) -> Ints:
    """Empty memory, beginning where a line of the cache does: int64, shape (count,)."""
    room = np.zeros(count + at.LINE_CELLS, dtype=np.int64)
    first = -(room.ctypes.data // room.itemsize) % at.LINE_CELLS
    return room[first : first + count]


class Run:
    """A run under way: the memory, and what the kernel may ask for."""

    def __init__(self, plan: Plan, log: RunLog | None = None) -> None:
        self.plan = plan
        self.sources = [Source(stream) for stream in plan.draws.streams]
        self.packed = Packed(plan)
        self.log = RunLog() if log is None else log
        self.itineraries = np.array(self.packed.itineraries, dtype=np.int64)
        self.releases = [self._release_ticks(flow) for flow in plan.flows]
        log_of = [(self.packed.lines, self.log.trips), (self.packed.itineraries, self.log.units)]
        self.owners = {a: histories for addresses, histories in log_of for a in addresses}
        """Where the rows of each line and itinerary go, by address; units last."""
        self.carried = 0
        self.capacity: dict[int, int] = {}
        """Cells that belong to the rows of a flow, line or vessel, by address."""
        self.m = self._memory(self.packed.cells, self.packed.top)
        for vessel in self.packed.vessels:
            self._fill_rounds(vessel)

    def _memory(self, cells: list[int], top: int) -> Any:
        cells[at.TOP], cells[at.SIZE] = top, top + FIRST_CELLS
        if not ON:
            return cells + [0] * (top + FIRST_CELLS - len(cells))
        m = _cells(top + FIRST_CELLS)
        m[: len(cells)] = cells
        return m

    def _release_ticks(self, flow: Flow) -> Iterator[Ints]:
        return release_ticks(ahead(self.sources[flow.gap], flow.gap), flow)  # type: ignore[arg-type]

    def to_the_end(self) -> RunLog:
        """Advance until the run is over."""
        serve = {
            at.NEED_RELEASES: self._fill_releases, at.NEED_TRIPS: self._fill_trips,
            at.NEED_ROUNDS: self._fill_rounds, at.MORE: self._grow, at.FLUSH: self._flush,
        }  # fmt: skip
        while (code := int(advance(self.handle()))) != at.OVER:
            serve[code](int(self.m[at.SUBJECT]))
        self._carry_all()
        if self.m[at.DEADLOCK]:
            self.log.deadlock = "deadlock: " + " → ".join(self._first_circle())
        return self.log

    def handle(self) -> Any:
        """The memory as the kernel takes it."""
        return self.m.ctypes.data if ON else self.m

    # --- memory -----------------------------------------------------------------------------
    def _grow(self, _: int = 0, cells: int = 0) -> None:
        """Double the memory, or more where more is needed."""
        size = len(self.m)
        more = max(size, cells)
        if ON:
            made, used = _cells(size + more), int(self.m[at.TOP])
            made[:used] = self.m[:used]
            self.m = made
        else:
            self.m.extend([0] * more)
        self.m[at.SIZE] = size + more

    def _place(self, owner: int, cells: int) -> int:
        """Address for the rows of an owner, 0 where those it has are enough."""
        if cells <= self.capacity.get(owner, -1):
            return 0
        cells = whole_lines(cells + cells // 2)
        self.capacity[owner] = cells
        if self.m[at.TOP] + cells + self.m[at.MARGIN] > self.m[at.SIZE]:
            self._grow(cells=cells)
        address = int(self.m[at.TOP])
        self.m[at.TOP] = address + cells
        return address

    def _blank(self, address: int, rows: int, width: int) -> Ints:
        """Rows of zeros at an address: the memory itself, or what `_write` puts there."""
        if not ON:
            return np.zeros((rows, width), dtype=np.int64)
        cells: Ints = self.m[address : address + rows * width].reshape(rows, width)
        cells[:] = 0
        return cells

    def _write(self, address: int, rows: Ints) -> None:
        if not ON:
            self.m[address : address + rows.size] = rows.ravel().tolist()

    def _read(self, address: int, rows: int, width: int) -> Ints:
        cells = self.m[address : address + rows * width]
        return np.array(cells, dtype=np.int64).reshape(rows, width)

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
            cells = np.array(self.m[begin:end], dtype="<i8").view("<i4")
            width = 2 * int(self.m[owner + at.ROWS_WIDTH])
            histories.put(int(self.m[owner + at.OWNER_INDEX]), cells.reshape(-1, width))
            self.m[owner + at.ROWS_NEXT] = begin

    # --- releases ---------------------------------------------------------------------------
    def _fill_releases(self, address: int) -> None:
        """Give a flow its next releases, behind those that it has not used."""
        flow = self.plan.flows[int(self.m[address + at.F_INDEX])]
        ticks, final = self._next_ticks(address, flow)
        width = int(self.m[address + at.F_WIDTH])
        begin, end = int(self.m[address + at.F_NEXT]), int(self.m[address + at.F_END])
        kept = self._read(begin, (end - begin) // width, width)
        first, count = int(self.m[address + at.F_ORDINAL]) + len(kept), len(kept) + len(ticks)
        place = self._place(address, count * width) or int(self.m[address + at.F_ROWS])
        rows = self._blank(place, count, width)
        rows[: len(kept)] = kept
        self._release_rows(flow, ticks, first, rows[len(kept) :])
        self._write(place, rows)
        self.m[address + at.F_ROWS] = self.m[address + at.F_NEXT] = place
        self.m[address + at.F_END] = place + rows.size
        self.m[address + at.F_FINAL] = int(final)

    def _next_ticks(self, address: int, flow: Flow) -> tuple[Ints, bool]:
        """Release ticks of the next units, and whether they are the last."""
        source = self.releases[int(self.m[address + at.F_INDEX])]
        blocks: list[Ints] = [np.empty(0, dtype=np.int64)]
        count = 0
        wanted = min(UNITS_AT_ONCE, max(FIRST_UNITS, int(self.m[address + at.F_ORDINAL])))
        for block in source:
            blocks.append(block)
            count += len(block) * flow.group
            if count >= wanted:
                return np.repeat(np.concatenate(blocks), flow.group), False
        return np.repeat(np.concatenate(blocks), flow.group), True

    def _release_rows(self, flow: Flow, ticks: Ints, first: int, rows: Ints) -> None:
        """Write the units from ordinal `first` on into rows of zeros, shape (units, width)."""
        ordinals = np.arange(first, first + len(ticks))
        everybody = ordinals - first
        which = np.array(flow.itineraries)[self.sources[flow.choice].values(ordinals)]
        rows[:, at.R_TICK] = ticks
        rows[:, at.R_ITINERARY] = self.itineraries[which]
        inside = (self.plan.window_start <= ticks) & (ticks < self.plan.window_end)
        rows[:, at.R_COUNTS] = inside & flow.ours
        self.sources[flow.tie].fill(rows, at.R_TIE, everybody, ordinals)
        for itinerary in set(flow.itineraries):
            mine = np.flatnonzero(which == itinerary) if len(flow.itineraries) > 1 else everybody
            steps = self.plan.itineraries[itinerary].steps
            self._times(rows, at.R_DRAWS, mine, ordinals[mine], steps)

    def _times(self, rows: Ints, column: int, places: Ints, indices: Ints, steps: Any) -> None:
        """Write the times of steps, -1 where a step does not take place, from a column on."""
        for k, step in enumerate(steps, column):
            if step.time >= 0:
                self.sources[step.time].fill(rows, k, places, indices)
            if step.pick >= 0:
                passed = self.sources[step.pick].values(indices) == 0
                rows[places[passed], k] = -1

    # --- trips ------------------------------------------------------------------------------
    def _trip_rows(self, line: Line, luck: Ints, rows: Ints, places: Ints) -> None:
        """Write tie draw and times of trips into some of the rows."""
        self.sources[line.tie].fill(rows, 0, places, luck)
        self._times(rows, 1, places, luck, line.steps)

    def _fill_trips(self, address: int) -> None:
        """Give a line the draws of its next trips."""
        line = self.plan.lines[int(self.m[address + at.OWNER_INDEX])]
        board, width = int(self.m[address + at.L_BOARD]), len(line.steps) + 1
        number = int(self.m[board + at.NUMBER])
        count = min(TRIPS_AT_ONCE, max(FIRST_TRIPS, number))
        place = self._place(address, count * width) or int(self.m[address + at.L_TRIPS_AT])
        rows = self._blank(place, count, width)
        self._trip_rows(line, np.arange(number, number + count), rows, np.arange(count))
        self._write(place, rows)
        self.m[address + at.L_TRIPS_AT] = place
        self.m[address + at.L_TRIPS_FIRST] = number
        self.m[address + at.L_TRIPS_END] = number + count

    def _fill_rounds(self, vessel: int) -> None:
        """Give a vessel the draws of its next rounds, each of the line that it will be on."""
        m, fleet = self.m, self._fleet_of(vessel)
        number, first = int(m[vessel + at.VESSEL]), int(m[vessel + at.ROUND])
        rounds = np.arange(first, first + ROUNDS_AT_ONCE)
        cells = len(rounds) * self.packed.draws
        place = self._place(vessel, cells) or int(m[vessel + at.ROUNDS_AT])
        rows = self._blank(place, len(rounds), self.packed.draws)
        for side in (0, 1):
            mine = np.flatnonzero((rounds + number) % 2 == side)
            line = self.plan.lines[fleet.lines[side]]
            self._trip_rows(line, trip_luck(number, 0) + rounds[mine], rows, mine)
        self._write(place, rows)
        self.m[vessel + at.ROUNDS_AT] = place
        self.m[vessel + at.ROUNDS_FIRST] = first
        self.m[vessel + at.ROUNDS_END] = first + len(rounds)

    def _fleet_of(self, vessel: int) -> Any:
        return self.plan.fleets[self.packed.fleets.index(int(self.m[vessel + at.FLEET]))]

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
