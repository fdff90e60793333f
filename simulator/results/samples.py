"""Per section and replication: what the containers that count took and paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from simulator.plan.journeys import Journey, Section, Source, Stage
from simulator.plan.tables import Ints, Move, Plan, Step
from simulator.results.dense import AT_FACILITY
from simulator.results.layout import Span
from simulator.results.ledger import Ledger, freight_cents, stock_cents
from simulator.results.statistics import NAN, Floats, joined
from simulator.units import TICKS_PER_DAY


@dataclass(frozen=True)
class Values:
    """What each FEU took and paid, journey after journey: the delivered of those in the window.

    took, moving : ticks. cents : out-of-pocket cost. What follows from these, and what is the same
    for all of a part, is worked out when it is asked for. Cargo has entries for those inside, too.
    """

    took: Ints
    moving: Ints
    cents: Ints
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, parts: Sequence[Part]) -> Values:
        """Of those that are in some parts."""
        done = [(p, slice(None) if p.delivered == len(p.took) else p.took >= 0) for p in parts]
        return cls(
            joined([part.took[mine] for part, mine in done]),
            joined([part.moving[mine] for part, mine in done]),
            joined([part.cents[mine] for part, mine in done]),
            tuple(parts),
        )

    @property
    def delivered(self) -> list[int]:
        """FEU of each part."""
        return [part.delivered for part in self.parts]

    @property
    def days(self) -> Floats:
        """Days that each took."""
        return self.took / TICKS_PER_DAY

    @property
    def moving_days(self) -> Floats:
        """Days that each moved."""
        return self.moving / TICKS_PER_DAY

    @property
    def usd(self) -> Floats:
        """USD that each paid."""
        return self.cents / 100

    @property
    def freight(self) -> Floats:
        """USD of freight of each."""
        return _alike([part.freight / 100 for part in self.parts], self.delivered)

    @property
    def stock(self) -> Floats:
        """USD of capital that each tied up."""
        stops = np.cumsum([0, *self.delivered]).tolist()
        cents = [
            stock_cents(part.journey, self.took[first:stop])
            for part, (first, stop) in zip(self.parts, pairwise(stops), strict=True)
        ]
        return joined(cents) / 100

    @property
    def co2e(self) -> Floats:
        """Kg of each."""
        return _alike([part.kg for part in self.parts], self.delivered)

    @property
    def value_of_time(self) -> Floats:
        """Cargo: USD per day."""
        return self._cargo([part.journey.value_of_time_usd_per_day for part in self.parts])

    @property
    def reliability(self) -> Floats:
        """Cargo: reliability ratio."""
        return self._cargo([part.journey.reliability_ratio for part in self.parts])

    def _cargo(self, of_parts: Sequence[float]) -> Floats:
        return _alike(of_parts, [len(part.took) for part in self.parts])


def _alike(values: Sequence[float], counts: Sequence[int]) -> Floats:
    """Each value so many times."""
    return np.repeat(np.array(values, dtype=np.float64), np.array(counts, dtype=np.int64))


@dataclass(frozen=True)
class Part:
    """FEU of one journey in a section: what differs between them, in whole numbers.

    month : of release, 12 · year + month - 1. took : ticks, -1 for one inside. moving : ticks.
    cents : out-of-pocket cost. freight (cents) and kg are the same for all.
    """

    journey: Journey
    month: Ints
    took: Ints
    moving: Ints
    cents: Ints
    freight: int
    kg: float

    @cached_property
    def delivered(self) -> int:
        """FEU that are not inside any more."""
        return int(np.count_nonzero(self.took >= 0))

    def of_month(self, month: int) -> Part:
        """Those released in a month."""
        mine = self.month == month
        return replace(
            self, month=self.month[mine], took=self.took[mine], moving=self.moving[mine],
            cents=self.cents[mine],
        )  # fmt: skip


def short(numbers: Ints) -> Ints:
    """The same numbers in 32 bits, if they fit."""
    fits = not len(numbers) or (numbers.max() < 2**31 and numbers.min() >= -(2**31))
    return numbers.astype(np.int32) if fits else numbers


@dataclass(frozen=True)
class Sample:
    """A section in one replication."""

    section: Section
    parts: tuple[Part, ...] = ()
    km: float = NAN
    uses: frozenset[str] = frozenset()
    """`place.facility`, services and `leg.paths.forward` that its containers depend on."""
    unindexed: tuple[str, ...] = ()
    value_of_time: float = NAN
    reliability: float = NAN
    """Of the cargo where no container was released."""

    def of_month(self, month: int) -> Sample:
        """Those released in a month."""
        return replace(self, parts=tuple(part.of_month(month) for part in self.parts))

    def counts(self) -> tuple[int, int]:
        """FEU released, and delivered."""
        feu = sum(len(part.took) for part in self.parts)
        return feu, sum(part.delivered for part in self.parts)

    def values(self) -> Values:
        """What each container took and paid, journey after journey."""
        return Values.of(self.parts)


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


def section_part(plan: Plan, ledger: Ledger, span: Span, start: dt.date) -> Part:
    """Measure what the containers of one journey took and paid in a section."""
    chosen, took = through(plan, ledger, span)
    times, journey = ledger.times, ledger.journey
    return Part(
        journey=journey,
        month=month_of(start, times.release[chosen]).astype(np.int32),
        took=short(took),
        moving=short(times.move[chosen][:, span.stages].sum(axis=1)),
        cents=short(ledger.total(span)[chosen]),
        freight=freight_cents(journey, span),
        kg=kg_of(journey, span),
    )


def kg_of(journey: Journey, span: Span) -> float:
    """Kg of CO2e of a section, for each container."""
    return sum(kg for visit, _, kg in journey.co2e if span.pays(visit))


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


def sample_of(
    plan: Plan, section: Section, parts: list[tuple[Journey, Span, list[Part]]]
) -> Sample:
    """Put together the parts of all journeys that pass a section."""
    journeys = [journey for journey, _, _ in parts]
    count = len(parts)
    return Sample(
        section,
        tuple(part for _, _, found in parts for part in found),
        parts[0][1].km,
        frozenset().union(*(uses_of(plan, journey, span) for journey, span, _ in parts)),
        tuple(dict.fromkeys(name for j in journeys for name in j.unindexed)),
        sum(j.value_of_time_usd_per_day for j in journeys) / count,
        sum(j.reliability_ratio for j in journeys) / count,
    )
