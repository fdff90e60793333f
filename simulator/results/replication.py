"""Reduce one replication's log to what the tables need; small enough to send between processes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pyarrow as pa

from simulator.plan.journeys import Book
from simulator.plan.runlog import RunLog
from simulator.plan.tables import Ints, Plan
from simulator.results.containers import SCHEMA, container_table, labels
from simulator.results.dense import TripRows, Units, trip_rows
from simulator.results.departures import departures
from simulator.results.events import events
from simulator.results.facilities import FacilitySample, facility_days, facility_sample, pools
from simulator.results.layout import Layout, Span, layout, span_of
from simulator.results.ledger import Ledger, make_ledger
from simulator.results.samples import Sample, Values, journey_sample, merged
from simulator.results.stages import StageSample
from simulator.results.stays import all_yard_stays, facility_stays, yard_stays
from simulator.results.times import journey_times


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
    departures: pa.Table
    containers: pa.Table
    """Empty where it was not asked for."""
    events: pa.Table | None = None
    deadlock: str = ""


@dataclass
class _Reduction:
    """What grows journey by journey, so that only one journey's matrices exist at a time."""

    plan: Plan
    book: Book
    end: int
    detail: bool
    values: dict[int, list[Sample]] = field(default_factory=dict)
    stages: dict[int, StageSample] = field(default_factory=dict)
    containers: list[pa.Table] = field(default_factory=list)
    accounts: list[tuple[int, Layout, list[tuple[str, int]]]] = field(default_factory=list)

    @property
    def start(self) -> dt.date:
        return dt.date.fromisoformat(self.book.start_day)

    def add(self, ledger: Ledger) -> None:
        """Count one journey's containers in every section that it passes."""
        for n, section in enumerate(self.book.sections):
            span = span_of(ledger.journey, section)
            if span is not None:
                self._section(n, ledger, span)
        if self.detail:
            journey = ledger.journey
            self.containers.append(container_table(self.plan, ledger, self.end))
            items = [c.item for c in journey.fixed]
            money = list(zip(items, ledger.fixed, strict=True))
            self.accounts.append((journey.itinerary, ledger.layout, money))

    def _section(self, n: int, ledger: Ledger, span: Span) -> None:
        section = self.book.sections[n]
        sample = journey_sample(self.plan, section, ledger, span, self.start)
        self.values.setdefault(n, []).append(sample)
        if section.scope == "terminal":
            self.stages.setdefault(n, StageSample(section)).add(self.plan, ledger, span)

    def table(self) -> pa.Table:
        """All containers, with the meaning of their lists as metadata."""
        joined = pa.concat_tables([SCHEMA.empty_table(), *self.containers]).combine_chunks()
        return joined.replace_schema_metadata(labels(self.accounts))


def reduce(
    plan: Plan, book: Book, log: RunLog, *, containers: bool = True, keep_events: bool = False
) -> Replication:
    """Turn a run log into one replication's figures.

    `containers`: keep one row per container (studies do not need them). `keep_events`: keep the
    log itself, for `--events`.
    """
    unit_table, steps, trip_table = log.arrays()
    units, trips = Units(plan, unit_table, steps), trip_rows(plan, trip_table)
    work = _Reduction(plan, book, log.end, containers)
    yards = _journeys(work, units, trips)
    found = pools(plan, facility_stays(plan, units, trip_table, log.end), all_yard_stays(yards))
    window = (plan.window_start, plan.window_end)
    return Replication(
        number=plan.replication,
        seed=plan.seed,
        book=book,
        window=window,
        samples=[
            merged(work.values[n]) if n in work.values
            else Sample(section, Values.joined([]))
            for n, section in enumerate(book.sections)
        ],
        stages=[
            work.stages.get(n, StageSample(section))
            for n, section in enumerate(book.sections) if section.scope == "terminal"
        ],
        facilities=[facility_sample(pool, window) for pool in found],
        facility_days=pa.table(facility_days(found, log.end, plan.replication, work.start)),
        departures=pa.table(departures(plan, trips)),
        containers=work.table(),
        events=events(plan, units, trip_table) if keep_events else None,
        deadlock=log.deadlock,
    )  # fmt: skip


def _journeys(work: _Reduction, units: Units, trips: list[TripRows]) -> list[Ints]:
    """Reduce every journey; gives back the times in yards."""
    yards: list[Ints] = []
    for journey in work.book.journeys:
        rows = units.rows(journey.itinerary)
        times = journey_times(work.plan, journey, rows, trips)
        work.add(make_ledger(times, layout(journey)))
        yards += yard_stays(work.plan, journey.itinerary, rows, work.end)
    return yards
