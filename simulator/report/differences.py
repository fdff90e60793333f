"""What `compare` prints: run B less run A."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from simulator.report import settings
from simulator.report.scopes import Row, groups, heading
from simulator.report.text import (
    BLANK,
    Column,
    percent,
    prose,
    sentence,
    signed,
    table,
    tenths,
    whole,
    width,
)
from simulator.report.words import Names
from simulator.results.read import Run

_METRICS = {
    "days_mean": "days",
    "days_p95": "days, P95 (mean over replications)",
    "usd_mean": "USD/FEU",
    "freight_usd_mean": "freight USD",
    "generalised_usd_mean": "generalised USD",
    "on_time_share": "on time",
    "feu": "FEU per replication",
}
"""Metrics that are printed (the file has all), and what they are called."""


def differences(frame: pd.DataFrame, names: Names, room: int | None = None) -> str:
    """Write a table for each market and scope."""
    blocks = []
    for rows in groups(row for row in frame.itertuples(index=False) if _shown(row)):
        cells = _table([_cells(row) for row in rows], room or width())
        blocks.append(f"{prose(heading(rows, names), '  ')}\n\n{cells}")
    return "\n\n".join(blocks)


def _shown(row: Row) -> bool:
    some = not (_none(row.a) and _none(row.b))
    return row.metric in _METRICS and some and not (row.metric == "feu" and row.difference == 0)


def _none(value: float) -> bool:
    return math.isnan(value)


def _table(cells: list[list[str]], room: int) -> str:
    columns = [Column("corridor", folds=False), Column("direction", folds=False), Column("figure")]
    columns += [Column(t, number=True) for t in ("A", "B", "B − A", "95 % interval")]
    last = ["", ""]
    for row in cells:
        now = row[:2]
        if now == last:
            row[:2] = ["", ""]
        last = now
    return table(columns, cells, room)


def _written(metric: str) -> Callable[[float], str]:
    if metric == "on_time_share":
        return percent
    return tenths if metric.startswith("days") else whole


def _cells(row: Row) -> list[str]:
    write = _written(row.metric)
    span = BLANK if _none(row.ci_low) else f"{write(row.ci_low)} to {write(row.ci_high)}"
    return [
        row.corridor, row.direction, _METRICS[row.metric], write(row.a), write(row.b),
        signed(row.difference, write), span,
    ]  # fmt: skip


def caption(frame: pd.DataFrame, a: Run, b: Run) -> str:
    """Say what is compared, how, and whether both runs count the same days."""
    windows = settings.windows(a.document, b.document)
    how = _paired(int(frame["replications"].max()), same_days=not windows)
    first = prose(f"A is {a.directory}, B is {b.directory}; {how}.")
    return f"{first}\n{prose(sentence(windows))}" if windows else first


def _paired(pairs: int, *, same_days: bool) -> str:
    if pairs > 1:
        luck = "with the same luck" if same_days else "of one seed"
        return f"95 % t-interval of the difference over {pairs} pairs of replications {luck}"
    return "one pair of replications gives no interval" if pairs else "no row has figures in both"
