"""The one way in which a report writes a number."""

from __future__ import annotations

import math
from collections.abc import Callable

from simulator.report.text import (
    BLANK,
    decimal,
    hundredths,
    near_nought,
    percent,
    points,
    tenths,
    whole,
)
from simulator.report.text import signed as with_sign


def _exact(value: float) -> str:
    """Write a number of unknown kind: whole where it is whole, else to four digits or more."""
    if value.is_integer():
        return whole(value)
    digits = max(0, 3 - math.floor(math.log10(abs(value))))
    written = decimal(value, digits)
    return written.rstrip("0").rstrip(".") if "." in written else written


def _plain(value: float) -> str:
    """Write a year, a seed or an order: no separator."""
    return f"{value:.0f}"


KINDS: dict[str, Callable[[float], str]] = {
    "usd": whole,
    "days": tenths,
    "stage": hundredths,
    "share": percent,
    "points": points,
    "km": whole,
    "kg": whole,
    "count": whole,
    "mean": tenths,
    "exact": _exact,
    "plain": _plain,
}
"""Kind of quantity → how it is written."""


def figure(value: float, kind: str) -> str:
    """Write a number of one of `KINDS`: thousands apart, a true minus, `–` for NaN."""
    return BLANK if math.isnan(value) else KINDS[kind](float(value))


def signed(value: float, kind: str) -> str:
    """Write a difference with its sign; nothing gained or lost has none."""
    return with_sign(value, lambda number: figure(number, kind))


def beside_nought(value: float, kind: str, difference: bool) -> str:
    """Write an end of an interval that leaves out zero: never as zero."""
    if math.isnan(value):
        return BLANK

    def write(number: float) -> str:
        return near_nought(number, KINDS[kind])

    return with_sign(value, write) if difference else write(value)


def kind_of(column: str) -> str:
    """Kind of a column of a run's tables."""
    for end, kind in _ENDS:
        if column.endswith(end) or column.startswith(end):
            return kind
    return "exact"


_ENDS = (
    ("km_per_day", "km"), ("usd_per_km", "exact"), ("days", "days"), ("usd", "usd"),
    ("_share", "share"), ("utilisation", "share"), ("km", "km"), ("kg", "kg"), ("feu", "count"),
    ("co2e", "kg"), ("queue", "mean"), ("servers", "count"), ("arrivals", "count"),
)  # fmt: skip
