"""Per section and replication: what the containers that count took and paid."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, replace

import numpy as np

from simulator.plan.journeys import Journey, Section, Source, Stage
from simulator.plan.tables import Ints, Move, Plan, Step
from simulator.results.dense import AT_FACILITY
from simulator.results.layout import Span
from simulator.results.ledger import Ledger, stock_cents
from simulator.results.statistics import NAN, Floats
from simulator.units import TICKS_PER_DAY


@dataclass(frozen=True)
class Values:
    """One entry per FEU released in the window; NaN in the money and days of one inside."""

    month: Ints
    """Of release: 12 · year + month - 1."""
    days: Floats
    moving: Floats
    usd: Floats
    freight: Floats
    stock: Floats
    co2e: Floats
    value_of_time: Floats
    reliability: Floats

    def take(self, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Values:
        """Those that are chosen."""
        return Values(*(getattr(self, f.name)[chosen] for f in fields(self)))

    @classmethod
    def joined(cls, parts: list[Values]) -> Values:
        """Several journeys' values as one."""
        if not parts:
            return cls(np.empty(0, dtype=np.int64), *(np.empty(0) for _ in range(8)))
        return cls(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)))


@dataclass(frozen=True)
class Sample:
    """A section in one replication."""

    section: Section
    values: Values
    km: float = NAN
    uses: frozenset[str] = frozenset()
    """`place.facility`, services and `leg.paths.forward` that its containers depend on."""
    unindexed: tuple[str, ...] = ()
    value_of_time: float = NAN
    reliability: float = NAN
    """Of the cargo where no container was released."""

    def of_month(self, month: int) -> Sample:
        """Those released in a month."""
        return replace(self, values=self.values.take(self.values.month == month))


def month_of(start: dt.date, ticks: Ints) -> Ints:
    """Calendar month of ticks: 12 · year + month - 1."""
    first = np.datetime64(start.isoformat(), "s")
    months = (first + ticks.astype("timedelta64[s]")).astype("datetime64[M]")
    return months.astype(np.int64) + 12 * 1970


def through(plan: Plan, ledger: Ledger, span: Span) -> tuple[Ints, Ints]:
    """Rows released in the window, and ticks from arrival to the section's end (-1: inside).

    A container counts as inside unless it reached the end within `follow` of its release.
    """
    times = ledger.times
    chosen = np.flatnonzero(
        (times.release >= plan.window_start) & (times.release < plan.window_end)
    )
    over = (times.discharge if span.lands else times.arrival)[chosen, span.last]
    if span.ends:
        over = times.delivery[chosen]
    done = (over >= 0) & (over - times.release[chosen] <= plan.follow)
    return chosen, np.where(done, over - times.arrival[chosen, span.first], -1)


def section_values(plan: Plan, ledger: Ledger, span: Span, start: dt.date) -> Values:
    """Measure what the containers of one journey took and paid in a section."""
    chosen, took = through(plan, ledger, span)
    times, journey = ledger.times, ledger.journey
    done = took >= 0

    def known(numbers: Ints | Floats, unit: float) -> Floats:
        return np.where(done, numbers / unit, NAN)

    everyone = np.ones(len(chosen))
    kg = sum(kg for visit, _, kg in journey.co2e if span.pays(visit))
    return Values(
        month=month_of(start, times.release[chosen]),
        days=known(took, TICKS_PER_DAY),
        moving=known(times.move[chosen][:, span.stages].sum(axis=1), TICKS_PER_DAY),
        usd=known(ledger.total(span)[chosen], 100),
        freight=known(everyone * ledger.freight(span), 100),
        stock=known(stock_cents(journey, took), 100),
        co2e=known(everyone * kg, 1),
        value_of_time=everyone * journey.value_of_time_usd_per_day,
        reliability=everyone * journey.reliability_ratio,
    )


def uses_of(plan: Plan, journey: Journey, span: Span) -> frozenset[str]:
    """Facilities, services and train paths that a section's stages depend on."""
    out: set[str] = set()
    for k in np.flatnonzero(span.stages):
        out |= _stage_uses(plan, journey, journey.stages[k])
    return frozenset(out)


def _stage_uses(plan: Plan, journey: Journey, stage: Stage) -> set[str]:
    if stage.source is Source.UNIT:
        own = plan.itineraries[journey.itinerary].steps[stage.step]
        return _facility(plan, own.target if own.kind is Step.USE else -1)
    line = plan.lines[stage.line]
    row = line.steps[stage.row]
    if row.kind is Move.DEPART and row.target >= 0:
        grid = plan.grids[row.target]
        return {line.service, f"{grid.leg}.paths.{'forward' if grid.forward else 'backward'}"}
    return {line.service} | _facility(plan, row.target if row.kind in AT_FACILITY else -1)


def _facility(plan: Plan, number: int) -> set[str]:
    if number < 0:
        return set()
    return {f"{plan.facilities[number].place}.{plan.facilities[number].name}"}


def journey_sample(
    plan: Plan, section: Section, ledger: Ledger, span: Span, start: dt.date
) -> Sample:
    """One journey's part of a section's sample."""
    journey = ledger.journey
    return Sample(
        section,
        section_values(plan, ledger, span, start),
        span.km,
        uses_of(plan, journey, span),
        journey.unindexed,
        journey.value_of_time_usd_per_day,
        journey.reliability_ratio,
    )


def merged(parts: list[Sample]) -> Sample:
    """Join the samples of all journeys that pass one section."""
    return Sample(
        parts[0].section,
        Values.joined([s.values for s in parts]),
        parts[0].km,
        frozenset().union(*(s.uses for s in parts)),
        tuple(dict.fromkeys(name for s in parts for name in s.unindexed)),
        sum(s.value_of_time for s in parts) / len(parts),
        sum(s.reliability for s in parts) / len(parts),
    )
