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
from simulator.results.presence import Presence
from simulator.results.queues import binned_p95, levels, mean_level
from simulator.results.samples import short
from simulator.results.statistics import NAN, Floats, mean_of, rank
from simulator.results.summary import Cell
from simulator.units import TICKS_PER_DAY

YARD = "yard"
WAITS_AT_ONCE = 1_048_576
ALWAYS_OPEN = Calendar(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))


@dataclass(frozen=True)
class Pool:
    """A facility or yard; `number` is that of its rows in `Presence`."""

    number: int
    place: str
    name: str
    servers: int
    calendar: Calendar
    queues: bool


@dataclass(frozen=True)
class FacilitySample:
    """A facility over the window of one replication."""

    place: str
    name: str
    servers: int
    arrivals: int
    waits: Ints | None
    """Ticks, of each that came in the window and waited; None for a yard."""
    queue: Ints
    """Ticks at queue length 0, 1, …"""
    in_system: float
    utilisation: float
    closed_share: float


def pools(plan: Plan) -> list[Pool]:
    """Facilities and yards, by place; a place's yard comes last."""
    out = [
        Pool(n, f.place, f.name, f.servers,
             plan.calendars[f.calendar] if f.calendar >= 0 else ALWAYS_OPEN, True)
        for n, f in enumerate(plan.facilities)
    ]  # fmt: skip
    for n, yard in enumerate(plan.yards, start=len(plan.facilities)):
        out.append(Pool(n, yard.place, YARD, yard.capacity, ALWAYS_OPEN, False))
    return sorted(out, key=lambda p: (p.place, not p.queues, p.name))


def facility_samples(plan: Plan, presence: Presence, end: int) -> list[FacilitySample]:
    """Measure every facility over the window."""
    edges = np.array([plan.window_start, plan.window_end], dtype=np.int64)
    bins = slice(*np.searchsorted(presence.edges, edges))
    time = int(edges[1] - edges[0])
    busy, inside = (
        area[:, bins].sum(axis=1) for area in (presence.busy(end), presence.in_system(end))
    )
    pool, arrive, start = presence.waits()
    arrivals = presence.arrivals[:, bins].sum(axis=1)
    bounds = np.searchsorted(pool, np.arange(presence.queueing + 1))
    out = []
    for p in pools(plan):
        mine = slice(*bounds[p.number : p.number + 2]) if p.queues else slice(0)
        came, begun = arrive[mine].astype(np.int64), start[mine].astype(np.int64)
        counted = (came >= edges[0]) & (came < edges[1])
        out.append(FacilitySample(
            p.place, p.name, p.servers, int(arrivals[p.number]),
            short((begun - came)[counted]) if p.queues else None,
            levels(np.zeros_like(came), came, begun, edges, 1).histogram(),
            float(inside[p.number]) / time, float(busy[p.number]) / time / p.servers,
            float(mean_level(p.calendar.starts, p.calendar.ends, edges)[0]),
        ))  # fmt: skip
    return out


def _merged(histograms: Sequence[Ints]) -> Ints:
    out = np.zeros(max(len(h) for h in histograms), dtype=np.int64)
    for h in histograms:
        out[: len(h)] += h
    return out


def _queue_cells(samples: Sequence[FacilitySample]) -> dict[str, Cell]:
    """Give waits and queue length: means of replication means, pooled quantiles."""
    waits = [(s.waits, s.arrivals) for s in samples if s.waits is not None]
    if not waits:
        return dict.fromkeys(("wait_days_mean", "wait_days_p95", "queue_mean", "queue_p95"), NAN)
    together = np.sort(np.concatenate([w for w, _ in waits]))
    count = sum(arrivals for _, arrivals in waits)
    at = rank(95, count) - (count - len(together))  # those that are not listed waited 0
    ticks = _merged([s.queue for s in samples])
    reached = np.searchsorted(np.cumsum(ticks), rank(95, int(ticks.sum())))
    means = [float(w.sum(dtype=np.int64)) / n / TICKS_PER_DAY for w, n in waits if n]
    p95 = (float(together[at - 1]) if at > 0 else 0.0) if count else NAN
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


def _by_day(presence: Presence, table: Ints, days: int) -> Ints:
    """Bins put together into days."""
    first = np.searchsorted(presence.edges, np.arange(days + 1) * TICKS_PER_DAY)
    out: Ints = np.add.reduceat(table[:, : first[-1]], first[:-1], axis=1)
    return out


def _waiting(presence: Presence, edges: Ints, arrivals: Ints) -> dict[str, Floats]:
    """P95 of the waits, mean and P95 of the queue: float64, shape (facilities, days).

    Some facilities at a time, so that memory stays small beside that of the waits themselves.
    """
    pool, arrive, start = presence.waits()
    bounds = np.searchsorted(pool, np.arange(presence.queueing + 1))
    days = len(edges) - 1
    out = {name: np.full((presence.queueing, days), NAN)
           for name in ("wait_days_p95", "queue_mean", "queue_p95")}  # fmt: skip
    first = 0
    while first < presence.queueing:
        last = max(first + 1, int(np.searchsorted(bounds, bounds[first] + WAITS_AT_ONCE)) - 1)
        mine, some = slice(bounds[first], bounds[last]), slice(first, last)
        who, came = pool[mine] - first, arrive[mine].astype(np.int64)
        begun = start[mine].astype(np.int64)
        queue = levels(who, came, begun, edges, last - first)
        inside = came < edges[-1]
        cell = who[inside] * np.int64(days) + came[inside] // TICKS_PER_DAY
        p95 = binned_p95(cell, (begun - came)[inside], arrivals[some].ravel())
        for name, found in (("wait_days_p95", p95 / TICKS_PER_DAY), ("queue_mean", queue.mean()),
                            ("queue_p95", queue.p95())):  # fmt: skip
            out[name][some] = found.reshape(-1, days)
        first = last
    return out


def _day_tables(plan: Plan, presence: Presence, end: int) -> dict[str, Ints | Floats]:
    """Columns by pool and day: shape (pools, days)."""
    edges = day_edges(end)
    days = len(edges) - 1
    length = np.diff(edges)
    arrivals, waited, inside, busy = (
        _by_day(presence, table, days)
        for table in (presence.arrivals_before(end), presence.waited, presence.in_system(end),
                      presence.busy(end))
    )  # fmt: skip
    queues = presence.queueing
    mean = np.full(arrivals.shape, NAN)
    np.divide(waited, arrivals, out=mean, where=arrivals > 0)
    mean[queues:] = NAN
    closed, servers = np.empty(arrivals.shape), np.empty((len(arrivals), 1))
    for p in pools(plan):
        closed[p.number] = mean_level(p.calendar.starts, p.calendar.ends, edges)
        servers[p.number] = p.servers
    yards = np.full((len(arrivals) - queues, days), NAN)
    waiting = _waiting(presence, edges, arrivals[:queues])
    blank = {name: np.concatenate([found, yards]) for name, found in waiting.items()}
    return {
        "arrivals": arrivals, "wait_days_mean": mean / TICKS_PER_DAY, **blank,
        "in_system_mean": inside / length, "utilisation": busy / length / servers,
        "closed_share": closed,
    }  # fmt: skip


def facility_days(plan: Plan, presence: Presence, end: int, start: dt.date) -> pa.Table:
    """Rows of facility_days.parquet of one replication, by pool and day."""
    found, tables = pools(plan), _day_tables(plan, presence, end)
    count = len(day_edges(end)) - 1
    day = np.arange(count, dtype=np.int64)
    date = np.datetime_as_string(np.datetime64(start.isoformat(), "D") + day)
    order = [p.number for p in found]
    out = {
        "replication": pa.repeat(pa.scalar(plan.replication, pa.int64()), count * len(found)),
        "day": pa.array(np.tile(day, len(found))),
        "date": pa.array(date.tolist() * len(found), pa.string()),
        "place": pa.array([p.place for p in found for _ in range(count)], pa.string()),
        "facility": pa.array([p.name for p in found for _ in range(count)], pa.string()),
        "servers": pa.array(np.repeat(np.array([p.servers for p in found], np.int64), count)),
    }
    for name, table in tables.items():
        column = table[order].ravel()
        out[name] = pa.array(column, from_pandas=column.dtype == np.float64)
    return pa.table(out)
