"""What the compiled engine's kernel asks for: releases of flows, draws of trips and of rounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.engines import compiled_layout as at
from simulator.engines.compiled_draws import Source, Sources, ahead
from simulator.engines.compiled_jit import ON
from simulator.engines.compiled_pack import Packed, whole_lines
from simulator.engines.compiled_rows import Form, Forms, fill_releases, fill_trips
from simulator.plan.draws import trip_luck
from simulator.plan.releases import release_ticks
from simulator.plan.tables import Flow, Ints, Plan, UnitStep, VehicleStep

if TYPE_CHECKING:
    from simulator.engines.compiled import Run

FIRST_UNITS, UNITS_AT_ONCE = 1_024, 2_048
FIRST_TRIPS, TRIPS_AT_ONCE = 64, 2_048
ROUNDS_AT_ONCE = 64


class Supply:
    """Rows of draws for a run, written into its memory.

    One compiled call fills the rows of a flow or line (`compiled_rows`), except for columns that
    only NumPy can fill. Without Numba there is no form for that call, and NumPy does everything.
    """

    def __init__(self, plan: Plan, packed: Packed) -> None:
        self.plan, self.packed = plan, packed
        self.sources = Sources(plan.draws.streams)
        self.made = Forms(plan, self.sources, packed.itineraries)
        self.forms: dict[int, Form | None] = {}
        """By address of the flow or line, made when first asked for."""
        self.ticks: dict[int, Iterator[Ints]] = {}
        """When the groups of a flow are released, by its address; only where there is no form."""
        self.capacity: dict[int, int] = {}
        """Cells that belong to the rows of a flow, line or vessel, by address."""

    # --- memory -----------------------------------------------------------------------------
    def _place(self, run: Run, owner: int, cells: int, rows: int) -> int:
        """Address for the rows of an owner, which is noted in one of its cells, `rows`."""
        if cells > self.capacity.get(owner, -1):
            cells = whole_lines(cells + cells // 8)  # so that it is enough next time, too
            self.capacity[owner] = cells
            if run.m[at.TOP] + cells + run.m[at.MARGIN] > run.m[at.SIZE]:
                run._grow(cells=cells)
            run.m[owner + rows] = run.m[at.TOP]
            run.m[at.TOP] += cells
        return int(run.m[owner + rows])

    def _rows(self, run: Run, address: int, rows: int, width: int) -> Ints:
        """Rows as an array: the memory itself, or without Numba a copy for `_write`."""
        cells = np.asarray(run.m[address : address + rows * width], dtype=np.int64)
        return cells.reshape(rows, width)

    def _write(self, run: Run, address: int, rows: Ints) -> None:
        if not ON:
            run.m[address : address + rows.size] = rows.ravel().tolist()

    # --- releases ---------------------------------------------------------------------------
    def fill_releases(self, run: Run, address: int) -> None:
        """Give a flow its next releases, behind those that it has not used."""
        m = run.m
        flow = self.plan.flows[int(m[address + at.F_INDEX])]
        if address not in self.forms:
            self.forms[address] = self.made.of_flow(flow)
        form = self.forms[address]
        wanted = min(UNITS_AT_ONCE, max(FIRST_UNITS, int(m[address + at.F_ORDINAL])))
        if form is None:
            self._fill_by_numpy(run, address, flow, wanted)
            return
        groups = -(-wanted // flow.group)
        width = int(m[address + at.F_WIDTH])
        kept = int(m[address + at.F_END] - m[address + at.F_NEXT])
        place = self._place(run, address, kept + groups * flow.group * width, at.F_ROWS)
        fill_releases(run.handle(), form.address, Source.room_at, address, place, groups)
        if form.foreign:
            m, begin = run.m, place + kept
            rows = self._rows(run, begin, (int(m[address + at.F_END]) - begin) // width, width)
            first = int(m[address + at.F_ORDINAL]) + kept // width
            self._fill_foreign(form, rows, np.arange(first, first + len(rows)))

    def _fill_foreign(self, form: Form, rows: Ints, indices: Ints) -> None:
        """Fill the columns of a form that only NumPy can fill."""
        for left in form.foreign:
            mine = np.arange(len(rows))
            if left.itinerary:
                mine = np.flatnonzero(rows[:, at.R_ITINERARY] == left.itinerary)
            self._times(rows, left.column, mine, indices[mine], [left.step])

    def _fill_by_numpy(self, run: Run, address: int, flow: Flow, wanted: int) -> None:
        ticks, final = self._next_ticks(address, flow, wanted)
        m = run.m
        begin, end, width = (int(m[address + k]) for k in (at.F_NEXT, at.F_END, at.F_WIDTH))
        kept = self._rows(run, begin, (end - begin) // width, width).copy()
        first, count = int(m[address + at.F_ORDINAL]) + len(kept), len(kept) + len(ticks)
        place = self._place(run, address, count * width, at.F_ROWS)
        m, rows = run.m, self._rows(run, place, count, width)
        rows[: len(kept)] = kept
        self._release_rows(flow, ticks, first, rows[len(kept) :])
        self._write(run, place, rows)
        m[address + at.F_NEXT], m[address + at.F_END] = place, place + rows.size
        m[address + at.F_FINAL] = int(final)

    def _next_ticks(self, address: int, flow: Flow, wanted: int) -> tuple[Ints, bool]:
        """Release ticks of the next units, and whether they are the last."""
        if address not in self.ticks:
            gaps: Any = ahead(self.sources[flow.gap], flow.gap)
            self.ticks[address] = release_ticks(gaps, flow)
        blocks: list[Ints] = [np.empty(0, dtype=np.int64)]
        count = 0
        for block in self.ticks[address]:
            blocks.append(block)
            count += len(block) * flow.group
            if count >= wanted:
                return np.repeat(np.concatenate(blocks), flow.group), False
        return np.repeat(np.concatenate(blocks), flow.group), True

    def _release_rows(self, flow: Flow, ticks: Ints, first: int, rows: Ints) -> None:
        """Write the units from ordinal `first` on, shape (units, width)."""
        ordinals = np.arange(first, first + len(ticks))
        which = np.array(flow.itineraries)[self.sources[flow.choice].values(ordinals)]
        rows[:, at.R_TICK] = ticks
        rows[:, at.R_ITINERARY] = np.array(self.packed.itineraries)[which]
        inside = (self.plan.window_start <= ticks) & (ticks < self.plan.window_end)
        rows[:, at.R_COUNTS] = inside & flow.ours
        rows[:, at.R_TIE] = self.sources[flow.tie].values(ordinals)
        for itinerary in set(flow.itineraries):
            mine, steps = np.flatnonzero(which == itinerary), self.plan.itineraries[itinerary].steps
            self._times(rows, at.R_DRAWS, mine, ordinals[mine], steps)

    def _times(
        self, rows: Ints, column: int, places: Ints, indices: Ints,
        steps: Sequence[UnitStep | VehicleStep],
    ) -> None:  # fmt: skip
        """Write the times of steps, -1 where a step does not take place, from a column on."""
        for k, step in enumerate(steps, column):
            rows[places, k] = self.sources[step.time].values(indices) if step.time >= 0 else 0
            if step.pick >= 0:
                passed = self.sources[step.pick].values(indices) == 0
                rows[places[passed], k] = -1

    # --- trips ------------------------------------------------------------------------------
    def fill_trips(self, run: Run, address: int) -> None:
        """Give a line the draws of its next trips."""
        m, number = run.m, int(run.m[address + at.OWNER_INDEX])
        width = len(self.plan.lines[number].steps) + 1
        begin = int(m[int(m[address + at.L_BOARD]) + at.NUMBER])
        end = begin + min(TRIPS_AT_ONCE, max(FIRST_TRIPS, begin))
        place = self._place(run, address, (end - begin) * width, at.L_TRIPS_AT)
        self._fill(run, number, place, width, range(begin, end), 0, 1)
        run.m[address + at.L_TRIPS_FIRST] = begin
        run.m[address + at.L_TRIPS_END] = end

    def fill_rounds(self, run: Run, vessel: int) -> None:
        """Give a vessel the draws of its next rounds, each of the line that it will be on."""
        m, width, packed = run.m, self.packed.draws, self.packed
        fleet = self.plan.fleets[packed.fleets.index(int(m[vessel + at.FLEET]))]
        number, first = int(m[vessel + at.VESSEL]), int(m[vessel + at.ROUND])
        place = self._place(run, vessel, ROUNDS_AT_ONCE * width, at.ROUNDS_AT)
        luck = trip_luck(number, first)
        for side in (0, 1):
            skipped = (first + number + side) % 2
            indices = range(luck, luck + ROUNDS_AT_ONCE)
            self._fill(run, fleet.lines[side], place, width, indices, skipped, 2)
        run.m[vessel + at.ROUNDS_FIRST] = first
        run.m[vessel + at.ROUNDS_END] = first + ROUNDS_AT_ONCE

    def _fill(
        self, run: Run, number: int, place: int, width: int, indices: range, skipped: int,
        every: int,
    ) -> None:  # fmt: skip
        """Write tie draws and times of a line's trips into rows, all or every so many of them."""
        line, address = self.plan.lines[number], self.packed.lines[number]
        if address not in self.forms:
            self.forms[address] = self.made.of_line(line)
        form, begin, end = self.forms[address], indices.start, indices.stop
        if form is not None:
            m, room, first = run.handle(), Source.room_at, begin + skipped
            fill_trips(m, form.address, room, place, width, begin, end, first, every)
            if form.foreign:
                rows = self._rows(run, place, end - begin, width)[skipped::every]
                self._fill_foreign(form, rows, np.arange(first, end, every))
            return
        rows = self._rows(run, place, end - begin, width)
        places = np.arange(skipped, end - begin, every)
        rows[places, 0] = self.sources[line.tie].values(begin + places)
        self._times(rows, 1, places, begin + places, line.steps)
        self._write(run, place, rows)
