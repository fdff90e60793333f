"""What `run` prints: one table per market and scope, and what to know when reading it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from simulator.report.scopes import Row, groups, heading
from simulator.report.text import (
    BLANK,
    Column,
    counted,
    percent,
    plus_minus,
    prose,
    table,
    tenths,
    whole,
    width,
)  # fmt: skip
from simulator.report.words import Names, explained, statuses, waiting_at

WIDE = 112
"""Columns from which on every figure has a column of its own."""
LEAST_WAIT = 0.05
"""Days below which a wait is none."""


@dataclass(frozen=True)
class Reading:
    """What the tables need beside the results."""

    summary: pd.DataFrame
    stages: pd.DataFrame
    names: Names = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    """Corridor → open, disrupted, building, planned or proposed."""


def comparison(reading: Reading, room: int | None = None) -> str:
    """Write all tables of a run, with their captions."""
    blocks = [
        _block(reading, rows, room or width())
        for rows in groups(reading.summary.itertuples(index=False))
    ]
    marked = {reading.statuses.get(str(c), "open") for c in reading.summary["corridor"].unique()}
    return "\n\n".join(filter(None, [*blocks, prose(statuses(marked)), *_warnings(reading)]))


def _block(reading: Reading, rows: Sequence[Row], room: int) -> str:
    title = prose(heading(rows, reading.names), "  ", room)
    kept = _Kept(any(not math.isnan(r.on_time_share) for r in rows))
    if room >= WIDE:
        body = table(_wide_columns(kept), [_wide(reading, r, kept) for r in rows], room)
    else:
        cells = [_narrow(reading, r) for r in rows]
        body = table(_narrow_columns(kept), cells, room, airy=True)
    return f"{title}\n\n{body}"


@dataclass(frozen=True)
class _Kept:
    on_time: bool


def _wide_columns(kept: _Kept) -> list[Column]:
    columns = [
        Column("corridor", folds=False), Column("direction", folds=False),
        Column("USD/FEU", number=True), Column("freight", number=True),
        Column("days P5–P50–P95", number=True), Column("mean days", number=True),
        Column("on time", number=True), Column("longest mean wait, days"),
        Column("FEU", number=True),
    ]  # fmt: skip
    return [c for c in columns if kept.on_time or c.title != "on time"]


def _wide(reading: Reading, row: Row, kept: _Kept) -> list[str]:
    return [
        _corridor(reading, row), row.direction, plus_minus(row.usd_mean, row.usd_ci_high),
        whole(row.freight_usd_mean), _quantiles(row),
        plus_minus(row.days_mean, row.days_ci_high, 1),
        *([_on_time(row)] if kept.on_time else []),
        longest_wait(reading, row), whole(row.feu),
    ]  # fmt: skip


def _narrow_columns(kept: _Kept) -> list[Column]:
    return [
        Column("corridor\ndirection", folds=False),
        Column("USD/FEU\n(freight)", number=True),
        Column("days P5–P50–P95\n(mean)", number=True),
        Column("longest mean\nwait, days"),
        Column("FEU\n(on time)" if kept.on_time else "FEU", number=True),
    ]


def _narrow(reading: Reading, row: Row) -> list[str]:
    punctual = _on_time(row)
    return [
        f"{_corridor(reading, row)}\n{row.direction}",
        f"{plus_minus(row.usd_mean, row.usd_ci_high)}\n({whole(row.freight_usd_mean)})",
        f"{_quantiles(row)}\n({plus_minus(row.days_mean, row.days_ci_high, 1)})",
        longest_wait(reading, row),
        f"{whole(row.feu)}\n({punctual})" if punctual else whole(row.feu),
    ]


def _corridor(reading: Reading, row: Row) -> str:
    status = reading.statuses.get(row.corridor, "open")
    return str(row.corridor) if status == "open" else f"{row.corridor} ({status})"


def _quantiles(row: Row) -> str:
    values = (row.days_p05, row.days_p50, row.days_p95)
    return BLANK if all(map(math.isnan, values)) else " – ".join(tenths(v) for v in values)


def _on_time(row: Row) -> str:
    return "" if math.isnan(row.on_time_share) else percent(row.on_time_share)


def longest_wait(reading: Reading, row: Row) -> str:
    """Place and stage of the longest mean wait between the row's ends, with its days.

    Stages are known for the containers that go from terminal to terminal; blank without any.
    """
    stages = reading.stages
    mine = stages[(stages["corridor"] == row.corridor) & (stages["direction"] == row.direction)]
    places = mine["place"].to_numpy()
    inside = [k for k, p in enumerate(places) if p == row.origin]
    last = [k for k, p in enumerate(places) if p == row.destination]
    if not inside or not last:
        return BLANK
    mine = mine.iloc[inside[0] : last[-1] + 1]
    landing = (mine["place"] != row.destination) | (mine["stage"] == "discharge")
    mine = mine if row.scope == "terminal" else mine[landing]
    waits = mine["wait_days_mean"].dropna()
    if waits.empty or waits.max() < LEAST_WAIT:
        return BLANK
    at = mine.loc[waits.idxmax()]
    return f"{waiting_at(reading.names, at['place'], at['stage'])}: {tenths(float(waits.max()))}"


def _warnings(reading: Reading) -> list[str]:
    """Explain each warning once, with the rows that it is about."""
    found = explained(reading.summary, reading.names)
    lines = [prose(f"- {rows}: {words}.", "  ") for rows, words in found]
    return ["\n".join(["Read with care:", *lines])] if lines else []


def caption(
    *, price_year: int, seed: int, replications: int, start: str, warmup: float, horizon: float
) -> str:
    """Say what the figures are about."""
    interval = (
        "± is half the 95 % interval of the mean over replications"
        if replications > 1
        else "one replication gives no interval"
    )
    return (
        f"USD of {price_year} per FEU (40-foot container): out-of-pocket cost, and the freight in "
        f"it. {counted(replications, 'replication')}, seed {seed}; {interval}. Containers released "
        f"in the {horizon:g} days after a warm-up of {warmup:g} days from {start}"
        f"{', of all replications together' if replications > 1 else ''}. Waits are those "
        "of containers that go the whole way."
    )
