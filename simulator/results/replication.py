"""Reduce one replication's log, block by block, to what the tables need.

Containers are reduced in chunks of one demand, as soon as all of a chunk are delivered and the
trips that brought them are over (where nobody asks for places, one by one: see `brief`); what is
left of a chunk are a few numbers for each container that counts, and its rows of
containers.parquet. Everything that is kept is a whole number, or in order
of demand and ordinal, so that the figures do not depend on how the log is cut into blocks.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from simulator.plan.journeys import Book, Journey, Source
from simulator.plan.runlog import Cells, RunLog
from simulator.plan.tables import Plan
from simulator.results import dense
from simulator.results.brief import Brief
from simulator.results.containers import SCHEMA, container_table, labels
from simulator.results.dense import END, Chunk, Trips, UnitRows, by_chunk, column
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
from simulator.results.stays import facilities_used, unit_stays, vehicle_stays
from simulator.results.times import journey_times

TURN = 16_384
"""Histories that come before chunks are looked at."""


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

    @property
    def watches(self) -> bool:
        """Whether it matters who was at which facility."""
        return self.detail or self.places

    def pieces(self, name: str, replication: int, schema: pa.Schema) -> Pieces:
        """A place for a large table."""
        file = self.folder / f"{name}-{replication}.arrow" if self.folder else None
        return Pieces(schema, file)


@dataclass
class _Way:
    """A journey, and where the sections lie on it."""

    journey: Journey
    spans: dict[int, Span]
    landings: list[tuple[int, int, int]]
    """(unit step, line, row of UNLOAD) of each landing."""

    @classmethod
    def of(cls, journey: Journey, book: Book) -> _Way:
        spans = {n: span_of(journey, section) for n, section in enumerate(book.sections)}
        landings = [(s.step, s.line, s.row) for s in journey.stages if s.source is Source.LAND]
        found = {n: span for n, span in spans.items() if span is not None}
        return cls(journey, found, landings)

    @cached_property
    def account(self) -> Layout:
        """The rows under which its days and dollars are shown."""
        return layout(self.journey)

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
        self.log.units.sink, self.log.trips.sink = self._take_units, self._take_trips
        self.seconds = 0.0
        """Spent here so far."""
        self._traffic: dict[int, list[Cells]] = {}
        """Histories of other traffic by itinerary."""
        self._trips: dict[int, list[Cells]] = {}
        """Histories of trips by line, not yet in `trips`."""
        self._rows = 0
        self.ways = [_Way.of(journey, book) for journey in book.journeys]
        self.way_of = {way.journey.itinerary: n for n, way in enumerate(self.ways)}
        self.chunks: dict[tuple[int, int], Chunk] = {}
        self.trips = Trips(plan)
        self.brief: Brief | None = None
        """Takes everything where nobody asks for places."""
        if not wanted.watches:
            self.brief = Brief(plan, book, [way.spans for way in self.ways])
        self.presence = Presence(plan)
        self.parts: dict[tuple[int, int], list[tuple[int, Part]]] = {}
        """(section, journey) → number and part of each chunk."""
        terminals = [(n, s) for n, s in enumerate(book.sections) if s.scope == "terminal"]
        self.stages = {n: StageSample(s) for n, s in terminals if wanted.places}
        self.containers = wanted.pieces("containers", plan.replication, self._schema())

    def _schema(self) -> pa.Schema:
        """Of containers.parquet, with the labels of its lists where it is wanted."""
        if not self.wanted.detail:
            return SCHEMA
        return SCHEMA.with_metadata(
            labels([(w.journey.itinerary, w.account, w.money()) for w in self.ways])
        )

    # --- rows come --------------------------------------------------------------------------
    def take(self, log: RunLog) -> None:
        """Take a whole log, as if an engine handed it over now."""
        self.log.end, self.log.deadlock = log.end, log.deadlock
        for name in ("trips", "units"):
            for way, block in getattr(log, name).blocks:
                getattr(self.log, name).put(way, block)

    def _take_trips(self, line: int, block: Cells) -> None:
        if self.wanted.events:
            self.kept.trips.put(line, block)
        if self.brief is not None:
            self._timed(self.brief.take_trips, line, block)
            return
        self._trips.setdefault(line, []).append(block.copy())
        self._rows += len(block)

    def _take_units(self, itinerary: int, block: Cells) -> None:
        if self.wanted.events:
            self.kept.units.put(itinerary, block)
        brief = self.brief
        self._timed(self._take_details if brief is None else brief.take_units, itinerary, block)

    def _timed(self, take: Callable[[int, Cells], None], way: int, block: Cells) -> None:
        begun = time.perf_counter()
        take(way, block)
        self.seconds += time.perf_counter() - begun

    def _take_details(self, itinerary: int, block: Cells) -> None:
        block = block.copy()
        if itinerary in self.way_of:
            flow = int(block[0, 0])
            for n, mine in by_chunk(block, dense.CHUNK):
                self.chunks.setdefault((flow, n), Chunk(dense.CHUNK)).put(itinerary, mine)
        else:
            self._traffic.setdefault(itinerary, []).append(block)
        self._rows += len(block)
        if self._rows >= TURN:
            self._turn()

    def _turn(self) -> None:
        """Reduce what is ready."""
        self._sort_in()
        for key in [k for k, chunk in self.chunks.items() if chunk.complete]:
            if self._unloaded(*key):
                self._reduce(*key, 0)

    def _sort_in(self) -> None:
        """Put trips in their places; of other traffic, only its stays at facilities count."""
        self._rows = 0
        for line, blocks in self._trips.items():
            self.trips.put(line, np.concatenate(blocks))
        self._trips.clear()
        for itinerary, blocks in self._traffic.items():
            rows = UnitRows.of(itinerary, np.concatenate(blocks))
            self.presence.add(facilities_used(self.plan, itinerary, rows, self.log.end))
        self._traffic.clear()

    # --- containers are reduced -------------------------------------------------------------
    def _ways_of(self, flow: int) -> list[int]:
        ways = self.plan.flows[flow].itineraries
        return [self.way_of[i] for i in ways if i in self.way_of]

    def _unloaded(self, flow: int, n: int) -> bool:
        """Whether the trips that brought a chunk's containers are over and have come."""
        for number in self._ways_of(flow):
            way = self.ways[number]
            rows = self.chunks[flow, n].of(way.journey.itinerary)
            if rows is None:
                continue
            for step, line, row in way.landings:
                trip = rows[:, column(step, "trip")]
                over, last = self.trips.lines[line], trip.max(keepdims=True)
                for some in (last, trip):  # the last one first: it is the likeliest to be missing
                    if (over.at(END, row, some[some >= 0]) < 0).any():
                        return False
        return True

    def _reduce(self, flow: int, n: int, end: int) -> None:
        """Reduce a chunk; `end` is that of the log, for what is open."""
        chunk = self.chunks.pop((flow, n))
        for number in self._ways_of(flow):
            rows = chunk.of(self.ways[number].journey.itinerary)
            if rows is not None:
                self._measure(number, n, rows, end)

    def _measure(self, number: int, n: int, rows: Cells, end: int) -> None:
        """Measure containers of one journey, stage by stage and in every section that it passes."""
        way, plan = self.ways[number], self.plan
        units = UnitRows.of(way.journey.itinerary, rows)
        self.presence.add(unit_stays(plan, way.journey.itinerary, units, end))
        ledger = make_ledger(journey_times(plan, way.journey, units, self.trips), way.account)
        for k, span in way.spans.items():
            part = section_part(plan, ledger, span, self.start)
            self.parts.setdefault((k, number), []).append((n, part))
            if k in self.stages:
                self.stages[k].add(plan, ledger, span)
        if self.wanted.detail:
            self.containers.add((number, n), container_table(plan, ledger, end))

    # --- the end ----------------------------------------------------------------------------
    def result(self) -> Replication:
        """Reduce what is left and put everything together."""
        begun = time.perf_counter()
        plan, end = self.plan, self.log.end
        self._finish(end)
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

    def _finish(self, end: int) -> None:
        """Reduce what is left."""
        if self.brief is not None:
            self.brief.finish()
            return
        self._sort_in()
        for key in sorted(self.chunks):
            self._reduce(*key, end)

    def _sample(self, n: int) -> Sample:
        found = [
            (way.journey, way.spans[n], self._parts(k, n))
            for k, way in enumerate(self.ways)
            if n in way.spans
        ]
        section = self.book.sections[n]
        return sample_of(self.plan, section, found) if found else Sample(section)

    def _parts(self, k: int, n: int) -> list[Part]:
        """What the containers of a journey took and paid in a section, in their order."""
        if self.brief is not None:
            return self.brief.parts(k, n)
        return [part for _, part in sorted(self.parts.get((n, k), []), key=lambda p: p[0])]

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


def reduce(plan: Plan, book: Book, log: RunLog, wanted: Wanted = Wanted()) -> Replication:
    """Turn a whole run log into one replication's figures."""
    work = Reducer(plan, book, wanted)
    work.take(log)
    return work.result()
