"""Tables in a notebook: headings in words, no more digits than mean much."""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

import pandas as pd

MINUS, BLANK = "−", "–"
_HEADINGS = {
    "usd_mean": "USD per FEU", "freight_usd_mean": "freight, USD", "days_mean": "days",
    "days_p05": "P5", "days_p50": "P50", "days_p95": "P95", "feu": "FEU",
}  # fmt: skip
_DIGITS = ((3, 1.0), (2, 10.0), (1, 100.0), (0, math.inf))
"""Decimals of what, so rounded, is below a bound."""


def figure(value: float) -> str:
    """A number to three significant digits, whole from 100 on, thousands apart, a true minus."""
    if math.isnan(value):
        return BLANK
    if value == 0:
        return "0"
    size = abs(value)
    digits = next(d for d, top in _DIGITS if round(size, d) < top)
    return f"{value:z,.{digits}f}".replace("-", MINUS)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Real):
        number = float(value)
        return f"{number:,.0f}".replace("-", MINUS) if number.is_integer() else figure(number)
    return BLANK if value is None or value is pd.NA else str(value)


def heading(column: str) -> str:
    """A column's name in words."""
    return _HEADINGS.get(column, column.replace("_", " "))


def html(frame: pd.DataFrame, most: int = 40) -> str:
    """A table for a notebook, every text escaped; the first rows where there are many."""
    shown = frame.head(most).astype(object).map(_written).rename(columns=heading)
    table = shown.to_html(index=False, border=0)
    rest = len(frame) - most
    return table + (f"<p>and {rest:,} more row{'s' if rest > 1 else ''}</p>" if rest > 0 else "")
