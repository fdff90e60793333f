"""How busy the facilities were: facilities.csv and facility_days.parquet.

A traveller's wait runs from coming to a facility until it is served; one that still waits (or is
served) at the end of the log counts up to there. A server is busy while it is held, a suspended
service included. A yard's rows have its room as servers and no queue of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from simulator.plan.tables import Calendar, Ints, Plan
from simulator.results.queues import binned_waits, levels, mean_level
from simulator.results.statistics import NAN, Floats, mean_of, rank
from simulator.results.stays import Stays
from simulator.results.summary import Cell
from simulator.units import TICKS_PER_DAY

YARD = "yard"
ALWAYS_OPEN = Calendar(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))


@dataclass(frozen=True)
class Pool:
    """A facility or yard, with everyone who came."""

    place: str
    name: str
    servers: int
    calendar: Calendar
    stays: Stays
    queues: bool


@dataclass(frozen=True)
class FacilitySample:
    """A facility over the window of one replication."""

    place: str
    name: str
    servers: int
    arrivals: int
    waits: Ints | None
    """Ticks, of each that came in the window; None for a yard."""
    queue: Ints
    """Ticks at queue length 0, 1, …"""
    in_system: float
    utilisation: float
    closed_share: float


def pools(plan: Plan, stays: Stays, yards: Stays) -> list[Pool]:
    """Facilities, then the yards that anyone uses, in plan order."""
    out = [
        Pool(f.place, f.name, f.servers,
             plan.calendars[f.calendar] if f.calendar >= 0 else ALWAYS_OPEN, stays.of(n), True)
        for n, f in enumerate(plan.facilities)
    ]  # fmt: skip
    for n, yard in enumerate(plan.yards):
        out.append(Pool(yard.place, YARD, yard.capacity, ALWAYS_OPEN, yards.of(n), False))
    return sorted(out, key=lambda p: (p.place, not p.queues, p.name))


def facility_sample(pool: Pool, window: tuple[int, int]) -> FacilitySample:
    """Measure one facility over the window."""
    stays, edges = pool.stays, np.array(window, dtype=np.int64)
    inside = (stays.arrive >= window[0]) & (stays.arrive < window[1])
    busy = mean_level(stays.start, stays.end, edges, stays.servers)[0]
    return FacilitySample(
        pool.place, pool.name, pool.servers, int(inside.sum()),
        (stays.start - stays.arrive)[inside] if pool.queues else None,
        levels(stays.arrive, stays.start, edges).histogram(),
        float(mean_level(stays.arrive, stays.end, edges)[0]),
        float(busy) / pool.servers,
        float(mean_level(pool.calendar.starts, pool.calendar.ends, edges)[0]),
    )  # fmt: skip


def _merged(histograms: Sequence[Ints]) -> Ints:
    out = np.zeros(max(len(h) for h in histograms), dtype=np.int64)
    for h in histograms:
        out[: len(h)] += h
    return out


def _queue_cells(samples: Sequence[FacilitySample]) -> dict[str, Cell]:
    """Give waits and queue length: means of replication means, pooled quantiles."""
    waits = [s.waits for s in samples if s.waits is not None]
    if not waits:
        return dict.fromkeys(("wait_days_mean", "wait_days_p95", "queue_mean", "queue_p95"), NAN)
    together = np.sort(np.concatenate(waits))
    ticks = _merged([s.queue for s in samples])
    reached = np.searchsorted(np.cumsum(ticks), rank(95, int(ticks.sum())))
    means = [float(w.mean()) / TICKS_PER_DAY for w in waits if len(w)]
    p95 = float(together[rank(95, len(together)) - 1]) if len(together) else NAN
    lengths = [float(s.queue @ np.arange(len(s.queue))) / s.queue.sum() for s in samples]
    return {
        "wait_days_mean": mean_of(means),
        "wait_days_p95": p95 / TICKS_PER_DAY,
        "queue_mean": mean_of(lengths),
        "queue_p95": int(reached),
    }


def facility_row(samples: Sequence[FacilitySample]) -> dict[str, Cell]:
    """One row of facilities.csv from all replications."""
    first = samples[0]
    return {
        "place": first.place, "facility": first.name, "servers": first.servers,
        "arrivals": sum(s.arrivals for s in samples), **_queue_cells(samples),
        "in_system_mean": mean_of(s.in_system for s in samples),
        "utilisation": mean_of(s.utilisation for s in samples),
        "closed_share": mean_of(s.closed_share for s in samples),
    }  # fmt: skip


def day_edges(end: int) -> Ints:
    """Midnights from the start to the end of the log; the last day may be short."""
    edges = np.arange(0, end, TICKS_PER_DAY, dtype=np.int64)
    return np.append(edges, max(end, 1))


def _day_columns(pool: Pool, edges: Ints) -> dict[str, Ints | Floats]:
    stays = pool.stays
    arrivals, mean, p95 = binned_waits(stays.arrive, stays.start - stays.arrive, edges)
    queue = levels(stays.arrive, stays.start, edges)
    busy = mean_level(stays.start, stays.end, edges, stays.servers)
    blank = 1.0 if pool.queues else NAN
    return {
        "arrivals": arrivals,
        "wait_days_mean": mean / TICKS_PER_DAY * blank,
        "wait_days_p95": p95 / TICKS_PER_DAY * blank,
        "queue_mean": queue.mean() * blank,
        "queue_p95": queue.p95() * blank,
        "in_system_mean": mean_level(stays.arrive, stays.end, edges),
        "utilisation": busy / pool.servers,
        "closed_share": mean_level(pool.calendar.starts, pool.calendar.ends, edges),
    }


def facility_days(
    found: Sequence[Pool], end: int, replication: int, start: dt.date
) -> dict[str, pa.Array]:
    """Columns of facility_days.parquet of one replication, in order."""
    edges = day_edges(end)
    count = len(edges) - 1
    day = np.arange(count, dtype=np.int64)
    date = np.datetime_as_string(np.datetime64(start.isoformat(), "D") + day)
    numbers = [_day_columns(pool, edges) for pool in found]
    names = numbers[0].keys() if numbers else ()
    out = {
        "replication": pa.array(np.full(count * len(found), replication, dtype=np.int64)),
        "day": pa.array(np.tile(day, len(found))),
        "date": pa.array(np.tile(date, len(found)).tolist(), pa.string()),
        "place": pa.array([p.place for p in found for _ in range(count)], pa.string()),
        "facility": pa.array([p.name for p in found for _ in range(count)], pa.string()),
        "servers": pa.array(np.repeat([p.servers for p in found], count).astype(np.int64)),
    }
    for name in names:
        joined = np.concatenate([n[name] for n in numbers])
        out[name] = pa.array(joined, from_pandas=joined.dtype == np.float64)
    return out
