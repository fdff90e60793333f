"""Time units: a tick is one second, held as an integer; conversions happen here only."""

from __future__ import annotations

import datetime as dt

TICKS_PER_MINUTE = 60
TICKS_PER_HOUR = 3_600
TICKS_PER_DAY = 86_400
DAYS_PER_YEAR = 365.0
NEVER = 2**62
"""A tick later than any run can reach."""


def ticks(value: float, ticks_per_unit: int) -> int:
    """Round a duration to whole ticks (half to even)."""
    return round(value * ticks_per_unit)


def days(tick: float) -> float:
    """Ticks as days."""
    return tick / TICKS_PER_DAY


def at(start: dt.date, tick: int) -> dt.datetime:
    """Calendar time (UTC) of a tick counted from midnight of `start`."""
    midnight = dt.datetime(start.year, start.month, start.day, tzinfo=dt.UTC)
    return midnight + dt.timedelta(seconds=tick)


def tick_of(start: dt.date, moment: dt.date) -> int:
    """Ticks from midnight of `start` to midnight of `moment`."""
    return (moment - start).days * TICKS_PER_DAY
