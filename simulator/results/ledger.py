"""What each container paid, item by item, in whole cents.

Every entry is rounded to cents by itself, so sums over items, stages or places agree exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.model.places import FREIGHT_ITEMS, ITEMS
from simulator.plan.journeys import Journey, StayCost
from simulator.plan.tables import Ints
from simulator.results.layout import Layout, Span
from simulator.results.statistics import Floats
from simulator.results.times import JourneyTimes
from simulator.units import DAYS_PER_YEAR, TICKS_PER_DAY

EQUIPMENT = ITEMS.index("equipment")


def cents(usd: float) -> int:
    """USD as whole cents."""
    return round(usd * 100)


@dataclass(frozen=True)
class Ledger:
    """Money of the units on one journey, in cents.

    fixed : cents of each of the journey's fixed costs. stays : int64 (units, costs by the day).
    equipment : int64 (units, stages). reached : visits that each unit has come to.
    """

    times: JourneyTimes
    layout: Layout
    fixed: tuple[int, ...]
    stays: Ints
    equipment: Ints
    reached: Ints

    @property
    def journey(self) -> Journey:
        """The journey it is about."""
        return self.times.journey

    def items(self) -> Ints:
        """Cents by item so far: int64 (units, items)."""
        place = [ITEMS.index(c.item) for c in self.journey.fixed]
        out = _due(self, place, len(ITEMS))[self.reached]
        for cost, column in zip(self.journey.stays, self.stays.T, strict=True):
            out[:, ITEMS.index(cost.item)] += column
        out[:, EQUIPMENT] += self.equipment.sum(axis=1)
        return out

    def rows(self) -> Ints:
        """Cents by row of the layout so far: int64 (units, rows)."""
        table = _due(self, list(self.layout.of_fixed), len(self.layout.rows))
        out = table.T[:, self.reached]
        for column, row in zip(self.stays.T, self.layout.of_stay, strict=True):
            out[row] += column
        for column, row in zip(self.equipment.T, self.layout.of_stage, strict=True):
            out[row] += column
        return out.T

    def co2e(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Kg so far: float64 (units,)."""
        table = np.zeros(len(self.journey.visits) + 1)
        for visit, leg, kg in self.journey.co2e:
            table[visit + 1 + bool(leg) :] += kg
        return table[self.reached]

    def total(self, span: Span) -> Ints:
        """Cents of a section, for units that are through: int64 (units,)."""
        kept = [span.pays(s.visit) for s in self.journey.stays]
        out: Ints = self.stays[:, kept].sum(axis=1)
        out += self.equipment[:, span.stages].sum(axis=1) + fixed_cents(self.journey, span)
        return out


def fixed_cents(journey: Journey, span: Span) -> int:
    """Cents of a section's fixed costs."""
    return sum(cents(cost.usd) for cost in journey.fixed if span.pays(cost.visit))


def freight_cents(journey: Journey, span: Span) -> int:
    """Cents of a section's freight, all of it fixed."""
    return sum(
        cents(cost.usd)
        for cost in journey.fixed
        if span.pays(cost.visit) and cost.item in FREIGHT_ITEMS
    )


def _due(ledger: Ledger, column: list[int], width: int) -> Ints:
    """Give the fixed cents owed after coming to 0, 1, … visits: int64 (visits + 1, width).

    A place's money is owed on coming there, a leg's on coming to its end.
    """
    out = np.zeros((len(ledger.journey.visits) + 1, width), dtype=np.int64)
    for cost, amount, k in zip(ledger.journey.fixed, ledger.fixed, column, strict=True):
        out[cost.visit + 1 + bool(cost.leg) :, k] += amount
    return out


def ticks_from(day: float) -> int:
    """Ticks of a stay after which the days from `day` on begin."""
    return round(day * TICKS_PER_DAY)


def started_days(stay: Ints, from_day: float) -> Ints:
    """Days begun after `from_day` days of a stay (ticks)."""
    beyond = np.maximum(stay - ticks_from(from_day), 0)
    begun: Ints = -(-beyond // TICKS_PER_DAY)
    return begun


def _stay(times: JourneyTimes, cost: StayCost) -> Ints:
    """Ticks that count. A whole stay: none until it is over, nor where the box stays aboard."""
    if cost.stages:
        spent: Ints = times.spent[:, list(cost.stages)].sum(axis=1)
        return spent
    last = cost.visit == len(times.journey.visits) - 1
    left = times.delivery if last else times.departure[:, cost.visit]
    arrived = times.arrival[:, cost.visit]
    return np.where((left >= 0) & (arrived >= 0), left - arrived, 0)


def cents_per_tick(journey: Journey) -> float:
    """Cents of equipment hire for a tick."""
    return journey.equipment_usd_per_day * 100 / TICKS_PER_DAY


def hire_cents(journey: Journey, spent: Ints) -> Ints:
    """Cents of equipment hire for the ticks spent in one stage."""
    out: Ints = np.rint(spent * cents_per_tick(journey)).astype(np.int64)
    return out


def by_day(stay: Ints, cost: StayCost) -> Ints:
    """Cents of a stay by its tiers."""
    out = np.zeros(len(stay), dtype=np.int64)
    begun = [started_days(stay, day) for day, _ in cost.tiers]
    for k, (_, usd) in enumerate(cost.tiers):
        later = begun[k + 1] if k + 1 < len(begun) else 0
        out += np.rint((begun[k] - later) * usd * 100).astype(np.int64)
    return out


def make_ledger(times: JourneyTimes, account: Layout) -> Ledger:
    """Work out what the units on a journey paid."""
    journey = times.journey
    stays = np.zeros((len(journey.stays), len(times.units)), dtype=np.int64)
    for k, cost in enumerate(journey.stays):
        stays[k] = by_day(_stay(times, cost), cost)
    return Ledger(
        times,
        account,
        tuple(cents(c.usd) for c in journey.fixed),
        stays.T,
        hire_cents(journey, times.spent),
        np.cumprod(times.arrival.T >= 0, axis=0, dtype=np.int64).sum(axis=0),
    )


def stock_cents(journey: Journey, ticks: Ints) -> Floats:
    """Cents of capital tied up over some time: whole numbers."""
    per_tick = journey.value_usd * journey.stock_share_per_year * 100 / DAYS_PER_YEAR
    found = np.multiply(ticks, per_tick / TICKS_PER_DAY, dtype=np.float64)
    return np.rint(found, out=found)
