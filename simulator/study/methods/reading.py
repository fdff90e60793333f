"""What the methods read off the outcomes: outputs row by row, means, paired intervals, names."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from simulator.model.study import Output, Study
from simulator.results import display
from simulator.results.statistics import interval, mean_of
from simulator.study.points import Floats, Outcomes, Value

UNITS = {"usd": "USD", "days": "days", "co2e": "kg CO2e", "generalised": "USD", "freight": "USD"}
"""First word of a quantity → its unit; others are pure numbers."""
QUANTITIES = {
    "usd_mean": "cost", "days_mean": "time", "freight_usd_mean": "freight",
    "generalised_usd_mean": "generalised cost", "usd_p95": "P95 of the cost",
    "days_p95": "P95 of the time", "on_time_share": "share on time",
}  # fmt: skip


def expanded(study: Study, done: Outcomes) -> list[Output]:
    """Outputs with corridor and direction, in the order of the study and of the rows.

    An output that leaves one of them open stands for every row that had containers in any point.
    """
    rows = _rows_seen(done)
    found: dict[tuple[str, str, str, str], Output] = {}
    for output in study.outputs:
        for corridor, direction, scope in rows:
            if scope != output.scope or output.corridor not in (None, corridor):
                continue
            if output.direction in (None, direction):
                key = (output.quantity, corridor, direction, scope)
                update = {"corridor": corridor, "direction": direction}
                found.setdefault(key, output.model_copy(update=update))
    return list(found.values())


def _rows_seen(done: Outcomes) -> list[tuple[str, str, str]]:
    """Corridor, direction and scope of every row that had containers."""
    seen: dict[tuple[str, str, str], None] = {}
    for number in range(len(done.points)):
        frame = done.rows(number)
        if len(frame):
            columns = (frame[c].tolist() for c in ("corridor", "direction", "scope", "feu"))
            seen.update(dict.fromkeys(row[:3] for row in zip(*columns, strict=True) if row[3] > 0))
    return list(seen)


def row_of(rows: pd.DataFrame, corridor: str, direction: str, scope: str) -> pd.Series | None:
    """The row of summary.csv of one corridor, direction and scope; None where there is none."""
    if not len(rows):
        return None
    mine = rows[
        (rows["corridor"] == corridor) & (rows["direction"] == direction) & (rows["scope"] == scope)
    ]
    return mine.iloc[0] if len(mine) else None


def means(values: Floats) -> Floats:
    """Mean over replications of each point, NaN where it has no figure. Shape [points]."""
    return np.array([mean_of(row) for row in values])


def paired(a: Floats, b: Floats) -> tuple[float, float, float]:
    """Mean of b - a over paired replications, with its 95 % t-interval (NaN for fewer than two)."""
    difference = np.asarray(b) - np.asarray(a)
    return mean_of(difference), *interval(difference)


def label(study: Study, name: str) -> str:
    """What a factor is called."""
    return study.factors[name].label or name


def unit_of(quantity: str) -> str:
    """Unit of a column of summary.csv, with a blank before it."""
    unit = UNITS.get(quantity.split("_", maxsplit=1)[0], "")
    return f" {unit}" if unit else ""


def called(output: Output) -> str:
    """An output in words: `cost of middle, westbound`."""
    what = QUANTITIES.get(output.quantity, output.quantity)
    where = "" if output.scope == "terminal" else f" ({output.scope})"
    return f"{what} of {output.corridor}, {output.direction}{where}"


def figure(value: float) -> str:
    """A number for a sentence."""
    return "unknown" if math.isnan(value) else display.figure(value)


def signed(value: float) -> str:
    """A difference for a sentence, with its sign."""
    return f"+{figure(value)}" if value > 0 else figure(value)


def is_share(quantity: str) -> bool:
    """Whether a column of summary.csv is a share, whose differences are percentage points."""
    return quantity.endswith("_share")


def amount(value: float, quantity: str) -> str:
    """A figure of a quantity for a sentence, with its unit: `8,741 USD`, `85.0 %`."""
    if is_share(quantity):
        return f"{figure(100 * value)} %"
    return f"{figure(value)}{unit_of(quantity)}"


def size(difference: float, quantity: str) -> str:
    """A difference of a quantity without its sign's plus: `16.0 USD`, `5.0 percentage points`."""
    if is_share(quantity):
        return f"{figure(100 * difference)} percentage points"
    return f"{figure(difference)}{unit_of(quantity)}"


def size_between(low: float, high: float, quantity: str) -> str:
    """An interval of a difference of a quantity."""
    scale = 100 if is_share(quantity) else 1
    return between(scale * low, scale * high)


def change(mean: float, low: float, high: float, quantity: str) -> str:
    """A difference with its interval; one whose interval holds zero is no clear difference."""
    if math.isnan(mean):
        return "unknown, for want of a figure"
    plus = "+" if mean > 0 else ""
    said, interval_words = f"{plus}{size(mean, quantity)}", size_between(low, high, quantity)
    if mean == low == high == 0:
        return "no difference"
    if low <= 0 <= high:
        return f"no clear difference ({said}, {interval_words})"
    return f"{said} ({interval_words})"


def between(low: float, high: float) -> str:
    """An interval for a sentence."""
    if math.isnan(low) or math.isnan(high):
        return "no interval"
    return f"95 % {figure(low)} to {figure(high)}"


def failures(done: Outcomes, values: Floats | None = None) -> list[int]:
    """Numbers of the points that failed or, with `values`, have no figure there."""
    bad = [n for n in range(len(done.points)) if done.failed(n) is not None]
    if values is not None:
        bad = sorted({*bad, *np.flatnonzero(np.isnan(means(values))).tolist()})
    return bad


def output_cells(output: Output) -> dict[str, Value]:
    """The columns that say which output a row is about."""
    return {
        "quantity": output.quantity, "corridor": output.corridor or "",
        "direction": output.direction or "", "scope": output.scope,
    }  # fmt: skip
