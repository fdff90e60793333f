"""Rows of summary.csv, months.csv and replications.parquet from samples.

Quantiles are the smallest value whose rank reaches ceil(p · feu), the undelivered ranked last.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator.plan.tables import Ints
from simulator.results.samples import Sample, Values
from simulator.results.statistics import (
    NAN,
    Floats,
    interval,
    joined,
    mean,
    mean_of,
    quantile,
    spread,
)  # fmt: skip
from simulator.units import TICKS_PER_DAY

Cell = str | int | float
UNDELIVERED_LIMIT = 0.05
"""Means are blank above this share of undelivered FEU."""
MEANS = (
    "days_mean", "days_ci_low", "days_ci_high", "days_sd", "usd_mean", "usd_ci_low",
    "usd_ci_high", "freight_usd_mean", "stock_usd_mean", "generalised_usd_mean", "co2e_kg_mean",
    "usd_per_km", "km_per_day", "km_per_day_moving",
)  # fmt: skip
"""What is blank where means would mislead."""


@dataclass(frozen=True)
class Header:
    """What all rows of a run share."""

    scenario: str
    price_year: int
    replications: int
    seed: int
    loads: Mapping[str, tuple[float, float]]
    """Facility or service → expected offered load and closed share."""
    deadlock: str = ""


def key_cells(sample: Sample) -> dict[str, Cell]:
    """Market to destination."""
    s = sample.section
    return {
        "market": s.market, "corridor": s.corridor, "direction": s.direction,
        "scope": s.scope, "origin": s.start, "destination": s.end,
    }  # fmt: skip


def overloads(sample: Sample, loads: Mapping[str, tuple[float, float]]) -> list[str]:
    """`unstable: name`, or `closed: name` where it is the closure that makes it so."""
    out = []
    for name in sorted(sample.uses & set(loads)):
        load, closed = loads[name]
        if load >= 1:
            cause = "closed" if closed >= 1 or load * (1 - closed) < 1 else "unstable"
            out.append(f"{cause}: {name}")
    return out


def _ratio(a: float, b: float) -> float:
    return a / b if b else NAN


def _counts(samples: Sequence[Sample]) -> tuple[int, int]:
    """FEU released and delivered."""
    counts = [s.counts() for s in samples]
    return sum(feu for feu, _ in counts), sum(delivered for _, delivered in counts)


def _distribution(name: str, parts: Sequence[Ints], unit: int, feu: int) -> dict[str, Cell]:
    """Quantiles of numbers that stand in the summary in units of so many."""
    together = joined(parts)
    return {f"{name}_p{p:02d}": quantile(together, p, feu) / unit for p in (5, 50, 95)}


def _spread_of_means(name: str, means: Sequence[float]) -> dict[str, Cell]:
    low, high = interval(means)
    return {f"{name}_mean": mean_of(means), f"{name}_ci_low": low, f"{name}_ci_high": high}


def _on_time(days: Sequence[Floats], promised: float | None, feu: int) -> float:
    if promised is None or not feu:
        return NAN
    return sum(int((d <= promised).sum()) for d in days) / feu


def _cargo(parts: Sequence[Floats], otherwise: float) -> float:
    value = mean(joined(parts))
    return otherwise if math.isnan(value) else value


def metrics(samples: Sequence[Sample], values: Sequence[Values] | None = None) -> dict[str, Cell]:
    """All numbers of a row, none of them blanked yet.

    samples : one section's, by replication. values : theirs, if they are known already.
    """
    values = values or [s.values() for s in samples]
    promised = samples[0].section.promised_days
    feu, delivered = _counts(samples)
    each = [v.days for v in values]
    days = _spread_of_means("days", [mean(d) for d in each])
    usd = _spread_of_means("usd", [mean(v.usd) for v in values])
    sd = spread(joined(each))
    worth = _cargo([v.value_of_time for v in values], samples[0].value_of_time)
    ratio = _cargo([v.reliability for v in values], samples[0].reliability)
    days_mean, usd_mean, km = float(days["days_mean"]), float(usd["usd_mean"]), samples[0].km
    return {
        "feu": feu, "delivered": delivered, "inside_at_end": feu - delivered,
        **days, **_distribution("days", [v.took for v in values], TICKS_PER_DAY, feu),
        "days_sd": sd,
        **usd, **_distribution("usd", [v.cents for v in values], 100, feu),
        "freight_usd_mean": mean_of(mean(v.freight) for v in values),
        "stock_usd_mean": mean_of(mean(v.stock) for v in values),
        "generalised_usd_mean": usd_mean + worth * (days_mean + ratio * sd),
        "value_of_time_usd_per_day": worth, "reliability_ratio": ratio,
        "co2e_kg_mean": mean_of(mean(v.co2e) for v in values),
        "on_time_share": _on_time(each, promised, feu),
        "promised_days": NAN if promised is None else promised,
        "km": km, "usd_per_km": _ratio(usd_mean, km), "km_per_day": _ratio(km, days_mean),
        "km_per_day_moving": _ratio(km, mean_of(mean(v.moving_days) for v in values)),
    }  # fmt: skip


def warnings_of(samples: Sequence[Sample], header: Header) -> list[str]:
    """Say what a reader must know before using a row."""
    feu, delivered = _counts(samples)
    out = []
    if not feu:
        out.append("empty: no FEU released")
    if feu > delivered:
        out.append(f"censored: {feu - delivered}")
        if header.deadlock:
            out.append(f"deadlock: {header.deadlock.removeprefix('deadlock: ')}")
    out += overloads(samples[0], header.loads)
    if samples[0].unindexed:
        out.append(f"unindexed: {', '.join(samples[0].unindexed)}")
    return out


def misleading(samples: Sequence[Sample], header: Header) -> bool:
    """Whether a row's means must stay blank."""
    feu, delivered = _counts(samples)
    return feu - delivered > UNDELIVERED_LIMIT * feu or bool(overloads(samples[0], header.loads))


def summary_row(
    samples: Sequence[Sample], header: Header, known: Mapping[str, Cell] | None = None
) -> dict[str, Cell]:
    """One row of summary.csv from one section's samples, replication by replication.

    known : their `metrics`, if they are known already.
    """
    numbers = dict(known) if known is not None else metrics(samples)
    if misleading(samples, header):
        numbers |= dict.fromkeys(MEANS, NAN)
    return {
        "scenario": header.scenario, **key_cells(samples[0]), **numbers,
        "price_year": header.price_year, "replications": header.replications,
        "seed": header.seed, "warnings": "; ".join(warnings_of(samples, header)),
    }  # fmt: skip


def month_rows(
    samples: Sequence[Sample], header: Header, months: Sequence[int]
) -> list[dict[str, Cell]]:
    """One row for each month of release."""
    return [
        {
            **summary_row([s.of_month(m) for s in samples], header),
            "month": f"{m // 12:04d}-{m % 12 + 1:02d}",
        }
        for m in months
    ]


def section_rows(
    samples: Sequence[Sample], numbers: Sequence[int], header: Header
) -> tuple[dict[str, Cell], list[dict[str, Cell]]]:
    """The row of summary.csv, and one for each replication; blank where the first is."""
    values = [s.values() for s in samples]
    each = [metrics([s], [v]) for s, v in zip(samples, values, strict=True)]
    blank = dict.fromkeys(MEANS, NAN) if misleading(samples, header) else {}
    rows = [
        {**key_cells(s), "replication": n, **found, **blank}
        for s, n, found in zip(samples, numbers, each, strict=True)
    ]
    together = each[0] if len(each) == 1 else metrics(samples, values)
    return summary_row(samples, header, together), rows
