"""What containers took and paid in each section, and nothing of where: for studies.

Gives the same `Part` as `samples.section_part`, to the tick and to the cent, at a fraction of the
work: one pass over the containers, with what is the same for all aboard a trip worked out once for
the trip. A container is counted once the trips that it boarded are over and have come, which is
looked at now and then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.engines import tally
from simulator.plan.draws import UNIT_GAP
from simulator.plan.journeys import Book, Journey
from simulator.plan.runlog import Cells, width_of
from simulator.plan.tables import Flow, Ints, Plan
from simulator.results.layout import Span
from simulator.results.ledger import freight_cents
from simulator.results.moments import desk_of, way_of
from simulator.results.samples import Part, kg_of, month_of, short
from simulator.units import TICKS_PER_DAY

FIRST_TRIPS, FIRST_UNITS, GROWTH = 256, 4_096, 4
"""Room at first, and how much more of it there is each time: only what is written costs memory."""
ROOM = 1.05
"""Room for the units of a flow, as a share of those expected."""
TURN = 65_536
"""Units that come, beside those left over, before it is seen whose trips are over."""
NOWHERE = np.empty(0, dtype=np.int64)


class TripCells:
    """When trips came to their steps and ended them, line by line in one array.

    cells : ~tick, 0 where nothing happened. lines : int64 (lines, 3), the first cell of a line,
    trips for which there is room, and steps; a trip has two cells for each step.
    """

    def __init__(self, plan: Plan) -> None:
        steps = np.array([len(line.steps) for line in plan.lines], dtype=np.int64)
        room = np.full(len(steps), FIRST_TRIPS)
        ends = np.cumsum(2 * steps * room)
        self.lines = np.column_stack([ends - 2 * steps * room, room, steps])
        self.used = int(ends[-1]) if len(ends) else 0
        self.cells: Cells = np.zeros(self.used, dtype=width_of(plan))
        self._loops = tally.loops()

    def put(self, line: int, histories: Cells) -> None:
        """Take the histories of trips."""
        put = self._loops.put
        while (most := put(histories, self.cells, self.lines, line)) > self.lines[line, 1]:
            self._move(line, max(most, GROWTH * int(self.lines[line, 1])))

    def _move(self, line: int, room: int) -> None:
        """Give a line room for so many trips, behind all others."""
        first, trips, steps = self.lines[line].tolist()
        begin, self.used = self.used, self.used + 2 * steps * room
        if self.used > len(self.cells):
            more = _longer(self.cells, max(self.used, GROWTH * len(self.cells)))
            self.cells = more
        old = 2 * steps * trips
        self.cells[begin : begin + old] = self.cells[first : first + old]
        self.lines[line, :2] = begin, room


class FlowTable:
    """What the units of a flow took and paid, by ordinal; grows."""

    def __init__(self, plan: Plan, flow: Flow, sections: int) -> None:
        expected = float(flow.clock[-1]) / UNIT_GAP * flow.group if len(flow.clock) else 0.0
        room = max(FIRST_UNITS, int(expected * ROOM))
        shape, width = (sections, room), width_of(plan)
        self.found = tally.Found(
            which=np.zeros(room, dtype=np.int32),
            month=np.empty(room, dtype=np.int32),
            took=np.empty(shape, dtype=width),
            moving=np.empty(shape, dtype=width),
            cents=np.empty(shape, dtype=np.int64),
        )

    def make_room(self, units: int) -> None:
        """Have room for ordinals below `units`."""
        room = len(self.found.which)
        if units > room:
            more = max(units, GROWTH * room)
            self.found = self._each(lambda cells: _longer(cells, more))

    def of(self, which: int) -> tally.Found:
        """What was found on one way, in the order of ordinals."""
        mine = np.flatnonzero(self.found.which == which)
        first, stop = (int(mine[0]), int(mine[-1]) + 1) if len(mine) else (0, 0)
        if stop - first == len(mine):
            return self._each(lambda cells: cells[..., first:stop])
        return self._each(lambda cells: cells[..., mine])

    def _each(self, do: Callable[[Any], Any]) -> tally.Found:
        return tally.Found(*map(do, self.found))


def _longer(cells: Cells, room: int) -> Cells:
    """The same numbers, and room for more in the last axis."""
    made = np.zeros((*cells.shape[:-1], room), dtype=cells.dtype)
    made[..., : cells.shape[-1]] = cells
    return made


@dataclass
class BriefWay:
    """A journey that sections lie on, and its containers that wait for their trips' end."""

    journey: Journey
    spans: dict[int, Span]
    """Section → where it lies."""
    way: tally.Way
    desk: tally.Desk
    table: FlowTable
    waiting: Cells | None = None
    """What is needed of their rows, and room for more."""
    rows: int = 0

    def take(self, histories: Cells) -> None:
        """Take histories of units."""
        first, self.rows = self.rows, self.rows + len(histories)
        if self.waiting is None or self.rows > len(self.waiting):
            shape = max(FIRST_UNITS, GROWTH * self.rows), tally.width_of(self.way)
            more = np.empty(shape, dtype=histories.dtype)
            if self.waiting is not None:
                more[:first] = self.waiting[:first]
            self.waiting = more
        tally.loops().narrow(histories, self.waiting, first, self.way)

    def count(self, trips: TripCells, final: bool) -> int:
        """Count those whose trips are over, or all; gives how many are left."""
        if self.waiting is None or not self.rows:
            return 0
        late = NOWHERE if final else np.empty(self.rows, dtype=np.int64)
        left = self._count(self.waiting[: self.rows], trips, late)
        if left < self.rows:
            self.waiting[:left] = self.waiting[late[:left]]
        self.rows = left
        return left

    def _count(self, block: Cells, trips: TripCells, late: Ints) -> int:
        """Count those of a block whose trips are over; gives how many rows `late` has got."""
        count = tally.loops().count
        while True:
            left: int = count(
                block, trips.cells, trips.lines, self.way, self.desk, self.table.found, late
            )
            if left >= 0:
                return left
            self.table.make_room(-left)

    def part(self, n: int, first_month: int) -> Part:
        """All that counts in a section."""
        found, k, span = self.table.of(self.way.which), list(self.spans).index(n), self.spans[n]
        return Part(
            journey=self.journey,
            month=found.month + np.int32(first_month),
            took=found.took[k],
            moving=found.moving[k],
            cents=short(found.cents[k]),
            freight=freight_cents(self.journey, span),
            kg=kg_of(self.journey, span),
        )


class Brief:
    """All journeys that some section lies on, while histories come.

    spans : of each journey of `book`, section → where it lies.
    """

    def __init__(self, plan: Plan, book: Book, spans: list[dict[int, Span]]) -> None:
        start = dt.date.fromisoformat(book.start_day)
        limits = np.array([plan.window_start, plan.window_end, plan.follow], dtype=np.int64)
        self.first_month, months = _months(start, plan.window_start, plan.window_end)
        self.trips = TripCells(plan)
        self.ways: dict[int, BriefWay] = {}
        """Journey number → way."""
        self.of_itinerary: dict[int, BriefWay] = {}
        for flow in plan.flows:
            mine = [k for k, journey in enumerate(book.journeys)
                    if journey.itinerary in flow.itineraries and spans[k]]  # fmt: skip
            table = FlowTable(plan, flow, max((len(spans[k]) for k in mine), default=0))
            for which, k in enumerate(mine, 1):
                journey = book.journeys[k]
                way = way_of(plan, journey, list(spans[k].values()), which, limits, months)
                made = BriefWay(journey, spans[k], way, desk_of(way), table)
                self.ways[k] = self.of_itinerary[journey.itinerary] = made
        self._rows, self._left = 0, 0

    def take_trips(self, line: int, histories: Cells) -> None:
        """Take histories of trips."""
        self.trips.put(line, histories)

    def take_units(self, itinerary: int, histories: Cells) -> None:
        """Take histories of units; those of other traffic do not matter."""
        way = self.of_itinerary.get(itinerary)
        if way is None:
            return
        way.take(histories)
        self._rows += len(histories)
        if self._rows >= TURN + self._left:
            self._count()

    def _count(self, final: bool = False) -> None:
        self._rows = 0
        self._left = sum(way.count(self.trips, final) for way in self.ways.values())

    def finish(self) -> None:
        """Count those who are left, wherever they are."""
        self._count(final=True)

    def parts(self, k: int, n: int) -> list[Part]:
        """What the containers of a journey took and paid in a section."""
        way = self.ways.get(k)
        if way is None or way.waiting is None:
            return []
        return [way.part(n, self.first_month)]


def _months(start: dt.date, first: int, stop: int) -> tuple[int, Ints]:
    """Month of a window's first tick, and the first ticks of its other months."""
    low, high = month_of(start, np.array([first, max(first, stop - 1)])).tolist()
    begun = [dt.date(m // 12, m % 12 + 1, 1) for m in range(low + 1, high + 1)]
    days = np.array([(day - start).days for day in begun], dtype=np.int64)
    return low, days * TICKS_PER_DAY
