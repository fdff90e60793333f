"""Calendars of closed intervals: opening hours, dated and random closures, weather."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np

from simulator.model.places import WEEKDAYS, Closable, DatedClosure, Hours, RandomClosure
from simulator.model.scenario import Network
from simulator.plan.draws import Draws
from simulator.plan.tables import Calendar
from simulator.units import TICKS_PER_DAY, TICKS_PER_MINUTE, tick_of, ticks

Interval = tuple[int, int]


def unite(intervals: Iterable[Interval]) -> list[Interval]:
    """Sort intervals, drop empty ones, join those that overlap or touch."""
    united: list[Interval] = []
    for start, end in sorted(i for i in intervals if i[1] > i[0]):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def closed_by_hours(hours: Hours, start: dt.date, last: int) -> list[Interval]:
    """Intervals outside the opening hours, over the whole run."""
    opens, closes = _minutes(hours.open), _minutes(hours.close)
    length = closes - opens if closes > opens else closes + 24 * 60 - opens
    days = [WEEKDAYS.index(d) for d in hours.days]
    open_spans = unite(
        (day * TICKS_PER_DAY + opens * TICKS_PER_MINUTE,
         day * TICKS_PER_DAY + (opens + length) * TICKS_PER_MINUTE)
        for day in range(-1, last // TICKS_PER_DAY + 9)
        if (start.weekday() + day) % 7 in days
    )  # fmt: skip
    edges = [-TICKS_PER_DAY, *(t for span in open_spans for t in span), open_spans[-1][1]]
    return [(max(a, 0), b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > 0 and b > a]


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def closed_by_date(closure: DatedClosure, start: dt.date) -> Interval:
    """Make ticks of a dated closure (negative before the run)."""
    first = tick_of(start, closure.start)
    if closure.end is not None:
        return first, tick_of(start, closure.end)
    return first, first + ticks(closure.days or 0.0, TICKS_PER_DAY)


def closed_at_random(
    closure: RandomClosure, name: str, draws: Draws, start: dt.date, last: int
) -> list[Interval]:
    """Alternate open and shut times until the run's last tick, beginning open.

    Open time runs out with the hazard of the month (mean 1 over the twelve months): the k-th
    closure starts when the hazard summed since the last reopening reaches the k-th draw.
    """
    opens = draws.streams[draws.duration(f"{name}/open", closure.open_days, TICKS_PER_DAY)]
    shuts = draws.streams[draws.duration(f"{name}/shut", closure.shut_days, TICKS_PER_DAY)]
    hazard, edges = _hazard(closure.monthly_hazard, start, last)
    intervals: list[Interval] = []
    now = k = 0
    while now < last:
        used = float(np.interp(now, edges, hazard))
        if used + opens[k] >= hazard[-1]:
            break
        begin = int(np.interp(used + opens[k], hazard, edges))
        now = begin + shuts[k]
        intervals.append((begin, now))
        now = max(now, begin + 1)
        k += 1
    return intervals


def _hazard(
    monthly: tuple[float, ...], start: dt.date, last: int
) -> tuple[
    np.ndarray[tuple[int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.float64]]
]:
    """Cumulative hazard at the day boundaries, in ticks at the mean hazard, and the boundaries."""
    days = last // TICKS_PER_DAY + 2
    level = np.array(monthly) / (sum(monthly) / 12)
    dates = np.datetime64(start, "D") + np.arange(days)
    months = dates.astype("datetime64[M]").astype(np.int64) % 12  # since January 1970
    daily = np.maximum(level[months], 1e-9) * TICKS_PER_DAY
    return np.concatenate([[0.0], np.cumsum(daily)]), np.arange(days + 1.0) * TICKS_PER_DAY


class CalendarBook:
    """Makes each calendar once and numbers those that are ever shut."""

    def __init__(self, network: Network, draws: Draws, start: dt.date, last: int) -> None:
        self.network, self.draws, self.start, self.last = network, draws, start, last
        self.calendars: list[Calendar] = []
        self._index: dict[tuple[Interval, ...], int] = {}
        self._weather: dict[str, list[Interval]] = {}

    def of(self, thing: Closable, path: str, hours: Hours | None = None) -> list[Interval]:
        """Closed intervals of one thing, by all its causes."""
        spans = [closed_by_date(c, self.start) for c in thing.closures.values()]
        for name, closure in thing.random_closures.items():
            spans += closed_at_random(closure, f"{path}/{name}", self.draws, self.start, self.last)
        for name in thing.weather:
            spans += self.weather(name)
        if hours is not None:
            spans += closed_by_hours(hours, self.start, self.last)
        return unite((max(a, 0), b) for a, b in spans if b > 0)

    def weather(self, name: str) -> list[Interval]:
        """Give the closed intervals of a weather calendar: one draw for all that name it."""
        if name not in self._weather:
            self._weather[name] = closed_at_random(
                self.network.weather[name], f"weather/{name}", self.draws, self.start, self.last
            )
        return self._weather[name]

    def number(self, intervals: Iterable[Interval]) -> int:
        """Index of the calendar of these intervals, -1 if it is always open."""
        key = tuple(unite(intervals))
        if not key:
            return -1
        if key not in self._index:
            self._index[key] = len(self.calendars)
            rows = np.array(key, dtype=np.int64)
            self.calendars.append(Calendar(rows[:, 0].copy(), rows[:, 1].copy()))
        return self._index[key]


def closed_share(calendar: Calendar | None, start: int, end: int) -> float:
    """Share of [start, end) in which a calendar is closed."""
    if calendar is None or end <= start:
        return 0.0
    inside = np.clip(calendar.ends, start, end) - np.clip(calendar.starts, start, end)
    return float(inside.sum()) / (end - start)
