"""Rows of draws, filled in one call: the releases of a flow, the trips of a line.

A *form* says what goes into the rows of a flow or line. It is an array of its own: a head, then
columns, each a source of times and a source of picks (0: the step does not take place, -1). The
form of a flow has columns for each of its itineraries, and notes how far the releases have come.
Columns that only NumPy can fill, such as those of a mixture, are left to `compiled_supply`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.engines import compiled_layout as at
from simulator.engines.compiled_draws import (
    BELOW,
    KIND,
    PARTS,
    PLACES,
    SOURCE_SIZE,
    UNIFORMS,
    VALUES,
    Sources,
    constant,
    draw,
    make_uniforms,
    real,
)
from simulator.engines.compiled_jit import entry, jit, memory, once, prepare, sources
from simulator.engines.compiled_layout import Memory
from simulator.plan.draws import BLOCK
from simulator.plan.tables import Flow, Line, Plan, UnitStep, VehicleStep
from simulator.units import TICKS_PER_DAY

COLUMN_SIZE = 2 * SOURCE_SIZE
NOTHING, ALWAYS = constant(0), constant(1)
COLUMNS, LINE_HEAD = range(2)
"""The head of a line's form: how many columns."""
(
    GROUP, OURS, WINDOW_START, WINDOW_END, CLOCK, DAYS, LIMIT, SUM, GAPS, DAY, ITINERARIES,
    FLOW_HEAD,
) = range(12)  # fmt: skip
"""The head of a flow's form. CLOCK: address of the expected groups by the end of each day, so many
DAYS, LIMIT the last; SUM of the gaps so far, GAPS how many, DAY of the last group."""
GAP, TIE, CHOICE, LISTS = range(FLOW_HEAD, FLOW_HEAD + 4 * SOURCE_SIZE, SOURCE_SIZE)
"""Sources behind it, then for each itinerary its address, how many columns, and the columns."""


# --- columns --------------------------------------------------------------------------------
@once
def _skip(
    form: Memory, pick: int, room: Memory, count: int, rows: Memory, base: int, width: int
) -> None:
    """Write -1 where a step does not take place."""
    share = real(form, pick + PARTS)
    for k in range(count):
        place = room[PLACES + k]
        cell = base + place * width
        rows[cell] = rows[cell] if real(room, UNIFORMS + place) < share else -1


@jit
def _fill_columns(
    form: Memory, columns: int, size: int, block: int, first: int, end: int, room: Memory,
    count: int, rows: Memory, base: int, width: int,
) -> None:  # fmt: skip
    """Fill some columns in the rows of the PLACES of a block; see `draw`."""
    for k in range(size):
        times = columns + k * COLUMN_SIZE
        picks = times + SOURCE_SIZE
        draw(form, times, block, first, end, room, count, rows, base + k, width)
        if form[picks + KIND] == BELOW:
            make_uniforms(form, picks, block, first, end, room)
            _skip(form, picks, room, count, rows, base + k, width)


@jit
def _everyone(room: Memory, first: int, end: int) -> int:
    """Choose all places of a block from `first` to before `end`."""
    for k in range(end - first):
        room[PLACES + k] = first + k
    return end - first


# --- trips ----------------------------------------------------------------------------------
@once
def _fill_trips(
    m: Memory, form: Memory, room: Memory, place: int, width: int, begin: int, end: int,
    first: int, every: int,
) -> None:  # fmt: skip
    """Fill the first row of trips of a line, and every so many, of those that are at `place`."""
    for block in range(first // BLOCK, (end - 1) // BLOCK + 1):
        start, count = block * BLOCK, 0
        low, high = max(begin - start, 0), min(end - start, BLOCK)
        for k in range(low, high):
            room[PLACES + count] = k
            count += 1 if (start + k - first) % every == 0 else 0
        base = place + (start - begin) * width
        size = form[COLUMNS]
        _fill_columns(form, LINE_HEAD, size, block, low, high, room, count, m, base, width)


# --- releases -------------------------------------------------------------------------------
@once
def _keep(m: Memory, flow: int, place: int) -> int:
    """Move the releases that have not been used to the front; how many cells they take."""
    begin, cells = m[flow + at.F_NEXT], m[flow + at.F_END] - m[flow + at.F_NEXT]
    for k in range(cells):
        m[place + k] = m[begin + k]
    return cells


@jit
def _release_group(m: Memory, form: Memory, row: int, width: int, tick: int) -> int:
    """Write the tick of a group's units; the row behind them."""
    inside = form[WINDOW_START] <= tick < form[WINDOW_END]
    counts = form[OURS] if inside else 0
    for _ in range(form[GROUP]):
        m[row + at.R_TICK], m[row + at.R_COUNTS] = tick, counts
        row += width
    return row


@once
def _release(m: Memory, form: Memory, room: Memory, row: int, width: int, groups: int) -> int:
    """Write the ticks of the next groups; the row behind them, negative if no more come.

    They are those of `plan.releases.ticks_by`.
    """
    clock, last = memory(form[CLOCK]), form[DAYS] - 1
    total, day, slope = form[SUM], form[DAY], 0.0
    begin, over = form[GAPS], False
    end = begin + groups
    while begin < end and not over:
        block, first = begin // BLOCK, begin & (BLOCK - 1)
        stop = min(BLOCK, first + end - begin)
        count = _everyone(room, first, stop)
        draw(form, GAP, block, first, stop, room, count, room, VALUES, 1)
        if day < last:
            slope = TICKS_PER_DAY / (real(clock, day + 1) - real(clock, day))
        for k in range(first, stop):
            total += room[VALUES + k]
            over = total > form[LIMIT]
            if over:
                break
            expected = np.float64(total)
            while day < last and real(clock, day + 1) <= expected:
                day += 1
                slope = 0.0
                if day < last:
                    slope = TICKS_PER_DAY / (real(clock, day + 1) - real(clock, day))
            tick = slope * (expected - real(clock, day)) + np.float64(day * TICKS_PER_DAY)
            row = _release_group(m, form, row, width, int(np.floor(tick)))
        begin += count
    form[SUM], form[DAY], form[GAPS] = total, day, begin
    return row if not over else -row


@once
def _fill_units(
    m: Memory, form: Memory, room: Memory, place: int, width: int, begin: int, end: int
) -> None:
    """Fill rows of units from one ordinal to before another: itinerary, tie draw, times."""
    for block in range(begin // BLOCK, (end - 1) // BLOCK + 1):
        start = block * BLOCK
        low, high = max(begin - start, 0), min(end - start, BLOCK)
        base = place + (start - begin) * width
        count = _everyone(room, low, high)
        draw(form, TIE, block, low, high, room, count, m, base + at.R_TIE, width)
        draw(form, CHOICE, block, low, high, room, count, room, VALUES, 1)
        columns = LISTS
        for k in range(form[ITINERARIES]):
            itinerary, size, columns = form[columns], form[columns + 1], columns + 2
            count = _of_itinerary(room, low, high, k)
            for i in range(count):
                m[base + room[PLACES + i] * width + at.R_ITINERARY] = itinerary
            if count > 0:
                first = base + at.R_DRAWS
                _fill_columns(
                    form, columns, size, block, low, high, room, count, m, first, width
                )  # fmt: skip
            columns += size * COLUMN_SIZE


@jit
def _of_itinerary(room: Memory, first: int, end: int, itinerary: int) -> int:
    """Choose the places of a block at which an itinerary was drawn."""
    count = 0
    for k in range(first, end):
        room[PLACES + count] = k
        count += 1 if room[VALUES + k] == itinerary else 0
    return count


@once
def _fill_releases(
    m: Memory, form: Memory, room: Memory, flow: int, place: int, groups: int
) -> None:
    """Give a flow its next groups, behind the releases that it has not used."""
    width, begin = m[flow + at.F_WIDTH], place + _keep(m, flow, place)
    row = _release(m, form, room, begin, width, groups)
    m[flow + at.F_FINAL] = 1 if row < 0 else 0
    row = abs(row)
    ordinal = m[flow + at.F_ORDINAL] + (begin - place) // width
    units = (row - begin) // width
    if units > 0:
        _fill_units(m, form, room, begin, width, ordinal, ordinal + units)
    m[flow + at.F_ROWS] = m[flow + at.F_NEXT] = place
    m[flow + at.F_END] = row


# --- what Python calls ----------------------------------------------------------------------
def _make(version: int) -> tuple[Callable[..., None], Callable[..., None]]:
    """Bind them to the text of their sources, so that stale ones are never read from disk."""

    def fill_trips(
        m_at: Any, form_at: int, room_at: int, place: int, width: int, begin: int, end: int,
        first: int, every: int,
    ) -> None:  # fmt: skip
        if version:
            m, form, room = memory(m_at), memory(form_at), memory(room_at)
            _fill_trips(m, form, room, place, width, begin, end, first, every)

    def fill_releases(
        m_at: Any, form_at: int, room_at: int, flow: int, place: int, groups: int
    ) -> None:
        if version:
            m, form, room = memory(m_at), memory(form_at), memory(room_at)
            _fill_releases(m, form, room, flow, place, groups)

    return entry(fill_trips), entry(fill_releases)


fill_trips, fill_releases = _make(sources())


def ready() -> None:
    """Compile, or read from disk."""
    for function, arguments in ((fill_trips, 9), (fill_releases, 6)):
        prepare(function, arguments)


# --- forms ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Foreign:
    """A column that only NumPy can fill: of an itinerary (by address, or 0), for a step."""

    itinerary: int
    column: int
    step: UnitStep | VehicleStep


class Form:
    """What goes into the rows of a flow or line."""

    def __init__(self, parts: list[bytes], foreign: list[Foreign], kept: Any = None) -> None:
        self.cells = np.frombuffer(bytearray(b"".join(parts)), dtype=np.int64)
        self.address = self.cells.ctypes.data
        self.foreign = foreign
        """What has to be filled in afterwards."""
        self.kept = kept
        """What the cells point to, so that it stays."""


class Forms:
    """Forms of a plan's flows and lines; None where NumPy has to make more than some times."""

    def __init__(self, plan: Plan, sources: Sources, itineraries: Sequence[int]) -> None:
        self.plan, self.sources, self.itineraries = plan, sources, itineraries

    def of_line(self, line: Line) -> Form | None:
        """Tie draw, then times."""
        tie = self.sources[line.tie].cells
        if tie is None:
            return None
        columns, foreign = self._columns(line.steps, 0, 1)
        return Form([_cells(len(line.steps) + 1), tie, ALWAYS, *columns], foreign)

    def of_flow(self, flow: Flow) -> Form | None:
        """Gaps between the groups, what is drawn for each unit, and times by itinerary."""
        plan, clock = self.plan, flow.clock.astype(np.float64)
        gap, tie, choice = (self.sources[k].cells for k in (flow.gap, flow.tie, flow.choice))
        if gap is None or tie is None or choice is None:
            return None
        limit = int(flow.clock[-1]) if len(clock) > 1 and clock[-1] > 0 else -1
        parts = [_cells(
            flow.group, flow.ours, plan.window_start, plan.window_end, clock.ctypes.data,
            len(clock), limit, 0, 0, 0, len(flow.itineraries),
        ), gap, tie, choice]  # fmt: skip
        foreign: list[Foreign] = []
        for itinerary in flow.itineraries:
            address, steps = self.itineraries[itinerary], plan.itineraries[itinerary].steps
            columns, left = self._columns(steps, address, at.R_DRAWS)
            parts += [_cells(address, len(steps)), *columns]
            foreign += left
        return Form(parts, foreign, clock)

    def _columns(
        self, steps: Sequence[UnitStep | VehicleStep], itinerary: int, first: int
    ) -> tuple[list[bytes], list[Foreign]]:
        """Two sources for each step; nothing where NumPy has to make one of them."""
        columns: list[bytes] = []
        foreign = []
        for k, step in enumerate(steps, first):
            times = self.sources[step.time].cells if step.time >= 0 else NOTHING
            picks = self.sources[step.pick].cells if step.pick >= 0 else ALWAYS
            if times is None or picks is None:
                foreign.append(Foreign(itinerary, k, step))
                times, picks = NOTHING, ALWAYS
            columns += [times, picks]
        return columns, foreign


def _cells(*values: int) -> bytes:
    return struct.pack(f"={len(values)}q", *values)
