"""Where the days and dollars go: rows of stages.csv, which add up to their summary row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.model.places import ITEMS
from simulator.plan.journeys import Section
from simulator.plan.tables import Ints, Plan
from simulator.results.layout import Key, Row, Span
from simulator.results.ledger import EQUIPMENT, Ledger
from simulator.results.samples import through
from simulator.results.statistics import NAN, mean_of, rank
from simulator.results.summary import Cell
from simulator.units import TICKS_PER_DAY


@dataclass
class Account:
    """One row: sums over the containers of one replication, and the waits that there were."""

    row: Row
    rank: tuple[int, int]
    """Place along the section, as `Row.rank` counted from the section's first visit."""
    service: int = 0
    move: int = 0
    cents: Ints = field(default_factory=lambda: np.zeros(len(ITEMS), dtype=np.int64))
    waits: list[npt.NDArray[np.int32]] = field(default_factory=list)
    """Ticks (int32: no wait reaches 68 years) of those that waited at all."""

    @property
    def wait(self) -> int:
        """Sum of the waits, in ticks."""
        return sum(int(w.sum(dtype=np.int64)) for w in self.waits)


@dataclass
class StageSample:
    """A terminal section in one replication: rows by (visit from its start, place, leg, stage)."""

    section: Section
    delivered: int = 0
    accounts: dict[Key, Account] = field(default_factory=dict)

    def add(self, plan: Plan, ledger: Ledger, span: Span) -> None:
        """Count a journey's containers in."""
        chosen, took = through(plan, ledger, span)
        chosen = chosen[took >= 0]
        self.delivered += len(chosen)
        rows = [self._account(row, span) for row in ledger.layout.rows]
        waits: dict[int, Ints] = {}
        times = ledger.times
        tables = (times.service, times.move, ledger.equipment, times.wait)
        service, move, hire, wait = (table.T[:, chosen] for table in tables)
        sums = np.stack([service.sum(axis=1), move.sum(axis=1), hire.sum(axis=1)]).tolist()
        for k in np.flatnonzero(span.stages).tolist():
            at = ledger.layout.of_stage[k]
            rows[at].service += sums[0][k]
            rows[at].move += sums[1][k]
            rows[at].cents[EQUIPMENT] += sums[2][k]
            waits[at] = waits[at] + wait[k] if at in waits else wait[k]
        for at, ticks in waits.items():
            rows[at].waits.append(ticks[ticks > 0].astype(np.int32))
        self._pay(ledger, span, chosen, rows)
        listed = waits.keys() | _paid_rows(ledger, span)
        for at in sorted(listed):
            self.accounts.setdefault(_key(rows[at]), rows[at])

    def _account(self, row: Row, span: Span) -> Account:
        visit, group = row.rank
        new = Account(row, (visit - span.first, group))
        return self.accounts.get(_key(new), new)

    def _pay(self, ledger: Ledger, span: Span, chosen: Ints, rows: list[Account]) -> None:
        fixed = zip(ledger.journey.fixed, ledger.fixed, ledger.layout.of_fixed, strict=True)
        for cost, amount, at in fixed:
            if span.pays(cost.visit):
                rows[at].cents[ITEMS.index(cost.item)] += amount * len(chosen)
        stays = zip(ledger.journey.stays, ledger.stays.T, ledger.layout.of_stay, strict=True)
        for stay, amounts, at in stays:
            if span.pays(stay.visit):
                rows[at].cents[ITEMS.index(stay.item)] += amounts[chosen].sum()


def _paid_rows(ledger: Ledger, span: Span) -> set[int]:
    account, journey = ledger.layout, ledger.journey
    visits = [c.visit for c in journey.fixed] + [c.visit for c in journey.stays]
    rows = (*account.of_fixed, *account.of_stay)
    return {at for visit, at in zip(visits, rows, strict=True) if span.pays(visit)}


def _key(account: Account) -> Key:
    return account.rank[0], account.row.place, account.row.leg, account.row.stage


def stage_rows(samples: Sequence[StageSample], blank: bool) -> list[dict[str, Cell]]:
    """Rows of one corridor and direction, from all replications; blank as its summary row."""
    found: dict[Key, Account] = {}
    for sample in samples:
        for key, account in sample.accounts.items():
            found.setdefault(key, account)
    order = sorted(found, key=lambda key: found[key].rank)
    section = samples[0].section
    out: list[dict[str, Cell]] = []
    for n, key in enumerate(order, start=1):
        row = found[key].row
        out.append({
            "market": section.market, "corridor": section.corridor,
            "direction": section.direction, "order": n, "place": row.place, "leg": row.leg,
            "stage": row.stage, "mode": row.mode, "km": row.km if row.leg else NAN,
            **_numbers(samples, key, blank),
        })  # fmt: skip
    return out


def _numbers(samples: Sequence[StageSample], key: Key, blank: bool) -> dict[str, Cell]:
    have = [] if blank else [s for s in samples if s.delivered]
    mine = [(s.accounts.get(key), s.delivered) for s in have]

    def average(sums: list[float], unit: float) -> float:
        return mean_of(total / n / unit for total, (_, n) in zip(sums, mine, strict=True))

    items = [
        average([float(a.cents[k]) if a else 0.0 for a, _ in mine], 100) for k in range(len(ITEMS))
    ]
    wait = average([a.wait if a else 0.0 for a, _ in mine], TICKS_PER_DAY)
    return {
        "wait_days_mean": wait,
        "wait_days_p95": _p95([a for a, _ in mine if a], sum(n for _, n in mine)),
        "service_days_mean": average([a.service if a else 0.0 for a, _ in mine], TICKS_PER_DAY),
        "move_days_mean": average([a.move if a else 0.0 for a, _ in mine], TICKS_PER_DAY),
        "usd_mean": average([float(a.cents.sum()) if a else 0.0 for a, _ in mine], 100),
        **{f"{item}_usd": value for item, value in zip(ITEMS, items, strict=True)},
    }


def _p95(accounts: list[Account], count: int) -> float:
    """P95 of the wait in days over `count` containers: all that are not listed wait 0."""
    waits = [w for a in accounts for w in a.waits]
    if not count:
        return NAN
    together = np.concatenate(waits) if waits else np.empty(0, dtype=np.int32)
    k = rank(95, count) - (count - len(together))
    return float(np.partition(together, k - 1)[k - 1]) / TICKS_PER_DAY if k > 0 else 0.0
