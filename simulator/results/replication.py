"""Reduce one replication's log, block by block, to what the tables need.

Rows are put into dense matrices as they come. Containers are reduced in chunks of one demand, as
soon as all of a chunk are delivered and the vehicles that brought them are done unloading; what is
left of a chunk are a few numbers for each container that counts, and its rows of
containers.parquet. Everything that is kept is a whole number, or in order of demand and
ordinal, so that the figures do not depend on how the log is cut into blocks.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from simulator.plan.journeys import Book, Journey, Source
from simulator.plan.runlog import RunLog
from simulator.plan.tables import Ints, Plan, Step
from simulator.results.containers import SCHEMA, container_table, labels
from simulator.results.dense import (
    CHUNK,
    END,
    LAST,
    Cells,
    Chunk,
    Trips,
    UnitRows,
    parted,
    width_of,
)
from simulator.results.departures import SCHEMA as DEPARTURES
from simulator.results.departures import departures
from simulator.results.events import SCHEMA as EVENTS
from simulator.results.events import events
from simulator.results.facilities import FacilitySample, facility_days, facility_samples
from simulator.results.layout import Layout, Span, layout, span_of
from simulator.results.ledger import cents, make_ledger
from simulator.results.pieces import Pieces
from simulator.results.presence import Presence
from simulator.results.samples import Part, Sample, sample_of, section_part
from simulator.results.stages import StageSample
from simulator.results.stays import facility_stays, unit_stays, vehicle_stays
from simulator.results.times import journey_times

TURN = 262_144
"""Rows of the log that are collected before they are put in their places."""


@dataclass(frozen=True)
class Replication:
    """One replication, reduced. Picklable; lists are in the order of `book.sections`."""

    number: int
    seed: int
    book: Book
    window: tuple[int, int]
    samples: list[Sample]
    stages: list[StageSample]
    """Of the terminal sections."""
    facilities: list[FacilitySample]
    facility_days: pa.Table
    departures: Pieces
    containers: Pieces
    events: Pieces
    """These four are empty where they were not asked for."""
    deadlock: str = ""


@dataclass(frozen=True)
class Wanted:
    """What to keep beside the figures of the CSV files.

    detail : the tables by container, by departure, and by facility and day. events : the log
    itself. folder : where the large ones wait as files; without it they stay in memory.
    places : figures of facilities and stages; without them half of the work falls away.
    """

    detail: bool = True
    events: bool = False
    folder: Path | None = None
    places: bool = True

    def pieces(self, name: str, replication: int, schema: pa.Schema) -> Pieces:
        """A place for a large table."""
        file = self.folder / f"{name}-{replication}.arrow" if self.folder else None
        return Pieces(schema, file)


@dataclass
class _Way:
    """A journey, and where the sections lie on it."""

    journey: Journey
    account: Layout
    spans: dict[int, Span]
    landings: list[tuple[int, int, int]]
    """(unit step, line, row of UNLOAD) of each landing."""

    @classmethod
    def of(cls, journey: Journey, book: Book) -> _Way:
        spans = {n: span_of(journey, section) for n, section in enumerate(book.sections)}
        landings = [(s.step, s.line, s.row) for s in journey.stages if s.source is Source.LAND]
        return cls(
            journey, layout(journey), {n: s for n, s in spans.items() if s is not None}, landings
        )

    def money(self) -> list[tuple[str, int]]:
        """Item and cents of each fixed cost."""
        return [(c.item, cents(c.usd)) for c in self.journey.fixed]


class Reducer:
    """A replication under way: give its `log` to an engine, then ask for the `result`."""

    def __init__(self, plan: Plan, book: Book, wanted: Wanted = Wanted()) -> None:
        self.plan, self.book, self.wanted = plan, book, wanted
        self.start = dt.date.fromisoformat(book.start_day)
        self.log, self.kept = RunLog(), RunLog()
        """`kept` has the rows for `--events`."""
        for name in ("steps", "trips", "units"):
            getattr(self.log, name).sink = getattr(self, f"_take_{name}")
        self.seconds = 0.0
        """Spent here so far."""
        self._blocks: dict[str, list[Cells]] = {"steps": [], "trips": [], "units": []}
        self._rows, self.width = 0, width_of(plan)
        self.ways = [_Way.of(journey, book) for journey in book.journeys]
        self.way_of = {way.journey.itinerary: n for n, way in enumerate(self.ways)}
        self.steps = [
            max(len(plan.itineraries[i].steps) for i in flow.itineraries) for flow in plan.flows
        ]
        self._ours = np.array([flow.ours for flow in plan.flows], dtype=bool)
        self.chunks: dict[tuple[int, int], Chunk] = {}
        self.trips, self.presence = Trips(plan), Presence(plan)
        self.parts: dict[tuple[int, int], list[tuple[int, Part]]] = {}
        """(section, journey) → first ordinal and part of each chunk."""
        self.stages = {
            n: StageSample(s) for n, s in enumerate(book.sections) if s.scope == "terminal"
        }
        schema = SCHEMA.with_metadata(
            labels([(w.journey.itinerary, w.account, w.money()) for w in self.ways])
        )
        self.containers = wanted.pieces("containers", plan.replication, schema)

    # --- rows come --------------------------------------------------------------------------
    def take(self, log: RunLog) -> None:
        """Take a whole log, as if an engine handed it over now."""
        self.log.end, self.log.deadlock = log.end, log.deadlock
        for name in ("steps", "trips", "units"):
            for block in getattr(log, name).blocks:
                getattr(self.log, name).put(block)

    def _take_steps(self, block: Ints) -> None:
        if not self.wanted.places:  # nobody asks for other traffic, half of the rows
            block = block[self._ours[block[:, 0]]]
        self._take("steps", block)

    def _take_trips(self, block: Ints) -> None:
        self._take("trips", block)

    def _take_units(self, block: Ints) -> None:
        """Units come last: whatever else is known of them has come."""
        self._take("units", block)
        if self._rows >= TURN:
            self._turn()

    def _take(self, name: str, block: Ints) -> None:
        self._blocks[name].append(block.astype(self.width))
        self._rows += len(block)
        if self.wanted.events:
            getattr(self.kept, name).put(block)

    def _turn(self) -> None:
        """Put the rows in their places, and reduce the chunks that are ready."""
        begun = time.perf_counter()
        self.place()
        for key in [k for k, chunk in self.chunks.items() if chunk.complete]:
            if self._unloaded(self.chunks[key]):
                self._reduce(self.chunks.pop(key), 0)
        self.seconds += time.perf_counter() - begun

    def place(self) -> None:
        """Put the rows that have come in their places."""
        steps, trips, units = (
            np.concatenate(blocks) if blocks else np.empty((0, 8), dtype=self.width)
            for blocks in self._blocks.values()
        )
        self._blocks, self._rows = {"steps": [], "trips": [], "units": []}, 0
        self.trips.put(trips)
        for flow, rows in parted(steps):
            if self.plan.flows[flow].ours:
                for first, mine in _by_chunk(rows):
                    self._chunk(flow, first).put_steps(mine)
            else:
                self._traffic(flow, rows)
        for flow, rows in parted(units):
            if self.plan.flows[flow].ours:
                for first, mine in _by_chunk(rows):
                    self._chunk(flow, first).put_units(mine)

    def _chunk(self, flow: int, first: int) -> Chunk:
        key = (flow, first)
        if key not in self.chunks:
            self.chunks[key] = Chunk(flow, first, self.steps[flow], self.width)
        return self.chunks[key]

    def _traffic(self, flow: int, rows: Cells) -> None:
        """Other traffic is known by its stays alone, and all of a flow go the same way."""
        (itinerary,) = self.plan.flows[flow].itineraries
        for k, step in enumerate(self.plan.itineraries[itinerary].steps):
            if step.kind is Step.USE:
                arrive, start, over = rows[rows[:, 2] == k, 3:6].T
                servers, end = step.servers, self.log.end
                stays = facility_stays(step.target, arrive, start, over, servers, end)
                self.presence.add([stays])

    # --- containers are reduced -------------------------------------------------------------
    def _ways_of(self, flow: int) -> list[int]:
        return [self.way_of[i] for i in self.plan.flows[flow].itineraries]

    def _unloaded(self, chunk: Chunk) -> bool:
        """Whether the vehicles of a chunk have done all that counts for its containers."""
        for number in self._ways_of(chunk.flow):
            way = self.ways[number]
            mine = chunk.of(way.journey.itinerary)
            for step, line, row in way.landings:
                trip = chunk.matrix.cells[LAST, step, mine]
                if (self.trips.lines[line].cells[END, row, trip[trip >= 0]] < 0).any():
                    return False
        return True

    def _reduce(self, chunk: Chunk, end: int) -> None:
        """Reduce a chunk; `end` is that of the log, for what is open."""
        plan = self.plan
        for number in self._ways_of(chunk.flow):
            itinerary = self.ways[number].journey.itinerary
            mine, steps = chunk.of(itinerary), len(plan.itineraries[itinerary].steps)
            if not len(mine):
                continue
            rows = chunk.rows(mine, steps)
            self.presence.add(unit_stays(plan, itinerary, rows, end))
            if not self.wanted.detail:
                release = chunk.released(mine)
                inside = (release >= plan.window_start) & (release < plan.window_end)
                rows = chunk.rows(mine[inside], steps)
            self._measure(number, chunk.first, rows, end)

    def _measure(self, number: int, first: int, rows: UnitRows, end: int) -> None:
        """Count containers of one journey in every section that it passes."""
        way, plan = self.ways[number], self.plan
        ledger = make_ledger(journey_times(plan, way.journey, rows, self.trips), way.account)
        for n, span in way.spans.items():
            part = section_part(plan, ledger, span, self.start)
            self.parts.setdefault((n, number), []).append((first, part))
            if n in self.stages:
                self.stages[n].add(plan, ledger, span)
        if self.wanted.detail:
            self.containers.add((number, first), container_table(plan, ledger, end))

    # --- the end ----------------------------------------------------------------------------
    def result(self) -> Replication:
        """Reduce what is left and put everything together."""
        begun = time.perf_counter()
        plan, end = self.plan, self.log.end
        self.place()
        for key in sorted(self.chunks):
            self._reduce(self.chunks.pop(key), end)
        if self.wanted.places:
            self.presence.add(vehicle_stays(plan, self.trips, end))
        out = Replication(
            number=plan.replication,
            seed=plan.seed,
            book=self.book,
            window=(plan.window_start, plan.window_end),
            samples=[self._sample(n) for n in range(len(self.book.sections))],
            stages=list(self.stages.values()),
            facilities=facility_samples(plan, self.presence, end) if self.wanted.places else [],
            facility_days=self._days(),
            departures=self._departures(),
            containers=self.containers.close(),
            events=self._events(),
            deadlock=self.log.deadlock,
        )
        self.seconds += time.perf_counter() - begun
        return out

    def _sample(self, n: int) -> Sample:
        found = [
            (way.journey, way.spans[n], sorted(self.parts.get((n, k), []), key=lambda p: p[0]))
            for k, way in enumerate(self.ways)
            if n in way.spans
        ]
        section = self.book.sections[n]
        plain = [(journey, span, [part for _, part in parts]) for journey, span, parts in found]
        return sample_of(self.plan, section, plain) if plain else Sample(section)

    def _days(self) -> pa.Table:
        if not self.wanted.detail:
            return pa.table({})
        return facility_days(self.plan, self.presence, self.log.end, self.start)

    def _departures(self) -> Pieces:
        out = self.wanted.pieces("departures", self.plan.replication, DEPARTURES)
        if self.wanted.detail:
            for n in range(len(self.plan.lines)):
                out.add((n,), departures(self.plan, n, *self.trips.of(n).there()))
        return out.close()

    def _events(self) -> Pieces:
        out = self.wanted.pieces("events", self.plan.replication, EVENTS)
        if self.wanted.events:
            out.add((), events(self.plan, self.kept))
        return out.close()


def _by_chunk(rows: Cells) -> list[tuple[int, Cells]]:
    """Rows of one flow by the first ordinal of the chunk that they belong to."""
    number = rows[:, 1] // CHUNK
    low, high = int(number.min()), int(number.max())
    if low == high:
        return [(low * CHUNK, rows)]
    chunks = np.unique(number).tolist()
    return [(n * CHUNK, rows[number == n]) for n in chunks]


def reduce(plan: Plan, book: Book, log: RunLog, wanted: Wanted = Wanted()) -> Replication:
    """Turn a whole run log into one replication's figures."""
    work = Reducer(plan, book, wanted)
    work.take(log)
    return work.result()
